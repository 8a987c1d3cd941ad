//! The errors that every service shares, in the words each family of services has for them.

use super::credentials::{Caller, Refusal};
use super::dispatch::Family;
use crate::services::AwsError;

pub(crate) fn refused(refusal: Refusal, family: Family) -> AwsError {
    match (refusal, family) {
        (Refusal::Unsigned, Family::Json) => {
            AwsError::new("MissingAuthenticationTokenException", "Missing Authentication Token")
        }
        (Refusal::Unsigned, Family::Ec2 | Family::Query) => {
            AwsError::new("MissingAuthenticationToken", "Request is missing Authentication Token").with_status(403)
        }
        (Refusal::UnknownKey, _) => unknown_key(family),
        (Refusal::Expired, Family::Json) => {
            AwsError::new("ExpiredTokenException", "The security token included in the request is expired")
        }
        (Refusal::Expired, Family::Ec2) => AwsError::new("RequestExpired", "Request has expired."),
        (Refusal::Expired, Family::Query) => {
            AwsError::new("ExpiredToken", "The security token included in the request is expired").with_status(403)
        }
    }
}

/// Also what a region answers that the account has not opted in to.
pub(crate) fn unknown_key(family: Family) -> AwsError {
    let invalid = "The security token included in the request is invalid.";
    match family {
        Family::Json => AwsError::new("UnrecognizedClientException", invalid),
        Family::Ec2 => AwsError::new("AuthFailure", "AWS was not able to validate the provided access credentials")
            .with_status(401),
        Family::Query => AwsError::new("InvalidClientTokenId", invalid).with_status(403),
    }
}

pub(crate) fn throttled(family: Family) -> AwsError {
    match family {
        Family::Json => AwsError::new("ThrottlingException", "Rate exceeded"),
        Family::Ec2 => AwsError::new("RequestLimitExceeded", "Request limit exceeded.").with_status(503),
        Family::Query => AwsError::new("Throttling", "Rate exceeded"),
    }
}

/// What a policy says that stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Barrier {
    /// Nothing allows the action.
    NotAllowed,
    /// The organization denies it.
    ServiceControlPolicy,
}

pub(crate) fn denied(
    caller: &Caller,
    service: &str,
    operation: &str,
    resource: &str,
    barrier: Barrier,
    family: Family,
) -> AwsError {
    let arn = caller.arn();
    let action = format!("{service}:{operation}");
    let because = match barrier {
        Barrier::NotAllowed => format!("because no identity-based policy allows the {action} action"),
        Barrier::ServiceControlPolicy => "with an explicit deny in a service control policy".to_owned(),
    };
    let message = format!("User: {arn} is not authorized to perform: {action} on resource: {resource} {because}");
    match family {
        Family::Json => AwsError::new("AccessDeniedException", message),
        Family::Ec2 => AwsError::new(
            "UnauthorizedOperation",
            format!("You are not authorized to perform this operation. {message}"),
        )
        .with_status(403),
        Family::Query => AwsError::new("AccessDenied", message).with_status(403),
    }
}

pub(crate) fn broken(status: u16, family: Family) -> AwsError {
    let (code, message) = match (family, status) {
        (Family::Json, 503) => ("ServiceUnavailableException", "Service is unavailable"),
        (Family::Json, _) => ("InternalServerException", "Internal server error"),
        (Family::Ec2, 503) => ("Unavailable", "The service is unavailable. Please try again shortly."),
        (Family::Ec2, _) => ("InternalError", "An internal error has occurred"),
        (Family::Query, 503) => ("ServiceUnavailable", "Service is unavailable"),
        (Family::Query, _) => ("InternalFailure", "The request processing has failed because of an unknown error"),
    };
    AwsError::new(code, message).with_status(status)
}
