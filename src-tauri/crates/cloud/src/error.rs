//! How a call to AWS can fail, in the few ways that the app treats differently.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

type Cause = Arc<dyn Error + Send + Sync>;

/// What the user can do about credentials that are not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInAdvice {
    /// One sentence: what is missing.
    pub reason: String,
    /// A command to copy, such as `aws sso login --profile research`.
    pub command: Option<String>,
}

/// Every variant names the operation, so that a message can say which step failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CloudError {
    #[error("{operation}: the credentials have expired")]
    Expired { operation: &'static str },
    #[error("{operation}: {}", advice.reason)]
    SignInNeeded { operation: &'static str, advice: SignInAdvice },
    /// The profile's `credential_process`, a program of this machine, gave no credentials. What it printed is in no text.
    #[error("{operation}: {reason}")]
    ProcessFailed { operation: &'static str, reason: String },
    /// `action` is the IAM action, such as `elasticmapreduce:ListClusters`.
    #[error("{operation}: not allowed to {action}")]
    Denied { operation: &'static str, action: String },
    #[error("{operation}: throttled by AWS")]
    Throttled { operation: &'static str, retry_after: Option<Duration> },
    #[error("{operation}: the region is not enabled for this account")]
    RegionDisabled { operation: &'static str },
    #[error("{operation}: not found")]
    NotFound { operation: &'static str },
    /// AWS collects it only since lately; only time helps. It is no zero.
    #[error("{operation}: AWS has no data of this account yet")]
    NoDataYet { operation: &'static str },
    #[error("{operation}: {message}")]
    Invalid { operation: &'static str, message: String },
    #[error("{operation}: no answer from {host}")]
    Unreachable {
        operation: &'static str,
        host: String,
        #[source]
        source: Option<Cause>,
    },
    /// The request may or may not have arrived: read the state before doing anything else.
    #[error("{operation}: no answer in time")]
    TimedOut { operation: &'static str },
    #[error("{operation}: {message}")]
    Unexpected {
        operation: &'static str,
        message: String,
        #[source]
        source: Option<Cause>,
    },
}

impl CloudError {
    pub fn operation(&self) -> &'static str {
        match self {
            Self::Expired { operation }
            | Self::SignInNeeded { operation, .. }
            | Self::ProcessFailed { operation, .. }
            | Self::Denied { operation, .. }
            | Self::Throttled { operation, .. }
            | Self::RegionDisabled { operation }
            | Self::NotFound { operation }
            | Self::NoDataYet { operation }
            | Self::Invalid { operation, .. }
            | Self::Unreachable { operation, .. }
            | Self::TimedOut { operation }
            | Self::Unexpected { operation, .. } => operation,
        }
    }
}
