//! Everything about one cluster.

mod collection;
mod console;
mod step_costs;
mod timeline;

pub use console::console_url;
pub use step_costs::StepCostsView;

use crate::clusters::{ClusterRow, assess};
use crate::scene::Scene;
use crate::wording::{market, rfc3339, role};
use emberwatch_app::record::{Closeup, ClusterRecord};
use emberwatch_domain::account::Place;
use emberwatch_domain::cluster::{BootstrapAction, ClusterId, Configuration, ManagedScaling, Node, Step};
use serde::Serialize;
use specta::Type;
use std::cmp::Reverse;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Serialize, Type)]
pub struct ClusterDetailView {
    pub as_of: String,
    pub sample: bool,
    pub row: ClusterRow,
    pub key_pair: Option<String>,
    pub log_uri: Option<String>,
    pub service_role: Option<String>,
    pub job_flow_role: Option<String>,
    pub subnet_id: Option<String>,
    pub zone: Option<String>,
    pub master_dns: Option<String>,
    pub managed_scaling: Option<ManagedScalingView>,
    pub groups: Vec<GroupView>,
    pub fleets: Vec<FleetView>,
    /// The running ones first, then the ended ones, the latest first.
    pub nodes: Vec<NodeView>,
    /// The oldest first.
    pub timeline: Vec<TimelineEntry>,
    pub configurations: Vec<ConfigurationView>,
    pub bootstrap_actions: Vec<BootstrapActionView>,
    /// Newest first; absent until read, with the reason in `row.gaps` when it cannot be.
    pub steps: Option<Vec<StepView>>,
    /// Absent where there is no step, or nothing is known of what the cluster cost.
    pub step_costs: Option<StepCostsView>,
    /// `https://…console.aws.amazon.com/emr/…`; absent for the sample.
    pub console_url: Option<String>,
    /// True until the first full description arrived.
    pub loading: bool,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct ManagedScalingView {
    pub unit: String,
    pub minimum: u32,
    pub maximum: u32,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct GroupView {
    pub id: String,
    pub name: Option<String>,
    pub role: String,
    pub instance_type: String,
    pub market: String,
    pub bid_price: Option<String>,
    pub requested: u32,
    pub running: u32,
    pub state: String,
    /// Such as `2 × 32 GiB gp2`.
    pub storage: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct FleetView {
    pub id: String,
    pub name: Option<String>,
    pub role: String,
    pub target_on_demand: u32,
    pub target_spot: u32,
    pub provisioned_on_demand: u32,
    pub provisioned_spot: u32,
    pub state: String,
    pub instance_types: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct NodeView {
    pub instance_id: String,
    pub role: Option<String>,
    pub instance_type: String,
    pub market: String,
    pub zone: Option<String>,
    pub launched_at: String,
    pub ended_at: Option<String>,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct TimelineEntry {
    pub at: String,
    pub text: String,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct ConfigurationView {
    /// Nested classifications are joined, such as `spark-env › export`.
    pub classification: String,
    pub properties: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct BootstrapActionView {
    pub name: String,
    pub script: String,
    pub args: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct StepView {
    pub id: String,
    pub name: String,
    pub state: String,
    pub action_on_failure: Option<String>,
    pub main_class: Option<String>,
    pub jar: Option<String>,
    pub args: Vec<String>,
    pub created_at: Option<String>,
    pub started_at: Option<String>,
    pub ended_at: Option<String>,
    /// Its part of what the cluster has cost so far; absent where it has not begun, or nothing is known.
    pub usd: Option<String>,
    pub failure: Option<String>,
}

const DESCRIBE_CLUSTER: &str = "elasticmapreduce:DescribeCluster";

/// Everything about one cluster; `None` when no such cluster is known in this realm.
pub fn cluster_detail(scene: &Scene<'_>, place: &Place, id: &ClusterId) -> Option<ClusterDetailView> {
    let (snapshot, record) = scene.record(place, id)?;
    let nothing = Closeup::default();
    let closeup = snapshot.closeups.get(&(place.region.clone(), id.clone())).map_or(&nothing, |closeup| closeup);
    let assessed = assess(scene, snapshot, record);
    let mut steps = closeup.steps.as_deref().map(steps);
    let all_nodes: Vec<Node> = record.nodes.iter().flat_map(|nodes| nodes.nodes.values()).cloned().collect();
    let step_costs = steps
        .as_mut()
        .zip(closeup.steps.as_deref())
        .and_then(|(told, steps)| step_costs::tell(told, steps, &all_nodes, &assessed));
    let mut row = assessed.row;
    row.gaps.extend(closeup.failures.iter().cloned());
    let detail = record.detail.as_ref();
    Some(ClusterDetailView {
        as_of: closeup.as_of.map_or_else(|| row.freshness.as_of.clone(), rfc3339),
        sample: scene.is_sample(),
        key_pair: detail.and_then(|detail| detail.key_pair.clone()),
        log_uri: detail.and_then(|detail| detail.log_uri.clone()),
        service_role: detail.and_then(|detail| detail.service_role.clone()),
        job_flow_role: detail.and_then(|detail| detail.job_flow_role.clone()),
        subnet_id: detail.and_then(|detail| detail.subnet_id.clone()),
        zone: detail.and_then(|detail| detail.zone.as_ref().map(ToString::to_string)),
        master_dns: detail.and_then(|detail| detail.master_dns.clone()),
        managed_scaling: closeup.managed_scaling.as_ref().map(managed_scaling),
        groups: collection::groups(record),
        fleets: collection::fleets(record),
        nodes: nodes(record),
        timeline: timeline::timeline(scene, record, closeup),
        configurations: detail.map(|detail| configurations(&detail.configurations, "")).unwrap_or_default(),
        bootstrap_actions: closeup.bootstrap_actions.iter().flatten().map(bootstrap_action).collect(),
        steps,
        step_costs,
        console_url: if scene.is_sample() { None } else { console_url(&place.region, id) },
        loading: detail.is_none() && !record.denied.contains(DESCRIBE_CLUSTER),
        row,
    })
}

fn managed_scaling(limits: &ManagedScaling) -> ManagedScalingView {
    ManagedScalingView { unit: limits.unit.clone(), minimum: limits.minimum, maximum: limits.maximum }
}

fn nodes(record: &ClusterRecord) -> Vec<NodeView> {
    let mut nodes: Vec<&Node> = record.nodes.iter().flat_map(|nodes| nodes.nodes.values()).collect();
    nodes.sort_by_key(|node| (node.ended_at.map(Reverse), node.role, node.launched_at));
    nodes.into_iter().map(node).collect()
}

fn node(node: &Node) -> NodeView {
    NodeView {
        instance_id: node.instance_id.clone(),
        role: node.role.map(|node| role(node).to_owned()),
        instance_type: node.instance_type.to_string(),
        market: market(node.market).to_owned(),
        zone: node.zone.as_ref().map(ToString::to_string),
        launched_at: rfc3339(node.launched_at),
        ended_at: node.ended_at.map(rfc3339),
    }
}

/// Nested classifications are laid flat, each under the names of those around it.
fn configurations(nested: &[Configuration], around: &str) -> Vec<ConfigurationView> {
    let flatten = |configuration: &Configuration| {
        let classification = format!("{around}{}", configuration.classification);
        let mut flat = configurations(&configuration.configurations, &format!("{classification} › "));
        // A classification that only holds others says nothing itself.
        if !configuration.properties.is_empty() || flat.is_empty() {
            flat.insert(0, ConfigurationView { classification, properties: configuration.properties.clone() });
        }
        flat
    };
    nested.iter().flat_map(flatten).collect()
}

fn bootstrap_action(action: &BootstrapAction) -> BootstrapActionView {
    BootstrapActionView { name: action.name.clone(), script: action.script.clone(), args: action.args.clone() }
}

fn steps(steps: &[Step]) -> Vec<StepView> {
    let mut newest_first: Vec<&Step> = steps.iter().collect();
    newest_first.sort_by_key(|step| Reverse(step.created_at));
    newest_first.into_iter().map(step).collect()
}

fn step(step: &Step) -> StepView {
    StepView {
        id: step.id.clone(),
        name: step.name.clone(),
        state: step.state.as_aws().to_owned(),
        action_on_failure: step.action_on_failure.clone(),
        main_class: step.main_class.clone(),
        jar: step.jar.clone(),
        args: step.args.clone(),
        created_at: step.created_at.map(rfc3339),
        started_at: step.started_at.map(rfc3339),
        ended_at: step.ended_at.map(rfc3339),
        usd: None,
        failure: step.failure.clone(),
    }
}
