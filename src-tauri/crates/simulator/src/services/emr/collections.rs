//! ListInstanceGroups and ListInstanceFleets.

use serde::Deserialize;
use serde_json::{Value, json};

use super::paging::page;
use super::{AwsError, Call, cluster, invalid_request, moment, parse, present};
use crate::world::{
    Cluster, ClusterState, Collection, CollectionKind, EbsConfiguration, FleetSpec, FleetType, GroupSpec, Instances,
    Market, Node, NodeState, volumes,
};

const PAGE: usize = 50;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ListCollections {
    cluster_id: String,
    marker: Option<String>,
}

pub(super) fn groups(call: &Call<'_>, input: &Value) -> Result<Value, AwsError> {
    let (shown, marker) = collections(call, input, |cluster| match cluster.spec.instances {
        Instances::Groups(_) => Ok(()),
        Instances::Fleets(_) => Err(mutually_exclusive("fleets", "ListInstanceGroups", "ListInstanceFleets")),
    })?;
    Ok(present(json!({ "InstanceGroups": shown, "Marker": marker })))
}

pub(super) fn fleets(call: &Call<'_>, input: &Value) -> Result<Value, AwsError> {
    let (shown, marker) = collections(call, input, |cluster| match cluster.spec.instances {
        Instances::Fleets(_) => Ok(()),
        Instances::Groups(_) => Err(mutually_exclusive("groups", "ListInstanceFleets", "ListInstanceGroups")),
    })?;
    Ok(present(json!({ "InstanceFleets": shown, "Marker": marker })))
}

fn collections(
    call: &Call<'_>,
    input: &Value,
    check: impl FnOnce(&Cluster) -> Result<(), AwsError>,
) -> Result<(Vec<Value>, Option<String>), AwsError> {
    let request: ListCollections = parse(input)?;
    let cluster = cluster(call, &request.cluster_id)?;
    check(&cluster)?;
    let nodes = cluster.nodes(call.now);
    let now = call.now.as_second();
    let described = cluster
        .collections()
        .iter()
        .zip(0_i64..)
        .map(|(collection, index)| {
            let own: Vec<&Node> = nodes.iter().filter(|node| node.collection_id == collection.id).collect();
            let described = match collection.kind {
                CollectionKind::Group(spec) => group(&cluster, collection, spec, &own, now),
                CollectionKind::Fleet(spec) => fleet(&cluster, collection, spec, &own, now),
            };
            ((index, 0), described)
        })
        .collect();
    page(call, described, request.marker.as_deref(), PAGE)
}

fn mutually_exclusive(uses: &str, asked: &str, instead: &str) -> AwsError {
    invalid_request(format!(
        "Instance fleets and instance groups are mutually exclusive. The EMR cluster specified in the request uses instance {uses}. \
         The {asked} request does not support clusters that use instance {uses}. Use the {instead} request instead."
    ))
}

fn group(cluster: &Cluster, collection: &Collection<'_>, spec: &GroupSpec, nodes: &[&Node], now: i64) -> Value {
    let requested = cluster.requested_count(&collection.id, now).unwrap_or(spec.count);
    let running = running(nodes).count();
    let settled = u32::try_from(running).is_ok_and(|running| running == requested);
    json!({
        "Id": collection.id,
        "Name": spec.name,
        "Market": spec.market.as_str(),
        "InstanceGroupType": spec.role.as_str(),
        "BidPrice": spec.bid_price,
        "InstanceType": spec.instance_type,
        "RequestedInstanceCount": requested,
        "RunningInstanceCount": running,
        "Status": status(cluster, if settled { "RUNNING" } else { "RESIZING" }, now),
        "Configurations": spec.configurations,
        "ConfigurationsVersion": 0,
        "LastSuccessfullyAppliedConfigurations": spec.configurations,
        "LastSuccessfullyAppliedConfigurationsVersion": 0,
        "EbsBlockDevices": block_devices(&spec.instance_type, spec.ebs.as_ref()),
        "EbsOptimized": spec.ebs.as_ref().and_then(|ebs| ebs.ebs_optimized).unwrap_or(true),
        "ShrinkPolicy": {},
    })
}

fn fleet(cluster: &Cluster, collection: &Collection<'_>, spec: &FleetSpec, nodes: &[&Node], now: i64) -> Value {
    let provisioned = |market: Market| -> u32 {
        let weight = |node: &Node| {
            spec.types.iter().find(|kind| kind.instance_type == node.instance_type).map_or(1, |kind| kind.weight)
        };
        running(nodes).filter(|node| node.market == market).map(weight).sum()
    };
    json!({
        "Id": collection.id,
        "Name": spec.name,
        "Status": status(cluster, "RUNNING", now),
        "InstanceFleetType": spec.role.as_str(),
        "TargetOnDemandCapacity": spec.on_demand_capacity,
        "TargetSpotCapacity": spec.spot_capacity,
        "ProvisionedOnDemandCapacity": provisioned(Market::OnDemand),
        "ProvisionedSpotCapacity": provisioned(Market::Spot),
        "InstanceTypeSpecifications": spec.types.iter().map(type_specification).collect::<Vec<_>>(),
        "LaunchSpecifications": spec.launch,
        "ResizeSpecifications": spec.resize,
    })
}

fn running<'a>(nodes: &'a [&Node]) -> impl Iterator<Item = &'a Node> + use<'a> {
    nodes.iter().copied().filter(|node| node.state() == NodeState::Running)
}

fn type_specification(kind: &FleetType) -> Value {
    json!({
        "InstanceType": kind.instance_type,
        "WeightedCapacity": kind.weight,
        "BidPrice": kind.bid_price,
        "BidPriceAsPercentageOfOnDemandPrice": kind.bid_percent,
        "Configurations": kind.configurations,
        "EbsBlockDevices": block_devices(&kind.instance_type, kind.ebs.as_ref()),
        "EbsOptimized": kind.ebs.as_ref().and_then(|ebs| ebs.ebs_optimized).unwrap_or(true),
    })
}

fn block_devices(instance_type: &str, ebs: Option<&EbsConfiguration>) -> Vec<Value> {
    volumes::specifications(instance_type, ebs)
        .into_iter()
        .zip(1_u8..)
        .map(|(spec, index)| json!({ "VolumeSpecification": spec, "Device": volumes::device(index) }))
        .collect()
}

/// `settled` is the state of the collection while its cluster runs.
fn status(cluster: &Cluster, settled: &str, now: i64) -> Value {
    let life = &cluster.life;
    let reached = |at: Option<i64>| at.filter(|at| *at <= now).map(moment);
    let (state, reason) = match life.state(now) {
        ClusterState::Starting => ("PROVISIONING", json!({ "Message": "" })),
        ClusterState::Bootstrapping => ("BOOTSTRAPPING", json!({ "Message": "" })),
        ClusterState::Running | ClusterState::Waiting | ClusterState::Hibernating => {
            (settled, json!({ "Message": "" }))
        }
        ClusterState::Terminating => {
            ("TERMINATING", json!({ "Code": "CLUSTER_TERMINATED", "Message": "Job flow terminating" }))
        }
        ClusterState::Terminated | ClusterState::TerminatedWithErrors => {
            ("TERMINATED", json!({ "Code": "CLUSTER_TERMINATED", "Message": "Job flow terminated" }))
        }
    };
    json!({
        "State": state,
        "StateChangeReason": reason,
        "Timeline": {
            "CreationDateTime": moment(life.created),
            "ReadyDateTime": reached(life.ready),
            "EndDateTime": reached(life.ended),
        },
    })
}
