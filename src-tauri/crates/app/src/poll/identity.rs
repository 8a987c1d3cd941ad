//! Who a watched profile is, and which regions its account may use.

use super::Poll;
use super::gate::Witness;
use super::station::Station;
use crate::ports::KnownProfile;
use crate::settings::Regions;
use crate::snapshot::{Failed, ProfileState};
use async_trait::async_trait;
use emberwatch_cloud::{CloudError, Identity, ProfileKind, SignInAdvice};
use emberwatch_domain::account::{AccountId, ProfileName, Region};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

const PERIOD: Duration = Duration::from_secs(3600);
/// Nothing is sent while credentials are missing; this only looks whether they have appeared.
const LOOK_AGAIN: Duration = Duration::from_secs(10);
/// Ten minutes at most.
const MOST_TENS: u32 = 60;
/// An account's alias and its regions are not asked for again within so long, whoever refreshes: AWS takes longer than
/// this to switch a region on.
const LEARNT_FOR: Duration = Duration::from_secs(600);

pub type Remembered = BTreeMap<ProfileName, KnownProfile>;

pub struct IdentityPoll {
    station: Arc<Station>,
    profile: ProfileName,
    regions: Regions,
    /// Told when an account or its regions became known.
    known: Arc<Notify>,
    learnt: Mutex<Option<Learnt>>,
}

/// What hardly ever changes of an account.
#[derive(Clone)]
struct Learnt {
    of: AccountId,
    at: Instant,
    alias: Option<String>,
    /// The regions that are switched on, where they are asked for.
    enabled: Vec<Region>,
}

impl IdentityPoll {
    pub fn new(station: Arc<Station>, profile: ProfileName, regions: Regions, known: Arc<Notify>) -> Self {
        Self { station, profile, regions, known, learnt: Mutex::default() }
    }

    /// What the store remembers of all profiles: read once, however many are recalled.
    pub fn remembered(station: &Station) -> Remembered {
        let known = station.history.profiles(station.realm()).unwrap_or_default();
        known.into_iter().map(|known| (known.profile.clone(), known)).collect()
    }

    /// Shows what the store remembers of the profile, before AWS is asked.
    pub fn recall(&self, remembered: &Remembered) {
        if let Some(known) = remembered.get(&self.profile) {
            self.station.board.put_profile(self.state(known));
            self.station.admit(known);
        } else {
            let regions = self.chosen_regions(&[]);
            self.station.board.put_profile(ProfileState {
                realm: self.station.realm(),
                profile: self.profile.clone(),
                account: None,
                alias: None,
                caller: None,
                regions,
                failure: None,
            });
        }
    }

    async fn ask(&self) -> Result<KnownProfile, CloudError> {
        if let Some(problem) = self.unusable() {
            return Err(problem);
        }
        let _turn = self.station.vouching.turn().await;
        let edition = self.station.vouching.begin(&*self.station.cloud, &self.profile);
        let identity = self.station.cloud.identity(&self.profile)?;
        let caller = identity.caller().await?;
        self.station.vouching.vouch(&self.profile, &caller.account, edition);
        let Learnt { alias, enabled, .. } = self.learn(&*identity, &caller.account).await?;
        let (regions, now) = (self.chosen_regions(&enabled), self.station.now());
        Ok(KnownProfile { profile: self.profile.clone(), caller, alias, regions, as_of: now })
    }

    async fn learn(&self, identity: &dyn Identity, account: &AccountId) -> Result<Learnt, CloudError> {
        let lately = |learnt: &&Learnt| &learnt.of == account && learnt.at.elapsed() < LEARNT_FOR;
        if let Some(learnt) = self.learnt.lock().as_ref().filter(lately) {
            return Ok(learnt.clone());
        }
        // An alias is an ornament: a missing permission for it hurts nothing.
        let alias = identity.alias().await.unwrap_or_default();
        let enabled = self.enabled(identity).await?;
        let learnt = Learnt { of: account.clone(), at: Instant::now(), alias, enabled };
        *self.learnt.lock() = Some(learnt.clone());
        Ok(learnt)
    }

    /// A profile that can never work as written is not tried.
    fn unusable(&self) -> Option<CloudError> {
        let profile = self.station.cloud.profile(&self.profile)?;
        let (operation, reason) = ("GetCallerIdentity", profile.unusable?);
        Some(match profile.kind {
            ProfileKind::CredentialProcess => CloudError::ProcessFailed { operation, reason },
            _ => CloudError::SignInNeeded { operation, advice: SignInAdvice { reason, command: None } },
        })
    }

    async fn enabled(&self, identity: &dyn Identity) -> Result<Vec<Region>, CloudError> {
        if self.regions != Regions::AllEnabled {
            return Ok(Vec::new());
        }
        let all = identity.regions().await?;
        Ok(all.into_iter().filter(|status| status.enabled).map(|status| status.region).collect())
    }

    fn chosen_regions(&self, enabled: &[Region]) -> Vec<Region> {
        match &self.regions {
            Regions::OfProfile => {
                self.station.cloud.profile(&self.profile).and_then(|profile| profile.region).into_iter().collect()
            }
            Regions::AllEnabled => enabled.to_vec(),
            Regions::Listed(regions) => regions.clone(),
        }
    }

    /// Shows what AWS has answered, unless the profile is no longer watched.
    async fn show(&self, known: KnownProfile) {
        if self.station.board.profile(&self.profile).is_none() {
            return self.is_gone();
        }
        let (state, news) = (self.state(&known), self.known.clone());
        let keep = move |station: &Station| {
            if let Err(error) = station.history.record_profile(station.realm(), &known) {
                tracing::warn!(%error, "the profile's account could not be recorded");
            }
            // First of all: a place whose account is not on the board yet has nobody to ask for it.
            station.admit(&known);
            match station.board.renew_profile(state) {
                Some(true) => news.notify_one(),
                Some(false) => {}
                // Dismissed meanwhile, by somebody who may not have seen it at this door.
                None => station.leave(&known.profile),
            }
        };
        self.station.aside(keep).await;
    }

    fn is_gone(&self) {
        tracing::debug!(profile = %self.profile, "a profile is no longer watched");
    }

    fn state(&self, known: &KnownProfile) -> ProfileState {
        ProfileState {
            realm: self.station.realm(),
            profile: self.profile.clone(),
            account: Some(known.caller.account.clone()),
            alias: known.alias.clone(),
            caller: Some(known.caller.clone()),
            regions: match &self.regions {
                Regions::AllEnabled => known.regions.clone(),
                _ => self.chosen_regions(&[]),
            },
            failure: None,
        }
    }

    /// Once the account is known, its regions tell whether anybody can be reached.
    fn tell_of_network(&self, asked: &Result<KnownProfile, CloudError>) {
        let is_known = self.station.board.profile(&self.profile).is_some_and(|state| state.account.is_some());
        if asked.is_ok() || !is_known {
            self.station.note(asked, Witness::Profile(self.profile.clone()));
        }
    }

    /// How many times ten profiles wait for a person: many together look hardly more often than a few. Whoever signs in
    /// or edits the files wakes them.
    fn crowd(&self) -> u32 {
        let waits =
            |state: &ProfileState| state.failure.as_ref().is_some_and(|failed| waits_for_a_person(&failed.error));
        let tens = self.station.board.count_profiles(waits).div_ceil(10);
        u32::try_from(tens).unwrap_or(u32::MAX).clamp(1, MOST_TENS)
    }

    fn failed(&self, error: CloudError) -> Duration {
        let pause = match waits_for_a_person(&error) {
            true => LOOK_AGAIN * self.crowd(),
            false => super::site::pause_after(&error, LOOK_AGAIN * 6),
        };
        let failure = Some(Failed { at: self.station.now(), error });
        let state = self.station.board.profile(&self.profile);
        if state.and_then(|state| self.station.board.renew_profile(ProfileState { failure, ..state })).is_none() {
            self.is_gone();
        }
        pause
    }
}

/// Whether there are no credentials until somebody signs in or mends what gives them.
fn waits_for_a_person(error: &CloudError) -> bool {
    matches!(error, CloudError::SignInNeeded { .. } | CloudError::ProcessFailed { .. })
}

#[async_trait]
impl Poll for IdentityPoll {
    async fn poll(&self) -> Duration {
        let asked = self.ask().await;
        self.tell_of_network(&asked);
        match asked {
            Ok(known) => {
                self.show(known).await;
                PERIOD
            }
            Err(error) => self.failed(error),
        }
    }
}
