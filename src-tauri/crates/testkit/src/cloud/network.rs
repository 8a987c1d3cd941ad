use super::world::Door;
use async_trait::async_trait;
use emberwatch_cloud::{CloudError, Marker, Network, Page, WhichSubnets, WhichTypes};
use emberwatch_domain::advisor::{Subnet, TypeFacts, Vpc, VpcId};
use std::collections::BTreeSet;

#[async_trait]
impl Network for Door {
    async fn subnets(&self, which: &WhichSubnets, marker: Option<&Marker>) -> Result<Page<Subnet>, CloudError> {
        self.call_here("DescribeSubnets", None, |place| {
            let found: Vec<Subnet> = match which {
                WhichSubnets::All => place.subnets.clone(),
                WhichSubnets::InVpc(vpc) => place.subnets.iter().filter(|subnet| &subnet.vpc == vpc).cloned().collect(),
                WhichSubnets::Named(ids) => {
                    let named = |id| place.subnets.iter().find(|subnet| &subnet.id == id).cloned();
                    let found: Option<Vec<Subnet>> = ids.iter().map(named).collect();
                    found.ok_or(CloudError::NotFound { operation: "DescribeSubnets" })?
                }
            };
            Ok(place.page(found.into_iter(), marker))
        })
        .await
    }

    async fn vpcs(&self, marker: Option<&Marker>) -> Result<Page<Vpc>, CloudError> {
        self.call_here("DescribeVpcs", None, |place| {
            let ids: BTreeSet<&VpcId> = place.subnets.iter().map(|subnet| &subnet.vpc).collect();
            let named = |id: &VpcId| Vpc { id: id.clone(), name: place.vpc_names.get(id).cloned() };
            Ok(place.page(ids.into_iter().map(named), marker))
        })
        .await
    }

    async fn instance_types(&self, which: &WhichTypes, marker: Option<&Marker>) -> Result<Page<TypeFacts>, CloudError> {
        self.call_here("DescribeInstanceTypes", None, |place| {
            let wanted = |facts: &&TypeFacts| match which {
                WhichTypes::Current => true,
                WhichTypes::Named(kinds) => kinds.contains(&facts.instance_type),
            };
            let found: Vec<TypeFacts> = place.types.iter().filter(wanted).cloned().collect();
            if let WhichTypes::Named(kinds) = which
                && found.len() < kinds.len()
            {
                let message = "The following supplied instance types do not exist".to_owned();
                return Err(CloudError::Invalid { operation: "DescribeInstanceTypes", message });
            }
            Ok(place.page(found.into_iter(), marker))
        })
        .await
    }
}
