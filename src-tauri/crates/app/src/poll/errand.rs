//! Calls for an account: through the profile that leads to it, or the next one where that one's credentials fail.

use super::gate::Witness;
use super::station::{Station, is_about_credentials};
use emberwatch_cloud::CloudError;
use emberwatch_domain::account::{AccountId, ProfileName};
use std::future::Future;

impl Station {
    /// A call for the account as a whole, in no region that is watched.
    pub async fn run_errand<T, F, Fut>(
        &self,
        account: &AccountId,
        operation: &'static str,
        call: F,
    ) -> Result<T, CloudError>
    where
        F: Fn(ProfileName) -> Fut,
        Fut: Future<Output = Result<T, CloudError>>,
    {
        let call = &call;
        self.in_turn(account, operation, |profile| async move {
            let result = self.vouched(account, &profile, call(profile.clone())).await;
            self.note(&result, Witness::Profile(profile));
            result
        })
        .await
    }

    /// Tries the profile that leads to the account. When its credentials fail, the next one makes the same call, so that
    /// a listing goes on at the same marker.
    pub(super) async fn in_turn<T, F, Fut>(
        &self,
        account: &AccountId,
        operation: &'static str,
        attempt: F,
    ) -> Result<T, CloudError>
    where
        F: Fn(ProfileName) -> Fut,
        Fut: Future<Output = Result<T, CloudError>>,
    {
        let mut tries = self.profile_count(account).max(1);
        loop {
            let Some(profile) = self.leader(account) else { return Err(CloudError::NotFound { operation }) };
            tries -= 1;
            match attempt(profile.clone()).await {
                Err(error) if is_about_credentials(&error) && tries > 0 => {
                    if !self.step_aside(account, &profile) {
                        return Err(error);
                    }
                }
                result => return result,
            }
        }
    }

    /// Calls if the profile is who it was, and takes the answer if it still is.
    pub(super) async fn vouched<T>(
        &self,
        account: &AccountId,
        profile: &ProfileName,
        call: impl Future<Output = Result<T, CloudError>>,
    ) -> Result<T, CloudError> {
        self.vouching.confirm(&*self.cloud, profile, account).await?;
        let answer = call.await?;
        self.vouching.still(&*self.cloud, profile, account)?;
        Ok(answer)
    }
}
