//! A network that goes and comes back, and a machine that sleeps.
#![allow(clippy::unwrap_used, reason = "a test ends where its world is not as expected")]

use emberwatch_app::board::Board;
use emberwatch_app::budget::Budgets;
use emberwatch_app::cloud::CloudError;
use emberwatch_app::poll::gate::Reach;
use emberwatch_app::poll::{Station, Target, Watcher};
use emberwatch_app::settings::Regions;
use emberwatch_domain::account::Realm;
use emberwatch_testkit::{FakeCloud, MemoryHistory, START, TestClock, cluster, failures, minutes, node};
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;

const PROFILES: [&str; 3] = ["prod", "research", "sandbox"];
const REGIONS: [&str; 4] = ["eu-west-1", "eu-north-1", "us-east-1", "us-west-2"];

struct Watching {
    cloud: FakeCloud,
    clock: Arc<TestClock>,
    station: Arc<Station>,
    watcher: Arc<Watcher>,
}

impl Watching {
    /// Twelve places of three accounts with a cluster in each, watched for five minutes.
    async fn everything() -> Self {
        let mut cloud = FakeCloud::new();
        for (number, profile) in PROFILES.iter().enumerate() {
            cloud = cloud.account(&number.to_string(), profile);
            for region in REGIONS {
                cloud = cloud.region(region).cluster(cluster("j-1").waiting().node(node("i-1")));
            }
        }
        let watching = Self::of(cloud, &PROFILES, &REGIONS);
        after(300).await;
        watching.cloud.forget_calls();
        watching
    }

    fn of(cloud: FakeCloud, profiles: &[&str], regions: &[&str]) -> Self {
        let clock = Arc::new(TestClock::ticking(START));
        let (board, history) = (Arc::new(Board::new(Realm::Aws)), Arc::new(MemoryHistory::default()));
        let budgets = Arc::new(Budgets::documented());
        let station = Arc::new(Station::new(board, Arc::new(cloud.clone()), history, budgets, clock.clone()));
        let watcher = Watcher::start(station.clone());
        let regions = Regions::Listed(regions.iter().map(|region| (*region).into()).collect());
        let target = |profile: &&str| Target { profile: (*profile).into(), regions: regions.clone() };
        watcher.watch(profiles.iter().map(target).collect());
        Self { cloud, clock, station, watcher }
    }

    fn cut(&self) {
        for (number, profile) in PROFILES.iter().enumerate() {
            self.cloud.fail_profile(profile, failures::unreachable());
            for region in REGIONS {
                self.cloud.place(&number.to_string(), region).fail_everything(failures::unreachable());
            }
        }
    }

    fn mend(&self) {
        for (number, profile) in PROFILES.iter().enumerate() {
            self.cloud.recover_profile(profile);
            for region in REGIONS {
                self.cloud.place(&number.to_string(), region).recover();
            }
        }
    }

    fn calls(&self) -> usize {
        self.cloud.all_calls().len()
    }

    /// Places whose last word is an answer of now.
    fn fresh(&self, within: i64) -> usize {
        let now = self.station.now();
        let snapshots = self.station.board.snapshots();
        let sources = snapshots.iter().flat_map(|snapshot| snapshot.sources.values());
        let is_fresh = |as_of| now.duration_since(as_of) <= SignedDuration::from_secs(within);
        sources.filter(|source| source.failure.is_none() && source.as_of.is_some_and(is_fresh)).count()
    }

    fn is_offline(&self) -> bool {
        self.station.gate.reach() != Reach::Online
    }
}

/// Time passes without anybody waiting: the runtime's clock is paused.
async fn after(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn offline_is_known_within_a_minute_and_since_the_first_silence() {
    let watching = Watching::everything().await;
    assert!(!watching.is_offline());
    watching.cut();
    let cut_at = watching.station.now();
    after(60).await;
    let since = watching.station.gate.offline_since().expect("offline");
    assert!(since >= cut_at && since.duration_since(cut_at) < SignedDuration::from_secs(60));
    after(3600).await;
    assert_eq!(watching.station.gate.offline_since(), Some(since));
}

#[tokio::test(start_paused = true)]
async fn while_offline_one_poll_at_a_time_looks_for_the_network() {
    let watching = Watching::everything().await;
    watching.cut();
    after(120).await;
    watching.cloud.forget_calls();
    after(3600).await;
    // One look in 20 to 40 seconds; a look of a profile that leads nowhere is one call as well.
    let calls = watching.calls();
    assert!((80..=200).contains(&calls), "{calls} calls in an hour");
}

#[tokio::test(start_paused = true)]
async fn when_the_network_is_back_every_source_is_read_once_and_not_all_at_once() {
    let watching = Watching::everything().await;
    watching.cut();
    after(1800).await;
    watching.mend();
    watching.cloud.forget_calls();
    let mut per_second = Vec::new();
    for _ in 0..60 {
        let before = watching.calls();
        after(1).await;
        per_second.push(watching.calls() - before);
    }
    assert!(!watching.is_offline());
    assert_eq!(watching.fresh(60), 12, "{per_second:?}");
    let lists = watching.cloud.calls("ListClusters");
    // Active and, where an hour is over, ended ones: those of the sweep, and of the first round of polls after it.
    assert!((12..=48).contains(&lists), "{lists} listings");
    let (busiest, all) = (*per_second.iter().max().unwrap(), per_second.iter().sum::<usize>());
    assert!(busiest * 3 < all * 2, "{busiest} of {all} calls in one second: {per_second:?}");
}

#[tokio::test(start_paused = true)]
async fn a_network_that_is_back_is_found_within_forty_five_seconds_or_at_once_when_the_user_looks() {
    let watching = Watching::everything().await;
    watching.cut();
    after(600).await;
    watching.mend();
    after(46).await;
    assert!(!watching.is_offline());
    watching.cut();
    after(600).await;
    assert!(watching.is_offline());
    watching.mend();
    watching.watcher.refresh();
    after(1).await;
    assert!(!watching.is_offline());
    after(10).await;
    assert_eq!(watching.fresh(11), 12);
}

#[tokio::test(start_paused = true)]
async fn one_region_that_is_away_stops_no_other_and_makes_nobody_busy() {
    let watching = Watching::everything().await;
    after(600).await;
    let before = watching.calls();
    for number in ["0", "1", "2"] {
        watching.cloud.place(number, "eu-west-1").fail_everything(failures::unreachable());
    }
    after(600).await;
    assert!(!watching.is_offline());
    assert_eq!(watching.fresh(60), 9);
    let calls = watching.calls() - before;
    assert!(calls <= before + before / 5, "{calls} calls in ten minutes, {before} before");
}

#[tokio::test(start_paused = true)]
async fn quiet_regions_find_out_together_that_there_is_no_network() {
    let cloud = FakeCloud::new().account("0", "prod");
    let cloud = REGIONS.iter().fold(cloud, |cloud, region| cloud.region(region));
    let place = cloud.place("0", "eu-west-1");
    place.put(cluster("j-1").waiting().node(node("i-1")));
    let watching = Watching::of(cloud, &PROFILES[..1], &REGIONS);
    after(900).await;
    // The busy region is asked every half minute, the others every five.
    for region in REGIONS {
        watching.cloud.place("0", region).fail_everything(failures::unreachable());
    }
    after(180).await;
    assert!(watching.is_offline(), "the doubt about one region was asked elsewhere");
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_is_offline_when_it_starts_goes_on_by_itself() {
    let cloud = FakeCloud::new().account("0", "prod").region("eu-west-1");
    cloud.place("0", "eu-west-1").put(cluster("j-1").waiting().node(node("i-1")));
    cloud.fail_profile("prod", failures::unreachable());
    let watching = Watching::of(cloud, &PROFILES[..1], &REGIONS[..1]);
    after(3600).await;
    assert!(watching.is_offline());
    watching.cloud.recover_profile("prod");
    after(60).await;
    assert_eq!((watching.is_offline(), watching.fresh(60)), (false, 1));
}

#[tokio::test(start_paused = true)]
async fn after_a_night_every_profile_says_anew_who_it_is_and_one_sweep_is_made() {
    let watching = Watching::everything().await;
    watching.clock.advance(SignedDuration::from_hours(8));
    let mut turns = Vec::new();
    for _ in 0..28 {
        let before = watching.cloud.calls("ListClusters");
        after(1).await;
        turns.push(watching.cloud.calls("ListClusters") - before);
    }
    assert_eq!(watching.fresh(28), 12);
    let lists = watching.cloud.calls("ListClusters");
    // An hour is over, so the ended ones are listed as well; some places have polled by themselves before the sleep
    // was noticed.
    assert!((24..=36).contains(&lists), "{lists} listings: {turns:?}");
    let callers = watching.cloud.calls("GetCallerIdentity");
    assert!((3..=6).contains(&callers), "asked {callers} times who three profiles are");
    assert!(turns.iter().all(|count| *count < lists), "not all at once: {turns:?}");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_read_with_credentials_that_became_somebody_elses_over_night() {
    let watching = Watching::everything().await;
    watching.cloud.lead_profile_to("prod", "1");
    watching.clock.advance(SignedDuration::from_hours(8));
    after(60).await;
    let state = watching.station.board.profile(&"prod".into()).unwrap();
    assert_eq!(state.account.unwrap().as_str(), "1");
    let snapshot = watching.station.board.snapshot(&"0".into());
    let as_of = snapshot.into_iter().flat_map(|snapshot| snapshot.sources.clone().into_values());
    assert!(as_of.into_iter().all(|source| source.as_of.is_none_or(|at| at < minutes(60))), "no answer for account 0");
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_back_or_forth_a_little_changes_no_schedule() {
    let watching = Watching::everything().await;
    after(600).await;
    let before = watching.calls();
    watching.clock.advance(SignedDuration::from_secs(-600));
    after(300).await;
    watching.clock.advance(SignedDuration::from_secs(5));
    after(300).await;
    let calls = watching.calls() - before;
    assert!(calls <= before + before / 5 && calls >= before / 2, "{calls} calls in ten minutes, {before} before");
}

#[tokio::test(start_paused = true)]
async fn a_profile_whose_identity_hangs_keeps_no_other_waiting() {
    let watching = Watching::everything().await;
    // Everybody is asked anew who they are, and one of them has no answer for half a minute.
    watching.cloud.fail_profile("prod", CloudError::TimedOut { operation: "" });
    watching.cloud.set_latency("GetCallerIdentity", Duration::from_secs(30));
    watching.clock.advance(SignedDuration::from_hours(8));
    after(5 + 3 + 31 + 1).await;
    let of = |account: &str| {
        let snapshot = watching.station.board.snapshot(&account.into()).unwrap();
        snapshot.sources.values().filter(|source| source.failure.is_none()).count()
    };
    // One after the other they would have taken a minute and a half.
    assert_eq!((of("1"), of("2")), (4, 4));
    assert_eq!(watching.fresh(60), 8);
}
