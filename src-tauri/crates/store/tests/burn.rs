//! What accounts burned is kept in stretches, and a time without a record stays without one.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{count, folder, open, other_hand};
use emberwatch_app::burned::BurnedDay;
use emberwatch_app::ports::{BurnMark, History};
use emberwatch_domain::account::Realm;
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::Days;
use emberwatch_store::Store;
use emberwatch_testkit::{burned_days, burned_sums, minutes};
use jiff::SignedDuration;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

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
    assert_eq!(count(folder.path(), "history.db", "burn_stretch"), 0);
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
fn a_clock_that_was_ahead_once_ends_its_stretch_and_the_right_one_is_recorded_at_once() {
    let folder = folder();
    let store = open(folder.path());
    [(1000, 5), (1001, 5), (0, 5), (1, 5), (2, 7)].into_iter().for_each(|(minute, usd)| mark(&store, minute, usd));
    assert_eq!(stretches(&store, 0), [(0, 2, 5), (2, 2, 7), (1000, 1001, 5)]);
    (3..1002).for_each(|minute| mark(&store, minute, 7));
    assert_eq!(stretches(&store, 0), [(0, 2, 5), (2, 1001, 7)], "its time came once more, and counts once");
}

#[test]
fn a_mark_that_is_a_little_late_is_another_processs_and_adds_nothing() {
    let folder = folder();
    let store = open(folder.path());
    [(20, 5), (21, 5), (15, 7), (22, 5)].into_iter().for_each(|(minute, usd)| mark(&store, minute, usd));
    assert_eq!(stretches(&store, 0), [(20, 22, 5)]);
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
fn a_burn_of_which_a_part_is_not_known_stays_a_lower_bound() {
    let folder = folder();
    let store = open(folder.path());
    for (minute, complete) in [(0, false), (1, true), (2, true)] {
        let mark = BurnMark { account: "1".into(), at: minutes(minute), burn: Usd::ZERO, complete };
        store.history.record_burn(Realm::Aws, &[mark], SignedDuration::from_mins(3)).unwrap();
    }
    let record = store.history.burn(Realm::Aws, minutes(0)).unwrap();
    let told: Vec<bool> = record[&"1".into()].iter().map(|stretch| stretch.complete).collect();
    assert_eq!((told, days(&store)[0].complete), (vec![false, true], false));
}

#[test]
fn what_ended_before_the_window_is_not_read() {
    let folder = folder();
    let store = open(folder.path());
    [(0, 5), (1, 5), (60, 7), (61, 7)].into_iter().for_each(|(minute, usd)| mark(&store, minute, usd));
    assert_eq!(stretches(&store, 30), [(60, 61, 7)]);
}

#[test]
fn a_second_change_within_a_minute_and_a_gap_over_midnight_are_in_the_days_sums() {
    let folder = folder();
    let store = open(folder.path());
    // The test's clock begins in the middle of a day.
    let midnight = 24 * 60 - (minutes(0).as_second() % 86_400) / 60;
    for (minute, usd) in [(-2, 6), (-1, 6), (1, 6), (2, 12), (3, 12), (40, 1), (41, 1)] {
        mark(&store, midnight + minute, usd);
    }
    assert_days_agree(&store);
    let days: Vec<_> = days(&store).iter().map(|day| (day.usd.total_text(), day.longest_gap.as_mins())).collect();
    assert_eq!(days, [("0.20".to_owned(), 0), ("0.42".to_owned(), 37)]);
}

fn days(store: &Store) -> Vec<BurnedDay> {
    store.history.burned(Realm::Aws, forty_days()).unwrap()
}

fn forty_days() -> Days {
    let first = minutes(0).to_zoned(jiff::tz::TimeZone::UTC).date();
    Days::new(first, first.checked_add(jiff::Span::new().days(40)).unwrap())
}

/// The sums that are kept are those of the stretches.
fn assert_days_agree(store: &Store) {
    let record = store.history.burn(Realm::Aws, jiff::Timestamp::UNIX_EPOCH).unwrap();
    let counted: Vec<_> = record.iter().flat_map(|(id, record)| burned_days(id, record)).collect();
    assert_eq!(days(store), counted);
    let together = store.history.burned_in(Realm::Aws, forty_days()).unwrap();
    for (account, sum) in burned_sums(&counted) {
        // Each day is divided for itself, the sum of them once.
        assert!((together[&account].usd.amount() - sum.usd.amount()).abs() < dec!(0.000001), "{together:?}");
        assert_eq!(together[&account].complete, sum.complete);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
    #[test]
    fn the_days_are_the_sums_of_their_stretches(steps in proptest::collection::vec((1_i64..900, 0_i64..4), 1..40)) {
        let folder = folder();
        let store = open(folder.path());
        let mut minute = 0;
        for (after, usd) in steps {
            minute += if after < 850 { after % 4 } else { after };
            mark(&store, minute, usd * 3600);
        }
        assert_days_agree(&store);
    }
}

/// The tables of burn as files of before have them, with what was recorded then.
const BEFORE: &str = "DROP TABLE burn_account; DROP TABLE burn_stretch; DROP TABLE burn_day;
    CREATE TABLE burn (
        realm TEXT NOT NULL, account TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
        micros INTEGER NOT NULL, complete INTEGER NOT NULL, PRIMARY KEY (realm, account, since)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX burn_by_end ON burn (realm, until);
    PRAGMA user_version = 7;";

#[test]
fn what_was_recorded_before_is_taken_over_with_the_sums_of_its_days() {
    let folder = folder();
    drop(open(folder.path()));
    let file = other_hand(folder.path(), "history.db");
    file.execute_batch(BEFORE).unwrap();
    let second = |minute: i64| minutes(minute).as_microsecond() + 250_000;
    // One over two midnights, one after a gap, one that has only begun.
    for (since, until, usd) in [(0, 4000, 5), (4000, 4100, 7), (4500, 4600, 7), (4600, 4600, 9)] {
        let row = rusqlite::params![second(since), second(until), usd * 1_000_000];
        file.execute("INSERT INTO burn VALUES ('aws', '1', ?1, ?2, ?3, 1)", row).unwrap();
    }
    drop(file);
    let store = open(folder.path());
    assert_eq!(stretches(&store, 0), [(0, 4000, 5), (4000, 4100, 7), (4500, 4600, 7), (4600, 4600, 9)]);
    assert_days_agree(&store);
    mark(&store, 4601, 9);
    assert_eq!(stretches(&store, 4600), [(4500, 4600, 7), (4600, 4601, 9)]);
    assert_days_agree(&store);
}
