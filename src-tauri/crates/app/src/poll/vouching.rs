//! Whether a profile still is who it was: the AWS files may be edited while it is watched.

use crate::meter::Meter;
use emberwatch_cloud::{Cloud, CloudError, SignInAdvice};
use emberwatch_domain::account::{AccountId, ProfileName};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::{Notify, Semaphore, SemaphorePermit};

/// So many profiles at most are asked at once who they are: each may have to start a program or call a sign-in
/// portal first, and a thousand that do it together are refused.
pub const AT_ONCE: usize = 32;

/// Which account each profile was seen to lead to, and in which edition of the files.
pub struct Vouching {
    /// Told whose calls are whose.
    meter: Arc<Meter>,
    seen: Mutex<BTreeMap<ProfileName, Seen>>,
    wakes: Mutex<BTreeMap<ProfileName, Arc<Notify>>>,
    /// One question about a profile is enough, however many polls want to know; no other profile waits for its answer.
    asking: Mutex<BTreeMap<ProfileName, Arc<tokio::sync::Mutex<()>>>>,
    turns: Semaphore,
}

struct Seen {
    account: AccountId,
    edition: u64,
    standing: Standing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Vouched,
    /// It was so once. Before the next call it is asked again; an answer that is on its way still counts.
    Doubted,
}

impl Vouching {
    pub fn new(meter: Arc<Meter>) -> Self {
        let turns = Semaphore::new(AT_ONCE);
        Self { meter, seen: Mutex::default(), wakes: Mutex::default(), asking: Mutex::default(), turns }
    }

    /// Wakes the poll that asks who the profile is.
    pub fn wake_of(&self, profile: &ProfileName) -> Arc<Notify> {
        self.wakes.lock().entry(profile.clone()).or_default().clone()
    }

    /// Waits until a profile may be asked who it is; it is being asked for as long as the turn is held.
    pub async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.turns.acquire().await.ok()
    }

    /// The edition in which the profile is about to be asked who it is.
    pub fn begin(&self, cloud: &dyn Cloud, profile: &ProfileName) -> u64 {
        let edition = cloud.edition(profile);
        if self.seen.lock().get(profile).is_some_and(|seen| seen.edition != edition) {
            self.meter.doubt(profile);
        }
        edition
    }

    /// AWS has said who the profile is, in this edition.
    pub fn vouch(&self, profile: &ProfileName, account: &AccountId, edition: u64) {
        self.meter.claim(profile, account);
        let seen = Seen { account: account.clone(), edition, standing: Standing::Vouched };
        self.seen.lock().insert(profile.clone(), seen);
    }

    /// Much may have changed since AWS was asked last: everybody is asked again before the next call.
    pub fn doubt_all(&self) {
        self.seen.lock().values_mut().for_each(|seen| seen.standing = Standing::Doubted);
    }

    /// Asks who the profile is unless that is known, so that nothing of one account is shown in another.
    pub async fn confirm(
        &self,
        cloud: &dyn Cloud,
        profile: &ProfileName,
        account: &AccountId,
    ) -> Result<(), CloudError> {
        let is_vouched = || self.holds(cloud, profile, account);
        if is_vouched() {
            return Ok(());
        }
        let asking = self.asking.lock().entry(profile.clone()).or_default().clone();
        let _asking = asking.lock().await;
        if is_vouched() {
            return Ok(());
        }
        let _turn = self.turn().await;
        let edition = self.begin(cloud, profile);
        let caller = cloud.identity(profile)?.caller().await?;
        self.vouch(profile, &caller.account, edition);
        self.still(cloud, profile, account)
    }

    /// Whether what came in the meantime came from this account.
    pub fn still(&self, cloud: &dyn Cloud, profile: &ProfileName, account: &AccountId) -> Result<(), CloudError> {
        if self.was_seen(cloud, profile, account, |_| true) {
            return Ok(());
        }
        self.wake_of(profile).notify_one();
        let reason = format!("the profile {profile} was changed and is asked anew who it is");
        let advice = SignInAdvice { reason, command: None };
        Err(CloudError::SignInNeeded { operation: "GetCallerIdentity", advice })
    }

    /// Whether the files say something else of the profile than when AWS said who it is, or nothing usable any more.
    pub fn is_outdated(&self, cloud: &dyn Cloud, profile: &ProfileName) -> bool {
        let edition = cloud.edition(profile);
        let is_seen = self.seen.lock().get(profile).is_some_and(|seen| seen.edition == edition);
        !is_seen || cloud.identity(profile).is_err()
    }

    /// Whether AWS has said so in the edition that the files are in now.
    pub fn holds(&self, cloud: &dyn Cloud, profile: &ProfileName, account: &AccountId) -> bool {
        self.was_seen(cloud, profile, account, |seen| seen.standing == Standing::Vouched)
    }

    fn was_seen(
        &self,
        cloud: &dyn Cloud,
        profile: &ProfileName,
        account: &AccountId,
        also: impl Fn(&Seen) -> bool,
    ) -> bool {
        let edition = cloud.edition(profile);
        let seen = self.seen.lock();
        seen.get(profile).is_some_and(|seen| &seen.account == account && seen.edition == edition && also(seen))
    }
}
