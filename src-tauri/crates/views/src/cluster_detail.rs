//! Everything about one cluster.

use crate::clusters::ClusterRow;
use serde::Serialize;
use specta::Type;
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
    pub nodes: Vec<NodeView>,
    pub timeline: Vec<TimelineEntry>,
    pub configurations: Vec<ConfigurationView>,
    pub bootstrap_actions: Vec<BootstrapActionView>,
    /// Newest first; absent until read, with the reason in `row.gaps` when it cannot be.
    pub steps: Option<Vec<StepView>>,
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
    pub failure: Option<String>,
}
