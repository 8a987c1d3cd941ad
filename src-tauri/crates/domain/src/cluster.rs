//! Clusters, their groups, fleets, nodes and steps, in EMR's own words.

use crate::account::{AvailabilityZone, name};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

name!(
    /// A cluster's id, `j-…`; EMR's older name for it is job flow id.
    ClusterId
);
name!(
    /// An EC2 instance type, such as `m5.xlarge`.
    InstanceType
);

/// A cluster's state. What this version does not know is kept as it came and allows no action.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ClusterState {
    Starting,
    Bootstrapping,
    Running,
    Waiting,
    Terminating,
    Terminated,
    TerminatedWithErrors,
    #[serde(untagged)]
    Other(String),
}

impl ClusterState {
    pub const ACTIVE: [ClusterState; 5] =
        [Self::Starting, Self::Bootstrapping, Self::Running, Self::Waiting, Self::Terminating];
    pub const ENDED: [ClusterState; 2] = [Self::Terminated, Self::TerminatedWithErrors];

    pub fn from_aws(raw: &str) -> Self {
        match raw {
            "STARTING" => Self::Starting,
            "BOOTSTRAPPING" => Self::Bootstrapping,
            "RUNNING" => Self::Running,
            "WAITING" => Self::Waiting,
            "TERMINATING" => Self::Terminating,
            "TERMINATED" => Self::Terminated,
            "TERMINATED_WITH_ERRORS" => Self::TerminatedWithErrors,
            other => Self::Other(other.to_owned()),
        }
    }

    pub fn as_aws(&self) -> &str {
        match self {
            Self::Starting => "STARTING",
            Self::Bootstrapping => "BOOTSTRAPPING",
            Self::Running => "RUNNING",
            Self::Waiting => "WAITING",
            Self::Terminating => "TERMINATING",
            Self::Terminated => "TERMINATED",
            Self::TerminatedWithErrors => "TERMINATED_WITH_ERRORS",
            Self::Other(raw) => raw,
        }
    }

    /// An unknown state counts as alive: it may be billed.
    pub fn has_ended(&self) -> bool {
        matches!(self, Self::Terminated | Self::TerminatedWithErrors)
    }
}

/// Why a cluster is in its state, as EMR's StateChangeReason says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateReason {
    pub code: String,
    pub message: String,
}

/// What ListClusters shows of a cluster: no size, no tags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterSummary {
    pub id: ClusterId,
    pub name: String,
    pub arn: Option<String>,
    pub state: ClusterState,
    pub state_reason: Option<StateReason>,
    pub created_at: Option<Timestamp>,
    pub ready_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

/// What DescribeCluster adds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterDetail {
    pub summary: ClusterSummary,
    pub release_label: Option<String>,
    pub applications: Vec<Application>,
    pub tags: BTreeMap<String, String>,
    pub key_pair: Option<String>,
    pub protected: bool,
    pub ends_after_steps: bool,
    pub log_uri: Option<String>,
    pub service_role: Option<String>,
    pub job_flow_role: Option<String>,
    pub subnet_id: Option<String>,
    pub zone: Option<AvailabilityZone>,
    pub master_dns: Option<String>,
    pub collection: CollectionKind,
    pub root_volume_gib: Option<u32>,
    pub configurations: Vec<Configuration>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    pub name: String,
    pub version: Option<String>,
}

/// One classification of a cluster's configurations, nested as EMR nests them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configuration {
    pub classification: String,
    pub properties: BTreeMap<String, String>,
    pub configurations: Vec<Configuration>,
}

/// A cluster is built of instance groups or of instance fleets, never both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CollectionKind {
    Groups,
    Fleets,
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeRole {
    Master,
    Core,
    Task,
}

impl NodeRole {
    pub fn from_aws(raw: &str) -> Option<Self> {
        match raw {
            "MASTER" => Some(Self::Master),
            "CORE" => Some(Self::Core),
            "TASK" => Some(Self::Task),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Market {
    OnDemand,
    Spot,
}

/// EBS volumes of one kind on one instance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EbsVolumes {
    /// `gp2`, `gp3`, `io1`, `st1`, …
    pub volume_type: String,
    pub size_gib: u32,
    pub iops: Option<u32>,
    pub count: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstanceGroup {
    pub id: String,
    pub name: Option<String>,
    pub role: NodeRole,
    pub instance_type: InstanceType,
    pub market: Market,
    pub bid_price: Option<String>,
    pub requested: u32,
    pub running: u32,
    pub state: String,
    pub ebs: Vec<EbsVolumes>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstanceFleet {
    pub id: String,
    pub name: Option<String>,
    pub role: NodeRole,
    pub target_on_demand: u32,
    pub target_spot: u32,
    pub provisioned_on_demand: u32,
    pub provisioned_spot: u32,
    pub state: String,
    pub specs: Vec<FleetSpec>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FleetSpec {
    pub instance_type: InstanceType,
    pub weighted_capacity: u32,
    pub bid_price: Option<String>,
    pub ebs: Vec<EbsVolumes>,
}

/// What a cluster asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Collection {
    Groups(Vec<InstanceGroup>),
    Fleets(Vec<InstanceFleet>),
}

impl Collection {
    /// Whether some group or fleet is, or may be, made of this type.
    pub fn holds(&self, kind: &InstanceType) -> bool {
        match self {
            Self::Groups(groups) => groups.iter().any(|group| &group.instance_type == kind),
            Self::Fleets(fleets) => {
                fleets.iter().flat_map(|fleet| &fleet.specs).any(|spec| &spec.instance_type == kind)
            }
        }
    }
}

/// One instance of a cluster, as EC2 DescribeInstances or EMR ListInstances shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    pub instance_id: String,
    pub role: Option<NodeRole>,
    pub instance_type: InstanceType,
    pub market: Market,
    pub zone: Option<AvailabilityZone>,
    pub launched_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub id: String,
    pub name: String,
    /// `PENDING`, `RUNNING`, `COMPLETED`, …, as EMR says it.
    pub state: StepState,
    pub action_on_failure: Option<String>,
    pub jar: Option<String>,
    pub main_class: Option<String>,
    pub args: Vec<String>,
    pub created_at: Option<Timestamp>,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub failure: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StepState {
    Pending,
    CancelPending,
    Running,
    Completed,
    Cancelled,
    Failed,
    Interrupted,
    #[serde(untagged)]
    Other(String),
}

impl StepState {
    pub fn from_aws(raw: &str) -> Self {
        match raw {
            "PENDING" => Self::Pending,
            "CANCEL_PENDING" => Self::CancelPending,
            "RUNNING" => Self::Running,
            "COMPLETED" => Self::Completed,
            "CANCELLED" => Self::Cancelled,
            "FAILED" => Self::Failed,
            "INTERRUPTED" => Self::Interrupted,
            other => Self::Other(other.to_owned()),
        }
    }

    pub fn as_aws(&self) -> &str {
        match self {
            Self::Pending => "PENDING",
            Self::CancelPending => "CANCEL_PENDING",
            Self::Running => "RUNNING",
            Self::Completed => "COMPLETED",
            Self::Cancelled => "CANCELLED",
            Self::Failed => "FAILED",
            Self::Interrupted => "INTERRUPTED",
            Self::Other(raw) => raw,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BootstrapAction {
    pub name: String,
    pub script: String,
    pub args: Vec<String>,
}

/// EMR's own idle rule on a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutoTermination {
    pub idle_seconds: u64,
}

/// EMR managed scaling limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagedScaling {
    /// `Instances`, `InstanceFleetUnits` or `VCPU`.
    pub unit: String,
    pub minimum: u32,
    pub maximum: u32,
}
