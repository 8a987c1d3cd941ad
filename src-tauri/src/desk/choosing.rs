//! What the user chooses.

use super::Desk;
use emberwatch_app::choices::{self, Look};
use emberwatch_app::failure::Failure as AppFailure;
use emberwatch_app::saved_views;
use emberwatch_domain::account::{AccountId, ProfileName};
use emberwatch_views::failure::Failure;
use emberwatch_views::requests::{AccountRequest, LookRequest, SettingsRequest, WatchRequest};
use emberwatch_views::saved_views::{SavedViewChange, SavedViewView};
use emberwatch_views::settings::SettingsView;

impl Desk {
    pub async fn regions_of(&self, profile: &str) -> Result<Vec<String>, Failure> {
        let profile = ProfileName::new(profile);
        choices::known(&self.ember.profiles(), &profile)?;
        let identity = self.ember.aws.cloud.identity(&profile).map_err(AppFailure::from)?;
        let mut regions = identity.regions().await.map_err(AppFailure::from)?;
        regions.sort_by(|a, b| a.region.cmp(&b.region));
        Ok(regions.into_iter().filter(|status| status.enabled).map(|status| status.region.to_string()).collect())
    }

    pub fn watch(&self, request: WatchRequest) -> Result<(), Failure> {
        let profile = ProfileName::new(request.profile);
        choices::watch(&*self.ember.settings, &self.ember.profiles(), &profile, request.regions.into())?;
        self.rewatch()
    }

    pub fn unwatch(&self, profile: &str) -> Result<(), Failure> {
        choices::unwatch(&*self.ember.settings, &ProfileName::new(profile))?;
        self.rewatch()
    }

    pub fn look_at(&self, request: LookRequest) -> Result<(), Failure> {
        let look = match request {
            LookRequest::Sample => Look::Sample,
            LookRequest::Chosen => Look::Chosen,
        };
        choices::look_at_sample(&*self.ember.settings, look)?;
        self.rewatch()
    }

    pub fn change_account(&self, request: AccountRequest) -> Result<(), Failure> {
        choices::change_account(&*self.ember.settings, &AccountId::new(request.account_id), &request.change.into())?;
        self.rewatch()
    }

    pub fn change_settings(&self, request: SettingsRequest) -> Result<SettingsView, Failure> {
        choices::change_settings(&*self.ember.settings, &request.try_into()?)?;
        self.rewatch()?;
        self.settings()
    }

    pub fn saved_views(&self) -> Result<Vec<SavedViewView>, Failure> {
        let settings = self.ember.settings.load().map_err(AppFailure::from)?;
        Ok(emberwatch_views::saved_views::saved_views(settings.saved_views))
    }

    /// Nothing else follows from a view: what is watched goes on as it is.
    pub fn change_saved_views(&self, change: SavedViewChange) -> Result<Vec<SavedViewView>, Failure> {
        let saved = saved_views::change(&*self.ember.settings, &change.into())?;
        Ok(emberwatch_views::saved_views::saved_views(saved))
    }

    pub fn reset_settings(&self) -> Result<SettingsView, Failure> {
        *self.before_reset.lock() = Some(choices::reset(&*self.ember.settings)?);
        self.rewatch()?;
        self.settings()
    }

    /// Takes the last reset back, once.
    pub fn undo_reset(&self) -> Result<SettingsView, Failure> {
        let mut kept = self.before_reset.lock();
        if let Some(before) = &*kept {
            choices::restore(&*self.ember.settings, before)?;
            *kept = None;
        }
        drop(kept);
        self.rewatch()?;
        self.settings()
    }
}
