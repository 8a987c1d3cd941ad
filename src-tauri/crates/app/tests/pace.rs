//! The user's pace: how often AWS is asked by itself, and what is asked whatever it is.
#![allow(clippy::unwrap_used, reason = "a test ends where its world is not as expected")]

use emberwatch_app::board::Board;
use emberwatch_app::budget::Budgets;
use emberwatch_app::poll::{Station, Target, Watcher};
use emberwatch_app::settings::{Pace, Regions};
use emberwatch_domain::account::Realm;
use emberwatch_testkit::{FakeCloud, MemoryHistory, START, TestClock, cluster, node};
use std::sync::Arc;
use std::time::Duration;

const REGION: &str = "eu-west-1";

struct Watching {
    cloud: FakeCloud,
    station: Arc<Station>,
    watcher: Arc<Watcher>,
    clock: Arc<TestClock>,
}

impl Watching {
    /// One region with one cluster, watched since two minutes.
    async fn at(pace: Pace) -> Self {
        let cloud =
            FakeCloud::new().account("1", "prod").region(REGION).cluster(cluster("j-1").waiting().node(node("i-1")));
        let clock = Arc::new(TestClock::ticking(START));
        let station = Arc::new(Station::new(
            Arc::new(Board::new(Realm::Aws)),
            Arc::new(cloud.clone()),
            Arc::new(MemoryHistory::default()),
            Arc::new(Budgets::documented()),
            clock.clone(),
        ));
        station.keep_pace(pace);
        let watcher = Watcher::start(station.clone());
        watcher.watch(vec![Target { profile: "prod".into(), regions: Regions::Listed(vec![REGION.into()]) }]);
        after(120).await;
        cloud.forget_calls();
        Self { cloud, station, watcher, clock }
    }

    fn calls(&self, operation: &'static str) -> usize {
        self.cloud.place("1", REGION).calls(operation)
    }
}

async fn after(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn a_gentle_pace_asks_a_quarter_as_often() {
    let (normal, gentle) = (Watching::at(Pace::Normal).await, Watching::at(Pace::Gentle).await);
    after(3600).await;
    for operation in ["ListClusters", "DescribeInstances"] {
        let (often, seldom) = (normal.calls(operation), gentle.calls(operation));
        // A listing wakes the others, so that they are not a whole number of times as seldom.
        assert!(seldom * 4 <= often + 8 && seldom * 5 >= often, "{operation}: {often} and {seldom}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_fastest_pace_keeps_to_a_quarter_of_awss_bucket() {
    let watching = Watching::at(Pace::Normal).await;
    after(3600).await;
    // A quarter of 0.5 a second, for an hour.
    assert!(watching.calls("ListClusters") <= 450, "{}", watching.calls("ListClusters"));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_asked_by_itself_while_polling_is_paused() {
    let watching = Watching::at(Pace::Paused).await;
    assert!(
        watching.station.board.snapshots()[0].cluster(&REGION.into(), &"j-1".into()).is_some(),
        "the first look is made"
    );
    after(24 * 3600).await;
    assert_eq!(watching.cloud.place("1", REGION).calls("ListClusters"), 0);
    assert_eq!(watching.calls("DescribeInstances"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_wakes_up_asks_nobody_while_polling_is_paused() {
    let watching = Watching::at(Pace::Paused).await;
    watching.clock.advance(jiff::SignedDuration::from_hours(8));
    after(120).await;
    assert_eq!(watching.calls("ListClusters"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_and_an_opened_cluster_are_asked_for_at_any_pace() {
    let watching = Watching::at(Pace::Paused).await;
    watching.watcher.refresh();
    after(60).await;
    assert!(watching.calls("ListClusters") > 0);
    watching.cloud.forget_calls();
    watching.watcher.look(&"1".into(), &REGION.into(), &"j-1".into());
    after(60).await;
    assert_eq!((watching.calls("ListSteps"), watching.calls("ListClusters")), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_pace_takes_effect_at_once_and_counts_from_the_last_answer() {
    let watching = Watching::at(Pace::Paused).await;
    after(300).await;
    watching.station.keep_pace(Pace::Normal);
    after(1).await;
    assert!(watching.calls("ListClusters") > 0, "it is overdue");
    watching.station.keep_pace(Pace::Paused);
    watching.cloud.forget_calls();
    after(600).await;
    assert_eq!(watching.calls("ListClusters"), 0);
}
