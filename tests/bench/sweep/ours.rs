//! Emberwatch over profile files, put together as the product does it: the real polls, store and board.

use emberwatch_app::board::Board;
use emberwatch_app::budget::Budgets;
use emberwatch_app::poll::{Station, Target, Watcher};
use emberwatch_app::ports::Clock;
use emberwatch_app::settings::Regions;
use emberwatch_app::snapshot::Snapshot;
use emberwatch_cloud_aws::{AwsCloud, FileLocations, Http};
use emberwatch_compose::AppClock;
use emberwatch_domain::account::{ProfileName, Realm};
use emberwatch_store::Store;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::Instant;

/// A first look at everything, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(240);

pub struct Ours {
    pub station: Arc<Station>,
    watcher: Arc<Watcher>,
    _store: Store,
    _folder: TempDir,
}

impl Ours {
    /// Watches the teams' profiles in every region that needs no opt-in.
    pub async fn watch(files: FileLocations, http: Http) -> Self {
        let (folder, clock) = (tempfile::tempdir().unwrap(), Arc::new(AppClock::Wall));
        let store = Store::open(folder.path(), clock.now()).unwrap();
        let cloud = Arc::new(AwsCloud::from_files(files, http));
        let board = Arc::new(Board::new(Realm::Aws));
        let budgets = Arc::new(Budgets::unlimited());
        let station = Arc::new(Station::new(board, cloud, store.history.clone(), budgets, clock));
        let watcher = Watcher::start(station.clone());
        let listing = station.cloud.profiles();
        let teams = listing.profiles.iter().filter(|profile| profile.name.as_str().starts_with("team-"));
        let everywhere = |name: &ProfileName| Target { profile: name.clone(), regions: Regions::AllEnabled };
        watcher.watch(teams.map(|profile| everywhere(&profile.name)).collect());
        Self { station, watcher, _store: store, _folder: folder }
    }

    /// Until nothing is missing of any cluster in so many places.
    pub async fn know_everything(&self, places: usize) {
        let known = |snapshot: &Arc<Snapshot>| {
            let sources = snapshot.sources.values().all(|source| source.as_of.is_some());
            sources && snapshot.clusters.values().all(|record| record.detail.is_some() && !record.lacks_nodes())
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
        // Prices come last.
        tokio::time::sleep(Duration::from_secs(3)).await;
    }

    /// Everything is asked for again; the time until all of it is on the board.
    pub async fn sweep(&self) -> Duration {
        let (asked, begun) = (self.station.now(), Instant::now());
        self.watcher.refresh();
        while !self.is_as_of(asked) {
            tokio::time::sleep(Duration::from_millis(2)).await;
            assert!(begun.elapsed() < PATIENCE, "a sweep does not end: {}", self.told());
        }
        let took = begun.elapsed();
        // Whatever goes on behind it does not weigh on the next one's time.
        tokio::time::sleep(Duration::from_millis(400)).await;
        took
    }

    /// What is lacking where, for whoever reads that it took too long.
    fn told(&self) -> String {
        let lacking = |snapshot: &Arc<Snapshot>| {
            let failures = snapshot.sources.values().filter(|source| source.failure.is_some()).count();
            let lacking = snapshot.clusters.values().filter(|record| record.detail.is_none() || record.lacks_nodes());
            let lacking: Vec<String> = lacking.map(|record| format!("{record:?}")).take(1).collect();
            format!("{}: {failures} failures, lacking {lacking:?}\n", snapshot.account)
        };
        self.station.board.snapshots().iter().map(lacking).collect()
    }

    fn is_as_of(&self, asked: Timestamp) -> bool {
        self.station.board.snapshots().iter().all(|snapshot| {
            let sources = snapshot.sources.values().all(|source| source.as_of.is_some_and(|at| at >= asked));
            let mut active = snapshot.clusters.values().filter(|record| !record.summary.state.has_ended());
            sources && active.all(|record| record.nodes.as_ref().is_some_and(|nodes| nodes.as_of >= asked))
        })
    }
}
