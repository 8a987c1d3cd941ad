//! What comes late of a profile that is no longer watched, and on which threads polls write.
#![allow(clippy::unwrap_used, reason = "a test ends where its world is not as expected")]

use emberwatch_app::board::Board;
use emberwatch_app::budget::Budgets;
use emberwatch_app::poll::identity::{IdentityPoll, Remembered};
use emberwatch_app::poll::{Poll, Station, Target, Watcher};
use emberwatch_app::settings::Regions;
use emberwatch_domain::account::Realm;
use emberwatch_domain::price::PriceItem;
use emberwatch_testkit::{FakeCloud, MemoryHistory, START, TestClock, cluster, node};
use rust_decimal_macros::dec;
use std::sync::Arc;
use std::time::Duration;

const REGION: &str = "eu-west-1";

fn station(history: &Arc<MemoryHistory>) -> Arc<Station> {
    let cloud = FakeCloud::new()
        .account("1", "prod")
        .region(REGION)
        .cluster(cluster("j-1").waiting().node(node("i-1")))
        .price(REGION, PriceItem::Ec2("m5.xlarge".into()), dec!(0.192));
    let (clock, board) = (Arc::new(TestClock::ticking(START)), Arc::new(Board::new(Realm::Aws)));
    let budgets = Arc::new(Budgets::unlimited());
    Arc::new(Station::new(board, Arc::new(cloud), history.clone(), budgets, clock))
}

fn regions() -> Regions {
    Regions::Listed(vec![REGION.into()])
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_comes_late_brings_no_profile_back_that_is_no_longer_watched() {
    let station = station(&Arc::default());
    let poll = IdentityPoll::new(station.clone(), "prod".into(), regions(), Arc::default());
    poll.recall(&Remembered::default());
    station.dismiss(&"prod".into());
    poll.poll().await;
    assert!(station.board.profiles().is_empty() && station.board.snapshots().is_empty());
    assert_eq!(station.profile_count(&"1".into()), 0);
    poll.recall(&Remembered::default());
    poll.poll().await;
    assert_eq!(station.board.snapshots().len(), 1, "it is watched again");
}

#[tokio::test(start_paused = true)]
async fn polls_do_not_wait_for_the_disk_on_the_threads_they_share() {
    let history = Arc::new(MemoryHistory::default());
    let watcher = Watcher::start(station(&history));
    watcher.watch(vec![Target { profile: "prod".into(), regions: regions() }]);
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert!(!history.was_written_here());
}
