//! One watched account in which actions are allowed, with all that acts on it.

use async_trait::async_trait;
use emberwatch_app::actions::{ActionPorts, ActionRealm, Actions, Planned, Until};
use emberwatch_app::board::Board;
use emberwatch_app::budget::Budgets;
use emberwatch_app::failure::Failure;
use emberwatch_app::poll::Station;
use emberwatch_app::ports::{History, Journal, JournalEntry, KnownProfile, SettingsStore};
use emberwatch_cloud::{CloudControl, CloudError, ClusterControl};
use emberwatch_domain::account::{Access, AccountId, Caller, Criticality, Place, ProfileName, Realm, Region};
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::plan::PlanHash;
use emberwatch_domain::termination::Phase;
use emberwatch_testkit::{
    FakeCloud, FakeCluster, FakePlace, MemoryHistory, MemoryJournal, MemorySettings, START, TestClock, place,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

pub const ACCOUNT: &str = "1";
pub const REGION: &str = "eu-west-1";
pub const PROFILE: &str = "prod";

pub struct World {
    pub cloud: FakeCloud,
    pub place: FakePlace,
    pub journal: Arc<MemoryJournal>,
    pub settings: Arc<MemorySettings>,
    pub clock: Arc<TestClock>,
    pub station: Arc<Station>,
    pub doors: Arc<CountedDoors>,
    pub actions: Arc<Actions>,
}

/// Counts how often a client that can write was made.
pub struct CountedDoors {
    cloud: FakeCloud,
    opened: AtomicUsize,
}

impl World {
    pub fn of(clusters: impl IntoIterator<Item = FakeCluster>) -> Self {
        Self::at_speed(1, clusters)
    }

    /// A rehearsal: so many of the world's seconds pass in one real second.
    pub fn at_speed(speed: u32, clusters: impl IntoIterator<Item = FakeCluster>) -> Self {
        let mut cloud = FakeCloud::new().account(ACCOUNT, PROFILE).region(REGION);
        let clusters: Vec<FakeCluster> = clusters.into_iter().collect();
        for cluster in &clusters {
            cloud = cloud.cluster(cluster.clone());
        }
        let clock = Arc::new(TestClock::rehearsing(START, speed));
        let history = Arc::new(MemoryHistory::default());
        let station = station(Realm::Aws, &cloud, &history, &clock);
        watch(&station, &history, ACCOUNT, PROFILE, &clusters);
        let settings = Arc::new(MemorySettings::default());
        let doors = Arc::new(CountedDoors { cloud: cloud.clone(), opened: AtomicUsize::new(0) });
        let journal = Arc::new(MemoryJournal::default());
        let actions = start("window", &station, &doors, &journal, &settings, &clock);
        let place = cloud.place(ACCOUNT, REGION);
        let world = Self { cloud, place, journal, settings, clock, station, doors, actions };
        world.allow(Access::Actions);
        world
    }

    pub fn allow(&self, access: Access) {
        let account = AccountId::new(ACCOUNT);
        self.settings
            .update(&mut |settings| settings.accounts.entry(account.clone()).or_default().access = access)
            .unwrap();
    }

    pub fn mark_production(&self) {
        let account = AccountId::new(ACCOUNT);
        self.settings
            .update(&mut |settings| {
                settings.accounts.entry(account.clone()).or_default().criticality = Criticality::Production;
            })
            .unwrap();
    }

    /// One more cluster of the account, in another region.
    pub fn add_elsewhere(&self, region: &str, cluster: FakeCluster) {
        let record = Arc::new(cluster.record(place(ACCOUNT, region), PROFILE, START));
        self.cloud.place(ACCOUNT, region).put(cluster);
        self.station.board.change(&ACCOUNT.into(), |snapshot| {
            snapshot.clusters.insert((region.into(), record.id().clone()), record);
        });
    }

    pub async fn plan(&self, ids: &[&str]) -> Planned {
        self.try_plan(ActionKind::Terminate, ids).await.unwrap()
    }

    pub async fn try_plan(&self, action: ActionKind, ids: &[&str]) -> Result<Planned, Failure> {
        self.actions.plan(action, &targets(ids), "idle").await
    }

    pub async fn confirm(&self, hash: &PlanHash) -> Result<Vec<JournalEntry>, Failure> {
        self.actions.confirm(hash, &[]).await
    }

    /// Plans and confirms a termination, and returns its entries' numbers.
    pub async fn terminate(&self, ids: &[&str]) -> Vec<u64> {
        let planned = self.plan(ids).await;
        self.confirm(&planned.hash).await.unwrap().iter().map(|entry| entry.number).collect()
    }

    pub async fn phases(&self, numbers: &[u64], until: Until) -> Vec<Phase> {
        self.actions.wait(numbers, until).await.unwrap().into_iter().map(|entry| entry.phase).collect()
    }

    pub fn phase(&self, number: u64) -> Phase {
        self.journal.entry(number).unwrap().unwrap().phase
    }

    pub fn terminations(&self) -> usize {
        self.place.calls("TerminateJobFlows")
    }

    /// Accepted terminations whose cluster lives on.
    pub fn stuck(&self) -> usize {
        self.actions.open_entries().unwrap().iter().filter(|entry| entry.phase == Phase::Stuck).count()
    }

    /// This process is killed, and another one starts on the same data folder.
    pub fn restart(self) -> Self {
        let Self { cloud, place, journal, settings, clock, station, doors, actions } = self;
        drop(actions);
        let actions = start("window, again", &station, &doors, &journal, &settings, &clock);
        Self { cloud, place, journal, settings, clock, station, doors, actions }
    }

    /// A second process on the same data folder.
    pub fn another(&self, owner: &str) -> Arc<Actions> {
        start(owner, &self.station, &self.doors, &self.journal, &self.settings, &self.clock)
    }
}

impl CountedDoors {
    pub fn opened(&self) -> usize {
        self.opened.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl CloudControl for CountedDoors {
    fn control(&self, profile: &ProfileName, region: &Region) -> Result<Arc<dyn ClusterControl>, CloudError> {
        self.opened.fetch_add(1, Ordering::Relaxed);
        self.cloud.control(profile, region)
    }
}

pub fn targets(ids: &[&str]) -> Vec<(Place, ClusterId)> {
    ids.iter().map(|id| (place(ACCOUNT, REGION), ClusterId::new(*id))).collect()
}

pub async fn seconds(count: u64) {
    tokio::time::sleep(Duration::from_secs(count)).await;
}

pub fn reason(phase: &Phase) -> &str {
    match phase {
        Phase::Refused { reason } | Phase::Failed { reason } => reason,
        other => panic!("{other:?} has no reason"),
    }
}

pub fn station(realm: Realm, cloud: &FakeCloud, history: &Arc<MemoryHistory>, clock: &Arc<TestClock>) -> Arc<Station> {
    let board = Arc::new(Board::new(realm));
    let budgets = Arc::new(Budgets::documented());
    Arc::new(Station::new(board, Arc::new(cloud.clone()), history.clone(), budgets, clock.clone()))
}

/// Puts an account and its clusters on the board, as the polls would after their first look.
pub fn watch(station: &Station, history: &MemoryHistory, account: &str, profile: &str, clusters: &[FakeCluster]) {
    let records: Vec<_> =
        clusters.iter().map(|cluster| Arc::new(cluster.record(place(account, REGION), profile, START))).collect();
    history.record_clusters(station.realm(), &records).unwrap();
    station.admit(&KnownProfile {
        profile: profile.into(),
        caller: Caller {
            account: account.into(),
            arn: format!("arn:aws:iam::{account}:user/mila"),
            user_id: "AIDA".to_owned(),
        },
        alias: None,
        regions: vec![REGION.into()],
        as_of: START,
    });
}

fn start(
    owner: &str,
    station: &Arc<Station>,
    doors: &Arc<CountedDoors>,
    journal: &Arc<MemoryJournal>,
    settings: &Arc<MemorySettings>,
    clock: &Arc<TestClock>,
) -> Arc<Actions> {
    Actions::start(ActionPorts {
        realms: vec![ActionRealm { station: station.clone(), control: doors.clone(), watcher: None }],
        journal: journal.clone(),
        settings: settings.clone(),
        clock: clock.clone(),
        owner: owner.to_owned(),
    })
}
