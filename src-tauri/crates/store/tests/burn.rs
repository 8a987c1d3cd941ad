//! What accounts burned is kept in stretches, and a time without a record stays without one.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{count, folder, open};
use emberwatch_app::ports::{BurnMark, History};
use emberwatch_domain::account::Realm;
use emberwatch_domain::money::Usd;
use emberwatch_store::Store;
use emberwatch_testkit::minutes;
use jiff::SignedDuration;
use rust_decimal::Decimal;

fn mark(store: &Store, minute: i64, usd: i64) {
    let mark =
        BurnMark { account: "1".into(), at: minutes(minute), burn: Usd::new(Decimal::from(usd)), complete: true };
    store.history.record_burn(Realm::Aws, &[mark], SignedDuration::from_mins(3)).unwrap();
}

/// From which minute until which, and how much.
fn stretches(store: &Store, since: i64) -> Vec<(i64, i64, i64)> {
    let minute = |at: jiff::Timestamp| at.duration_since(minutes(0)).as_mins();
    let record = store.history.burn(Realm::Aws, minutes(since)).unwrap();
    let of_account = record.get(&"1".into()).cloned().unwrap_or_default();
    let told = |stretch: &emberwatch_domain::series::Stretch| {
        (minute(stretch.span.start), minute(stretch.span.end), stretch.usd.micros() / 1_000_000)
    };
    of_account.iter().map(told).collect()
}

#[test]
fn a_burn_that_does_not_change_is_one_row_however_long_it_lasts() {
    let folder = folder();
    let store = open(folder.path());
    (0..100).for_each(|minute| mark(&store, minute, 5));
    assert_eq!(stretches(&store, 0), [(0, 99, 5)]);
    assert_eq!(count(folder.path(), "history.db", "burn"), 1);
}

#[test]
fn a_change_ends_one_stretch_where_the_next_begins() {
    let folder = folder();
    let store = open(folder.path());
    [(0, 5), (1, 5), (2, 9), (3, 9)].into_iter().for_each(|(minute, usd)| mark(&store, minute, usd));
    assert_eq!(stretches(&store, 0), [(0, 2, 5), (2, 3, 9)]);
}

#[test]
fn a_time_in_which_nobody_recorded_stays_a_gap() {
    let folder = folder();
    let store = open(folder.path());
    [(0, 5), (1, 5), (60, 5), (61, 5)].into_iter().for_each(|(minute, usd)| mark(&store, minute, usd));
    assert_eq!(stretches(&store, 0), [(0, 1, 5), (60, 61, 5)]);
}

#[test]
fn two_processes_that_record_the_same_minutes_are_counted_once() {
    let folder = folder();
    let (window, terminal) = (open(folder.path()), open(folder.path()));
    for minute in 0..5 {
        mark(&window, minute, 5);
        mark(&terminal, minute, 5);
    }
    assert_eq!(stretches(&window, 0), [(0, 4, 5)]);
}

#[test]
fn the_sample_and_real_accounts_are_recorded_apart() {
    let folder = folder();
    let store = open(folder.path());
    mark(&store, 0, 5);
    assert!(store.history.burn(Realm::Sample, minutes(0)).unwrap().is_empty());
}

#[test]
fn what_ended_before_the_window_is_not_read() {
    let folder = folder();
    let store = open(folder.path());
    [(0, 5), (1, 5), (60, 7), (61, 7)].into_iter().for_each(|(minute, usd)| mark(&store, minute, usd));
    assert_eq!(stretches(&store, 30), [(60, 61, 7)]);
}
