//! Whose a cost is: of which cluster, of which of its steps, and of which owner. Every split adds up to what was split.

mod by_cluster;
mod by_owner;
mod by_step;
mod cost_tag;

pub use by_cluster::{ClusterCost, ClusterCosts, Record, Source, by_cluster};
pub use by_owner::{OwnerCost, by_owner};
pub use by_step::{StepCost, StepCosts, Weighed, by_step};
pub use cost_tag::{CostTag, JOB_FLOW_TAG, job_flow};
