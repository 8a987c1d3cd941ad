//! The polls, over a cloud in memory and a clock that nobody waits for.
#![allow(clippy::unwrap_used, reason = "a test ends where its world is not as expected")]

use emberwatch_app::board::Board;
use emberwatch_app::budget::Budgets;
use emberwatch_app::cloud::CloudError;
use emberwatch_app::poll::{Station, Target, Watcher, look_once};
use emberwatch_app::record::ClusterRecord;
use emberwatch_app::settings::Regions;
use emberwatch_app::snapshot::Snapshot;
use emberwatch_domain::account::Realm;
use emberwatch_domain::burn::{Rates, burn};
use emberwatch_domain::cluster::{ClusterState, Market, NodeRole};
use emberwatch_domain::money::Usd;
use emberwatch_domain::price::PriceItem;
use emberwatch_testkit::{FakeCloud, MemoryHistory, START, TestClock, cluster, failures, group, minutes, node};
use parking_lot::Mutex;
use rust_decimal_macros::dec;
use std::sync::Arc;
use std::time::Duration;

const REGION: &str = "eu-west-1";

struct Watching {
    station: Arc<Station>,
    _watcher: Arc<Watcher>,
}

impl Watching {
    fn start(cloud: &FakeCloud, profiles: &[&str]) -> Self {
        let station = station(cloud);
        let watcher = Watcher::start(station.clone());
        watcher.watch(targets(profiles));
        Self { station, _watcher: watcher }
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        self.station.board.snapshots().into_iter().next().unwrap()
    }

    fn record(&self, id: &str) -> Arc<ClusterRecord> {
        self.snapshot().cluster(&REGION.into(), &id.into()).unwrap().clone()
    }

    fn failure(&self) -> Option<CloudError> {
        Some(self.snapshot().sources.get(&REGION.into())?.failure.as_ref()?.error.clone())
    }

    fn burn(&self, id: &str) -> Usd {
        let (snapshot, record, region) = (self.snapshot(), self.record(id), REGION.into());
        let rates = Rates { region: &region, list: &snapshot.prices, spot: &snapshot.spot };
        burn(&record.nodes(), &record.storage(), rates, self.station.now()).total.known
    }
}

fn station(cloud: &FakeCloud) -> Arc<Station> {
    let board = Arc::new(Board::new(Realm::Aws));
    let clock = Arc::new(TestClock::ticking(START));
    let budgets = Arc::new(Budgets::documented());
    Arc::new(Station::new(board, Arc::new(cloud.clone()), Arc::new(MemoryHistory::default()), budgets, clock))
}

fn targets(profiles: &[&str]) -> Vec<Target> {
    let regions = Regions::Listed(vec![REGION.into()]);
    profiles.iter().map(|profile| Target { profile: (*profile).into(), regions: regions.clone() }).collect()
}

fn one_cluster() -> FakeCloud {
    let master = group(NodeRole::Master).instance_type("m5.xlarge").count(1);
    FakeCloud::new()
        .account("1", "prod")
        .region(REGION)
        .cluster(cluster("j-1").waiting().created_at(minutes(-60)).group(master).node(node("i-1")))
        .price(REGION, PriceItem::Ec2("m5.xlarge".into()), dec!(0.192))
        .price(REGION, PriceItem::Emr("m5.xlarge".into()), dec!(0.048))
}

/// Time passes without anybody waiting: the runtime's clock is paused.
async fn after(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn what_lives_is_seen_while_pages_and_pages_of_ended_clusters_are_being_listed() {
    let cloud = one_cluster();
    let place = cloud.place("1", REGION);
    place.set_page_size(1);
    (0..100)
        .for_each(|n| place.put(cluster(&format!("j-ended-{n}")).created_at(minutes(-90)).terminated(minutes(-60))));
    let world = Watching::start(&cloud, &["prod"]);
    after(60).await;
    place.put(cluster("j-new").waiting().created_at(minutes(1)));
    after(90).await;
    assert!(world.snapshot().cluster(&REGION.into(), &"j-new".into()).is_some(), "a listing of what lives finds it");
    let as_of = world.snapshot().sources[&REGION.into()].as_of.unwrap();
    assert!(as_of > minutes(1), "the place has answered at {as_of}");
    assert!(world.snapshot().clusters.len() < 50, "what has ended is not through yet");
}

#[tokio::test(start_paused = true)]
async fn a_resize_changes_the_burn_within_one_period() {
    let cloud = one_cluster();
    let watching = Watching::start(&cloud, &["prod"]);
    after(60).await;
    assert_eq!(watching.burn("j-1"), Usd::new(dec!(0.24)));
    cloud.place("1", REGION).change("j-1", |cluster| cluster.node(node("i-2")).node(node("i-3")));
    after(31).await;
    assert_eq!(watching.burn("j-1"), Usd::new(dec!(0.72)));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_described_when_nothing_has_changed() {
    let cloud = one_cluster();
    let _watching = Watching::start(&cloud, &["prod"]);
    after(120).await;
    cloud.forget_calls();
    after(600).await;
    let place = cloud.place("1", REGION);
    assert_eq!((place.calls("DescribeCluster"), place.calls("ListInstances")), (0, 0));
    assert!(place.calls("ListClusters") >= 19);
}

#[tokio::test(start_paused = true)]
async fn a_cluster_is_described_again_when_its_state_has_changed() {
    let cloud = one_cluster();
    let watching = Watching::start(&cloud, &["prod"]);
    after(60).await;
    cloud.place("1", REGION).change("j-1", |cluster| cluster.running().protected());
    after(40).await;
    assert_eq!(watching.record("j-1").protected(), Some(true));
}

#[tokio::test(start_paused = true)]
async fn a_cluster_on_screen_is_never_forgotten_by_an_incomplete_listing() {
    let cloud = one_cluster();
    let watching = Watching::start(&cloud, &["prod"]);
    after(60).await;
    let place = cloud.place("1", REGION);
    let repeated = emberwatch_app::cloud::Marker("again".into());
    let page = |next| emberwatch_app::cloud::Page { items: vec![], next };
    place.script_listing([page(Some(repeated.clone())), page(Some(repeated))]);
    cloud.forget_calls();
    after(31).await;
    assert_eq!(watching.record("j-1").summary.state, ClusterState::Waiting);
    assert_eq!(place.calls("DescribeCluster"), 0, "an incomplete listing is no reason to ask");
}

#[tokio::test(start_paused = true)]
async fn a_cluster_missed_by_a_complete_listing_is_asked_for_and_stays() {
    let cloud = one_cluster();
    let watching = Watching::start(&cloud, &["prod"]);
    after(60).await;
    cloud.place("1", REGION).script_listing([emberwatch_app::cloud::Page::last(vec![])]);
    after(31).await;
    assert_eq!(watching.record("j-1").summary.state, ClusterState::Waiting);
}

#[tokio::test(start_paused = true)]
async fn an_ended_cluster_keeps_its_row_and_its_nodes_end_with_it() {
    let cloud = one_cluster();
    let watching = Watching::start(&cloud, &["prod"]);
    after(60).await;
    cloud.place("1", REGION).change("j-1", |cluster| cluster.terminated(minutes(2)));
    after(120).await;
    let record = watching.record("j-1");
    assert_eq!(record.summary.state, ClusterState::Terminated);
    assert!(record.nodes.as_ref().unwrap().nodes.values().all(|node| node.ended_at.is_some()));
}

#[tokio::test(start_paused = true)]
async fn two_profiles_of_one_account_watch_it_once() {
    let cloud = one_cluster();
    let cloud = cloud.account("1", "prod").profile("admin").region(REGION).cluster(cluster("j-1").waiting());
    let watching = Watching::start(&cloud, &["admin", "prod"]);
    after(20).await;
    assert_eq!(cloud.place("1", REGION).calls("ListClusters"), 2, "the active and the ended ones, once");
    assert_eq!(watching.station.board.snapshots().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_second_profile_takes_over_when_the_first_expires() {
    let cloud = FakeCloud::new().account("1", "a").profile("b").region(REGION).cluster(cluster("j-1").waiting());
    let watching = Watching::start(&cloud, &["a", "b"]);
    after(60).await;
    let leader = watching.snapshot().profile.clone();
    cloud.fail_profile(leader.as_str(), failures::expired());
    after(60).await;
    assert_ne!(watching.snapshot().profile, leader);
    assert!(watching.failure().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_take_over_in_mid_listing_drops_no_page() {
    let cloud = FakeCloud::new().account("1", "a").profile("b").region(REGION);
    let cloud = (0..9).fold(cloud, |cloud, n| cloud.cluster(cluster(&format!("j-{n}")).waiting()));
    let place = cloud.place("1", REGION);
    place.set_page_size(2);
    // Four pages of active clusters, each interrupted once, whichever call it is.
    for _ in 0..4 {
        place.fail("ListClusters", 1, failures::expired());
        let station = station(&cloud);
        look_once(&station, targets(&["a", "b"]), &|_| {}).await;
        assert_eq!(station.board.snapshots()[0].clusters.len(), 9);
    }
}

#[tokio::test(start_paused = true)]
async fn a_region_that_is_off_is_asked_again_a_day_later() {
    let cloud = one_cluster();
    let place = cloud.place("1", REGION);
    place.disable();
    let watching = Watching::start(&cloud, &["prod"]);
    after(60).await;
    assert!(matches!(watching.failure(), Some(CloudError::RegionDisabled { .. })));
    let calls = place.calls("ListClusters");
    after(23 * 3600).await;
    assert_eq!(place.calls("ListClusters"), calls);
    place.enable();
    after(2 * 3600).await;
    assert!(watching.failure().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_throttled_region_keeps_its_rows_and_other_accounts_go_on() {
    let cloud = one_cluster().account("2", "other").region(REGION).cluster(cluster("j-2").waiting());
    let watching = Watching::start(&cloud, &["prod", "other"]);
    after(60).await;
    let place = cloud.place("1", REGION);
    place.fail_always("ListClusters", failures::throttled());
    cloud.forget_calls();
    after(600).await;
    let snapshots = watching.station.board.snapshots();
    assert_eq!(snapshots[0].clusters.len(), 1);
    assert!(matches!(watching.failure(), Some(CloudError::Throttled { .. })));
    assert!(snapshots[1].sources[&REGION.into()].failure.is_none());
    assert!(place.calls("ListClusters") <= 11, "the throttled place is left alone for longer");
    assert!(cloud.place("2", REGION).calls("ListClusters") >= 19);
}

#[tokio::test(start_paused = true)]
async fn a_denied_action_degrades_its_column_and_is_not_asked_again() {
    let operations = [
        ("ListInstanceGroups", "elasticmapreduce:ListInstanceGroups"),
        ("ListInstances", "elasticmapreduce:ListInstances"),
        ("GetAutoTerminationPolicy", "elasticmapreduce:GetAutoTerminationPolicy"),
        ("DescribeCluster", "elasticmapreduce:DescribeCluster"),
    ];
    for (operation, action) in operations {
        let cloud = one_cluster();
        let place = cloud.place("1", REGION);
        place.fail_always(operation, failures::denied(action));
        let watching = Watching::start(&cloud, &["prod"]);
        after(1800).await;
        assert!(watching.record("j-1").denied.contains(action), "{operation}");
        assert_eq!(place.calls(operation), 1, "{operation}");
        assert!(watching.failure().is_none(), "{operation}: the row itself is fresh");
    }
}

#[tokio::test(start_paused = true)]
async fn where_ec2_may_not_be_asked_emr_lists_the_nodes() {
    let cloud = one_cluster();
    let place = cloud.place("1", REGION);
    place.fail_always("DescribeInstances", failures::denied("ec2:DescribeInstances"));
    let watching = Watching::start(&cloud, &["prod"]);
    after(120).await;
    assert_eq!(watching.record("j-1").nodes().count(Market::OnDemand), 1);
    assert_eq!(place.calls("DescribeInstances"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_missing_sign_in_is_not_retried_at_aws_and_recovers_by_itself() {
    let cloud = one_cluster();
    cloud.fail_profile("prod", failures::sign_in_needed("the SSO session has expired", "aws sso login --profile prod"));
    let watching = Watching::start(&cloud, &["prod"]);
    after(300).await;
    let state = watching.station.board.profile(&"prod".into()).unwrap();
    assert!(matches!(state.failure.unwrap().error, CloudError::SignInNeeded { .. }));
    assert_eq!(cloud.place("1", REGION).all_calls(), 0, "nothing is asked of AWS meanwhile");
    cloud.recover_profile("prod");
    after(60).await;
    assert_eq!(watching.record("j-1").summary.state, ClusterState::Waiting);
}

#[tokio::test(start_paused = true)]
async fn a_profile_that_asks_for_mfa_is_named_and_never_called() {
    let cloud = one_cluster();
    cloud.change_profile("prod", |profile| profile.unusable = Some("it asks for an MFA code".into()));
    let watching = Watching::start(&cloud, &["prod"]);
    after(600).await;
    assert_eq!(cloud.all_calls().len(), 0);
    assert!(watching.station.board.profile(&"prod".into()).unwrap().failure.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_failed_region_keeps_its_rows_with_their_age() {
    let cloud = one_cluster();
    let watching = Watching::start(&cloud, &["prod"]);
    after(60).await;
    let as_of = watching.snapshot().sources[&REGION.into()].as_of;
    cloud.place("1", REGION).fail_everything(failures::unreachable());
    after(300).await;
    assert!(matches!(watching.failure(), Some(CloudError::Unreachable { .. })));
    assert_eq!(watching.record("j-1").summary.state, ClusterState::Waiting);
    assert!(watching.snapshot().sources[&REGION.into()].as_of >= as_of);
}

#[tokio::test(start_paused = true)]
async fn one_look_tells_how_many_regions_of_all_are_done() {
    let told = Mutex::new(Vec::new());
    look_once(&station(&one_cluster()), targets(&["prod"]), &|step| told.lock().push(step)).await;
    let steps: Vec<String> = told.into_inner();
    assert!(steps.contains(&format!("0 of 1 regions; {REGION} in account 1: clusters")), "{steps:?}");
}

#[tokio::test(start_paused = true)]
async fn what_the_store_remembers_is_shown_before_aws_has_answered() {
    let cloud = one_cluster();
    let station = station(&cloud);
    look_once(&station, targets(&["prod"]), &|_| {}).await;
    cloud.place("1", REGION).fail_everything(failures::unreachable());
    let board = Arc::new(Board::new(Realm::Aws));
    let again = Arc::new(Station::new(
        board.clone(),
        station.cloud.clone(),
        station.history.clone(),
        station.budgets.clone(),
        station.clock.clone(),
    ));
    let watcher = Watcher::start(again);
    watcher.watch(targets(&["prod"]));
    assert_eq!(board.snapshots()[0].clusters.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_cluster_older_than_emrs_memory_is_asked_for_its_nodes_once() {
    let cloud = one_cluster();
    let place = cloud.place("1", REGION);
    place.change("j-1", |cluster| cluster.created_at(minutes(-60 * 24 * 45)));
    let watching = Watching::start(&cloud, &["prod"]);
    after(600).await;
    assert_eq!(place.calls("ListInstances"), 1);
    assert!(!watching.record("j-1").lacks_nodes());
}

#[tokio::test(start_paused = true)]
async fn an_empty_answer_of_ec2_does_not_make_a_waiting_cluster_free() {
    let cloud = one_cluster();
    let watching = Watching::start(&cloud, &["prod"]);
    after(60).await;
    cloud.place("1", REGION).change("j-1", |cluster| {
        let mut bare = cluster;
        bare.nodes.clear();
        bare
    });
    after(90).await;
    assert_eq!(watching.burn("j-1"), Usd::new(dec!(0.24)));
}

#[tokio::test(start_paused = true)]
async fn where_a_cluster_may_not_be_described_its_end_is_listed_and_the_region_stays_fresh() {
    let cloud = one_cluster();
    let place = cloud.place("1", REGION);
    let watching = Watching::start(&cloud, &["prod"]);
    after(60).await;
    place.fail_always("DescribeCluster", failures::denied("elasticmapreduce:DescribeCluster"));
    place.change("j-1", |cluster| cluster.terminated(minutes(2)));
    after(180).await;
    assert!(watching.failure().is_none());
    assert_eq!(watching.record("j-1").summary.state, ClusterState::Terminated);
}

#[tokio::test(start_paused = true)]
async fn a_price_list_that_may_not_be_asked_is_named_and_left_alone() {
    let cloud = one_cluster();
    cloud.fail("GetProducts", 1000, failures::denied("pricing:GetProducts"));
    let watching = Watching::start(&cloud, &["prod"]);
    after(900).await;
    assert!(watching.record("j-1").denied.contains("pricing:GetProducts"));
    assert!(cloud.calls("GetProducts") <= 20, "{}", cloud.calls("GetProducts"));
}
