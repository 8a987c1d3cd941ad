//! One cluster, price or region that always fails keeps nothing else from being asked.
#![allow(clippy::unwrap_used, reason = "a test ends where its world is not as expected")]

use emberwatch_app::board::Board;
use emberwatch_app::budget::Budgets;
use emberwatch_app::cloud::Page;
use emberwatch_app::poll::{Station, Target, Watcher};
use emberwatch_app::record::ClusterRecord;
use emberwatch_app::settings::Regions;
use emberwatch_domain::account::Realm;
use emberwatch_domain::cluster::ClusterState;
use emberwatch_domain::price::PriceItem;
use emberwatch_testkit::{
    FakeCloud, FakePlace, MemoryHistory, START, TestClock, cluster, failures, group, minutes, node,
};
use rust_decimal_macros::dec;
use std::sync::Arc;
use std::time::Duration;

const REGION: &str = "eu-west-1";

struct Watching {
    cloud: FakeCloud,
    place: FakePlace,
    station: Arc<Station>,
    clock: Arc<TestClock>,
    watcher: Arc<Watcher>,
}

impl Watching {
    fn of(cloud: FakeCloud) -> Self {
        let (clock, board) = (Arc::new(TestClock::ticking(START)), Arc::new(Board::new(Realm::Aws)));
        let (history, budgets) = (Arc::new(MemoryHistory::default()), Arc::new(Budgets::unlimited()));
        let station = Arc::new(Station::new(board, Arc::new(cloud.clone()), history, budgets, clock.clone()));
        let watcher = Watcher::start(station.clone());
        let regions = Regions::Listed(vec![REGION.into()]);
        let target = |profile: &str| Target { profile: profile.into(), regions: regions.clone() };
        watcher.watch(vec![target("prod")]);
        Self { place: cloud.place("1", REGION), cloud, station, clock, watcher }
    }

    fn record(&self, id: &str) -> Arc<ClusterRecord> {
        self.station.board.snapshots()[0].cluster(&REGION.into(), &id.into()).unwrap().clone()
    }

    fn is_described(&self, id: &str) -> bool {
        self.record(id).detail.is_some()
    }
}

/// So many waiting clusters with a node each, the newest first.
fn clusters(count: i64) -> FakeCloud {
    let cloud = FakeCloud::new().account("1", "prod").region(REGION);
    (0..count).fold(cloud, |cloud, n| {
        let node = node(&format!("i-{n}"));
        cloud.cluster(cluster(&format!("j-{n}")).waiting().created_at(minutes(-60 - n)).node(node))
    })
}

async fn after(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn clusters_that_can_never_be_described_keep_no_other_from_it() {
    for failing in [1, 7] {
        let cloud = clusters(10);
        let place = cloud.place("1", REGION);
        let (bad, good) = (0..failing, failing..10);
        bad.clone().for_each(|n| {
            place.fail_always_about("DescribeCluster", &format!("j-{n}"), failures::unexpected());
        });
        place.put(cluster("j-over").created_at(minutes(-200)).terminated(minutes(-100)));
        let watching = Watching::of(cloud);
        after(200).await;
        assert!(good.clone().all(|n| watching.is_described(&format!("j-{n}"))), "{failing} fail");
        assert!(watching.is_described("j-over"), "{failing} active ones fail");
        place.recover();
        after(200).await;
        assert!(bad.clone().all(|n| watching.is_described(&format!("j-{n}"))), "they are not given up");
    }
}

#[tokio::test(start_paused = true)]
async fn a_place_in_which_every_description_fails_is_asked_for_a_few_at_a_time() {
    let cloud = clusters(100);
    let place = cloud.place("1", REGION);
    place.fail_always("DescribeCluster", failures::timed_out());
    let _watching = Watching::of(cloud);
    after(300).await;
    let calls = place.calls("DescribeCluster");
    assert!(calls <= 3 * 11, "{calls}");
    let cloud = clusters(100);
    let place = cloud.place("1", REGION);
    place.fail_always("DescribeCluster", failures::throttled());
    let _watching = Watching::of(cloud);
    after(300).await;
    assert!(place.calls("DescribeCluster") <= 6, "who is throttled asks for nothing else");
}

#[tokio::test(start_paused = true)]
async fn a_cluster_whose_nodes_can_never_be_listed_lets_the_nodes_of_others_be_counted() {
    let cases = [failures::unexpected(), failures::denied("elasticmapreduce:ListInstances")];
    for error in cases {
        let cloud = clusters(2);
        let place = cloud.place("1", REGION);
        place.fail_always("DescribeInstances", failures::denied("ec2:DescribeInstances"));
        place.fail_always_about("ListInstances", "j-0", error);
        let watching = Watching::of(cloud);
        after(120).await;
        let looked = |watching: &Watching| watching.record("j-1").nodes.as_ref().unwrap().as_of;
        let before = looked(&watching);
        after(120).await;
        assert!(looked(&watching) > before);
    }
}

#[tokio::test(start_paused = true)]
async fn a_missing_cluster_that_cannot_be_asked_for_lets_the_other_missing_ones_be_asked() {
    let watching = Watching::of(clusters(2));
    after(60).await;
    watching.place.fail_always_about("DescribeCluster", "j-0", failures::unexpected());
    watching.place.remove("j-1");
    watching.place.script_listing([Page::last(vec![])]);
    // One listing, and none that shows the other one again.
    after(20).await;
    assert_eq!(watching.record("j-1").summary.state, ClusterState::Terminated);
}

#[tokio::test(start_paused = true)]
async fn a_price_that_cannot_be_told_keeps_no_other_from_it_and_no_other_account_is_asked() {
    let master = group(emberwatch_domain::cluster::NodeRole::Master).instance_type("m5.xlarge").count(1);
    let cloud = FakeCloud::new()
        .account("1", "prod")
        .region(REGION)
        .cluster(cluster("j-1").waiting().created_at(minutes(-60)).group(master).node(node("i-1")))
        .price(REGION, PriceItem::Emr("m5.xlarge".into()), dec!(0.048))
        .price(REGION, PriceItem::Ec2("m5.xlarge".into()), dec!(0.192))
        .account("2", "other")
        .region(REGION);
    cloud.fail("GetProducts", 1, failures::unexpected());
    let watching = Watching::of(cloud);
    let regions = Regions::Listed(vec![REGION.into()]);
    let target = |profile: &str| Target { profile: profile.into(), regions: regions.clone() };
    watching.watcher.watch(vec![target("other"), target("prod")]);
    after(60).await;
    let asked = watching.cloud.all_calls().into_iter().filter(|call| call.operation == "GetProducts");
    let by: Vec<String> = asked.map(|call| call.profile.to_string()).collect();
    assert!(by.len() >= 2 && by.iter().all(|profile| profile == &by[0]), "{by:?}");
    let prices = watching.station.board.snapshots()[0].prices.clone();
    let known = [PriceItem::Ec2("m5.xlarge".into()), PriceItem::Emr("m5.xlarge".into())];
    let known = known.iter().filter(|item| prices.quote(&REGION.into(), item).is_some()).count();
    assert!(known >= 1, "only the one that failed is missing");
}

#[tokio::test(start_paused = true)]
async fn what_a_clock_noted_that_was_ahead_is_not_fresh_for_as_long_as_it_was() {
    let cloud =
        FakeCloud::new().account("1", "prod").region(REGION).cluster(cluster("j-1").waiting().node(node("i-1").spot()));
    let watching = Watching::of(cloud);
    let look = || watching.watcher.look(&"1".into(), &REGION.into(), &"j-1".into());
    look();
    after(120).await;
    look();
    after(5).await;
    // The node is older than the clock that is right.
    watching.clock.set(minutes(-30));
    watching.cloud.forget_calls();
    look();
    after(600).await;
    for operation in ["ListSteps", "DescribeSpotPriceHistory", "GetProducts"] {
        assert!(watching.cloud.calls(operation) > 0, "{operation}");
    }
}
