//! A thousand profiles, watched all together, and a place with many clusters.
#![allow(clippy::unwrap_used, reason = "a test ends where its world is not as expected")]

use emberwatch_app::board::Board;
use emberwatch_app::budget::Budgets;
use emberwatch_app::poll::{Station, Target, Watcher};
use emberwatch_app::settings::Regions;
use emberwatch_domain::account::Realm;
use emberwatch_testkit::{FakeCloud, MemoryHistory, START, TestClock, cluster};
use std::sync::Arc;
use std::time::Duration;

const PROFILES: usize = 1000;
const ACCOUNTS: usize = 20;
/// How many are asked at once; see `poll/vouching.rs`.
const AT_ONCE: usize = 32;
const ANSWER: Duration = Duration::from_secs(1);

/// So many profiles, fifty to an account, each in one region.
fn many() -> FakeCloud {
    let account = |cloud: FakeCloud, account: usize| {
        let names = (1..PROFILES / ACCOUNTS).map(|number| format!("team-{account}-{number}"));
        let first = cloud.account(&account.to_string(), &format!("team-{account}-0"));
        names.fold(first, |cloud, name| cloud.profile(&name)).region("eu-west-1")
    };
    (0..ACCOUNTS).fold(FakeCloud::new(), account)
}

fn watching(cloud: &FakeCloud) -> (Arc<Station>, Arc<Watcher>) {
    let (history, board) = (Arc::new(MemoryHistory::default()), Arc::new(Board::new(Realm::Aws)));
    let (budgets, clock) = (Arc::new(Budgets::unlimited()), Arc::new(TestClock::ticking(START)));
    let station = Arc::new(Station::new(board, Arc::new(cloud.clone()), history, budgets, clock));
    let watcher = Watcher::start(station.clone());
    let target = |name| Target { profile: name, regions: Regions::OfProfile };
    let names = emberwatch_app::cloud::Cloud::profiles(cloud).profiles.into_iter().map(|profile| profile.name);
    watcher.watch(names.map(target).collect());
    (station, watcher)
}

#[tokio::test(start_paused = true)]
async fn a_thousand_profiles_are_asked_a_few_at_a_time_and_their_accounts_are_watched_once_each() {
    let cloud = many();
    cloud.set_latency("GetCallerIdentity", ANSWER);
    let (station, _watcher) = watching(&cloud);
    tokio::time::sleep(ANSWER / 2).await;
    assert_eq!(cloud.calls("GetCallerIdentity"), AT_ONCE);
    let mut before = AT_ONCE;
    while before < PROFILES {
        tokio::time::sleep(ANSWER).await;
        let asked = cloud.calls("GetCallerIdentity");
        assert!(asked > before && asked - before <= 2 * AT_ONCE, "{before}, then {asked}");
        before = asked;
    }
    tokio::time::sleep(ANSWER * 5).await;
    let known = station.board.profiles().into_iter().filter(|state| state.account.is_some()).count();
    assert_eq!((known, station.board.snapshots().len()), (PROFILES, ACCOUNTS));
    assert_eq!(cloud.calls("GetCallerIdentity"), PROFILES, "each once");
    let standing_by: usize = station.board.snapshots().iter().map(|snapshot| snapshot.standby.len()).sum();
    assert_eq!(standing_by, PROFILES - ACCOUNTS);
    // A state each, and no more for the profiles that stand by.
    let listings = cloud.calls("ListClusters");
    assert!(listings <= 3 * ACCOUNTS, "{listings} listings for {ACCOUNTS} accounts");
}

#[tokio::test(start_paused = true)]
async fn what_lives_is_described_and_counted_while_the_many_that_ended_are_still_being_listed() {
    let living = FakeCloud::new().account("1", "prod").region("eu-west-1").cluster(cluster("j-LIVES").waiting());
    let ended = |number: usize| cluster(&format!("j-{number}")).created_at(START).terminated(START);
    let cloud = (0..20).map(ended).fold(living, FakeCloud::cluster);
    cloud.place("1", "eu-west-1").set_page_size(1);
    // As where a bucket gives a page every few seconds.
    cloud.set_latency("ListClusters", ANSWER * 8);
    let _watched = watching(&cloud);
    tokio::time::sleep(ANSWER * 30).await;
    assert!(cloud.calls("ListClusters") < 10, "the ended ones are still being listed");
    assert_eq!(cloud.calls("DescribeCluster"), 1);
    assert!(cloud.calls("DescribeInstances") > 0, "its nodes are counted");
}
