//! How a command fails, as the screen is told.

use serde::Serialize;
use specta::Type;

/// One sentence that names what is wrong and where, and the next step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Failure {
    pub code: FailureCode,
    pub message: String,
    pub next_step: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// An unknown profile, region, account, cluster or plan.
    Unknown,
    /// The input is not valid.
    Invalid,
    /// The account is read-only, or the plan was not confirmed as it must be.
    Refused,
    /// The plan is older than it may be, or was used already.
    PlanExpired,
    /// The data folder cannot be read or written.
    Store,
    Expired,
    SignInNeeded,
    Denied,
    Throttled,
    RegionDisabled,
    Unreachable,
    Unexpected,
}
