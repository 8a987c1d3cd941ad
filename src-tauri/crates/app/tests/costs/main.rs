//! What is asked of Cost Explorer: only what is due, once for each account's money, within the cap, and kept.
#![allow(clippy::unwrap_used, reason = "tests")]

mod filters;
mod keeping;
mod large;
mod live;
mod payers;

use emberwatch_app::board::Board;
use emberwatch_app::budget::Budgets;
use emberwatch_app::costs::{AccountBill, Costs, CostsKnown, CostsPoll, CostsWanted, Freshness, Hindrance, Waiting};
use emberwatch_app::meter::Meter;
use emberwatch_app::poll::{Poll, Station};
use emberwatch_app::ports::{BillCache, KnownProfile, SettingsStore};
use emberwatch_cloud::CloudError;
use emberwatch_domain::account::{AccountId, Caller, Realm};
use emberwatch_domain::attribution::JOB_FLOW_TAG;
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{Basis, BillDay, BillKey, CostFilter, DayCost, Days, Dimension, NoData, utc_day};
use emberwatch_testkit::{FakeCloud, MemoryBills, MemoryHistory, MemorySettings, START, TestClock, failures};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use rust_decimal::Decimal;
use rust_decimal_macros::dec;
use std::sync::Arc;
use std::time::Duration;

struct Desk {
    cloud: FakeCloud,
    clock: Arc<TestClock>,
    settings: Arc<MemorySettings>,
    history: Arc<MemoryHistory>,
    bills: Arc<MemoryBills>,
    costs: Arc<Costs>,
}

fn today() -> Date {
    utc_day(START)
}

fn ago(days: i64) -> Date {
    today().saturating_sub(days.days())
}

/// One row of an account's EMR a day; the last two days are still estimates.
fn bill(account: &str, days: i64) -> Vec<BillDay> {
    let key = BillKey::default().with(Dimension::LinkedAccount, account).with(Dimension::Service, "EMR");
    let key = key.with(Dimension::Region, "eu-west-1");
    let row = |back| BillDay { day: ago(back), key: key.clone(), usd: Usd::new(Decimal::ONE), estimated: back <= 2 };
    (1..=days).map(row).collect()
}

fn desk(cloud: FakeCloud, accounts: &[(&str, &str)]) -> Desk {
    let (clock, settings) = (Arc::new(TestClock::at(START)), Arc::new(MemorySettings::default()));
    start(cloud, accounts, clock, settings, Arc::default(), Arc::default())
}

fn start(
    cloud: FakeCloud,
    accounts: &[(&str, &str)],
    clock: Arc<TestClock>,
    settings: Arc<MemorySettings>,
    history: Arc<MemoryHistory>,
    bills: Arc<MemoryBills>,
) -> Desk {
    let meter = Arc::new(Meter::new(clock.clone()));
    let cloud = cloud.metered(meter.clone());
    let (board, budgets) = (Arc::new(Board::new(Realm::Aws)), Arc::new(Budgets::unlimited()));
    let station = Station::new(board, Arc::new(cloud.clone()), history.clone(), budgets, clock.clone());
    let station = Arc::new(station.metered(meter));
    for (account, profile) in accounts {
        let caller = Caller { account: (*account).into(), arn: String::new(), user_id: String::new() };
        let profile = (*profile).into();
        station.admit(&KnownProfile { profile, caller, alias: None, regions: Vec::new(), as_of: START });
    }
    let costs = Arc::new(Costs::new(station, bills.clone(), settings.clone()));
    Desk { cloud, clock, settings, history, bills, costs }
}

fn one() -> Desk {
    desk(FakeCloud::new().account("1", "prod").bill(bill("1", 30)), &[("1", "prod")])
}

/// 2 pays for 1 and 2; 3 pays for itself, and so does 4, which nobody watches.
fn organization() -> Desk {
    let cloud = FakeCloud::new().account("1", "lab").bill(bill("1", 30)).account("2", "payer");
    let cloud = cloud.bill([bill("1", 30), bill("2", 30)].concat()).account("3", "own").bill(bill("3", 30));
    let cloud = cloud.account("4", "new").bill(bill("4", 30));
    desk(cloud, &[("1", "lab"), ("2", "payer"), ("3", "own")])
}

/// Whose bills are told.
fn told(known: &CostsKnown) -> Vec<&str> {
    known.bills.iter().map(|bill| bill.account.as_str()).collect()
}

impl Desk {
    /// Another process on the same data folder.
    fn restarted(&self) -> Desk {
        self.restarted_with(&[("1", "prod")])
    }

    fn restarted_with(&self, accounts: &[(&str, &str)]) -> Desk {
        let (clock, settings) = (self.clock.clone(), self.settings.clone());
        start(self.cloud.clone(), accounts, clock, settings, self.history.clone(), self.bills.clone())
    }

    async fn look(&self, by: &[Dimension]) -> CostsKnown {
        let days = Days::new(ago(20), today());
        let wanted = CostsWanted { by: by.to_vec(), ..CostsWanted::all(days, Basis::default()) };
        self.costs.look(&wanted, Freshness::Due).await.unwrap()
    }

    async fn bill(&self, by: &[Dimension]) -> AccountBill {
        self.look(by).await.bills.remove(0)
    }

    fn asked(&self) -> usize {
        self.cloud.calls("GetCostAndUsage")
    }

    fn cap(&self, usd: Decimal) {
        self.settings.update(&mut |settings| settings.costs.explorer_cap = Usd::new(usd)).unwrap();
    }

    fn pass(&self, hours: i64) {
        self.clock.advance(SignedDuration::from_hours(hours));
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_known_is_not_asked_again_until_it_may_have_moved_and_then_only_that() {
    let desk = one();
    desk.look(&[]).await;
    desk.look(&[Dimension::Service]).await;
    desk.look(&[Dimension::LinkedAccount]).await;
    assert_eq!(desk.asked(), 1);
    desk.pass(12);
    desk.look(&[]).await;
    let queries = desk.cloud.cost_queries();
    let spans: Vec<Days> = queries.iter().map(|(_, query)| query.days).collect();
    let moving = Days::new(ago(2), utc_day(START + SignedDuration::from_hours(12)).min(today()));
    assert_eq!(spans, [Days::new(ago(20), today()), moving]);
}

#[tokio::test(start_paused = true)]
async fn another_dimension_is_asked_only_when_it_is_opened() {
    let desk = one();
    desk.look(&[]).await;
    let by_region = desk.bill(&[Dimension::Region]).await;
    assert_eq!(desk.asked(), 2);
    assert_eq!(by_region.by, [Dimension::LinkedAccount, Dimension::Region]);
}

#[tokio::test(start_paused = true)]
async fn a_restart_asks_nothing_and_counts_on() {
    let desk = one();
    desk.look(&[]).await;
    let restarted = desk.restarted();
    let bill = restarted.bill(&[]).await;
    assert_eq!(restarted.asked(), 1);
    assert_eq!((bill.allowance.spent.requests, bill.allowance.spent.usd), (1, Usd::new(dec!(0.01))));
    assert!(matches!(bill.bill.day(ago(20), today()), DayCost::Billed { .. }));
}

#[tokio::test(start_paused = true)]
async fn a_day_of_watching_costs_two_refreshes_of_two_requests() {
    let desk = one();
    desk.cloud.set_cost_forecast("1", dec!(100));
    let poll = CostsPoll::new(desk.costs.clone());
    for _ in 0..24 * 4 {
        poll.poll().await;
        desk.clock.advance(SignedDuration::from_mins(15));
    }
    assert_eq!((desk.asked(), desk.cloud.calls("GetCostForecast")), (2, 2));
    let spent = desk.costs.allowance(&"1".into()).unwrap().spent;
    assert_eq!((spent.requests, spent.usd), (4, Usd::new(dec!(0.04))));
}

#[tokio::test(start_paused = true)]
async fn a_day_of_watching_costs_no_more_when_it_was_begun_off_midnight() {
    let desk = one();
    desk.cloud.set_cost_forecast("1", dec!(100));
    let later = bill("1", 40).into_iter().map(|row| BillDay { day: row.day.saturating_add(9.days()), ..row });
    desk.cloud.set_bill("1", later.map(|row| BillDay { estimated: true, ..row }));
    let midnight = Days::one(today().saturating_add(1.day())).span().start;
    desk.clock.advance(midnight.duration_since(START) - SignedDuration::from_hours(9));
    let poll = CostsPoll::new(desk.costs.clone());
    let mut asked = Vec::new();
    for quarter in 0..(9 + 3 * 24) * 4 {
        if quarter >= 9 * 4 && (quarter - 9 * 4) % (24 * 4) == 0 {
            asked.push((desk.asked(), desk.cloud.calls("GetCostForecast")));
        }
        poll.poll().await;
        desk.clock.advance(SignedDuration::from_mins(15));
    }
    asked.push((desk.asked(), desk.cloud.calls("GetCostForecast")));
    let days: Vec<_> = asked.windows(2).map(|two| (two[1].0 - two[0].0, two[1].1 - two[0].1)).collect();
    assert_eq!(days, [(2, 2); 3]);
}

#[tokio::test(start_paused = true)]
async fn at_the_cap_nothing_is_asked_and_what_is_kept_is_served() {
    let desk = one();
    desk.cap(dec!(0.01));
    desk.look(&[]).await;
    desk.pass(24);
    let bill = desk.bill(&[]).await;
    assert_eq!(desk.asked(), 1);
    assert!(matches!(bill.hindrance, Some(Hindrance::CapReached(allowance)) if allowance.spent.requests == 1));
    assert!(matches!(bill.bill.day(ago(3), today()), DayCost::Billed { .. }));
    let unopened = desk.bill(&[Dimension::Region]).await;
    assert_eq!(unopened.bill.day(ago(3), today()), DayCost::NoData(NoData::AskingBudgetReached));
    desk.cap(dec!(2));
    assert!(desk.bill(&[Dimension::Region]).await.hindrance.is_none());
}

#[tokio::test(start_paused = true)]
async fn what_was_spent_is_read_once_for_all_accounts_together() {
    let desk = organization();
    desk.look(&[]).await;
    let mut read = desk.history.calls_read();
    let mut reads = || desk.history.calls_read() - std::mem::replace(&mut read, desk.history.calls_read());
    let spent: u64 = desk.costs.spent().unwrap().iter().map(|(_, spent)| spent.requests).sum();
    assert_eq!((spent, reads()), (5, 1));
    let wanted = CostsWanted::all(Days::new(ago(5), today()), Basis::default());
    desk.costs.look(&wanted, Freshness::Kept).await.unwrap();
    assert_eq!(reads(), 2, "before and after");
    desk.costs.look_ahead(&wanted, Freshness::Kept).await.unwrap();
    assert_eq!(reads(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_new_month_has_a_new_allowance() {
    let desk = one();
    desk.cap(dec!(0.01));
    desk.look(&[]).await;
    desk.pass(32 * 24);
    desk.look(&[Dimension::Region]).await;
    assert_eq!(desk.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn when_pages_end_at_the_cap_the_whole_days_that_were_paid_for_are_kept() {
    let desk = one();
    desk.cloud.set_bill_page_size("1", 8);
    desk.cap(dec!(0.02));
    let bill = desk.bill(&[]).await;
    assert!(matches!(bill.hindrance, Some(Hindrance::CapReached(_))));
    // Sixteen days were read, and of the last one it is not known whether more would have come.
    assert!(matches!(bill.bill.day(ago(6), today()), DayCost::Billed { .. }));
    assert_eq!(bill.bill.day(ago(5), today()), DayCost::NoData(NoData::AskingBudgetReached));
    desk.cap(dec!(2));
    desk.look(&[]).await;
    let last = desk.cloud.cost_queries().pop().unwrap().1.days;
    assert_eq!(last, Days::new(ago(5), today()));
}

#[tokio::test(start_paused = true)]
async fn a_forecast_that_aws_cannot_give_yet_hinders_no_bill() {
    let desk = one();
    CostsPoll::new(desk.costs.clone()).poll().await;
    assert_eq!((desk.cloud.calls("GetCostForecast"), desk.asked()), (1, 1));
    let by_region = desk.bill(&[Dimension::Region]).await;
    assert!(by_region.hindrance.is_none(), "{:?}", by_region.hindrance);
    desk.pass(11);
    CostsPoll::new(desk.costs.clone()).poll().await;
    assert_eq!(desk.cloud.calls("GetCostForecast"), 1, "it is left alone for half a day");
}

#[tokio::test(start_paused = true)]
async fn a_new_account_has_no_data_yet_and_is_left_alone_for_half_a_day() {
    let desk = desk(FakeCloud::new().account("1", "prod"), &[("1", "prod")]);
    let bill = desk.bill(&[]).await;
    assert_eq!(bill.bill.day(ago(3), today()), DayCost::NoData(NoData::Unavailable));
    desk.look(&[Dimension::Region]).await;
    desk.restarted().look(&[]).await;
    assert_eq!(desk.asked(), 1);
    desk.pass(12);
    desk.look(&[]).await;
    assert_eq!(desk.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_is_told_and_asked_again_by_who_wants_to_know_but_not_by_the_clock() {
    let desk = one();
    desk.cloud.fail("GetCostAndUsage", 2, failures::denied("ce:GetCostAndUsage"));
    let poll = CostsPoll::new(desk.costs.clone());
    poll.poll().await;
    desk.clock.advance(SignedDuration::from_mins(15));
    poll.poll().await;
    assert_eq!(desk.asked(), 1);
    let refused = desk.bill(&[]).await;
    let why = refused.bill.day(ago(3), today());
    assert!(matches!(why, DayCost::NoData(NoData::Refused { reason }) if reason.contains("ce:GetCostAndUsage")));
    assert!(desk.bill(&[]).await.hindrance.is_none());
}

#[tokio::test(start_paused = true)]
async fn one_account_that_fails_hurts_no_other() {
    let desk = organization();
    desk.cloud.fail_profile("payer", failures::timed_out());
    let known = desk.look(&[]).await;
    let well: Vec<&str> = known.bills.iter().filter(|b| b.hindrance.is_none()).map(|b| b.account.as_str()).collect();
    assert_eq!(well, ["1", "3"]);
}

#[tokio::test(start_paused = true)]
async fn who_only_wants_what_is_kept_asks_nothing() {
    let desk = organization();
    let wanted = CostsWanted::all(Days::new(ago(5), today()), Basis::default());
    let known = desk.costs.look_ahead(&wanted, Freshness::Kept).await.unwrap();
    assert!(desk.cloud.all_calls().is_empty());
    assert_eq!(known.bills[0].bill.day(ago(3), today()), DayCost::NoData(NoData::NotAsked));
}

#[tokio::test(start_paused = true)]
async fn what_a_choice_costs_is_known_before_it_is_made_and_nobody_is_asked_for_it() {
    let desk = one();
    let days = Days::new(ago(40), today());
    let by = |by: &[Dimension]| CostsWanted { by: by.to_vec(), ..CostsWanted::all(days, Basis::default()) };
    let clusters = Dimension::Tag(JOB_FLOW_TAG.to_owned());
    let choices = [by(&[]), by(&[Dimension::Region]), by(std::slice::from_ref(&clusters))];
    let months = days.months().len() as u64;
    let foreseen = async || {
        let told = desk.costs.foresee(&choices).await.unwrap();
        told.into_iter().map(|told| (told.requests, told.usd.total_text(), told.may_be_more)).collect::<Vec<_>>()
    };
    let told = |requests: u64, may_be_more| (requests, format!("0.{requests:02}"), may_be_more);
    assert_eq!(foreseen().await, [told(1, false), told(1, false), told(months, true)]);
    assert_eq!(desk.asked(), 0);
    let known = desk.costs.look(&choices[0], Freshness::Due).await.unwrap();
    assert_eq!((known.asked.requests, known.asked.usd.total_text()), (1, "0.01".to_owned()));
    let waiting = Waiting::default();
    desk.costs.look_while(&waiting, &choices[2], Freshness::Due).await.unwrap();
    let progress = waiting.progress().unwrap();
    assert_eq!((progress.answered as u64, progress.months as u64), (months, months));
    assert_eq!(foreseen().await, [told(0, false), told(1, false), told(0, false)], "what is known costs nothing");
    let again = desk.costs.look(&choices[0], Freshness::Due).await.unwrap();
    assert_eq!(again.asked.requests, 0);
}
