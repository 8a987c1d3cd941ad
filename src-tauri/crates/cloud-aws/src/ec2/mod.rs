//! EC2: the running nodes of all clusters, the spot market, and the regions of an account.

mod network;
mod spot;

use crate::again::{Held, LastAnswer};
use crate::convert::{marker, text, timestamp};
use crate::errors::Call;
use crate::profiles::Api;
use crate::session::{Connection, Live, Session, client_builder};
use async_trait::async_trait;
use aws_sdk_ec2::operation::describe_instances::DescribeInstancesOutput;
use aws_sdk_ec2::types::{Filter, Instance};
use emberwatch_cloud::{CloudError, ClusterNode, Marker, NodeReader, Page, RegionStatus};
use emberwatch_domain::account::{AvailabilityZone, Region};
use emberwatch_domain::cluster::{ClusterId, InstanceType, Market, Node, NodeRole};
use std::ops::Deref;
use std::sync::Arc;

const REGIONS: Call = Call { api: Api::Ec2, operation: "DescribeRegions", action: "ec2:DescribeRegions" };
const INSTANCES: Call = Call { api: Api::Ec2, operation: "DescribeInstances", action: "ec2:DescribeInstances" };

/// EMR puts these on every instance that it launches.
/// <https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-tags.html>
const CLUSTER_TAG: &str = "aws:elasticmapreduce:job-flow-id";
const ROLE_TAG: &str = "aws:elasticmapreduce:instance-group-role";
const PAGE_SIZE: i32 = 1000;

pub(crate) struct Ec2(Connection<Client>);

/// The SDK's client in one region, and what it answered last when asked for all nodes.
#[derive(Clone)]
struct Client {
    sdk: aws_sdk_ec2::Client,
    nodes: Arc<LastAnswer<Page<ClusterNode>>>,
}

impl Deref for Client {
    type Target = aws_sdk_ec2::Client;

    fn deref(&self) -> &Self::Target {
        &self.sdk
    }
}

impl Ec2 {
    pub(crate) fn new(session: Arc<Session>, region: Region) -> Self {
        Self(Connection::new(session, region, connect))
    }

    pub(crate) async fn regions(&self) -> Result<Vec<RegionStatus>, CloudError> {
        let output = self.0.read(&REGIONS, |client| client.describe_regions().all_regions(true).send()).await?;
        let status = |region: aws_sdk_ec2::types::Region| {
            let enabled = region.opt_in_status.as_deref() != Some("not-opted-in");
            Some(RegionStatus { region: Region::new(region.region_name?), enabled })
        };
        Ok(output.regions.unwrap_or_default().into_iter().filter_map(status).collect())
    }
}

#[async_trait]
impl NodeReader for Ec2 {
    async fn nodes(&self, marker_: Option<&Marker>) -> Result<Page<ClusterNode>, CloudError> {
        let request = |client: Client| async move {
            let request = client
                .describe_instances()
                .filters(filter("tag-key", &[CLUSTER_TAG]))
                .filters(filter("instance-state-name", &["pending", "running"]))
                .max_results(PAGE_SIZE)
                .set_next_token(text(marker_));
            let look = client.nodes.look();
            let output = request.customize().interceptor(Held(Arc::clone(&look))).send().await?;
            Ok(client.nodes.settle(&look, || page(output), |page| marker_.is_none() && page.next.is_none()))
        };
        self.0.read(&INSTANCES, request).await
    }
}

fn connect(live: &Live, region: &Region) -> Client {
    let sdk = aws_sdk_ec2::Client::from_conf(client_builder!(aws_sdk_ec2, Api::Ec2, live, region).build());
    Client { sdk, nodes: Arc::default() }
}

fn page(output: DescribeInstancesOutput) -> Page<ClusterNode> {
    let reservations = output.reservations.unwrap_or_default();
    let instances = reservations.into_iter().flat_map(|reservation| reservation.instances.unwrap_or_default());
    Page { items: instances.filter_map(cluster_node).collect(), next: marker(output.next_token) }
}

fn filter(name: &str, values: &[&str]) -> Filter {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    Filter::builder().name(name).set_values(Some(values)).build()
}

/// An instance without an id, type or launch time has not been launched: it costs nothing yet.
fn cluster_node(instance: Instance) -> Option<ClusterNode> {
    let tags = instance.tags.unwrap_or_default();
    let tag = |name: &str| tags.iter().find(|tag| tag.key() == Some(name)).and_then(|tag| tag.value());
    let spot = instance.instance_lifecycle.is_some_and(|lifecycle| lifecycle.as_str() == "spot");
    let node = Node {
        instance_id: instance.instance_id?,
        role: tag(ROLE_TAG).and_then(NodeRole::from_aws),
        instance_type: InstanceType::new(instance.instance_type?.as_str()),
        market: if spot { Market::Spot } else { Market::OnDemand },
        zone: instance.placement.and_then(|placement| placement.availability_zone).map(AvailabilityZone::new),
        launched_at: timestamp(&instance.launch_time?)?,
        ended_at: None,
    };
    Some(ClusterNode { cluster: ClusterId::from(tag(CLUSTER_TAG)?), node })
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_ec2::types::{InstanceLifecycleType, Tag};
    use aws_smithy_types::DateTime;

    fn instance() -> aws_sdk_ec2::types::builders::InstanceBuilder {
        let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build();
        Instance::builder()
            .instance_id("i-1")
            .instance_type("x9.novel".into())
            .launch_time(DateTime::from_secs(60))
            .tags(tag(CLUSTER_TAG, "j-1"))
            .tags(tag(ROLE_TAG, "CORE"))
    }

    #[test]
    fn an_instance_of_a_type_nobody_knew_is_a_node() {
        let found = cluster_node(instance().instance_lifecycle(InstanceLifecycleType::Spot).build()).unwrap();
        assert_eq!((found.cluster.as_str(), found.node.instance_type.as_str()), ("j-1", "x9.novel"));
        assert_eq!((found.node.market, found.node.role), (Market::Spot, Some(NodeRole::Core)));
    }

    #[test]
    fn an_instance_that_was_never_launched_is_left_out() {
        assert_eq!(cluster_node(instance().set_launch_time(None).build()), None);
        assert_eq!(cluster_node(Instance::builder().build()), None);
    }
}
