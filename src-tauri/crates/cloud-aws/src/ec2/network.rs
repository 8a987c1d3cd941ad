//! Subnets and instance types.

use super::{Client, Ec2, PAGE_SIZE, filter};
use crate::convert::{marker, text};
use crate::errors::Call;
use crate::profiles::Api;
use async_trait::async_trait;
use aws_sdk_ec2::types::InstanceTypeInfo;
use emberwatch_cloud::{CloudError, Marker, Network, Page, WhichSubnets, WhichTypes};
use emberwatch_domain::account::AvailabilityZone;
use emberwatch_domain::advisor::{Subnet, SubnetId, TypeFacts, Vpc, VpcId, ZoneId};
use emberwatch_domain::cluster::InstanceType;

const SUBNETS: Call = Call { api: Api::Ec2, operation: "DescribeSubnets", action: "ec2:DescribeSubnets" };
const VPCS: Call = Call { api: Api::Ec2, operation: "DescribeVpcs", action: "ec2:DescribeVpcs" };
const TYPES: Call = Call { api: Api::Ec2, operation: "DescribeInstanceTypes", action: "ec2:DescribeInstanceTypes" };
/// AWS gives no more types a page.
const TYPES_PAGE: i32 = 100;

#[async_trait]
impl Network for Ec2 {
    async fn subnets(&self, which: &WhichSubnets, marker_: Option<&Marker>) -> Result<Page<Subnet>, CloudError> {
        let request = |client: Client| {
            let request = client.describe_subnets().set_next_token(text(marker_));
            let request = match which {
                WhichSubnets::All => request.max_results(PAGE_SIZE),
                WhichSubnets::InVpc(vpc) => request.max_results(PAGE_SIZE).filters(filter("vpc-id", &[vpc.as_str()])),
                // With ids, EC2 takes no page size.
                WhichSubnets::Named(ids) => request.set_subnet_ids(Some(ids.iter().map(ToString::to_string).collect())),
            };
            request.send()
        };
        let output = self.0.read(&SUBNETS, request).await?;
        let subnets = output.subnets.unwrap_or_default();
        Ok(Page { items: subnets.into_iter().filter_map(subnet).collect(), next: marker(output.next_token) })
    }

    async fn vpcs(&self, marker_: Option<&Marker>) -> Result<Page<Vpc>, CloudError> {
        let request =
            |client: Client| client.describe_vpcs().max_results(PAGE_SIZE).set_next_token(text(marker_)).send();
        let output = self.0.read(&VPCS, request).await?;
        let vpcs = output.vpcs.unwrap_or_default();
        Ok(Page { items: vpcs.into_iter().filter_map(vpc).collect(), next: marker(output.next_token) })
    }

    async fn instance_types(
        &self,
        which: &WhichTypes,
        marker_: Option<&Marker>,
    ) -> Result<Page<TypeFacts>, CloudError> {
        let request = |client: Client| {
            let request = client.describe_instance_types().set_next_token(text(marker_));
            let request = match which {
                WhichTypes::Current => request
                    .max_results(TYPES_PAGE)
                    .filters(filter("current-generation", &["true"]))
                    .filters(filter("processor-info.supported-architecture", &["x86_64", "arm64"]))
                    .filters(filter("supported-usage-class", &["spot"])),
                WhichTypes::Named(kinds) => {
                    request.set_instance_types(Some(kinds.iter().map(|kind| kind.as_str().into()).collect()))
                }
            };
            request.send()
        };
        let output = self.0.read(&TYPES, request).await.map_err(|error| unknown_type(error, which))?;
        let kinds = output.instance_types.unwrap_or_default();
        Ok(Page { items: kinds.into_iter().filter_map(facts).collect(), next: marker(output.next_token) })
    }
}

/// EC2 has a code of its own for a type that the region does not have; it is what was asked that is wrong.
fn unknown_type(error: CloudError, which: &WhichTypes) -> CloudError {
    match error {
        CloudError::Unexpected { operation, message, .. }
            if matches!(which, WhichTypes::Named(_)) && message.starts_with("InvalidInstanceType") =>
        {
            let told = message.split_once(": ").map_or(message.as_str(), |(_, told)| told).to_owned();
            CloudError::Invalid { operation, message: told }
        }
        error => error,
    }
}

fn subnet(subnet: aws_sdk_ec2::types::Subnet) -> Option<Subnet> {
    Some(Subnet {
        id: SubnetId::new(subnet.subnet_id?),
        vpc: VpcId::new(subnet.vpc_id?),
        zone: AvailabilityZone::new(subnet.availability_zone?),
        zone_id: subnet.availability_zone_id.map(ZoneId::new),
    })
}

fn vpc(vpc: aws_sdk_ec2::types::Vpc) -> Option<Vpc> {
    let tags = vpc.tags.unwrap_or_default();
    let name = tags.into_iter().find(|tag| tag.key() == Some("Name")).and_then(|tag| tag.value);
    Some(Vpc { id: VpcId::new(vpc.vpc_id?), name: name.filter(|name| !name.is_empty()) })
}

/// A type whose size is not told could be taken for one that fits everything.
fn facts(info: InstanceTypeInfo) -> Option<TypeFacts> {
    Some(TypeFacts {
        instance_type: InstanceType::new(info.instance_type?.as_str()),
        vcpus: u32::try_from(info.v_cpu_info?.default_v_cpus?).ok()?,
        memory_mib: u64::try_from(info.memory_info?.size_in_mib?).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_ec2::types::{MemoryInfo, VCpuInfo};

    #[test]
    fn a_type_that_does_not_tell_its_size_is_left_out() {
        let info = || InstanceTypeInfo::builder().instance_type("x9.novel".into());
        let memory = MemoryInfo::builder().size_in_mib(16_384).build();
        let vcpus = VCpuInfo::builder().default_v_cpus(4).build();
        assert_eq!(facts(info().memory_info(memory.clone()).build()), None);
        let told = facts(info().memory_info(memory).v_cpu_info(vcpus).build()).unwrap();
        assert_eq!((told.instance_type.as_str(), told.vcpus, told.memory_mib), ("x9.novel", 4, 16_384));
    }

    #[test]
    fn a_subnet_without_a_zone_is_no_place_to_launch_in() {
        let told = aws_sdk_ec2::types::Subnet::builder().subnet_id("subnet-1").vpc_id("vpc-1");
        assert_eq!(subnet(told.clone().build()), None);
        assert!(subnet(told.availability_zone("eu-west-1a").build()).is_some());
    }

    #[test]
    fn a_type_that_nobody_has_is_a_wrong_question() {
        let error = || CloudError::Unexpected {
            operation: "DescribeInstanceTypes",
            message: "InvalidInstanceType: The following supplied instance types do not exist: [x]".to_owned(),
            source: None,
        };
        let named = WhichTypes::Named(vec!["x".into()]);
        assert!(
            matches!(unknown_type(error(), &named), CloudError::Invalid { message, .. } if message.starts_with("The"))
        );
        assert!(matches!(unknown_type(error(), &WhichTypes::Current), CloudError::Unexpected { .. }));
    }
}
