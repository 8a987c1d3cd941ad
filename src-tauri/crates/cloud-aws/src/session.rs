//! One profile's way to AWS: its credentials, its addresses, and renewing both when the files change.

use crate::credentials::{self, ProfileCredentials};
use crate::errors::{self, Call};
use crate::given_up::Rejections;
use crate::http::Http;
use crate::origin::{FixedProfile, Origin, Recipe};
use crate::profiles::{Api, Endpoints};
use aws_config::identity::IdentityCache;
use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::{AppName, BehaviorVersion, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_async::rt::sleep::default_async_sleep;
use aws_smithy_async::time::SystemTimeSource;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use emberwatch_cloud::{CloudError, SignInAdvice};
use emberwatch_domain::account::{ProfileName, Region};
use parking_lot::Mutex;
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::error::Error;
use std::future::Future;
use std::sync::Arc;

pub(crate) fn sdk_region(region: &Region) -> aws_types::region::Region {
    aws_types::region::Region::new(region.as_str().to_owned())
}

/// A profile that is in use.
pub(crate) struct Session {
    profile: ProfileName,
    origin: Arc<Origin>,
    http: Http,
    live: Mutex<Option<Arc<Live>>>,
    edition: Mutex<(u64, Option<Recipe>)>,
}

/// What one version of the profile's sections gives. It has an identity cache of its own, because
/// a shared one holds 64 identities and then drops any of them.
pub(crate) struct Live {
    profile: ProfileName,
    recipe: Recipe,
    /// What gets the credentials, unless they are fixed.
    credentials: Option<Arc<ProfileCredentials>>,
    rejections: Rejections,
    pub(crate) config: SdkConfig,
    /// A client learns how far this machine's clock is off, so each is kept and shared by readers and control.
    clients: Mutex<HashMap<(TypeId, Region), Box<dyn Any + Send>>>,
}

impl Session {
    pub(crate) fn new(profile: ProfileName, origin: Arc<Origin>, http: Http) -> Self {
        Self { profile, origin, http, live: Mutex::new(None), edition: Mutex::new((0, None)) }
    }

    /// Counts how often the files came to say something else; while they say nothing of the profile it stands.
    pub(crate) fn edition(&self) -> u64 {
        let mut edition = self.edition.lock();
        if let Ok(recipe) = self.origin.recipe(&self.profile)
            && edition.1.as_ref() != Some(&recipe)
        {
            *edition = (edition.0 + 1, Some(recipe));
        }
        edition.0
    }

    /// The session as the files say it now.
    pub(crate) fn live(&self) -> Result<Arc<Live>, CloudError> {
        let recipe = self.origin.recipe(&self.profile)?;
        let mut live = self.live.lock();
        match &*live {
            Some(live) if live.recipe == recipe && !live.rejections.want_others() => Ok(Arc::clone(live)),
            _ => Ok(self.replace(&mut live, recipe)),
        }
    }

    /// The same for one call, if its credentials may work.
    fn accepted(&self, call: &Call) -> Result<Arc<Live>, CloudError> {
        let live = self.live()?;
        live.rejections.foretold(call).map_or(Ok(live), Err)
    }

    /// New credentials after AWS called the seen ones expired. Whoever comes second gets the first one's.
    fn renewed(&self, seen: &Arc<Live>) -> Result<Arc<Live>, CloudError> {
        let recipe = self.origin.recipe(&self.profile)?;
        let mut live = self.live.lock();
        match &*live {
            Some(live) if !Arc::ptr_eq(live, seen) => Ok(Arc::clone(live)),
            _ => Ok(self.replace(&mut live, recipe)),
        }
    }

    /// What was given up is tried anew, and what works is left alone: its program may ask a person.
    pub(crate) fn retry(&self) {
        let mut live = self.live.lock();
        if live.take_if(|live| live.has_given_up()).is_none()
            && let Some(live) = &*live
        {
            live.rejections.forget();
        }
    }

    fn replace(&self, slot: &mut Option<Arc<Live>>, recipe: Recipe) -> Arc<Live> {
        let live = Arc::new(Live::new(self.profile.clone(), recipe, &self.http));
        *slot = Some(Arc::clone(&live));
        live
    }
}

impl Live {
    fn new(profile: ProfileName, recipe: Recipe, http: &Http) -> Self {
        let http = &http.for_profile(&profile);
        let (credentials, provider) = providers(&recipe, http);
        let config = config(&recipe, provider, http);
        Self { profile, recipe, credentials, rejections: Rejections::default(), config, clients: Mutex::default() }
    }

    pub(crate) fn home_region(&self) -> &Region {
        self.recipe.home_region()
    }

    pub(crate) fn endpoint(&self, api: Api) -> Option<String> {
        self.endpoints().and_then(|endpoints| endpoints.url(api)).map(str::to_owned)
    }

    /// The SDK's retry quota is one for the whole process and service unless it is given a name.
    pub(crate) fn retry_quota(&self, api: Api, region: &Region) -> String {
        format!("{}/{}/{region}/{}", self.recipe.realm(), self.profile, api.id())
    }

    /// The one client of this kind in that region.
    fn client<C: Clone + Send + 'static>(&self, region: &Region, connect: fn(&Live, &Region) -> C) -> C {
        let mut clients = self.clients.lock();
        let known = clients.get(&(TypeId::of::<C>(), region.clone())).and_then(|client| client.downcast_ref::<C>());
        if let Some(client) = known {
            return client.clone();
        }
        let client = connect(self, region);
        clients.insert((TypeId::of::<C>(), region.clone()), Box::new(client.clone()));
        client
    }

    fn has_given_up(&self) -> bool {
        self.rejections.are_total() || self.credentials.as_ref().is_some_and(|credentials| credentials.has_given_up())
    }

    fn endpoints(&self) -> Option<&Endpoints> {
        match &self.recipe {
            Recipe::Files(recipe) => Some(&recipe.endpoints),
            Recipe::Fixed(_) => None,
        }
    }

    fn explain<E>(&self, call: &Call, region: &Region, error: SdkError<E, HttpResponse>) -> CloudError
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        if let (Recipe::Files(recipe), SdkError::DispatchFailure(_) | SdkError::ConstructionFailure(_)) =
            (&self.recipe, &error)
            && let Some(told) = credentials::explain(call, &self.profile, recipe, &error)
        {
            return told;
        }
        let host =
            self.endpoints().map_or_else(|| call.api.host(region.as_str()), |set| set.host(call.api, region.as_str()));
        let told = errors::explain(call, host, error);
        if let CloudError::SignInNeeded { advice, .. } = &told {
            self.rejections.unknown_key(call, advice);
        }
        told
    }
}

/// One API in one region, for one profile.
pub(crate) struct Connection<C> {
    session: Arc<Session>,
    region: Region,
    connect: fn(&Live, &Region) -> C,
}

impl<C: Clone + Send + 'static> Connection<C> {
    pub(crate) fn new(session: Arc<Session>, region: Region, connect: fn(&Live, &Region) -> C) -> Self {
        Self { session, region, connect }
    }

    pub(crate) fn region(&self) -> &Region {
        &self.region
    }

    /// Sends a read, and once more with new credentials if AWS calls these expired. A changed file is followed at once.
    pub(crate) async fn read<T, E, F>(&self, call: &Call, send: impl Fn(C) -> F) -> Result<T, CloudError>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let live = self.session.accepted(call)?;
        match self.send(&live, call, &send).await {
            Err(CloudError::Expired { .. }) => {
                let renewed = self.session.renewed(&live)?;
                let answer = self.send(&renewed, call, &send).await;
                if let Err(CloudError::Expired { .. }) = answer {
                    // Whoever hands out expired ones twice has no others.
                    renewed.rejections.expired(call);
                }
                answer
            }
            answer => answer,
        }
    }

    /// Sends a write exactly once, and only while the profile is written as it was in `seen`. Expired credentials are
    /// renewed for whoever decides to send it again.
    pub(crate) async fn write<T, E, F>(&self, seen: &Live, call: &Call, send: impl Fn(C) -> F) -> Result<T, CloudError>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let live = self.session.accepted(call)?;
        if live.recipe != seen.recipe {
            let reason = format!("the profile `{}` was changed, and may be somebody else by now", live.profile);
            let advice = SignInAdvice { reason, command: None };
            return Err(CloudError::SignInNeeded { operation: call.operation, advice });
        }
        let answer = self.send(&live, call, &send).await;
        if let Err(CloudError::Expired { .. }) = answer {
            self.session.renewed(&live)?;
        }
        answer
    }

    async fn send<T, E, F>(&self, live: &Live, call: &Call, send: &impl Fn(C) -> F) -> Result<T, CloudError>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        send(live.client(&self.region, self.connect)).await.map_err(|error| live.explain(call, &self.region, error))
    }
}

/// The settings that every client of an API shares: region, own address, own retry quota.
macro_rules! client_builder {
    ($sdk:ident, $api:expr, $live:expr, $region:expr) => {{
        let quota = $sdk::config::retry::RetryPartition::custom($live.retry_quota($api, $region)).build();
        let mut builder = $sdk::config::Builder::from(&$live.config)
            .region(Some($crate::session::sdk_region($region)))
            .retry_partition(quota)
            .interceptor($crate::whole::WholeAnswer);
        builder.set_endpoint_url($live.endpoint($api));
        if $crate::retries::is_counted($api) {
            builder = builder
                .retry_config($crate::retries::retries($api))
                .retry_classifier($crate::retries::ThrottlingIsTold);
        }
        builder
    }};
}
pub(crate) use client_builder;

fn providers(recipe: &Recipe, http: &Http) -> (Option<Arc<ProfileCredentials>>, SharedCredentialsProvider) {
    match recipe {
        Recipe::Files(recipe) => {
            let credentials = Arc::new(ProfileCredentials::new((**recipe).clone(), http.clone()));
            let shared: Arc<dyn ProvideCredentials> = credentials.clone();
            (Some(credentials), SharedCredentialsProvider::new(shared))
        }
        Recipe::Fixed(FixedProfile { access_key, secret, .. }) => {
            let keys = Credentials::new(access_key, secret, None, None, "sample");
            (None, SharedCredentialsProvider::new(keys))
        }
    }
}

fn config(recipe: &Recipe, provider: SharedCredentialsProvider, http: &Http) -> SdkConfig {
    let mut builder = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(http.client())
        .credentials_provider(provider)
        .identity_cache(IdentityCache::lazy().load_timeout(http.patience().attempt).build())
        .timeout_config(http.patience().timeouts())
        // An attempt has a limit of its own, to the last byte of its answer.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .retry_config(RetryConfig::standard())
        .time_source(SystemTimeSource::new());
    builder.set_sleep_impl(default_async_sleep());
    builder.set_app_name(AppName::new("emberwatch").ok());
    if let Recipe::Files(recipe) = recipe {
        builder.set_use_fips(recipe.fips);
        builder.set_use_dual_stack(recipe.dual_stack);
    }
    builder.build()
}
