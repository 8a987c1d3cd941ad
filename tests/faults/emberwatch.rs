//! Emberwatch, put together as the product does it, over a cloud of the test's choice.

use emberwatch_app::actions::{ActionPorts, ActionRealm, Actions, Until};
use emberwatch_app::board::Board;
use emberwatch_app::budget::Budgets;
use emberwatch_app::meter::Meter;
use emberwatch_app::poll::{Station, Target, Watcher};
use emberwatch_app::ports::{Clock, Journal, JournalEntry, SettingsStore};
use emberwatch_app::record::ClusterRecord;
use emberwatch_app::settings::Regions;
use emberwatch_app::snapshot::{Snapshot, SourceState};
use emberwatch_cloud::CloudError;
use emberwatch_cloud_aws::{AwsCloud, AwsControl};
use emberwatch_compose::store_banners;
use emberwatch_domain::account::{Access, AccountId, Place, Realm};
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::termination::Phase;
use emberwatch_store::Store;
use emberwatch_testkit::{TestClock, place};
use emberwatch_views::clusters::{ClusterRow, ClustersView, clusters};
use emberwatch_views::numbers::Separators;
use emberwatch_views::profiles::{ProfilesView, profiles};
use emberwatch_views::requests::Scope;
use emberwatch_views::scene::{Known, Scene};
use emberwatch_views::shell::{Banner, ShellView, shell};
use jiff::tz::TimeZone;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// One process of Emberwatch on a data folder.
pub struct Emberwatch {
    pub clock: Arc<TestClock>,
    pub store: Store,
    pub station: Arc<Station>,
    pub watcher: Arc<Watcher>,
    pub actions: Arc<Actions>,
}

impl Emberwatch {
    /// Opens the data folder. Nothing is watched yet, and every account is read-only until [`Emberwatch::allow`].
    pub fn open(folder: &Path, owner: &str, cloud: AwsCloud, clock: &Arc<TestClock>) -> Self {
        Self::over(Store::open(folder, clock.now()).unwrap(), Budgets::documented(), owner, cloud, clock)
    }

    /// The same where nobody waits for the rate that AWS allows.
    pub fn unlimited(folder: &Path, owner: &str, cloud: AwsCloud, clock: &Arc<TestClock>) -> Self {
        Self::over(Store::open(folder, clock.now()).unwrap(), Budgets::unlimited(), owner, cloud, clock)
    }

    /// The same over a store that is open already.
    pub fn over(store: Store, budgets: Budgets, owner: &str, cloud: AwsCloud, clock: &Arc<TestClock>) -> Self {
        Self::metered(store, budgets, owner, cloud, clock, &Arc::new(Meter::new(clock.clone())))
    }

    /// The same with the meter on which the cloud counts.
    pub fn metered(
        store: Store,
        budgets: Budgets,
        owner: &str,
        cloud: AwsCloud,
        clock: &Arc<TestClock>,
        meter: &Arc<Meter>,
    ) -> Self {
        let control = Arc::new(AwsControl::beside(&cloud));
        let board = Arc::new(Board::new(Realm::Aws));
        let budgets = Arc::new(budgets);
        let station = Station::new(board, Arc::new(cloud), store.history.clone(), budgets, clock.clone());
        let station = Arc::new(station.metered(meter.clone()));
        let watcher = Watcher::start(station.clone());
        let realm = ActionRealm { station: station.clone(), control, watcher: Some(watcher.clone()) };
        let actions = Actions::start(ActionPorts {
            realms: vec![realm],
            journal: store.journal.clone(),
            settings: store.settings.clone(),
            clock: clock.clone(),
            owner: owner.to_owned(),
        });
        Self { clock: clock.clone(), store, station, watcher, actions }
    }

    /// Watches these profiles, each in its regions, and no others.
    pub fn watch(&self, targets: &[(&str, &[&str])]) {
        let target = |(profile, regions): &(&str, &[&str])| Target {
            profile: (*profile).into(),
            regions: Regions::Listed(regions.iter().map(|region| (*region).into()).collect()),
        };
        self.watcher.watch(targets.iter().map(target).collect());
    }

    /// Allows actions in an account.
    pub fn allow(&self, account: &str) {
        let account = AccountId::new(account);
        let change = &mut |settings: &mut emberwatch_app::settings::Settings| {
            settings.accounts.entry(account.clone()).or_default().access = Access::Actions;
        };
        self.store.settings.update(change).unwrap();
    }

    pub fn snapshot(&self, account: &str) -> Arc<Snapshot> {
        self.station.board.snapshot(&account.into()).expect("a watched account")
    }

    pub fn source(&self, place: &Place) -> SourceState {
        self.snapshot(place.account.as_str()).sources[&place.region].clone()
    }

    pub fn failure(&self, place: &Place) -> Option<CloudError> {
        self.source(place).failure.map(|failed| failed.error)
    }

    /// What is known of every cluster of a place.
    pub fn records(&self, place: &Place) -> Vec<Arc<ClusterRecord>> {
        let snapshot = self.snapshot(place.account.as_str());
        let here = snapshot.clusters.iter().filter(|((region, _), _)| region == &place.region);
        here.map(|(_, record)| record.clone()).collect()
    }

    pub fn record(&self, place: &Place, id: &ClusterId) -> Arc<ClusterRecord> {
        let found = self.snapshot(place.account.as_str()).cluster(&place.region, id).cloned();
        found.unwrap_or_else(|| panic!("{id} is not on the board"))
    }

    /// What the window and `emberctl clusters --json` show now.
    pub fn view(&self) -> ClustersView {
        self.seen(|scene| clusters(scene, &Scope::default()))
    }

    /// The profiles and accounts as the window and `emberctl profiles --json` show them now.
    pub fn profiles(&self) -> ProfilesView {
        self.seen(|scene| profiles(scene, &self.station.cloud.profiles(), &[]))
    }

    /// The frame around every page.
    pub fn shell(&self) -> ShellView {
        self.seen(|scene| shell(scene, &self.station.cloud.profiles(), Vec::new()))
    }

    /// What is told of the data folder, as every window tells it.
    pub fn store_banners(&self) -> Vec<Banner> {
        store_banners(&self.store.health, &self.actions, self.store.moved_aside.as_ref())
    }

    fn seen<T>(&self, view: impl FnOnce(&Scene<'_>) -> T) -> T {
        let board = &self.station.board;
        view(&Scene::new(Known {
            realm: Realm::Aws,
            snapshots: &board.snapshots(),
            profiles: &board.profiles(),
            settings: &self.store.settings.load().unwrap(),
            journal: &self.store.journal.recent(Realm::Aws, 500).unwrap(),
            queue: &[],
            offline_since: self.station.gate.offline_since(),
            read_only: self.store.health.why_read_only(),
            zone: TimeZone::UTC,
            numbers: Separators::default(),
            now: self.clock.now(),
            real_minute: jiff::SignedDuration::from_mins(1),
        }))
    }

    pub fn row(&self, id: &ClusterId) -> ClusterRow {
        let row = self.view().clusters.into_iter().find(|row| row.id == id.as_str());
        row.unwrap_or_else(|| panic!("{id} has no row"))
    }

    /// Plans and confirms a termination, and returns its journal entries, in the order of the ids.
    pub async fn terminate(&self, place: &Place, ids: &[ClusterId]) -> Vec<JournalEntry> {
        let targets: Vec<_> = ids.iter().map(|id| (place.clone(), id.clone())).collect();
        let planned = self.actions.plan(ActionKind::Terminate, &targets, "a test").await.unwrap();
        self.actions.confirm(&planned.hash, &[]).await.unwrap()
    }

    /// How far the entries have come once they are over or stuck.
    pub async fn outcome(&self, entries: &[JournalEntry]) -> Vec<Phase> {
        let numbers: Vec<u64> = entries.iter().map(|entry| entry.number).collect();
        let entries = self.actions.wait(&numbers, Until::Over).await.unwrap();
        entries.into_iter().map(|entry| entry.phase).collect()
    }

    pub fn phase(&self, entry: &JournalEntry) -> Phase {
        self.store.journal.entry(entry.number).unwrap().unwrap().phase
    }
}

/// Time passes without anybody waiting: the runtime's clock is paused, and every other clock follows it.
pub async fn after(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

pub fn at(account: &str, region: &str) -> Place {
    place(account, region)
}
