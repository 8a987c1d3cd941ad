//! What the SDK may send again by itself.

use crate::profiles::Api;
use aws_config::retry::RetryConfig;
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{
    ClassifyRetry, RetryAction, RetryClassifierPriority, RetryReason,
};
use aws_smithy_types::retry::ErrorKind;

/// Whether the app counts the calls of this API, against the token buckets of AWS or in dollars. A try that it did
/// not count would take a token which it meant to leave to others, or cost what nobody allowed.
pub(crate) fn is_counted(api: Api) -> bool {
    matches!(api, Api::Emr | Api::Ec2 | Api::Pricing | Api::CostExplorer)
}

/// A read that met a broken connection or a broken server may be sent once more. Where every try is billed none is
/// made that was not weighed against the cap.
pub(crate) fn retries(api: Api) -> RetryConfig {
    RetryConfig::standard().with_max_attempts(if matches!(api, Api::CostExplorer) { 1 } else { 2 })
}

/// Throttling is told to the app, which asks less often then.
#[derive(Debug)]
pub(crate) struct ThrottlingIsTold;

impl ClassifyRetry for ThrottlingIsTold {
    fn classify_retry(&self, _: &InterceptorContext) -> RetryAction {
        RetryAction::NoActionIndicated
    }

    fn classify_retry_v2(&self, _: &InterceptorContext, previous: &RetryAction) -> RetryAction {
        match previous {
            RetryAction::RetryIndicated(RetryReason::RetryableError { kind: ErrorKind::ThrottlingError, .. }) => {
                RetryAction::RetryForbidden
            }
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "throttling is told"
    }

    /// After the SDK's own classifiers, which know the codes; the last of those looks at broken connections.
    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_billed_by_the_request_is_sent_once() {
        assert_eq!([Api::CostExplorer, Api::Ec2, Api::Emr].map(|api| retries(api).max_attempts()), [1, 2, 2]);
    }
}
