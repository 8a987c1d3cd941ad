//! Whether a profile still is who it was: the AWS files may be edited while it is watched.

use emberwatch_cloud::{Cloud, CloudError, SignInAdvice};
use emberwatch_domain::account::{AccountId, ProfileName};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Notify;

/// Which account each profile was seen to lead to, and in which edition of the files.
#[derive(Default)]
pub struct Vouching {
    seen: Mutex<BTreeMap<ProfileName, (AccountId, u64)>>,
    wakes: Mutex<BTreeMap<ProfileName, Arc<Notify>>>,
    /// One question is enough, however many polls want to know.
    asking: tokio::sync::Mutex<()>,
}

impl Vouching {
    /// Wakes the poll that asks who the profile is.
    pub fn wake_of(&self, profile: &ProfileName) -> Arc<Notify> {
        self.wakes.lock().entry(profile.clone()).or_default().clone()
    }

    /// AWS has said who the profile is, in this edition.
    pub fn vouch(&self, profile: &ProfileName, account: &AccountId, edition: u64) {
        self.seen.lock().insert(profile.clone(), (account.clone(), edition));
    }

    /// Asks who the profile is unless that is known, so that nothing of one account is shown in another.
    pub async fn confirm(
        &self,
        cloud: &dyn Cloud,
        profile: &ProfileName,
        account: &AccountId,
    ) -> Result<(), CloudError> {
        if self.holds(cloud, profile, account) {
            return Ok(());
        }
        let _asking = self.asking.lock().await;
        if self.holds(cloud, profile, account) {
            return Ok(());
        }
        let edition = cloud.edition(profile);
        let caller = cloud.identity(profile)?.caller().await?;
        self.vouch(profile, &caller.account, edition);
        self.still(cloud, profile, account)
    }

    /// Whether what came in the meantime came from this account.
    pub fn still(&self, cloud: &dyn Cloud, profile: &ProfileName, account: &AccountId) -> Result<(), CloudError> {
        if self.holds(cloud, profile, account) {
            return Ok(());
        }
        self.wake_of(profile).notify_one();
        let reason = format!("the profile {profile} was changed and is asked anew who it is");
        let advice = SignInAdvice { reason, command: None };
        Err(CloudError::SignInNeeded { operation: "GetCallerIdentity", advice })
    }

    /// Whether AWS has said so in the edition that the files are in now.
    pub fn holds(&self, cloud: &dyn Cloud, profile: &ProfileName, account: &AccountId) -> bool {
        let edition = cloud.edition(profile);
        self.seen.lock().get(profile).is_some_and(|(known, seen)| known == account && *seen == edition)
    }
}
