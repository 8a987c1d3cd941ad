//! One mapping from every way in which the SDK can fail to the few that the app treats differently.

use crate::profiles::Api;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use emberwatch_cloud::{CloudError, SignInAdvice};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// An operation as AWS names it, and the IAM action that allows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    pub api: Api,
    pub operation: &'static str,
    pub action: &'static str,
}

/// What a server answered instead of a result.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Refusal<'a> {
    pub code: Option<&'a str>,
    pub message: Option<&'a str>,
    pub status: u16,
    pub retry_after: Option<Duration>,
}

/// Everything but failing to get credentials, which needs the profile to be explained.
pub(crate) fn explain<E>(call: &Call, host: String, error: SdkError<E, HttpResponse>) -> CloudError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    let operation = call.operation;
    match &error {
        SdkError::ServiceError(context) => refused(call, refusal(context.err(), context.raw())),
        SdkError::TimeoutError(_) => CloudError::TimedOut { operation },
        SdkError::DispatchFailure(failure) if failure.is_io() || failure.is_timeout() => {
            // Only connecting has a time-out of its own, so a time-out here means that nothing was sent.
            CloudError::Unreachable { operation, host, source: Some(Arc::new(error)) }
        }
        SdkError::ResponseError(_) => unexpected(operation, format!("the answer of {host} could not be read"), error),
        _ => unexpected(operation, format!("the request could not be made: {}", innermost(&error)), error),
    }
}

/// The refusal that an operation's error and its response tell together.
pub(crate) fn refusal<'a>(error: &'a impl ProvideErrorMetadata, raw: &HttpResponse) -> Refusal<'a> {
    Refusal {
        code: error.code(),
        message: error.message(),
        status: raw.status().as_u16(),
        retry_after: retry_after(raw),
    }
}

/// The table of AWS's error codes.
pub(crate) fn refused(call: &Call, refusal: Refusal<'_>) -> CloudError {
    let operation = call.operation;
    let message = || refusal.message.unwrap_or_default().to_owned();
    let Some(code) = refusal.code else {
        let message = match refusal.status {
            status @ 500.. => format!("the server failed with status {status}"),
            status => format!("the server refused with status {status} and no reason"),
        };
        return CloudError::Unexpected { operation, message, source: None };
    };
    match code {
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" => CloudError::Expired { operation },
        "DataUnavailableException" => CloudError::NoDataYet { operation },
        // Nobody has opened it yet: no permission would help.
        "AccessDeniedException" if message().contains("not enabled for cost explorer") => {
            CloudError::NoDataYet { operation }
        }
        "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation" | "NotAuthorized" | "ForbiddenException" => {
            CloudError::Denied { operation, action: action(call, refusal.message) }
        }
        code if is_throttling(code) => CloudError::Throttled { operation, retry_after: refusal.retry_after },
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "AuthFailure"
        | "OptInRequired"
        | "SignatureDoesNotMatch" => unknown_key(call, code),
        "RequestTimeTooSkewed" | "RequestInTheFuture" | "InvalidSignatureException" => {
            let message = "the signature was refused; is this machine's clock right?".to_owned();
            CloudError::Unexpected { operation, message, source: None }
        }
        "ValidationException"
        | "ValidationError"
        | "InvalidRequestException"
        | "InvalidParameterValue"
        | "InvalidParameterException"
        | "InvalidParameterCombination"
        | "MissingParameter" => match refusal.message {
            Some(text) if says_not_found(text) => CloudError::NotFound { operation },
            _ => CloudError::Invalid { operation, message: message() },
        },
        code if code.ends_with(".NotFound") || code == "NotFoundException" || code == "ResourceNotFoundException" => {
            CloudError::NotFound { operation }
        }
        code => {
            let message = [code, refusal.message.unwrap_or_default()].join(": ");
            CloudError::Unexpected { operation, message: message.trim_end_matches(": ").to_owned(), source: None }
        }
    }
}

/// The last cause, which usually says it best.
pub(crate) fn innermost<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    causes(error).last().unwrap_or(error)
}

/// The error and its causes, outermost first.
pub(crate) fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}

/// Whether a server could not be reached, somewhere below.
pub(crate) fn is_network(error: &(dyn Error + 'static)) -> bool {
    let unreached = |error: &ConnectorError| error.is_io() || error.is_timeout();
    causes(error).any(|cause| cause.downcast_ref().is_some_and(unreached))
}

/// AWS's own header counts in milliseconds, HTTP's in seconds.
fn retry_after(raw: &HttpResponse) -> Option<Duration> {
    let number = |name| raw.headers().get(name)?.parse::<u64>().ok();
    number("x-amz-retry-after").map(Duration::from_millis).or_else(|| number("retry-after").map(Duration::from_secs))
}

fn unexpected(operation: &'static str, message: String, error: impl Error + Send + Sync + 'static) -> CloudError {
    tracing::debug!(operation, error = %DisplayErrorContext(&error), "unexpected answer");
    CloudError::Unexpected { operation, message, source: Some(Arc::new(error)) }
}

/// A region that is off and a key that is wrong have the same code: STS tells them apart.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html>
fn unknown_key(call: &Call, code: &str) -> CloudError {
    let operation = call.operation;
    if matches!(call.api, Api::Emr | Api::Ec2) && code != "SignatureDoesNotMatch" {
        return CloudError::RegionDisabled { operation };
    }
    let reason = match code {
        "SignatureDoesNotMatch" => "the secret key does not belong to the access key",
        "OptInRequired" => "the account is not signed up for this service",
        _ => "the access key is not valid",
    };
    CloudError::SignInNeeded { operation, advice: SignInAdvice { reason: reason.to_owned(), command: None } }
}

/// AWS often names the action that was missing; it can be another than the one called, such as `iam:PassRole`.
fn action(call: &Call, message: Option<&str>) -> String {
    let named = message.and_then(|text| text.split_once("not authorized to perform: ")).map(|(_, rest)| rest);
    let action = named.and_then(|rest| rest.split([' ', ',', '\n']).next()).map(|word| word.trim_end_matches('.'));
    action.filter(|word| word.contains(':')).unwrap_or(call.action).to_owned()
}

pub(crate) fn is_throttling(code: &str) -> bool {
    const CODES: [&str; 10] = [
        "RequestLimitExceeded",
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "PriorRequestNotComplete",
        "TooManyRequestsException",
        "EC2ThrottledException",
        "ServiceUnavailable",
    ];
    code.starts_with("Throttl") || CODES.contains(&code)
}

/// EMR has no code of its own for a cluster that is not there.
fn says_not_found(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    let names_cluster =
        message.contains("cluster id") || message.contains("job flow id") || message.contains("jobflowid");
    names_cluster && ["is not valid", "does not exist", "not found"].iter().any(|end| message.contains(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: Call = Call { api: Api::Emr, operation: "ListClusters", action: "elasticmapreduce:ListClusters" };
    const CALLER: Call = Call { api: Api::Sts, operation: "GetCallerIdentity", action: "sts:GetCallerIdentity" };

    fn code(call: &Call, code: &str, message: &str) -> String {
        let refusal = Refusal { code: Some(code), message: Some(message), status: 400, retry_after: None };
        refused(call, refusal).to_string()
    }

    #[test]
    fn every_code_of_aws_becomes_what_the_app_can_act_on() {
        let table = [
            ("ExpiredToken", "", "the credentials have expired"),
            ("ExpiredTokenException", "", "the credentials have expired"),
            ("RequestExpired", "", "the credentials have expired"),
            ("AccessDeniedException", "", "not allowed to elasticmapreduce:ListClusters"),
            ("UnauthorizedOperation", "You are not authorized", "not allowed to elasticmapreduce:ListClusters"),
            (
                "AccessDenied",
                "User: arn:x is not authorized to perform: iam:PassRole on resource: y with an explicit deny",
                "not allowed to iam:PassRole",
            ),
            ("ThrottlingException", "Rate exceeded", "throttled by AWS"),
            ("Throttling", "", "throttled by AWS"),
            ("RequestLimitExceeded", "", "throttled by AWS"),
            ("UnrecognizedClientException", "", "the region is not enabled for this account"),
            ("AuthFailure", "", "the region is not enabled for this account"),
            ("OptInRequired", "", "the region is not enabled for this account"),
            ("InvalidRequestException", "Cluster id 'j-1' is not valid.", "not found"),
            ("ValidationException", "Specified job flow ID does not exist.", "not found"),
            ("ValidationException", "they are termination protected", "they are termination protected"),
            ("InvalidRequestException", "Invalid marker", "Invalid marker"),
            ("InternalServerError", "", "InternalServerError"),
            ("RequestTimeTooSkewed", "", "the signature was refused; is this machine's clock right?"),
            ("Novelty", "of tomorrow", "Novelty: of tomorrow"),
        ];
        for (aws, message, told) in table {
            assert_eq!(code(&LIST, aws, message), format!("ListClusters: {told}"));
        }
    }

    #[test]
    fn an_account_that_cost_explorer_does_not_know_yet_is_no_account_that_may_not_ask() {
        let cost = Call { api: Api::CostExplorer, operation: "GetCostAndUsage", action: "ce:GetCostAndUsage" };
        let not_yet = "GetCostAndUsage: AWS has no data of this account yet";
        assert_eq!(code(&cost, "DataUnavailableException", "Data is not available."), not_yet);
        let never_opened = "User not enabled for cost explorer access";
        assert_eq!(code(&cost, "AccessDeniedException", never_opened), not_yet);
        let denied = code(&cost, "AccessDeniedException", "User is not authorized to perform: ce:GetCostAndUsage on x");
        assert_eq!(denied, "GetCostAndUsage: not allowed to ce:GetCostAndUsage");
    }

    #[test]
    fn a_wrong_key_is_not_a_region_that_is_off() {
        assert_eq!(code(&CALLER, "InvalidClientTokenId", ""), "GetCallerIdentity: the access key is not valid");
        let told = code(&LIST, "SignatureDoesNotMatch", "");
        assert_eq!(told, "ListClusters: the secret key does not belong to the access key");
    }

    #[test]
    fn a_failure_without_a_code_says_its_status() {
        let error = refused(&LIST, Refusal { status: 500, ..Refusal::default() });
        assert_eq!(error.to_string(), "ListClusters: the server failed with status 500");
    }

    #[test]
    fn how_long_to_wait_is_kept() {
        let wait = Some(Duration::from_secs(7));
        let refusal = Refusal { code: Some("ThrottlingException"), retry_after: wait, ..Refusal::default() };
        assert!(matches!(refused(&LIST, refusal), CloudError::Throttled { retry_after, .. } if retry_after == wait));
    }
}
