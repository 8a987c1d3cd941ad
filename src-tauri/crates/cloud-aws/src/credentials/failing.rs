//! Why there are no credentials: what to tell, and whether to ask again soon.

use crate::errors::{Call, Refusal, causes, innermost, is_network, is_throttling, refusal, refused};
use crate::profiles::{Api, CredentialsFrom, FileRecipe, SignIn};
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sso::operation::get_role_credentials::GetRoleCredentialsError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_sdk_sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use emberwatch_cloud::{CloudError, SignInAdvice};
use emberwatch_domain::account::ProfileName;
use std::error::Error;
use std::sync::Arc;

/// A failure that is told to everybody who asks.
#[derive(Debug, thiserror::Error)]
#[error("no credentials")]
pub(super) struct Repeated(#[source] pub(super) Arc<CredentialsError>);

#[derive(Debug, thiserror::Error)]
#[error("the credentials have already expired")]
pub(super) struct AlreadyExpired;

/// Says why a call got no credentials; `None` when that was not what it failed at.
pub(crate) fn explain(
    call: &Call,
    profile: &ProfileName,
    recipe: &FileRecipe,
    error: &(dyn Error + 'static),
) -> Option<CloudError> {
    let error = causes(error).find_map(|cause| cause.downcast_ref::<CredentialsError>())?;
    let operation = call.operation;
    if is_unanswered(error) {
        return Some(match &recipe.credentials_from {
            CredentialsFrom::Host(host) => CloudError::Unreachable { operation, host: host.clone(), source: None },
            // A program of this machine: no network is to blame, and it may still answer.
            CredentialsFrom::Process => {
                let reason = format!("the credential_process of profile `{profile}` has not answered yet");
                CloudError::ProcessFailed { operation, reason }
            }
        });
    }
    Some(match &recipe.sign_in {
        Some(sign_in) if is_signed_out(error) => signed_out(operation, profile, sign_in),
        _ => refused_by_aws(call, error).unwrap_or_else(|| not_loaded(operation, profile, recipe, error)),
    })
}

/// Whether the same question may soon get another answer, without anybody's doing.
pub(super) fn is_passing(error: &CredentialsError) -> bool {
    let is_busy = |refusal: Refusal<'_>| refusal.status >= 500 || refusal.code.is_some_and(is_throttling);
    is_unanswered(error) || service_refusal(error).is_some_and(|(_, refusal)| is_busy(refusal))
}

/// With a sign-in profile every failure means that, but for a server that is away, busy or says no to the role.
fn is_signed_out(error: &CredentialsError) -> bool {
    !is_unanswered(error)
        && service_refusal(error).is_none_or(|(_, refusal)| refusal.code == Some("UnauthorizedException"))
}

/// Nobody has said no: a program or a server that is not there yet may be there soon.
fn is_unanswered(error: &CredentialsError) -> bool {
    is_network(error)
        || matches!(error, CredentialsError::ProviderTimedOut(_))
        || causes(error).any(|cause| STEPS.iter().any(|step| matches!((step.met)(cause), Some(Met::NoAnswer))))
}

fn signed_out(operation: &'static str, profile: &ProfileName, sign_in: &SignIn) -> CloudError {
    let reason = format!("nobody is signed in for profile `{profile}`, or the session has expired");
    CloudError::SignInNeeded { operation, advice: SignInAdvice { reason, command: Some(sign_in.command.clone()) } }
}

fn not_loaded(
    operation: &'static str,
    profile: &ProfileName,
    recipe: &FileRecipe,
    error: &CredentialsError,
) -> CloudError {
    match &recipe.credentials_from {
        CredentialsFrom::Process => {
            let gave = match causes(error).any(|cause| cause.is::<AlreadyExpired>()) {
                true => "credentials that have already expired",
                false => "no credentials",
            };
            let reason = format!("the credential_process of profile `{profile}` gave {gave}");
            CloudError::ProcessFailed { operation, reason }
        }
        CredentialsFrom::Host(_) => {
            let reason = format!("profile `{profile}` gave no credentials: {}", innermost(error));
            CloudError::SignInNeeded { operation, advice: SignInAdvice { reason, command: None } }
        }
    }
}

/// Another call on the way, such as AssumeRole, was answered with a refusal. The message names the call that needed it.
fn refused_by_aws(call: &Call, error: &CredentialsError) -> Option<CloudError> {
    let (action, refusal) = service_refusal(error)?;
    Some(refused(&Call { api: Api::Sts, operation: call.operation, action }, refusal))
}

fn service_refusal(error: &CredentialsError) -> Option<(&'static str, Refusal<'_>)> {
    causes(error).find_map(|cause| {
        STEPS.iter().find_map(|step| match (step.met)(cause)? {
            Met::Refusal(refusal) => Some((step.action, refusal)),
            Met::NoAnswer => None,
        })
    })
}

/// A call that gets credentials.
struct Step {
    action: &'static str,
    met: for<'a> fn(&'a (dyn Error + 'static)) -> Option<Met<'a>>,
}

/// How such a call failed.
enum Met<'a> {
    Refusal(Refusal<'a>),
    NoAnswer,
}

const STEPS: [Step; 3] = [
    Step { action: "sts:AssumeRole", met: met::<AssumeRoleError> },
    Step { action: "sts:AssumeRoleWithWebIdentity", met: met::<AssumeRoleWithWebIdentityError> },
    Step { action: "sso:GetRoleCredentials", met: met::<GetRoleCredentialsError> },
];

fn met<'a, E>(cause: &'a (dyn Error + 'static)) -> Option<Met<'a>>
where
    E: ProvideErrorMetadata + Error + 'static,
{
    match cause.downcast_ref::<SdkError<E, HttpResponse>>()? {
        SdkError::ServiceError(refused) => Some(Met::Refusal(refusal(refused.err(), refused.raw()))),
        SdkError::TimeoutError(_) | SdkError::ResponseError(_) => Some(Met::NoAnswer),
        _ => None,
    }
}
