//! Commands that work on one account and one region.

use super::{Sight, Source};
use crate::console::Console;
use crate::progress::Progress;
use crate::regions;
use crate::stopped::Stopped;
use emberwatch_app::poll::identity::IdentityPoll;
use emberwatch_app::poll::{Poll, Target};
use emberwatch_app::settings::Regions;
use emberwatch_domain::account::{Place, ProfileName, Realm, Region};
use std::sync::Arc;
use tokio::sync::Notify;

impl Sight {
    /// The one account and region that is chosen; nothing but who the profile is gets asked of AWS.
    ///
    /// # Errors
    /// More than one of either, none, or an account that is not known.
    pub async fn one_place(&mut self, console: &Console) -> Result<Place, Stopped> {
        let profile = self.one_profile()?;
        let region = self.one_region(&profile)?;
        let target = Target { profile: profile.clone(), regions: Regions::Listed(vec![region.clone()]) };
        self.watched.targets = vec![target.clone()];
        self.recall();
        let station = &self.parts().station;
        if self.source == Source::Aws {
            let progress = Progress::new(console);
            progress.step(&format!("{profile}: who am I"));
            IdentityPoll::new(station.clone(), profile.clone(), target.regions, Arc::new(Notify::new())).poll().await;
        }
        let state = station.board.profile(&profile);
        if let Some(failed) = state.as_ref().and_then(|state| state.failure.as_ref()) {
            return Err(emberwatch_app::failure::Failure::Cloud(failed.error.clone()).into());
        }
        let account = state.and_then(|state| state.account);
        account.map(|account| Place { account, region }).ok_or_else(|| {
            Stopped::failed(format!("the store remembers nothing of {profile}"), "ask once without --cached")
        })
    }

    /// The sample's first account stands for it; of what is really watched nothing is guessed.
    fn one_profile(&self) -> Result<ProfileName, Stopped> {
        match self.watched.targets.as_slice() {
            [first, ..] if self.realm() == Realm::Sample => Ok(first.profile.clone()),
            [one] => Ok(one.profile.clone()),
            several => Err(Stopped::usage(
                format!("spot prices are of one account, and {} profiles are chosen", several.len()),
                "name one with --profile",
            )),
        }
    }

    fn one_region(&self, profile: &ProfileName) -> Result<Region, Stopped> {
        if let [region] = self.typed.as_slice() {
            return Ok(region.clone());
        }
        let target = self.watched.targets.iter().find(|target| &target.profile == profile);
        let asked_for_all = target.is_some_and(|target| target.regions == Regions::AllEnabled);
        let home = self.parts().cloud.profile(profile).and_then(|profile| profile.region);
        match home.filter(|_| self.typed.is_empty() && !asked_for_all) {
            Some(region) => Ok(region),
            None if self.typed.is_empty() && !asked_for_all => Err(regions::missing(profile)),
            None => Err(Stopped::usage("spot prices are of one region, and more are chosen", "name one with --region")),
        }
    }
}
