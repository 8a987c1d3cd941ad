//! Answers that come slowly, in part, or as something else, over real sockets.

use crate::emberwatch::{Emberwatch, at};
use crate::files::{Files, keys, role};
use crate::world::{World, quiet};
use emberwatch_app::ports::JournalEntry;
use emberwatch_cloud::{Cloud, CloudError};
use emberwatch_cloud_aws::{AwsCloud, Http, Patience};
use emberwatch_domain::account::Place;
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::termination::Phase;
use emberwatch_simulator::Limits;
use emberwatch_tests::proxy::{Proxy, Trouble};
use emberwatch_views::sources::SourceStatus;
use futures::future::join_all;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// What the product waits, shortened: a healthy answer takes milliseconds here, also on a busy machine.
const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(2),
    attempt: Duration::from_secs(1),
    operation: Duration::from_millis(2200),
};

/// An account behind a proxy that may misbehave, and another that is reached directly.
struct Two {
    bad: Proxy,
    _good: Proxy,
    files: Files,
    emberwatch: Emberwatch,
    _folder: tempfile::TempDir,
}

impl Two {
    /// Both were read once.
    async fn of(world: &Arc<World>) -> Self {
        let (bad, good) = (Proxy::before(world.answer()).await, Proxy::before(world.answer()).await);
        let config = behind(&keys("lab", &quiet()), &bad) + &behind(&keys("other", &other()), &good);
        let files = Files::new(&config);
        let folder = tempfile::tempdir().unwrap();
        let cloud = AwsCloud::from_files(files.locations(), Http::patient(PATIENCE));
        let emberwatch = Emberwatch::unlimited(folder.path(), "window", cloud, &world.clock);
        emberwatch.watch(&[("lab", &["eu-west-1"]), ("other", &["us-west-2"])]);
        let two = Self { bad, _good: good, files, emberwatch, _folder: folder };
        two.until("both accounts are read", || [quiet(), other()].iter().all(|place| two.is_fresh(place))).await;
        two
    }

    fn is_fresh(&self, place: &Place) -> bool {
        let Some(snapshot) = self.emberwatch.station.board.snapshot(&place.account) else { return false };
        let source = snapshot.sources.get(&place.region);
        source.is_some_and(|source| source.as_of.is_some() && source.failure.is_none())
            && !self.emberwatch.records(place).is_empty()
            && self.emberwatch.records(place).iter().all(|record| record.detail.is_some() && record.nodes.is_some())
    }

    /// A state is waited for, never a time.
    async fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let looking = async {
            while !is_so() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let in_time = tokio::time::timeout(Duration::from_secs(60), looking).await;
        assert!(in_time.is_ok(), "{what}: {:#?}", self.emberwatch.view().sources);
    }

    /// The failure that the next look at the bad account meets.
    async fn failure(&self, trouble: Trouble) -> CloudError {
        self.emberwatch.watcher.refresh();
        self.until(&format!("the failure of {trouble:?}"), || self.emberwatch.failure(&quiet()).is_some()).await;
        self.emberwatch.failure(&quiet()).unwrap()
    }
}

fn other() -> Place {
    at("905418233746", "us-west-2")
}

fn behind(section: &str, proxy: &Proxy) -> String {
    format!("{section}endpoint_url = {}\n", proxy.endpoint())
}

/// A cluster in each account, and nothing else.
async fn world() -> (Arc<World>, ClusterId) {
    let world = World::new(Limits::Off);
    let id = world.start(&quiet(), "etl", json!({})).await;
    world.start(&other(), "next door", json!({})).await;
    world.pass(20 * 60);
    (Arc::new(world), id)
}

/// Time-outs end what never ends, what is garbled is told as such, and what was broken off was not reached.
fn is_as_expected(trouble: Trouble, error: &CloudError) -> bool {
    match trouble {
        trouble if trouble.lasts() => matches!(error, CloudError::TimedOut { .. }),
        Trouble::ResetAtOnce | Trouble::ResetInHeaders | Trouble::NotHttp => {
            matches!(error, CloudError::Unreachable { .. } | CloudError::Unexpected { .. })
        }
        _ => matches!(error, CloudError::Unexpected { .. }),
    }
}

/// Those that only a time-out ends, each alone; the others are over at once and follow one another.
fn troubles() -> Vec<Vec<Trouble>> {
    let (slow, quick): (Vec<_>, Vec<_>) = Trouble::ALL.into_iter().partition(|trouble| trouble.lasts());
    slow.into_iter().map(|trouble| vec![trouble]).chain([quick]).collect()
}

#[tokio::test]
async fn however_an_answer_goes_wrong_it_ends_names_its_call_keeps_the_rows_and_hurts_no_other_account() {
    let (world, id) = world().await;
    join_all(troubles().into_iter().map(|troubles| {
        let (world, id) = (world.clone(), id.clone());
        async move {
            let two = Two::of(&world).await;
            for trouble in troubles {
                two.bad.trouble("ListClusters", trouble);
                let error = two.failure(trouble).await;
                assert_eq!(error.operation(), "ListClusters", "{trouble:?}");
                assert!(is_as_expected(trouble, &error), "{trouble:?}: {error:?}");
                assert_shown(&two, &id, trouble);
                two.bad.mend();
                two.emberwatch.watcher.refresh();
                two.until("it is read again", || two.is_fresh(&quiet())).await;
                assert!(!two.emberwatch.row(&id).freshness.stale, "{trouble:?}");
            }
        }
    }))
    .await;
}

fn assert_shown(two: &Two, id: &ClusterId, trouble: Trouble) {
    let view = two.emberwatch.view();
    assert_eq!(view.clusters.len(), 2, "{trouble:?}: the rows stay");
    let freshness = two.emberwatch.row(id).freshness;
    let why = freshness.reason.unwrap_or_default();
    assert!(freshness.stale && why.contains("ListClusters"), "{trouble:?}: {why}");
    let status = |region: &str| view.sources.iter().find(|source| source.region == region).unwrap().status;
    assert_ne!(status("eu-west-1"), SourceStatus::Ok, "{trouble:?}");
    assert_eq!(status("us-west-2"), SourceStatus::Ok, "{trouble:?}: the other account goes on");
    assert!(two.emberwatch.station.gate.offline_since().is_none(), "one account is not the network");
}

#[tokio::test]
async fn nodes_of_which_half_an_answer_tells_are_kept_and_make_nothing_cheaper() {
    let (world, id) = world().await;
    let two = Two::of(&world).await;
    two.until("its price is known", || two.emberwatch.row(&id).burn.complete).await;
    let before = two.emberwatch.row(&id).burn.usd_per_hour;
    let asked = two.bad.asked("DescribeInstances");
    two.bad.trouble("DescribeInstances", Trouble::TruncatedDocument);
    // When they are asked for again, the first answer has not been taken.
    let is_asked_twice = || {
        two.emberwatch.watcher.refresh();
        two.bad.asked("DescribeInstances") >= asked + 2
    };
    two.until("the nodes are asked for twice", is_asked_twice).await;
    let row = two.emberwatch.row(&id);
    assert_eq!((row.nodes.on_demand, &row.burn.usd_per_hour), (3, &before));
}

#[tokio::test]
async fn a_profile_that_cannot_say_who_it_is_names_the_call_and_the_others_are_watched() {
    let (world, _) = world().await;
    let two = Two::of(&world).await;
    let written = two.files.text();
    for trouble in [Trouble::SlowHeaders, Trouble::ResetAtOnce, Trouble::CaptivePortal, Trouble::TruncatedDocument] {
        two.bad.trouble("GetCallerIdentity", trouble);
        // Written anew it may be somebody else, so nothing of it is believed until it has said who it is.
        two.files.write(&written.replace("[profile lab]", &format!("[profile lab]\noutput = {trouble:?}")));
        let error = two.failure(trouble).await;
        assert_eq!(error.operation(), "GetCallerIdentity", "{trouble:?}: {error}");
        two.until("the other account goes on", || two.is_fresh(&other())).await;
        assert_eq!(two.emberwatch.records(&quiet()).len(), 1, "{trouble:?}: the row stays");
        two.bad.mend();
        two.emberwatch.watcher.refresh();
        two.until("it is read again", || two.is_fresh(&quiet())).await;
    }
}

#[tokio::test]
async fn a_role_whose_credentials_come_slowly_is_told_by_the_call_that_waits_for_them() {
    let (world, _) = world().await;
    let proxy = Proxy::before(world.answer()).await;
    let base = keys("base", &at("441088120031", "us-east-1"));
    let files = Files::new(&(behind(&role("lab", &quiet(), "base"), &proxy) + &behind(&base, &proxy)));
    let cloud = AwsCloud::from_files(files.locations(), Http::patient(PATIENCE));
    proxy.trouble("AssumeRole", Trouble::SlowBody);
    let error = cloud.identity(&"lab".into()).unwrap().caller().await.unwrap_err();
    assert_eq!(error.operation(), "GetCallerIdentity");
    assert!(matches!(error, CloudError::Unreachable { .. } | CloudError::TimedOut { .. }), "{error:?}");
}

#[tokio::test]
async fn a_termination_whose_answer_is_lost_is_unknown_until_it_is_seen_and_never_sent_again() {
    const LOST: [Trouble; 6] = [
        Trouble::Silence,
        Trouble::HeldBody,
        Trouble::ResetAtOnce,
        Trouble::ShortBody,
        Trouble::CaptivePortal,
        Trouble::NotHttp,
    ];
    let world = Arc::new(World::new(Limits::Off));
    world.start(&other(), "next door", json!({})).await;
    let mut ids = Vec::new();
    for trouble in LOST {
        ids.push(world.start(&quiet(), &format!("{trouble:?}"), json!({})).await);
    }
    world.pass(20 * 60);
    let told = join_all(LOST.into_iter().zip(&ids).map(|(trouble, id)| {
        let world = world.clone();
        async move {
            let two = Two::of(&world).await;
            two.emberwatch.allow(quiet().account.as_str());
            two.bad.trouble("TerminateJobFlows", trouble);
            let entry = two.emberwatch.terminate(&quiet(), std::slice::from_ref(id)).await.remove(0);
            // The server has acted, whatever became of its answer: the cluster itself tells.
            let is_seen = |phase: Phase| matches!(phase, Phase::Terminating | Phase::Terminated);
            two.until("it is seen", || is_seen(two.emberwatch.phase(&entry))).await;
            assert_eq!(two.bad.asked("TerminateJobFlows"), 1, "{trouble:?}");
            (two, entry)
        }
    }))
    .await;
    world.pass(15 * 60);
    join_all(told.iter().map(|(two, entry)| has_ended(two, entry))).await;
    assert_eq!(world.sent.each_alone().len(), ids.len());
}

async fn has_ended(two: &Two, entry: &JournalEntry) {
    two.until("it has ended", || two.emberwatch.phase(entry).is_over()).await;
    assert_eq!(two.emberwatch.phase(entry), Phase::Terminated);
}

#[test]
fn the_product_gives_up_a_try_after_ten_seconds_and_a_call_after_thirty() {
    let patience = Patience::default();
    assert_eq!((patience.attempt.as_secs(), patience.operation.as_secs()), (10, 30));
    assert!(patience.connect < Duration::from_secs(4));
}
