//! The credentials of one profile, from its own sections alone.

mod failing;

pub(crate) use failing::explain;

use crate::given_up::GivenUp;
use crate::http::Http;
use crate::profiles::{CredentialsFrom, FileRecipe, Stamp};
use crate::session::sdk_region;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_smithy_async::time::{SystemTimeSource, TimeSource};
use failing::{AlreadyExpired, Repeated, is_passing};
use parking_lot::Mutex;
use std::fmt;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use tokio::task::JoinHandle;

/// Asks the SDK, and stops asking while only a person can change the answer.
pub(crate) struct ProfileCredentials {
    recipe: FileRecipe,
    http: Http,
    asked: Mutex<Arc<ProfileFileCredentialsProvider>>,
    /// An answer that is still awaited: whoever asks next waits for it too, and no second process is started.
    awaited: tokio::sync::Mutex<Option<JoinHandle<provider::Result>>>,
    given_up: Mutex<Option<GivenUp<Failure>>>,
}

/// Why there are none, and what the folder of signed-in sessions looked like then.
struct Failure {
    error: Arc<CredentialsError>,
    folder: Option<FolderStamp>,
}

impl ProfileCredentials {
    pub(crate) fn new(recipe: FileRecipe, http: Http) -> Self {
        let asked = Mutex::new(Arc::new(sdk_provider(&recipe, &http)));
        Self { recipe, http, asked, awaited: tokio::sync::Mutex::default(), given_up: Mutex::default() }
    }

    /// Whether a failure is told again without asking anybody.
    pub(crate) fn has_given_up(&self) -> bool {
        self.given_up.lock().is_some()
    }

    async fn load(&self) -> provider::Result {
        let mut awaited = self.awaited.lock().await;
        // Asked under the lock, so that all who waited for one failure are told that one.
        if let Some(error) = self.foretold() {
            return Err(error);
        }
        let answer = awaited.get_or_insert_with(|| {
            let asked = Arc::clone(&self.asked.lock());
            tokio::spawn(async move { asked.provide_credentials().await })
        });
        let patience = self.http.patience().for_credentials();
        let Ok(answer) = tokio::time::timeout(patience, answer).await else {
            return Err(CredentialsError::provider_timed_out(patience));
        };
        *awaited = None;
        let answer = answer.unwrap_or_else(|stopped| Err(CredentialsError::unhandled(stopped)));
        *self.given_up.lock() = None;
        answer.and_then(|keys| self.unexpired(keys)).map_err(|error| self.give_up(error))
    }

    fn foretold(&self) -> Option<CredentialsError> {
        let given_up = self.given_up.lock();
        let failure = given_up.as_ref().filter(|given_up| !given_up.is_over()).map(|given_up| &given_up.failure)?;
        (failure.folder == self.folder()).then(|| repeated(&failure.error))
    }

    /// The SDK takes what a program says, and would start it again for every call.
    fn unexpired(&self, keys: Credentials) -> provider::Result {
        let is_past = keys.expiry().is_some_and(|expiry| expiry <= SystemTimeSource::new().now());
        match &self.recipe.credentials_from {
            CredentialsFrom::Process if is_past => Err(CredentialsError::provider_error(AlreadyExpired)),
            _ => Ok(keys),
        }
    }

    fn give_up(&self, error: CredentialsError) -> CredentialsError {
        // The SDK's provider repeats its first failure for ever, so the next try gets a new one.
        *self.asked.lock() = Arc::new(sdk_provider(&self.recipe, &self.http));
        if is_passing(&error) {
            return error;
        }
        let error = Arc::new(error);
        let told = repeated(&error);
        *self.given_up.lock() = Some(GivenUp::now(Failure { error, folder: self.folder() }));
        told
    }

    /// What the folder of signed-in sessions looks like now.
    fn folder(&self) -> Option<FolderStamp> {
        self.recipe.sign_in.as_ref().map(|sign_in| FolderStamp::of(&sign_in.folder))
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

fn repeated(error: &Arc<CredentialsError>) -> CredentialsError {
    CredentialsError::provider_error(Repeated(Arc::clone(error)))
}

fn sdk_provider(recipe: &FileRecipe, http: &Http) -> ProfileFileCredentialsProvider {
    let config = ProviderConfig::without_region()
        .with_region(Some(sdk_region(&recipe.home_region)))
        .with_http_client(http.client())
        .with_timeout_config(http.patience().timeouts())
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
