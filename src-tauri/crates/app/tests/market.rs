//! The spot market of a place: what AWS is asked for, what stays, and what is told when it does not answer.
#![allow(clippy::unwrap_used, reason = "a test ends where its world is not as expected")]

use emberwatch_app::board::Board;
use emberwatch_app::budget::Budgets;
use emberwatch_app::cloud::{CloudError, WhichSubnets};
use emberwatch_app::failure::Failure;
use emberwatch_app::market::{Ask, Market, Networks, Placement, Question, Seen};
use emberwatch_app::poll::{Site, Station, Target, Watcher};
use emberwatch_app::ports::History;
use emberwatch_app::settings::Regions;
use emberwatch_domain::account::Realm;
use emberwatch_domain::advisor::{Capacity, Limit, USUAL_WINDOW, Verdict, Wanted};
use emberwatch_domain::money::Usd;
use emberwatch_domain::price::PriceItem;
use emberwatch_domain::spot::{RiskLevel, SpotChange};
use emberwatch_domain::time_span::TimeSpan;
use emberwatch_testkit::{FakeCloud, FakePlace, MemoryHistory, START, TestClock, failures, place};
use jiff::SignedDuration;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;
use std::sync::Arc;
use std::time::Duration;

const REGION: &str = "eu-west-1";
const SPOT: &str = "DescribeSpotPriceHistory";

struct Stand {
    cloud: FakeCloud,
    here: FakePlace,
    history: Arc<MemoryHistory>,
    station: Arc<Station>,
    market: Market,
    _watcher: Arc<Watcher>,
}

/// An account whose profile is known, two zones, and a type that costs 0.192 on demand and 0.048 for EMR.
async fn stand() -> Stand {
    let cloud = FakeCloud::new()
        .account("1", "prod")
        .region(REGION)
        .price(REGION, PriceItem::Ec2("m5.xlarge".into()), dec!(0.192))
        .price(REGION, PriceItem::Emr("m5.xlarge".into()), dec!(0.048));
    let here = cloud.place("1", REGION);
    let (history, board) = (Arc::new(MemoryHistory::default()), Arc::new(Board::new(Realm::Aws)));
    let (budgets, clock) = (Arc::new(Budgets::unlimited()), Arc::new(TestClock::ticking(START)));
    let station = Arc::new(Station::new(board, Arc::new(cloud.clone()), history.clone(), budgets, clock));
    let watcher = Watcher::start(station.clone());
    watcher.watch(vec![Target { profile: "prod".into(), regions: Regions::Listed(vec![REGION.into()]) }]);
    tokio::time::sleep(Duration::from_secs(5)).await;
    let market = Market::new(Site::new(station.clone(), place("1", REGION)));
    Stand { cloud, here, history, station, market, _watcher: watcher }
}

fn change(zone: &str, hours_ago: i64, usd: Decimal) -> SpotChange {
    SpotChange {
        instance_type: "m5.xlarge".into(),
        zone: zone.into(),
        usd_per_hour: Usd::new(usd),
        at: START - SignedDuration::from_hours(hours_ago),
    }
}

impl Stand {
    fn two_zones(self) -> Self {
        for (zone, usd) in [("eu-west-1a", dec!(0.09)), ("eu-west-1b", dec!(0.07))] {
            self.here.add_spot_change(change(zone, 24 * 80, usd));
            self.here.add_spot_change(change(zone, 30, usd + dec!(0.01)));
        }
        self
    }

    fn with_subnets(self) -> Self {
        self.here.add_subnet("subnet-2", "vpc-1", "eu-west-1a");
        self.here.add_subnet("subnet-1", "vpc-1", "eu-west-1a");
        self
    }

    async fn look(&self, days: i64, ask: Ask) -> Seen {
        let now = self.station.now();
        let window = TimeSpan::new(now - SignedDuration::from_hours(24 * days), now);
        self.market.look(&["m5.xlarge".into()], window, ask).await.unwrap()
    }

    fn question(&self) -> Question {
        Question {
            wanted: Wanted::Types(vec!["m5.xlarge".into()]),
            subnets: WhichSubnets::All,
            limit: Limit::OnDemand,
            window: USUAL_WINDOW,
        }
    }
}

fn price(seen: &Seen, zone: &str, hours_ago: i64) -> Option<Usd> {
    let at = START - SignedDuration::from_hours(hours_ago);
    seen.spot.series(&"m5.xlarge".into(), &zone.into())?.price_at(at)
}

#[tokio::test(start_paused = true)]
async fn no_thread_that_others_need_waits_for_spot_prices_to_be_written() {
    let stand = stand().await.two_zones();
    stand.look(7, Ask::Aws).await;
    assert!(!stand.history.was_written_here());
}

#[tokio::test(start_paused = true)]
async fn what_was_read_once_is_not_asked_for_again() {
    let stand = stand().await.two_zones();
    assert_eq!(price(&stand.look(7, Ask::Aws).await, "eu-west-1b", 0), Some(Usd::new(dec!(0.08))));
    stand.look(7, Ask::Aws).await;
    stand.look(1, Ask::Aws).await;
    assert_eq!(stand.here.calls(SPOT), 1);
    assert_eq!(stand.cloud.calls("GetProducts"), 2);
    tokio::time::sleep(Duration::from_secs(600)).await;
    stand.look(90, Ask::Aws).await;
    assert_eq!(stand.here.calls(SPOT), 3, "what came before, and what came since");
}

#[tokio::test(start_paused = true)]
async fn every_page_is_read() {
    let stand = stand().await.two_zones();
    stand.here.set_page_size(1);
    let seen = stand.look(90, Ask::Aws).await;
    assert_eq!((stand.here.calls(SPOT), seen.failures.len()), (4, 0));
    assert_eq!(price(&seen, "eu-west-1a", 24 * 79), Some(Usd::new(dec!(0.09))));
}

#[tokio::test(start_paused = true)]
async fn what_aws_has_forgotten_is_served_from_the_record() {
    let stand = stand().await.two_zones();
    let old = change("eu-west-1a", 24 * 120, dec!(0.5));
    stand.history.record_spot(Realm::Aws, &place("1", REGION), &[old]).unwrap();
    let seen = stand.look(150, Ask::Aws).await;
    assert_eq!(price(&seen, "eu-west-1a", 24 * 119), Some(Usd::new(dec!(0.5))));
    assert_eq!(price(&seen, "eu-west-1a", 0), Some(Usd::new(dec!(0.10))));
}

#[tokio::test(start_paused = true)]
async fn time_that_nobody_read_and_that_aws_has_forgotten_is_a_gap_in_every_figure() {
    let stand = stand().await.two_zones();
    let here = place("1", REGION);
    stand.history.record_spot(Realm::Aws, &here, &[change("eu-west-1a", 24 * 140, dec!(0.5))]).unwrap();
    let ago = |days: i64| START - SignedDuration::from_hours(24 * days);
    stand
        .history
        .record_spot_read(Realm::Aws, &here, &["m5.xlarge".into()], TimeSpan::new(ago(130), ago(120)))
        .unwrap();
    let seen = stand.look(150, Ask::Aws).await;
    let series = seen.spot.series(&"m5.xlarge".into(), &"eu-west-1a".into()).unwrap();
    let told = series.statistics(seen.window).unwrap();
    let forgotten = seen.window.end - SignedDuration::from_hours(24 * 90);
    assert_eq!(told.unpriced.end, ago(130), "before that nobody read");
    assert_eq!(told.gaps.len(), 1, "{:?}", told.gaps);
    assert_eq!(told.gaps[0].start, ago(120));
    assert!(told.gaps[0].end.duration_since(forgotten).abs() < SignedDuration::from_mins(1), "{:?}", told.gaps);
    assert_eq!(told.known_until, seen.window.end);
    let drawn = series.columns(seen.window, 150);
    let nothing = |days: std::ops::Range<usize>| drawn[days].iter().all(Option::is_none);
    assert!(nothing(0..19) && nothing(30..60), "what is not known is not drawn: {drawn:?}");
    assert!(drawn[20..30].iter().chain(&drawn[60..]).all(Option::is_some), "{drawn:?}");
}

#[tokio::test(start_paused = true)]
async fn a_listing_that_broke_off_is_kept_and_not_taken_for_all() {
    let stand = stand().await.two_zones();
    stand.here.set_page_size(2);
    stand.cloud.set_latency(SPOT, Duration::from_secs(1));
    let seen = {
        // The first page is answered, the second is not.
        let failing = async {
            tokio::time::sleep(Duration::from_millis(1500)).await;
            stand.here.fail(SPOT, 1, failures::timed_out());
        };
        tokio::join!(stand.look(90, Ask::Aws), failing).0
    };
    assert_eq!((seen.failures.len(), seen.as_of), (1, None));
    assert_eq!(price(&seen, "eu-west-1b", 0), Some(Usd::new(dec!(0.08))), "what came is served");
    stand.market.forget_failures();
    assert_eq!(price(&stand.look(90, Ask::Aws).await, "eu-west-1b", 24 * 79), Some(Usd::new(dec!(0.07))));
}

#[tokio::test(start_paused = true)]
async fn a_denied_market_is_not_asked_again_and_again_and_the_record_is_served_with_its_age() {
    let stand = stand().await.two_zones();
    let read = stand.look(1, Ask::Aws).await.as_of.unwrap();
    tokio::time::sleep(Duration::from_secs(900)).await;
    stand.here.fail_always(SPOT, failures::denied("ec2:DescribeSpotPriceHistory"));
    for _ in 0..5 {
        let seen = stand.look(1, Ask::Aws).await;
        assert!(matches!(&seen.failures[..], [CloudError::Denied { .. }]), "{:?}", seen.failures);
        assert_eq!((seen.as_of, price(&seen, "eu-west-1a", 0)), (Some(read), Some(Usd::new(dec!(0.10)))));
    }
    assert_eq!(stand.here.calls(SPOT), 2);
    stand.here.recover();
    stand.market.forget_failures();
    assert_eq!(stand.look(1, Ask::Aws).await.failures.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn from_the_record_nobody_is_asked() {
    let stand = stand().await.two_zones();
    let seen = stand.look(7, Ask::Nobody).await;
    assert!(seen.spot.is_empty() && seen.as_of.is_none() && seen.failures.is_empty());
    assert_eq!((stand.here.calls(SPOT), stand.cloud.calls("GetProducts")), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_cheaper_zone_without_a_subnet_is_not_advised() {
    let stand = stand().await.two_zones().with_subnets();
    let advised = stand.market.advise(&stand.question(), Ask::Aws).await.unwrap();
    let advice = advised.advice;
    assert_eq!((advice.verdict, advice.availability_zone), (Verdict::Spot, Some("eu-west-1a".into())));
    assert_eq!(advice.subnet_id, Some("subnet-1".into()), "the first of the zone by its id");
    assert_eq!(advice.saving_per_hour, Some(Usd::new(dec!(0.092))));
    assert_eq!(advised.vpcs.unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn where_subnets_are_denied_nothing_is_advised_and_the_zones_are_told() {
    let stand = stand().await.two_zones().with_subnets();
    let denied = || failures::denied("ec2:DescribeSubnets");
    stand.here.fail_always("DescribeSubnets", denied());
    let advised = stand.market.advise(&stand.question(), Ask::Aws).await.unwrap();
    assert!(matches!(advised.vpcs, Err(Some(CloudError::Denied { .. }))));
    assert_eq!((advised.advice.verdict, advised.advice.zones.len()), (Verdict::Unknown, 2));
}

#[tokio::test(start_paused = true)]
async fn a_subnet_that_is_not_there_is_named_as_such() {
    let stand = stand().await.two_zones().with_subnets();
    let question = Question { subnets: WhichSubnets::Named(vec!["subnet-9".into()]), ..stand.question() };
    let told = stand.market.advise(&question, Ask::Aws).await.unwrap_err().to_string();
    assert_eq!(told, "there is no subnet subnet-9 in eu-west-1 in account 1");
    let named = ["subnet-9", "subnet-1", "subnet-8"].map(Into::into).to_vec();
    let question = Question { subnets: WhichSubnets::Named(named), ..stand.question() };
    let told = stand.market.advise(&question, Ask::Aws).await.unwrap_err().to_string();
    assert_eq!(told, "there are no subnets subnet-9, subnet-8 in eu-west-1 in account 1");
}

#[tokio::test(start_paused = true)]
async fn a_vpc_without_a_subnet_here_is_named_with_those_that_have_one() {
    let stand = stand().await.two_zones().with_subnets();
    let question = Question { subnets: WhichSubnets::InVpc("vpc-nope".into()), ..stand.question() };
    let Err(Failure::Unknown { what, next_step }) = stand.market.advise(&question, Ask::Aws).await else {
        panic!("there is no such VPC")
    };
    assert_eq!(what, "there is no VPC vpc-nope with a subnet in eu-west-1 in account 1");
    assert_eq!(next_step.as_deref(), Some("choose one that has: vpc-1"));
}

#[tokio::test(start_paused = true)]
async fn a_capacity_finds_the_types_that_have_it() {
    let stand = stand().await.two_zones().with_subnets();
    stand.here.add_type("m5.large", 2, 8);
    stand.here.add_type("m5.xlarge", 4, 16);
    stand.here.add_type("t3.xlarge", 4, 16);
    let wanted = Wanted::Capacity(Capacity { vcpus: 4, memory_mib: 16 * 1024 });
    let advised = stand.market.advise(&Question { wanted, ..stand.question() }, Ask::Aws).await.unwrap();
    assert_eq!(advised.advice.prices.unwrap().instance_type, "m5.xlarge".into());
    assert_eq!(stand.here.calls("DescribeInstanceTypes"), 1);
}

const SCORES: &str = "GetSpotPlacementScores";

impl Stand {
    /// Three types, of which AWS tells how likely they are to be had.
    fn scored(self) -> (Self, Question) {
        self.here.add_score("eu-west-1a", 2);
        let kinds = ["m5.xlarge", "r5.xlarge", "c5.xlarge"].map(Into::into);
        let question = Question { wanted: Wanted::Types(kinds.to_vec()), ..self.question() };
        (self, question)
    }
}

#[tokio::test(start_paused = true)]
async fn a_low_placement_score_makes_a_zone_volatile_and_is_asked_for_once() {
    let (stand, question) = stand().await.two_zones().with_subnets().scored();
    let advised = stand.market.advise(&question, Ask::Aws).await.unwrap();
    let here = advised.advice.zones.iter().find(|zone| zone.has_subnet()).unwrap();
    assert_eq!((here.placement_score, here.risk.level), (Some(2), RiskLevel::Volatile));
    stand.market.advise(&question, Ask::Aws).await.unwrap();
    assert_eq!(stand.here.calls(SCORES), 1);
    tokio::time::sleep(Duration::from_secs(3601)).await;
    stand.market.advise(&question, Ask::Aws).await.unwrap();
    assert_eq!(stand.here.calls(SCORES), 2);
}

#[tokio::test(start_paused = true)]
async fn scores_are_not_asked_for_of_fewer_than_three_types_nor_by_who_only_looks_at_prices() {
    let (stand, question) = stand().await.two_zones().with_subnets().scored();
    stand.look(7, Ask::Aws).await;
    let two = Wanted::Types(["m5.xlarge", "r5.xlarge"].map(Into::into).to_vec());
    let advised = stand.market.advise(&Question { wanted: two, ..question.clone() }, Ask::Aws).await.unwrap();
    assert!(matches!(advised.placement, Placement::TooFewTypes));
    let advised = stand.market.advise(&question, Ask::Nobody).await.unwrap();
    assert!(matches!(advised.placement, Placement::NotAsked));
    assert_eq!(stand.here.calls(SCORES), 0);
}

#[tokio::test(start_paused = true)]
async fn denied_scores_are_not_asked_again_until_the_user_does_and_the_advice_stands_without_them() {
    let (stand, question) = stand().await.two_zones().with_subnets().scored();
    stand.here.fail_always(SCORES, failures::denied("ec2:GetSpotPlacementScores"));
    for _ in 0..2 {
        let advised = stand.market.advise(&question, Ask::Aws).await.unwrap();
        assert!(matches!(advised.placement, Placement::Failed(CloudError::Denied { .. })));
        assert_eq!(advised.advice.verdict, Verdict::Spot);
        assert!(advised.advice.zones.iter().all(|zone| zone.placement_score.is_none()));
    }
    assert_eq!(stand.here.calls(SCORES), 1);
    stand.market.forget_failures();
    stand.market.advise(&question, Ask::Aws).await.unwrap();
    assert_eq!(stand.here.calls(SCORES), 2);
}

#[tokio::test(start_paused = true)]
async fn a_price_that_nobody_has_read_for_days_is_no_advice() {
    let stand = stand().await.two_zones().with_subnets();
    let before = stand.market.advise(&stand.question(), Ask::Aws).await.unwrap();
    assert_eq!(before.advice.verdict, Verdict::Spot);
    stand.here.fail_always(SPOT, failures::denied("ec2:DescribeSpotPriceHistory"));
    tokio::time::sleep(Duration::from_secs(10 * 60)).await;
    let soon = stand.market.advise(&stand.question(), Ask::Aws).await.unwrap();
    assert_eq!(soon.advice.verdict, Verdict::Spot, "a few minutes are nothing");
    tokio::time::sleep(Duration::from_secs(3 * 24 * 3600)).await;
    let advised = stand.market.advise(&stand.question(), Ask::Aws).await.unwrap();
    assert_ne!(advised.advice.verdict, Verdict::Spot);
    let reasons: Vec<_> = advised.advice.zones.iter().map(|zone| zone.unknown_reason().unwrap_or_default()).collect();
    assert!(reasons.iter().all(|reason| reason.starts_with("spot prices were not read since")), "{reasons:?}");
}

#[tokio::test(start_paused = true)]
async fn a_listing_without_an_end_is_told_and_rested_and_no_part_of_it_is_taken_for_the_whole() {
    let stand = stand().await.two_zones().with_subnets();
    stand.here.add_type("m5.xlarge", 4, 16);
    stand.here.make_endless();
    let seen = stand.look(1, Ask::Aws).await;
    assert!(matches!(&seen.failures[..], [CloudError::Unexpected { .. }]), "{:?}", seen.failures);
    let asked = stand.here.calls(SPOT);
    stand.look(1, Ask::Aws).await;
    assert_eq!(stand.here.calls(SPOT), asked, "it rests");
    let advised = stand.market.advise(&stand.question(), Ask::Aws).await.unwrap();
    assert!(matches!(advised.vpcs, Err(Some(CloudError::Unexpected { .. }))), "{:?}", advised.vpcs);
    let wanted = Wanted::Capacity(Capacity { vcpus: 4, memory_mib: 1024 });
    let failure = stand.market.advise(&Question { wanted, ..stand.question() }, Ask::Aws).await;
    assert!(failure.is_err());
}

#[tokio::test(start_paused = true)]
async fn vpcs_come_with_their_subnets_and_their_names_where_these_may_be_read() {
    let stand = stand().await.two_zones().with_subnets();
    stand.here.add_subnet("subnet-7", "vpc-2", "eu-west-1b");
    stand.here.name_vpc("vpc-1", "data");
    let told = |networks: Networks| -> Vec<(String, Option<String>, usize)> {
        networks.vpcs.into_iter().map(|(vpc, subnets)| (vpc.id.to_string(), vpc.name, subnets.len())).collect()
    };
    let named = |name: Option<&str>| [("vpc-1".into(), name.map(Into::into), 2), ("vpc-2".into(), None, 1)];
    assert_eq!(told(stand.market.networks().await.unwrap()), named(Some("data")));
    stand.here.fail_always("DescribeVpcs", failures::denied("ec2:DescribeVpcs"));
    let unnamed = stand.market.networks().await.unwrap();
    assert!(matches!(unnamed.unnamed, Some(CloudError::Denied { .. })));
    assert_eq!(told(unnamed), named(None));
    stand.here.fail_always("DescribeSubnets", failures::denied("ec2:DescribeSubnets"));
    assert!(stand.market.networks().await.is_err());
}
