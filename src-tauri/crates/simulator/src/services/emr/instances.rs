//! ListInstances.

use serde::Deserialize;
use serde_json::{Value, json};

use super::paging::{self, page};
use super::{AwsError, Call, cluster, invalid_request, moment, parse, present};
use crate::world::{Cluster, Dice, Instances, Node, NodeState, Role};

/// AWS documents no page size; large clusters make several pages.
const PAGE: usize = 2000;
/// EMR forgets a node 30 days after its end.
const MEMORY_S: i64 = 30 * 86_400;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ListInstances {
    cluster_id: String,
    instance_group_id: Option<String>,
    #[serde(default)]
    instance_group_types: Vec<Role>,
    instance_fleet_id: Option<String>,
    instance_fleet_type: Option<Role>,
    #[serde(default)]
    instance_states: Vec<InstanceState>,
    marker: Option<String>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum InstanceState {
    AwaitingFulfillment,
    Provisioning,
    Bootstrapping,
    Running,
    Terminated,
}

pub(super) fn list(call: &Call<'_>, input: &Value) -> Result<Value, AwsError> {
    let request: ListInstances = parse(input)?;
    let cluster = cluster(call, &request.cluster_id)?;
    request.check_kind(&cluster)?;
    let forgotten = call.now.as_second() - MEMORY_S;
    let placed: Vec<(paging::Place, Node)> = cluster
        .nodes(call.now)
        .into_iter()
        .filter(|node| node.ended_at.is_none_or(|ended| ended.as_second() > forgotten) && request.accepts(node))
        .map(|node| ((node.requested_at.as_second(), Dice::new(0).named(&node.id).value()), node))
        .collect();
    let (shown, marker) = page(call, placed, request.marker.as_deref(), PAGE)?;
    let instances: Vec<Value> = shown.iter().map(|node| instance(&cluster, node)).collect();
    Ok(present(json!({ "Instances": instances, "Marker": marker })))
}

impl ListInstances {
    /// Groups and fleets cannot be asked for on a cluster of the other kind.
    fn check_kind(&self, cluster: &Cluster) -> Result<(), AwsError> {
        let asks_groups = self.instance_group_id.is_some() || !self.instance_group_types.is_empty();
        let asks_fleets = self.instance_fleet_id.is_some() || self.instance_fleet_type.is_some();
        match &cluster.spec.instances {
            Instances::Groups(_) if asks_fleets => Err(invalid_request(
                "Instance fleets and instance groups are mutually exclusive. The EMR cluster specified in the request uses instance groups.",
            )),
            Instances::Fleets(_) if asks_groups => Err(invalid_request(
                "Instance fleets and instance groups are mutually exclusive. The EMR cluster specified in the request uses instance fleets.",
            )),
            _ => Ok(()),
        }
    }

    fn accepts(&self, node: &Node) -> bool {
        let in_collection = |wanted: &Option<String>| wanted.as_ref().is_none_or(|id| *id == node.collection_id);
        in_collection(&self.instance_group_id)
            && in_collection(&self.instance_fleet_id)
            && (self.instance_group_types.is_empty() || self.instance_group_types.contains(&node.role))
            && self.instance_fleet_type.is_none_or(|role| role == node.role)
            && (self.instance_states.is_empty() || self.instance_states.contains(&InstanceState::of(node.state())))
    }
}

impl InstanceState {
    fn of(state: NodeState) -> Self {
        match state {
            NodeState::AwaitingFulfillment => Self::AwaitingFulfillment,
            NodeState::Provisioning => Self::Provisioning,
            NodeState::Bootstrapping => Self::Bootstrapping,
            NodeState::Running => Self::Running,
            NodeState::Terminated => Self::Terminated,
        }
    }
}

fn instance(cluster: &Cluster, node: &Node) -> Value {
    let at = |time: Option<jiff::Timestamp>| time.map(|time| moment(time.as_second()));
    let launched = node.launched_at.is_some();
    let (group, fleet) = match &cluster.spec.instances {
        Instances::Groups(_) => (Some(&node.collection_id), None),
        Instances::Fleets(_) => (None, Some(&node.collection_id)),
    };
    let volumes = node
        .volumes
        .iter()
        .skip(1)
        .filter(|_| launched)
        .map(|volume| json!({ "Device": volume.device, "VolumeId": volume.id }));
    json!({
        "Id": node.id,
        "Ec2InstanceId": launched.then_some(&node.ec2_id),
        "PublicDnsName": launched.then_some(""),
        "PrivateDnsName": launched.then(|| node.private_dns(&cluster.region)),
        "PrivateIpAddress": launched.then(|| node.private_ip.to_string()),
        "Status": {
            "State": node.state().as_str(),
            "StateChangeReason": reason(node),
            "Timeline": {
                "CreationDateTime": moment(node.requested_at.as_second()),
                "ReadyDateTime": at(node.ready_at),
                "EndDateTime": at(node.ended_at),
            },
        },
        "InstanceGroupId": group,
        "InstanceFleetId": fleet,
        "Market": node.market.as_str(),
        "InstanceType": node.instance_type,
        "EbsVolumes": volumes.collect::<Vec<_>>(),
    })
}

fn reason(node: &Node) -> Value {
    match (node.state(), node.interrupted) {
        (NodeState::Terminated, true) => json!({
            "Code": "INSTANCE_FAILURE",
            "Message": "The Spot Instance was reclaimed because of capacity",
        }),
        (NodeState::Terminated, false) => json!({ "Code": "CLUSTER_TERMINATED", "Message": "Job flow terminated" }),
        _ => json!({}),
    }
}
