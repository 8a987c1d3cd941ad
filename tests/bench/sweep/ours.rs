//! Emberwatch over profile files, put together as the product does it: the real polls, store and board.

use emberwatch_app::board::Board;
use emberwatch_app::budget::Budgets;
use emberwatch_app::poll::{Station, Target, Watcher};
use emberwatch_app::ports::{Clock, SettingsStore};
use emberwatch_app::record::ClusterRecord;
use emberwatch_app::settings::Regions;
use emberwatch_app::snapshot::Snapshot;
use emberwatch_cloud_aws::{AwsCloud, FileLocations, Http};
use emberwatch_compose::AppClock;
use emberwatch_domain::account::Realm;
use emberwatch_store::Store;
use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// A first look at everything, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(240);

pub struct Ours {
    pub station: Arc<Station>,
    watcher: Arc<Watcher>,
    store: Store,
}

impl Ours {
    /// Over a data folder and profile files; nothing is watched yet.
    pub fn over(folder: &Path, files: FileLocations, http: Http) -> Self {
        Self::with(folder, AwsCloud::from_files(files, http))
    }

    pub fn with(folder: &Path, cloud: AwsCloud) -> Self {
        let clock = Arc::new(AppClock::Wall);
        let store = Store::open(folder, clock.now()).unwrap();
        let cloud = Arc::new(cloud);
        let board = Arc::new(Board::new(Realm::Aws));
        let budgets = Arc::new(Budgets::unlimited());
        let station = Arc::new(Station::new(board, cloud, store.history.clone(), budgets, clock));
        let watcher = Watcher::start(station.clone());
        Self { station, watcher, store }
    }

    /// Watches every profile of a team in every region that needs no opt-in.
    pub fn watch_teams(&self) {
        let listing = self.station.cloud.profiles();
        let names: Vec<&str> = listing.profiles.iter().map(|profile| profile.name.as_str()).collect();
        self.watch(&names.into_iter().filter(|name| name.starts_with("team-")).collect::<Vec<_>>());
    }

    pub fn watch(&self, profiles: &[&str]) {
        let everywhere = |name: &&str| Target { profile: (*name).into(), regions: Regions::AllEnabled };
        self.watcher.watch(profiles.iter().map(everywhere).collect());
    }

    /// Watches one place alone.
    pub fn watch_in(&self, profile: &str, region: &str) {
        self.watcher.watch(vec![Target { profile: profile.into(), regions: Regions::Listed(vec![region.into()]) }]);
    }

    pub fn settings(&self) -> &dyn SettingsStore {
        &*self.store.settings
    }

    /// Until nothing is missing of any cluster in so many places.
    pub async fn know_everything(&self, places: usize) {
        let known = |snapshot: &Arc<Snapshot>| {
            let sources = snapshot.sources.values().all(|source| source.as_of.is_some());
            sources && snapshot.clusters.values().all(|record| is_known(record))
        };
        let begun = Instant::now();
        loop {
            tokio::time::sleep(Duration::from_millis(200)).await;
            let snapshots = self.station.board.snapshots();
            let watched: usize = snapshots.iter().map(|snapshot| snapshot.sources.len()).sum();
            if watched >= places && snapshots.iter().all(known) {
                break;
            }
            assert!(begun.elapsed() < PATIENCE, "not all is known: {}", self.told());
        }
        // Prices come last. The listing of what was created long ago comes with the second sweep, once a day.
        tokio::time::sleep(Duration::from_secs(2)).await;
        self.sweep().await;
        tokio::time::sleep(Duration::from_secs(2)).await;
    }

    /// Everything is asked for again; the time until the last of it was taken to the board, which a look every ten
    /// milliseconds would find five too late.
    pub async fn sweep(&self) -> Duration {
        let (asked, begun) = (self.station.now(), Instant::now());
        self.watcher.refresh();
        let ended = loop {
            // A look goes through every cluster, and its time is taken from the sweep's.
            tokio::time::sleep(Duration::from_millis(10)).await;
            match self.latest_of_all(asked) {
                Some(latest) => break latest,
                None => assert!(begun.elapsed() < PATIENCE, "a sweep does not end: {}", self.told()),
            }
        };
        // Whatever goes on behind it does not weigh on the next one's time.
        tokio::time::sleep(Duration::from_millis(400)).await;
        Duration::try_from(ended.duration_since(asked)).unwrap()
    }

    /// What is lacking where, for whoever reads that it took too long.
    fn told(&self) -> String {
        let lacking = |snapshot: &Arc<Snapshot>| {
            let failures = snapshot.sources.values().filter(|source| source.failure.is_some()).count();
            let lacking = snapshot.clusters.values().filter(|record| !is_known(record));
            let lacking: Vec<String> = lacking.map(|record| format!("{record:?}")).take(1).collect();
            format!("{}: {failures} failures, lacking {lacking:?}\n", snapshot.account)
        };
        self.station.board.snapshots().iter().map(lacking).collect()
    }

    /// When the last of it came to the board, each listing by its own stamp, if all of it came since then.
    fn latest_of_all(&self, since: Timestamp) -> Option<Timestamp> {
        let mut latest = since;
        let mut take = |as_of: Option<Timestamp>| {
            latest = latest.max(as_of.filter(|as_of| *as_of >= since)?);
            Some(())
        };
        for snapshot in self.station.board.snapshots() {
            snapshot.sources.values().try_for_each(|source| take(source.as_of))?;
            let mut active = snapshot.clusters.values().filter(|record| !record.summary.state.has_ended());
            active.try_for_each(|record| take(record.nodes.as_ref().map(|nodes| nodes.as_of)))?;
        }
        Some(latest)
    }
}

fn is_known(record: &ClusterRecord) -> bool {
    let lives = !record.summary.state.has_ended();
    // What AWS has forgotten meanwhile cannot be asked for.
    !record.denied.is_empty()
        || record.detail.is_some()
            && record.collection.is_some()
            && !record.lacks_nodes()
            && (!lives || record.auto_termination.is_some())
}
