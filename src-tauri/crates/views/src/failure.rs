//! How a command fails, as the screen is told.

use crate::diagnosis::{Asked, diagnose};
use emberwatch_app::failure::Failure as AppFailure;
use emberwatch_app::ports::StoreError;
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
    /// The data folder could not be opened at all: nothing can be answered before Emberwatch is started again.
    NotOpened,
    Expired,
    SignInNeeded,
    /// What should give credentials does not.
    CredentialsFailed,
    Denied,
    Throttled,
    RegionDisabled,
    Unreachable,
    Unexpected,
}

impl From<&AppFailure> for Failure {
    fn from(failure: &AppFailure) -> Self {
        let told = |code, message: String, next_step: Option<String>| Self { code, message, next_step };
        match failure {
            AppFailure::Unknown { what, next_step } => told(FailureCode::Unknown, what.clone(), next_step.clone()),
            AppFailure::Invalid { what, next_step } => told(FailureCode::Invalid, what.clone(), next_step.clone()),
            AppFailure::Refused { what, next_step } => told(FailureCode::Refused, what.clone(), next_step.clone()),
            AppFailure::PlanExpired => {
                told(FailureCode::PlanExpired, failure.to_string(), Some("make the plan again".to_owned()))
            }
            AppFailure::Store(error) => told(
                FailureCode::Store,
                store_message(error),
                Some("check that the data folder can be written and that its disk is not full".to_owned()),
            ),
            AppFailure::Cloud(error) => {
                let diagnosis = diagnose(error, Asked::default());
                told(diagnosis.code, diagnosis.what, Some(diagnosis.next_step))
            }
        }
    }
}

impl From<AppFailure> for Failure {
    fn from(failure: AppFailure) -> Self {
        Self::from(&failure)
    }
}

fn store_message(error: &StoreError) -> String {
    match &error.source {
        Some(cause) => format!("{}: {cause}", error.step),
        None => error.step.clone(),
    }
}
