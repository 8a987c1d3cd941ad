//! One life of Emberwatch on a data folder: the real store and the real actions, over an AWS of which nothing but the
//! requests to terminate outlives the process.

use async_trait::async_trait;
use emberwatch_app::actions::{ActionPorts, ActionRealm, Actions};
use emberwatch_app::board::Board;
use emberwatch_app::budget::Budgets;
use emberwatch_app::poll::Station;
use emberwatch_app::ports::{Clock, JournalEntry, KnownProfile, SettingsStore};
use emberwatch_cloud::{CloudControl, CloudError, ClusterControl};
use emberwatch_domain::account::{Access, AccountId, Caller, ProfileName, Realm, Region};
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_store::Store;
use emberwatch_testkit::{FakeCloud, TestClock, cluster, place};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub const ACCOUNT: &str = "1";
pub const REGION: &str = "eu-west-1";
const PROFILE: &str = "prod";

pub struct Life {
    pub store: Store,
    pub station: Arc<Station>,
    pub actions: Arc<Actions>,
    cloud: FakeCloud,
}

impl Life {
    /// Opens the data folder as `owner`. Requests are noted in the file `aws`; call it within a runtime.
    pub fn begin(folder: &Path, aws: &Path, owner: &str, clock: Arc<TestClock>) -> Self {
        let store = Store::open(folder, clock.now()).unwrap_or_else(|error| panic!("{error}"));
        let cloud = FakeCloud::new().account(ACCOUNT, PROFILE).region(REGION);
        let board = Arc::new(Board::new(Realm::Aws));
        let budgets = Arc::new(Budgets::unlimited());
        let history = store.history.clone();
        let station = Arc::new(Station::new(board, Arc::new(cloud.clone()), history, budgets, clock.clone()));
        station.admit(&known(clock.now()));
        let control = Arc::new(Noting { cloud: cloud.clone(), aws: aws.to_owned() });
        let actions = Actions::start(ActionPorts {
            realms: vec![ActionRealm { station: station.clone(), control, watcher: None }],
            journal: store.journal.clone(),
            settings: store.settings.clone(),
            clock,
            owner: owner.to_owned(),
        });
        Self { store, station, actions, cloud }
    }

    pub fn allow_actions(&self) {
        let account = AccountId::new(ACCOUNT);
        let allow = &mut |settings: &mut emberwatch_app::settings::Settings| {
            settings.accounts.entry(account.clone()).or_default().access = Access::Actions;
        };
        self.store.settings.update(allow).unwrap_or_else(|error| panic!("{error}"));
    }

    /// A cluster that waits, or one that has ended.
    pub fn put(&self, id: &str, has_ended: bool) {
        let now = self.station.now();
        let made = if has_ended { cluster(id).terminated(now) } else { cluster(id).waiting() };
        let record = Arc::new(made.record(place(ACCOUNT, REGION), PROFILE, now));
        self.cloud.place(ACCOUNT, REGION).put(made);
        self.station.board.change(&ACCOUNT.into(), |snapshot| {
            snapshot.clusters.insert((REGION.into(), record.id().clone()), record);
        });
    }

    /// Plans and confirms a termination.
    pub async fn terminate(&self, id: &str) -> JournalEntry {
        let targets = [(place(ACCOUNT, REGION), ClusterId::new(id))];
        let planned = self.actions.plan(ActionKind::Terminate, &targets, "a test").await;
        let planned = planned.unwrap_or_else(|error| panic!("{error}"));
        let confirmed = self.actions.confirm(&planned.hash, &[]).await;
        confirmed.unwrap_or_else(|error| panic!("{error}")).remove(0)
    }
}

/// The ids of all requests that ever reached AWS, in their order.
pub fn requests(aws: &Path) -> Vec<String> {
    fs::read_to_string(aws).unwrap_or_default().lines().map(str::to_owned).collect()
}

fn known(as_of: jiff::Timestamp) -> KnownProfile {
    let arn = format!("arn:aws:iam::{ACCOUNT}:user/mila");
    let caller = Caller { account: ACCOUNT.into(), arn, user_id: "AIDA".to_owned() };
    KnownProfile { profile: PROFILE.into(), caller, alias: None, regions: vec![REGION.into()], as_of }
}

/// Notes every request before it is carried out, in one write, as it would have left the machine.
struct Noting {
    cloud: FakeCloud,
    aws: PathBuf,
}

struct NotingDoor {
    door: Arc<dyn ClusterControl>,
    aws: PathBuf,
}

impl CloudControl for Noting {
    fn control(&self, profile: &ProfileName, region: &Region) -> Result<Arc<dyn ClusterControl>, CloudError> {
        Ok(Arc::new(NotingDoor { door: self.cloud.control(profile, region)?, aws: self.aws.clone() }))
    }
}

#[async_trait]
impl ClusterControl for NotingDoor {
    async fn terminate(&self, id: &ClusterId) -> Result<(), CloudError> {
        let noted = OpenOptions::new().append(true).create(true).open(&self.aws);
        noted.and_then(|mut aws| aws.write_all(format!("{id}\n").as_bytes())).unwrap_or_else(|error| panic!("{error}"));
        self.door.terminate(id).await
    }

    async fn lift_termination_protection(&self, id: &ClusterId) -> Result<(), CloudError> {
        self.door.lift_termination_protection(id).await
    }
}
