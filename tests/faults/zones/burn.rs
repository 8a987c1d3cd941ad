//! The record of the burn, by days and as a chart.

use super::{ACCOUNT, END, FIRST, PLACES, Seen, changes_of, day_around, midnight, zone, zones};
use emberwatch_app::ports::{BurnMark, BurnRecord, History};
use emberwatch_domain::account::Realm;
use emberwatch_domain::money::Usd;
use emberwatch_domain::series::Stretch;
use emberwatch_domain::spend::Days;
use emberwatch_domain::time_span::TimeSpan;
use emberwatch_store::Store;
use emberwatch_testkit::burned_days;
use emberwatch_views::burn_chart::{BurnChart, BurnChartRequest, BurnRange};
use emberwatch_views::chart::ChartTheme;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

const HOUR: i64 = 3600;

/// No two hours near each other burn the same, so that one that is counted twice or lost is seen.
fn rate(hour: i64) -> Usd {
    Usd::from_micros(10_000 * (1 + hour * 7919 % 9973))
}

fn hour_of(at: Timestamp) -> i64 {
    at.as_second().div_euclid(HOUR)
}

/// The window's record of four years, told at every full hour.
fn recorded(folder: &tempfile::TempDir) -> Store {
    let store = Store::open(folder.path(), midnight(END)).unwrap();
    let mark = |hour: i64| BurnMark {
        account: ACCOUNT.into(),
        at: Timestamp::from_second(hour * HOUR).unwrap(),
        burn: rate(hour),
        complete: true,
    };
    let marks: Vec<BurnMark> = (hour_of(midnight(FIRST))..=hour_of(midnight(END))).map(mark).collect();
    store.history.record_burn(Realm::Aws, &marks, SignedDuration::from_hours(1)).unwrap();
    store
}

fn record(store: &Store) -> Vec<Stretch> {
    store.history.burn(Realm::Aws, midnight(FIRST)).unwrap().remove(&ACCOUNT.into()).unwrap()
}

/// What was recorded within a span, in dollars an hour times milliseconds.
fn burned(record: &[Stretch], span: TimeSpan) -> Decimal {
    let from = record.partition_point(|stretch| stretch.span.end <= span.start);
    let within = record[from..].iter().take_while(|stretch| stretch.span.start < span.end);
    let part = |stretch: &Stretch| {
        TimeSpan::new(stretch.span.start.max(span.start), stretch.span.end.min(span.end)).milliseconds()
    };
    within.map(|stretch| stretch.usd.amount() * Decimal::from(part(stretch))).sum()
}

/// The same, counted by the quarter of an hour, which is as finely as clocks and days are cut anywhere.
fn counted(span: TimeSpan) -> Decimal {
    let quarters = (span.start.as_second()..span.end.as_second()).step_by(900);
    quarters.map(|second| rate(second.div_euclid(HOUR)).amount() * Decimal::from(900_000)).sum()
}

#[test]
fn a_day_of_23_or_25_hours_is_burned_hour_by_hour_in_every_zone() {
    let folder = tempfile::tempdir().unwrap();
    let record = record(&recorded(&folder));
    let mut lengths = BTreeSet::new();
    for (name, zone) in zones() {
        for change in changes_of(&zone) {
            let day = day_around(change, &zone);
            lengths.insert(day.milliseconds() / 60_000);
            assert_eq!(burned(&record, day), counted(day), "{name} {change}");
        }
    }
    assert!([23 * 60, 24 * 60 - 30, 24 * 60 + 30, 25 * 60].iter().all(|minutes| lengths.contains(minutes)));
}

#[test]
fn every_day_of_utc_is_burned_with_its_own_24_hours_and_the_days_of_a_month_are_the_month() {
    let folder = tempfile::tempdir().unwrap();
    let store = recorded(&folder);
    let days = Days::new(FIRST, END);
    let told = store.history.burned(Realm::Aws, days).unwrap();
    assert_eq!(told.iter().map(|row| row.day).collect::<Vec<_>>(), days.iter().collect::<Vec<_>>());
    let an_hour = |amount: Decimal| Usd::new(amount / Decimal::from(HOUR * 1000));
    for row in &told {
        assert_eq!(row.usd, an_hour(counted(Days::one(row.day).span())), "{}", row.day);
    }
    assert_eq!(told, burned_days(&ACCOUNT.into(), &record(&store)), "both ways to the days");
    for month in days.months() {
        let sum: Usd = told.iter().filter(|row| month.contains(row.day)).map(|row| row.usd).sum();
        assert_eq!(sum, an_hour(counted(month.span())), "{month:?}");
    }
}

#[test]
fn a_chart_over_a_change_of_the_clocks_has_every_hour_once() {
    let folder = tempfile::tempdir().unwrap();
    let record = record(&recorded(&folder));
    for name in PLACES {
        let zone = zone(name);
        for change in changes_of(&zone) {
            let now = day_around(change, &zone).end;
            for (range, hours) in [(BurnRange::Hours24, 1), (BurnRange::Days7, 6)] {
                check_rows(&record, &zone, now, range, hours);
            }
        }
    }
}

/// Each row is so many hours long, follows the one below without a hole, and holds their highest burn.
fn check_rows(record: &[Stretch], zone: &jiff::tz::TimeZone, now: Timestamp, range: BurnRange, hours: i64) {
    let window = range.window(now);
    let shown: Vec<Stretch> = record
        .iter()
        .filter(|stretch| stretch.span.end > window.start && stretch.span.start < now)
        .map(|stretch| Stretch { span: TimeSpan::new(stretch.span.start, stretch.span.end.min(now)), ..*stretch })
        .collect();
    let seen = Seen::new();
    let request = BurnChartRequest { account_id: None, range, theme: ChartTheme::Light, width: 600, height: 160 };
    let scene = seen.by(now, zone);
    let chart = BurnChart::new(&scene, &BurnRecord::from([(ACCOUNT.into(), shown)]), None, range);
    let view = chart.view(&scene, &request, &std::collections::BTreeMap::new()).unwrap();
    assert!(view.gaps.is_empty(), "{:?}", view.gaps);
    let mut from = window.start;
    for row in view.rows.iter().rev() {
        assert_eq!(row.from, format!("{from:.0}"));
        let until = from + SignedDuration::from_hours(hours);
        let last = hour_of(until - SignedDuration::from_secs(1));
        let highest = (hour_of(from)..=last).map(rate).max().unwrap();
        assert_eq!(row.highest, [Some(highest.total_text())], "{now} {}", row.from);
        from = until;
    }
    assert_eq!(from, now, "no hour is left");
}
