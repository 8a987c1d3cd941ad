//! The credentials of one profile, from its own sections alone.

use crate::errors::{Call, Refusal, causes, innermost, is_network, refusal, refused};
use crate::http::Http;
use crate::profiles::{Api, CredentialsFrom, FileRecipe, SignIn, Stamp};
use crate::session::{sdk_region, timeouts};
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_sdk_sso::operation::get_role_credentials::GetRoleCredentialsError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_sdk_sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use emberwatch_cloud::{CloudError, SignInAdvice};
use emberwatch_domain::account::ProfileName;
use parking_lot::Mutex;
use std::error::Error;
use std::fmt;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// How long one call waits for credentials: less than an attempt may take, so that this is what is told.
/// Fetching them goes on, and the next call waits for the same answer.
const PATIENCE: Duration = Duration::from_secs(9);

/// Asks the SDK, and stops asking while only a person can change the answer.
pub(crate) struct ProfileCredentials {
    recipe: FileRecipe,
    http: Http,
    asked: Mutex<Arc<ProfileFileCredentialsProvider>>,
    /// An answer that is still awaited: whoever asks next waits for it too, and no second process is started.
    awaited: tokio::sync::Mutex<Option<JoinHandle<provider::Result>>>,
    /// What the folder of signed-in sessions looked like when it held nothing for this profile.
    signed_out: Mutex<Option<FolderStamp>>,
}

impl ProfileCredentials {
    pub(crate) fn new(recipe: FileRecipe, http: Http) -> Self {
        let asked = Mutex::new(Arc::new(sdk_provider(&recipe, &http)));
        Self { recipe, http, asked, awaited: tokio::sync::Mutex::default(), signed_out: Mutex::new(None) }
    }

    async fn load(&self) -> provider::Result {
        let folder = self.recipe.sign_in.as_ref().map(|sign_in| FolderStamp::of(&sign_in.folder));
        if folder.is_some() && *self.signed_out.lock() == folder {
            return Err(CredentialsError::not_loaded(SignedOut));
        }
        self.answer().await.inspect_err(|error| self.give_up(error))
    }

    async fn answer(&self) -> provider::Result {
        let mut awaited = self.awaited.lock().await;
        let answer = awaited.get_or_insert_with(|| {
            let asked = Arc::clone(&self.asked.lock());
            tokio::spawn(async move { asked.provide_credentials().await })
        });
        let Ok(answer) = tokio::time::timeout(PATIENCE, answer).await else {
            return Err(CredentialsError::provider_timed_out(PATIENCE));
        };
        *awaited = None;
        answer.unwrap_or_else(|stopped| Err(CredentialsError::unhandled(stopped)))
    }

    /// The SDK's provider repeats its first failure for ever, so the next try gets a new one.
    fn give_up(&self, error: &CredentialsError) {
        *self.asked.lock() = Arc::new(sdk_provider(&self.recipe, &self.http));
        if let Some(sign_in) = &self.recipe.sign_in
            && is_signed_out(error)
        {
            *self.signed_out.lock() = Some(FolderStamp::of(&sign_in.folder));
        }
    }
}

impl ProvideCredentials for ProfileCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.load())
    }
}

impl fmt::Debug for ProfileCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProfileCredentials").field("from", &self.recipe.credentials_from).finish_non_exhaustive()
    }
}

/// Says why a call got no credentials; `None` when that was not what it failed at.
pub(crate) fn explain(
    call: &Call,
    profile: &ProfileName,
    recipe: &FileRecipe,
    error: &(dyn Error + 'static),
) -> Option<CloudError> {
    let error = causes(error).find_map(|cause| cause.downcast_ref::<CredentialsError>())?;
    let operation = call.operation;
    if is_network(error) || matches!(error, CredentialsError::ProviderTimedOut(_)) {
        let host = match &recipe.credentials_from {
            CredentialsFrom::Host(host) => host.clone(),
            CredentialsFrom::Process => format!("the credential_process of profile `{profile}`"),
        };
        return Some(CloudError::Unreachable { operation, host, source: None });
    }
    Some(match &recipe.sign_in {
        Some(sign_in) if is_signed_out(error) => signed_out(operation, profile, sign_in),
        _ => refused_by_aws(call, error).unwrap_or_else(|| not_loaded(operation, profile, recipe, error)),
    })
}

fn sdk_provider(recipe: &FileRecipe, http: &Http) -> ProfileFileCredentialsProvider {
    let config = ProviderConfig::without_region()
        .with_region(Some(sdk_region(&recipe.home_region)))
        .with_http_client(http.client())
        .with_timeout_config(timeouts())
        .with_retry_config(RetryConfig::standard())
        .with_use_fips(recipe.fips)
        .with_use_dual_stack(recipe.dual_stack);
    let files = EnvConfigFiles::builder().with_contents(EnvConfigFileKind::Config, recipe.text.as_str()).build();
    let builder = ProfileFileCredentialsProvider::builder().configure(&config);
    builder.profile_files(files).profile_name(recipe.name_in_text.as_str()).build()
}

/// The names and stamps of what `aws sso login` leaves behind.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FolderStamp(Vec<(std::ffi::OsString, Option<Stamp>)>);

impl FolderStamp {
    fn of(folder: &Path) -> Self {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut files: Vec<_> = entries.map(|entry| (entry.file_name(), Stamp::of(&entry.path()))).collect();
        files.sort_by(|(one, _), (other, _)| one.cmp(other));
        Self(files)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("nobody has signed in since the last try")]
struct SignedOut;

/// With a sign-in profile every failure means that, but for a server that is away, busy or says no to the role.
fn is_signed_out(error: &CredentialsError) -> bool {
    if is_network(error) || matches!(error, CredentialsError::ProviderTimedOut(_)) {
        return false;
    }
    match service_refusal(error) {
        Some((_, refusal)) => refusal.code == Some("UnauthorizedException"),
        None => true,
    }
}

fn signed_out(operation: &'static str, profile: &ProfileName, sign_in: &SignIn) -> CloudError {
    let reason = format!("nobody is signed in for profile `{profile}`, or the session has expired");
    CloudError::SignInNeeded { operation, advice: SignInAdvice { reason, command: Some(sign_in.command.clone()) } }
}

fn not_loaded(operation: &'static str, profile: &ProfileName, recipe: &FileRecipe, error: &CredentialsError) -> CloudError {
    let reason = match &recipe.credentials_from {
        CredentialsFrom::Process => format!("the credential_process of profile `{profile}` gave no credentials"),
        CredentialsFrom::Host(_) => format!("profile `{profile}` gave no credentials: {}", innermost(error)),
    };
    CloudError::SignInNeeded { operation, advice: SignInAdvice { reason, command: None } }
}

/// Another call on the way, such as AssumeRole, was answered with a refusal. The message names the call that needed it.
fn refused_by_aws(call: &Call, error: &CredentialsError) -> Option<CloudError> {
    let (action, refusal) = service_refusal(error)?;
    Some(refused(&Call { api: Api::Sts, operation: call.operation, action }, refusal))
}

fn service_refusal(error: &CredentialsError) -> Option<(&'static str, Refusal<'_>)> {
    causes(error).find_map(|cause| {
        if let Some(SdkError::ServiceError(refused)) = cause.downcast_ref::<SdkError<AssumeRoleError, HttpResponse>>() {
            return Some(("sts:AssumeRole", refusal(refused.err(), refused.raw())));
        }
        if let Some(SdkError::ServiceError(refused)) =
            cause.downcast_ref::<SdkError<AssumeRoleWithWebIdentityError, HttpResponse>>()
        {
            return Some(("sts:AssumeRoleWithWebIdentity", refusal(refused.err(), refused.raw())));
        }
        if let Some(SdkError::ServiceError(refused)) = cause.downcast_ref::<SdkError<GetRoleCredentialsError, HttpResponse>>() {
            return Some(("sso:GetRoleCredentials", refusal(refused.err(), refused.raw())));
        }
        None
    })
}
