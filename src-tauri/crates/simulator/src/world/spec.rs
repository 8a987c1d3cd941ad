//! What a cluster was asked to be: the content of a RunJobFlow. Parts that EMR echoes unchanged carry AWS's member
//! names, so that one type serves the request, the command log and the answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClusterSpec {
    pub name: String,
    pub release_label: String,
    pub applications: Vec<String>,
    pub tags: Vec<Tag>,
    pub key_name: Option<String>,
    pub log_uri: Option<String>,
    pub service_role: String,
    pub job_flow_role: String,
    pub auto_scaling_role: Option<String>,
    pub security_configuration: Option<String>,
    pub custom_ami_id: Option<String>,
    pub scale_down_behavior: String,
    pub zone: String,
    pub subnet_id: Option<String>,
    pub requested_subnets: Vec<String>,
    pub configurations: Vec<Configuration>,
    pub bootstrap_actions: Vec<BootstrapAction>,
    pub instances: Instances,
    pub workload: Workload,
    /// KeepJobFlowAliveWhenNoSteps.
    pub keep_alive: bool,
    pub protected: bool,
    pub visible_to_all_users: bool,
    pub step_concurrency: u32,
    pub ebs_root_gib: u32,
    pub auto_termination: Option<AutoTerminationPolicy>,
    pub managed_scaling: Option<ManagedScalingPolicy>,
    /// Members that DescribeCluster repeats and that change nothing else here, under its names.
    #[serde(default)]
    pub echoed: serde_json::Map<String, serde_json::Value>,
    /// The same for its Ec2InstanceAttributes.
    #[serde(default)]
    pub echoed_attributes: serde_json::Map<String, serde_json::Value>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Instances {
    Groups(Vec<GroupSpec>),
    Fleets(Vec<FleetSpec>),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupSpec {
    pub name: String,
    pub role: Role,
    pub market: Market,
    pub bid_price: Option<String>,
    pub instance_type: String,
    pub count: u32,
    pub ebs: Option<EbsConfiguration>,
    pub configurations: Vec<Configuration>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FleetSpec {
    pub name: String,
    pub role: Role,
    pub on_demand_capacity: u32,
    pub spot_capacity: u32,
    pub types: Vec<FleetType>,
    /// LaunchSpecifications as given; EMR echoes them.
    pub launch: Option<serde_json::Value>,
    pub resize: Option<serde_json::Value>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FleetType {
    pub instance_type: String,
    pub weight: u32,
    pub bid_price: Option<String>,
    pub bid_percent: Option<f64>,
    pub ebs: Option<EbsConfiguration>,
    pub configurations: Vec<Configuration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Role {
    Master,
    Core,
    Task,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Market {
    OnDemand,
    Spot,
}

/// What runs on a cluster once it is ready.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Workload {
    /// Steps that were known at launch, run in order.
    Steps(Vec<StepSpec>),
    /// People submit a step now and then: about every `every_s` seconds one of `busy_s` seconds.
    Pulse { every_s: i64, busy_s: (i64, i64), names: Vec<String> },
    /// Nothing that EMR can see: notebooks, SSH, Trino.
    Unseen,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepSpec {
    pub name: String,
    pub action_on_failure: String,
    pub jar: String,
    pub main_class: Option<String>,
    pub args: Vec<String>,
    pub properties: BTreeMap<String, String>,
    pub takes_s: i64,
    pub fails: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    pub key: String,
    #[serde(default)]
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Configuration {
    pub classification: Option<String>,
    #[serde(default)]
    pub configurations: Vec<Configuration>,
    #[serde(default)]
    pub properties: BTreeMap<String, String>,
}

/// The shape of ListBootstrapActions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BootstrapAction {
    pub name: String,
    pub script_path: String,
    #[serde(default)]
    pub args: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EbsConfiguration {
    #[serde(default)]
    pub ebs_block_device_configs: Vec<EbsBlockDeviceConfig>,
    pub ebs_optimized: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EbsBlockDeviceConfig {
    pub volume_specification: VolumeSpecification,
    pub volumes_per_instance: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct VolumeSpecification {
    pub volume_type: String,
    #[serde(rename = "SizeInGB")]
    pub size_in_gb: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iops: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub throughput: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AutoTerminationPolicy {
    /// Seconds.
    pub idle_timeout: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ManagedScalingPolicy {
    pub compute_limits: ComputeLimits,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ComputeLimits {
    pub unit_type: String,
    pub minimum_capacity_units: u32,
    pub maximum_capacity_units: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_on_demand_capacity_units: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_core_capacity_units: Option<u32>,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Master => "MASTER",
            Self::Core => "CORE",
            Self::Task => "TASK",
        }
    }
}

impl Market {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OnDemand => "ON_DEMAND",
            Self::Spot => "SPOT",
        }
    }
}
