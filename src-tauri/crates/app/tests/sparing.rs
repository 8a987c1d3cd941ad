//! What a look at everything leaves undone, because it was done lately or can be done together.
#![allow(clippy::unwrap_used, reason = "a test ends where its world is not as expected")]

use emberwatch_app::board::Board;
use emberwatch_app::budget::Budgets;
use emberwatch_app::poll::nodes::NodesPoll;
use emberwatch_app::poll::{Poll, Site, Station, Target, Watcher};
use emberwatch_app::ports::History;
use emberwatch_app::settings::Regions;
use emberwatch_domain::account::{Place, Realm};
use emberwatch_domain::cluster::ClusterState;
use emberwatch_testkit::{FakeCloud, MemoryHistory, START, TestClock, cluster, node};
use futures::FutureExt;
use std::sync::Arc;
use std::time::Duration;

const REGIONS: [&str; 4] = ["eu-west-1", "eu-west-2", "eu-west-3", "us-east-1"];

struct Watching {
    cloud: FakeCloud,
    history: Arc<MemoryHistory>,
    station: Arc<Station>,
    watcher: Arc<Watcher>,
}

/// One account, one cluster in each of its regions.
fn watching() -> Watching {
    let cloud = FakeCloud::new().account("1", "prod");
    let named =
        |cloud: FakeCloud, region: &&str| cloud.region(region).cluster(cluster(&format!("j-{region}")).waiting());
    let cloud = REGIONS.iter().fold(cloud, named);
    let (history, board) = (Arc::new(MemoryHistory::default()), Arc::new(Board::new(Realm::Aws)));
    let (budgets, clock) = (Arc::new(Budgets::unlimited()), Arc::new(TestClock::ticking(START)));
    let station = Arc::new(Station::new(board, Arc::new(cloud.clone()), history.clone(), budgets, clock));
    let watcher = Watcher::start(station.clone());
    watcher.watch(vec![Target { profile: "prod".into(), regions: Regions::AllEnabled }]);
    Watching { cloud, history, station, watcher }
}

async fn after(span: Duration) {
    tokio::time::sleep(span).await;
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[tokio::test(start_paused = true)]
async fn a_refresh_asks_who_the_profile_is_and_not_again_which_regions_it_may_use() {
    let Watching { cloud, watcher, .. } = watching();
    after(seconds(120)).await;
    for _ in 0..3 {
        watcher.refresh();
        after(seconds(20)).await;
    }
    assert_eq!((cloud.calls("GetCallerIdentity"), cloud.calls("DescribeRegions")), (4, 1));
    after(seconds(600)).await;
    watcher.refresh();
    after(seconds(20)).await;
    assert_eq!(cloud.calls("DescribeRegions"), 2, "a region may have been switched on since");
}

#[tokio::test(start_paused = true)]
async fn a_sweep_in_which_nothing_changed_lists_and_describes_nothing() {
    let Watching { cloud, watcher, .. } = watching();
    after(seconds(120)).await;
    cloud.forget_calls();
    watcher.refresh();
    after(seconds(5)).await;
    let calls =
        ["ListClusters", "DescribeInstances", "DescribeCluster", "DescribeRegions"].map(|name| cloud.calls(name));
    assert_eq!(calls, [REGIONS.len(), REGIONS.len(), 0, 0]);
}

#[tokio::test(start_paused = true)]
async fn what_was_refused_or_rests_is_asked_again_at_once_and_waits_for_no_listing_that_is_under_way() {
    let Watching { station, watcher, .. } = watching();
    after(seconds(120)).await;
    drop(watcher);
    after(seconds(1)).await;
    let site = Site::new(station, Place { account: "1".into(), region: REGIONS[0].into() });
    let is_woken_by_a_refresh = || {
        site.forget_failures();
        site.to_describe.notified().now_or_never().is_some()
    };
    assert!(!is_woken_by_a_refresh(), "the listing wakes it if there is anything");
    site.deny(&"j-eu-west-1".into(), "elasticmapreduce:DescribeCluster");
    assert!(is_woken_by_a_refresh());
    site.rest("describe", seconds(60));
    assert!(is_woken_by_a_refresh());
    assert!(!is_woken_by_a_refresh());
}

#[tokio::test(start_paused = true)]
async fn prices_are_sent_for_when_something_else_runs_or_spot_prices_are_old_and_not_whenever_somebody_looked() {
    let Watching { cloud, station, watcher, .. } = watching();
    after(seconds(120)).await;
    drop(watcher);
    after(seconds(1)).await;
    let site = Arc::new(Site::new(station, Place { account: "1".into(), region: REGIONS[0].into() }));
    let nodes = NodesPoll::new(site.clone());
    let was_sent_for = || site.station.to_price.notified().now_or_never().is_some();
    let place = cloud.place("1", REGIONS[0]);
    was_sent_for();
    for starts in [node("i-1"), node("i-2").spot(), node("i-3").instance_type("r5.xlarge")] {
        place.change("j-eu-west-1", |cluster| cluster.node(starts.clone()));
        nodes.poll().await;
        assert!(was_sent_for());
        nodes.poll().await;
        assert!(!was_sent_for());
    }
    site.to_price.notified().now_or_never();
    for (minutes, is_sent_for) in [(4, false), (2, true), (4, false), (8 * 60, true)] {
        after(seconds(minutes * 60)).await;
        nodes.poll().await;
        assert_eq!(site.to_price.notified().now_or_never().is_some(), is_sent_for, "{minutes} minutes later");
        assert!(!was_sent_for(), "list prices have a period of their own");
    }
}

#[tokio::test(start_paused = true)]
async fn what_all_places_answer_is_written_down_in_one_commit() {
    let Watching { history, watcher, .. } = watching();
    after(seconds(120)).await;
    let before = history.commits();
    watcher.refresh();
    after(seconds(5)).await;
    assert_eq!(history.commits(), before + 1);
}

#[tokio::test(start_paused = true)]
async fn whoever_ends_has_written_what_was_seen_last() {
    let Watching { cloud, history, station, watcher } = watching();
    after(seconds(120)).await;
    let place = cloud.place("1", REGIONS[0]);
    place.change("j-eu-west-1", |cluster| cluster.running());
    let (account, before) = ("1".into(), history.commits());
    watcher.refresh();
    while station
        .board
        .snapshot(&account)
        .unwrap()
        .clusters
        .values()
        .all(|record| record.summary.state == ClusterState::Waiting)
    {
        after(Duration::from_millis(1)).await;
    }
    assert_eq!(history.commits(), before, "it is still gathered");
    drop((station, watcher));
    after(Duration::from_millis(1)).await;
    let running = history.clusters(Realm::Aws, &account, START).unwrap();
    assert!(running.iter().any(|record| record.summary.state == ClusterState::Running));
}
