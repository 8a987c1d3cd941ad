//! Which days of the live record are whole.

use emberwatch_app::burned::BurnedDay;
use emberwatch_app::costs::live_days;
use emberwatch_app::ports::BurnRecord;
use emberwatch_domain::money::Usd;
use emberwatch_domain::series::Stretch;
use emberwatch_domain::time_span::TimeSpan;
use emberwatch_testkit::burned_days;
use jiff::Timestamp;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn stretch(from: &str, until: &str, usd: i64) -> Stretch {
    Stretch { span: TimeSpan::new(at(from), at(until)), usd: Usd::new(Decimal::from(usd)), complete: true }
}

/// By day, as the history tells it.
fn burned(record: &BurnRecord) -> Vec<BurnedDay> {
    let mut burned: Vec<_> = record.iter().flat_map(|(id, record)| burned_days(id, record)).collect();
    burned.sort_by_key(|row| row.day);
    burned
}

fn whole(record: &BurnRecord, now: &str) -> Vec<bool> {
    let accounts = record.keys().cloned().collect();
    live_days(&burned(record), &accounts, at(now)).values().map(|day| day.whole).collect()
}

#[test]
fn a_restart_changes_no_day_and_an_account_that_is_missing_from_one_does() {
    let (noon, end) = ("2026-01-01T12:00:00Z", "2026-01-03T00:00:00Z");
    let broken = vec![stretch("2026-01-01T00:00:00Z", noon, 2), stretch("2026-01-01T12:20:00Z", end, 2)];
    let alone = BurnRecord::from([("1".into(), broken.clone())]);
    assert_eq!(whole(&alone, end), [true, true]);
    let added = BurnRecord::from([("1".into(), broken.clone()), ("2".into(), vec![stretch(noon, end, 1)])]);
    assert_eq!(whole(&added, end), [true, true]);
    let left = BurnRecord::from([("1".into(), broken), ("2".into(), vec![stretch("2026-01-01T00:00:00Z", noon, 1)])]);
    assert_eq!(whole(&left, end), [false, false]);
    let late = BurnRecord::from([("2".into(), vec![stretch(noon, end, 1)])]);
    assert_eq!(whole(&late, end), [false, true]);
}

#[test]
fn a_stretch_over_midnight_is_of_both_days_and_a_gap_makes_a_day_less_than_whole() {
    let record = BurnRecord::from([
        ("1".into(), vec![stretch("2026-01-01T00:00:00Z", "2026-01-02T12:00:00Z", 2)]),
        ("9".into(), vec![stretch("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", 100)]),
    ]);
    let live = live_days(&burned(&record), &BTreeSet::from(["1".into()]), at("2026-01-02T18:00:00Z"));
    let told: Vec<_> = live.values().map(|day| (day.usd.total_text(), day.whole)).collect();
    assert_eq!(told, [("48.00".to_owned(), true), ("24.00".to_owned(), false)]);
}
