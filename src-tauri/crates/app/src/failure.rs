//! Why a use case did not do what it was asked: one sentence and the next step.

use crate::ports::StoreError;
use emberwatch_cloud::CloudError;

#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure {
    /// An unknown profile, region, account, cluster or plan.
    #[error("{what}")]
    Unknown { what: String, next_step: Option<String> },
    #[error("{what}")]
    Invalid { what: String, next_step: Option<String> },
    #[error("{what}")]
    Refused { what: String, next_step: Option<String> },
    #[error("this plan has expired or was used already")]
    PlanExpired,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Cloud(#[from] CloudError),
}
