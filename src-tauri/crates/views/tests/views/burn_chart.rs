//! What is recorded is what is shown, and what was recorded is drawn with its gaps.

use crate::world::{World, account, account_of, failing, holding, now, record};
use emberwatch_app::burned::BurnedSum;
use emberwatch_app::cloud::CloudError;
use emberwatch_app::ports::BurnRecord;
use emberwatch_domain::account::{AccountId, Realm};
use emberwatch_domain::money::Usd;
use emberwatch_domain::series::Stretch;
use emberwatch_domain::time_span::TimeSpan;
use emberwatch_testkit::{cluster, node};
use emberwatch_views::burn_chart::{BurnChart, BurnChartRequest, BurnChartView, BurnRange, burn_marks};
use emberwatch_views::chart::ChartTheme;
use emberwatch_views::clusters::ClusterBook;
use jiff::SignedDuration;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

fn hours_ago(hours: i64) -> jiff::Timestamp {
    now() - SignedDuration::from_hours(hours)
}

fn stretch(from: i64, until: i64, usd: i64) -> Stretch {
    let span = TimeSpan::new(hours_ago(from), hours_ago(until));
    Stretch { span, usd: Usd::new(Decimal::from(usd)), complete: true }
}

fn two_accounts() -> World {
    World::of(account()).with(account_of("2", "prod", Realm::Aws))
}

fn drawn(world: &World, record: &BurnRecord) -> BurnChartView {
    drawn_with(world, record, &BTreeMap::new())
}

fn drawn_with(world: &World, record: &BurnRecord, sums: &BTreeMap<AccountId, BurnedSum>) -> BurnChartView {
    let request = BurnChartRequest {
        account_id: None,
        range: BurnRange::Hours24,
        theme: ChartTheme::Dark,
        width: 800,
        height: 160,
    };
    let scene = world.scene();
    BurnChart::new(&scene, record, None, request.range).view(&scene, &request, sums).unwrap()
}

#[test]
fn the_month_is_that_of_the_accounts_that_are_shown_and_at_least_so_much_where_one_is() {
    let sum = |usd: i64, complete| BurnedSum { usd: Usd::new(Decimal::from(usd)), complete };
    let sums = BTreeMap::from([("1".into(), sum(5, true)), ("2".into(), sum(7, false)), ("gone".into(), sum(9, true))]);
    let month = drawn_with(&two_accounts(), &BurnRecord::new(), &sums).month.unwrap();
    assert_eq!((month.month.as_str(), month.usd.as_str(), month.complete), ("2026-01", "12.00", false));
    assert_eq!(drawn(&two_accounts(), &BurnRecord::new()).month, None);
}

#[test]
fn where_nothing_can_be_written_the_chart_says_why_no_line_will_come() {
    let mut world = two_accounts();
    assert_eq!(drawn(&world, &BurnRecord::new()).not_recorded, None);
    world.read_only = Some("cannot write the data folder /data: read-only filesystem".to_owned());
    assert_eq!(drawn(&world, &BurnRecord::new()).not_recorded, world.read_only);
}

#[test]
fn what_is_recorded_is_the_burn_that_the_screen_shows() {
    let world = World::of(holding(account(), [record(&cluster("j-1").node(node("i-1")))]));
    let marks = burn_marks(&mut ClusterBook::default(), &world.scene());
    let shown = world.clusters().totals.burn;
    assert_eq!(marks[0].burn.per_hour_text(), shown.usd_per_hour);
    assert_eq!(marks[0].complete, shown.complete);
}

#[test]
fn an_account_that_does_not_answer_is_not_recorded() {
    let silent = failing(account(), CloudError::TimedOut { operation: "ListClusters" });
    assert_eq!(burn_marks(&mut ClusterBook::default(), &World::of(silent).scene()), []);
}

#[test]
fn the_sum_stands_above_the_accounts_and_a_gap_is_told() {
    let record = BurnRecord::from([
        ("1".into(), vec![stretch(20, 10, 5), stretch(6, 0, 5)]),
        ("2".into(), vec![stretch(20, 10, 2), stretch(6, 0, 3)]),
    ]);
    let view = drawn(&two_accounts(), &record);
    let names: Vec<&str> = view.series.iter().map(|series| series.name.as_str()).collect();
    assert_eq!(names, ["All accounts", "research", "prod"]);
    assert_eq!(view.columns.last().unwrap().usd, [Some("8.00".into()), Some("5.00".into()), Some("3.00".into())]);
    assert_eq!(view.gaps.len(), 2, "before the record began, and in the middle: {:?}", view.gaps);
    let in_the_gap = &view.columns[240 - 80];
    assert_eq!(in_the_gap.usd, [None, None, None]);
}

#[test]
fn one_account_alone_needs_no_sum() {
    let record = BurnRecord::from([("1".into(), vec![stretch(20, 0, 5)])]);
    let view = drawn(&World::of(account()), &record);
    assert_eq!(view.series.len(), 1);
}

#[test]
fn without_a_record_nothing_is_drawn_and_nothing_is_zero() {
    let view = drawn(&two_accounts(), &BurnRecord::new());
    assert_eq!((view.drawing, view.columns.len()), (None, 0));
    assert_eq!(view.summary, "Nothing was recorded in this time.");
}

#[test]
fn a_record_that_has_only_begun_is_not_drawn_as_an_empty_axis() {
    let record = BurnRecord::from([("1".into(), vec![stretch(0, 0, 5)])]);
    assert_eq!(drawn(&World::of(account()), &record).drawing, None);
}

#[test]
fn what_crosses_to_the_page_does_not_grow_with_the_record() {
    let minute = |minute: i64| {
        let from = now() - SignedDuration::from_mins(1440 - minute);
        let span = TimeSpan::new(from, from + SignedDuration::from_mins(1));
        Stretch { span, usd: Usd::new(Decimal::from(minute * 7 % 50)), complete: true }
    };
    let busy = BurnRecord::from([("1".into(), (0..1440).map(minute).collect())]);
    let view = drawn(&World::of(account()), &busy);
    let bytes = view.drawing.unwrap().svg.len() + format!("{:?}", view.columns).len();
    assert!(bytes < 60_000, "{bytes} bytes");
}
