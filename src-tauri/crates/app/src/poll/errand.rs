//! A call for an account as a whole, in no region that is watched.

use super::gate::Witness;
use super::station::{Station, is_about_credentials};
use emberwatch_cloud::CloudError;
use emberwatch_domain::account::{AccountId, ProfileName};
use std::future::Future;

impl Station {
    /// Calls through a profile that leads to the account, and takes the answer if it still does. When the credentials
    /// fail, the next profile of the account makes the same call.
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
        let mut tries = self.profile_count(account).max(1);
        loop {
            let Some(profile) = self.leader(account) else { return Err(CloudError::NotFound { operation }) };
            let result = self.call_as(account, &profile, &call).await;
            self.note(&result, Witness::Profile(profile.clone()));
            tries -= 1;
            match result {
                Err(error) if is_about_credentials(&error) && tries > 0 => {
                    if !self.step_aside(account, &profile) {
                        return Err(error);
                    }
                }
                result => return result,
            }
        }
    }

    async fn call_as<T, F, Fut>(&self, account: &AccountId, profile: &ProfileName, call: &F) -> Result<T, CloudError>
    where
        F: Fn(ProfileName) -> Fut,
        Fut: Future<Output = Result<T, CloudError>>,
    {
        self.vouching.confirm(&*self.cloud, profile, account).await?;
        let answer = call(profile.clone()).await?;
        self.vouching.still(&*self.cloud, profile, account)?;
        Ok(answer)
    }
}
