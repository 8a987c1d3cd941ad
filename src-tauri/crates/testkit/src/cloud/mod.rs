//! A cloud in memory behind the ports to AWS: it counts its calls and fails when it is told to.

mod bill;
mod control;
mod fault;
mod network;
mod place;
mod readers;
mod world;

pub use place::FakePlace;
pub use world::Call;

use crate::builders::FakeCluster;
use emberwatch_cloud::{Bill, CallMeter, CostQuery};
use emberwatch_cloud::{Cloud, CloudControl, CloudError, ClusterControl, Identity, PlaceReaders, Prices};
use emberwatch_cloud::{Profile, ProfileKind, ProfileListing};
use emberwatch_domain::account::{AccountId, Place, ProfileName, Region};
use emberwatch_domain::money::Usd;
use emberwatch_domain::price::PriceItem;
use emberwatch_domain::spend::BillDay;
use fault::{Fault, Reach};
use parking_lot::Mutex;
use rust_decimal::Decimal;
use std::sync::Arc;
use std::time::Duration;
use world::{Account, World, known};

/// Built account by account; clones share one world, and every handle changes it while a test runs.
#[derive(Clone, Default)]
pub struct FakeCloud {
    world: Arc<Mutex<World>>,
    account: Option<AccountId>,
    region: Option<Region>,
}

/// Building.
impl FakeCloud {
    pub fn new() -> Self {
        Self::default()
    }

    /// An account and the profile that leads to it; regions and further profiles that follow belong to it.
    #[must_use]
    pub fn account(mut self, account: &str, profile: &str) -> Self {
        let id = AccountId::new(account);
        self.world.lock().accounts.insert(id.clone(), Account::default());
        self.account = Some(id);
        self.region = None;
        self.profile(profile)
    }

    /// One more profile of this account.
    #[must_use]
    pub fn profile(self, profile: &str) -> Self {
        let account = self.account.clone().unwrap();
        let listed = Profile {
            name: ProfileName::new(profile),
            kind: ProfileKind::StaticKeys,
            region: self.region.clone(),
            account_hint: None,
            unusable: None,
            loopback: true,
        };
        self.world.lock().profiles.insert(listed.name.clone(), (listed, account));
        self
    }

    #[must_use]
    pub fn alias(self, alias: &str) -> Self {
        let account = self.account.clone().unwrap();
        self.world.lock().accounts.get_mut(&account).unwrap().alias = Some(alias.to_owned());
        self
    }

    /// An enabled region; the first one is the region of the account's profiles.
    #[must_use]
    pub fn region(mut self, region: &str) -> Self {
        let (account, region) = (self.account.clone().unwrap(), Region::new(region));
        {
            let mut world = self.world.lock();
            world.place_mut(&Place { account: account.clone(), region: region.clone() });
            for (profile, _) in world.profiles.values_mut().filter(|(_, of)| *of == account) {
                profile.region.get_or_insert_with(|| region.clone());
            }
        }
        self.region = Some(region);
        self
    }

    /// A region that the account has not enabled.
    #[must_use]
    pub fn disabled_region(self, region: &str) -> Self {
        let account = self.account.clone().unwrap();
        self.place(account.as_str(), region).disable();
        self
    }

    /// A cluster of the region before.
    #[must_use]
    pub fn cluster(self, cluster: FakeCluster) -> Self {
        let (account, region) = (self.account.clone().unwrap(), self.region.clone().unwrap());
        self.place(account.as_str(), region.as_str()).put(cluster);
        self
    }

    /// What Cost Explorer tells this account: rows with every dimension that a question may group by.
    #[must_use]
    pub fn bill(self, rows: impl IntoIterator<Item = BillDay>) -> Self {
        let account = self.account.clone().unwrap();
        self.set_bill(account.as_str(), rows);
        self
    }

    /// What is asked of Cost Explorer is counted here.
    #[must_use]
    pub fn metered(self, meter: Arc<dyn CallMeter>) -> Self {
        self.world.lock().meter = Some(meter);
        self
    }

    #[must_use]
    pub fn price(self, region: &str, item: PriceItem, usd: Decimal) -> Self {
        self.set_price(region, item, usd);
        self
    }
}

/// While the test runs.
impl FakeCloud {
    pub fn place(&self, account: &str, region: &str) -> FakePlace {
        FakePlace::new(self.world.clone(), Place { account: account.into(), region: region.into() })
    }

    pub fn set_price(&self, region: &str, item: PriceItem, usd: Decimal) {
        self.world.lock().prices.insert((region.into(), item), Usd::new(usd));
    }

    /// The account's bill is this from now on.
    pub fn set_bill(&self, account: &str, rows: impl IntoIterator<Item = BillDay>) {
        self.world.lock().bills.entry(account.into()).or_default().rows = rows.into_iter().collect();
    }

    /// Cost Explorer answers the account so many rows a page.
    pub fn set_bill_page_size(&self, account: &str, size: usize) {
        self.world.lock().bills.entry(account.into()).or_default().page_size = Some(size);
    }

    /// The pages of the account's bill lead round and round.
    pub fn set_bill_endless(&self, account: &str) {
        self.world.lock().bills.entry(account.into()).or_default().endless = true;
    }

    /// Cost Explorer's own forecast for the account.
    pub fn set_cost_forecast(&self, account: &str, mean: Decimal) {
        self.world.lock().bills.entry(account.into()).or_default().forecast = Some(Usd::new(mean));
    }

    /// What Cost Explorer was asked, by which account, in order.
    pub fn cost_queries(&self) -> Vec<(AccountId, CostQuery)> {
        self.world.lock().cost_queries.clone()
    }

    /// Every call through this profile fails so until [`FakeCloud::recover_profile`].
    pub fn fail_profile(&self, profile: &str, error: CloudError) {
        let reach = Reach { profile: Some(profile.into()), ..Reach::default() };
        self.world.lock().faults.push(Fault::always(reach, error));
    }

    pub fn recover_profile(&self, profile: &str) {
        let profile = ProfileName::new(profile);
        self.world.lock().faults.retain(|fault| fault.reach.profile.as_ref() != Some(&profile));
    }

    /// The next so many calls of this operation fail, wherever they are made.
    pub fn fail(&self, operation: &'static str, times: u32, error: CloudError) {
        let reach = Reach { operation: Some(known(operation)), ..Reach::default() };
        self.world.lock().faults.push(Fault::times(reach, times, error));
    }

    /// How long an operation takes on tokio's clock.
    pub fn set_latency(&self, operation: &'static str, latency: Duration) {
        self.world.lock().latencies.insert(known(operation), latency);
    }

    /// Changes what the profile files say, such as what makes a profile unusable.
    pub fn change_profile(&self, profile: &str, change: impl FnOnce(&mut Profile)) {
        change(&mut self.world.lock().profiles.get_mut(&ProfileName::new(profile)).unwrap().0);
    }

    /// The profile leads to another account from now on, as when the user signs in elsewhere.
    pub fn lead_profile_to(&self, profile: &str, account: &str) {
        self.world.lock().profiles.get_mut(&ProfileName::new(profile)).unwrap().1 = account.into();
    }

    /// How often an operation was called in all.
    pub fn calls(&self, operation: &'static str) -> usize {
        let operation = known(operation);
        self.world.lock().calls.iter().filter(|call| call.operation == operation).count()
    }

    /// Every call so far, in order.
    pub fn all_calls(&self) -> Vec<Call> {
        self.world.lock().calls.clone()
    }

    pub fn forget_calls(&self) {
        self.world.lock().calls.clear();
    }
}

impl Cloud for FakeCloud {
    fn profiles(&self) -> ProfileListing {
        let profiles = self.world.lock().profiles.values().map(|(profile, _)| profile.clone()).collect();
        ProfileListing { profiles, bad_sections: Vec::new() }
    }

    fn identity(&self, profile: &ProfileName) -> Result<Arc<dyn Identity>, CloudError> {
        Ok(Arc::new(self.door(profile, None)?))
    }

    fn readers(&self, profile: &ProfileName, region: &Region) -> Result<PlaceReaders, CloudError> {
        let door = Arc::new(self.door(profile, Some(region))?);
        Ok(PlaceReaders { clusters: door.clone(), nodes: door.clone(), spot: door.clone(), network: door })
    }

    fn prices(&self, profile: &ProfileName) -> Result<Arc<dyn Prices>, CloudError> {
        Ok(Arc::new(self.door(profile, None)?))
    }

    fn bill(&self, profile: &ProfileName) -> Result<Arc<dyn Bill>, CloudError> {
        Ok(Arc::new(self.door(profile, None)?))
    }
}

impl CloudControl for FakeCloud {
    fn control(&self, profile: &ProfileName, region: &Region) -> Result<Arc<dyn ClusterControl>, CloudError> {
        Ok(Arc::new(self.door(profile, Some(region))?))
    }
}

impl FakeCloud {
    fn door(&self, profile: &ProfileName, region: Option<&Region>) -> Result<world::Door, CloudError> {
        if !self.world.lock().profiles.contains_key(profile) {
            return Err(CloudError::Invalid {
                operation: "profile",
                message: format!("there is no profile {profile}"),
            });
        }
        Ok(world::Door { world: self.world.clone(), profile: profile.clone(), region: region.cloned() })
    }
}
