//! Ways in which AWS fails, to script a fake cloud with. The operation is filled in by the call that meets one.

use emberwatch_cloud::{CloudError, SignInAdvice};

pub fn expired() -> CloudError {
    CloudError::Expired { operation: "" }
}

pub fn sign_in_needed(reason: &str, command: &str) -> CloudError {
    let advice = SignInAdvice { reason: reason.to_owned(), command: Some(command.to_owned()) };
    CloudError::SignInNeeded { operation: "", advice }
}

pub fn process_failed(reason: &str) -> CloudError {
    CloudError::ProcessFailed { operation: "", reason: reason.to_owned() }
}

/// `action` as IAM writes it, such as `elasticmapreduce:ListClusters`.
pub fn denied(action: &str) -> CloudError {
    CloudError::Denied { operation: "", action: action.to_owned() }
}

pub fn no_data_yet() -> CloudError {
    CloudError::NoDataYet { operation: "" }
}

pub fn throttled() -> CloudError {
    CloudError::Throttled { operation: "", retry_after: None }
}

pub fn region_disabled() -> CloudError {
    CloudError::RegionDisabled { operation: "" }
}

pub fn timed_out() -> CloudError {
    CloudError::TimedOut { operation: "" }
}

pub fn unreachable() -> CloudError {
    CloudError::Unreachable { operation: "", host: "aws.test".to_owned(), source: None }
}

pub fn invalid(message: &str) -> CloudError {
    CloudError::Invalid { operation: "", message: message.to_owned() }
}

pub fn unexpected() -> CloudError {
    CloudError::Unexpected { operation: "test", message: "what nobody expects".to_owned(), source: None }
}
