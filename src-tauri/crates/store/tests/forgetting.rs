//! Forgetting history: what goes, what stays, and that the disk gets its room back.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{count, folder, open, other_hand};
use emberwatch_app::past::Past;
use emberwatch_app::ports::{BurnMark, History, Journal, Progress, SettingsStore, Upkeep};
use emberwatch_app::settings::Theme;
use emberwatch_domain::account::Realm;
use emberwatch_domain::price::{PriceItem, Quote};
use emberwatch_domain::spot::SpotChange;
use emberwatch_store::{FORGOTTEN, KEPT, Store};
use emberwatch_testkit::{START, cluster, journal_request, minutes, node, place};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use rust_decimal_macros::dec;
use std::fs;
use std::path::Path;
use std::sync::Arc;

const FILE: &str = "history.db";

fn day(number: i64) -> Timestamp {
    START + SignedDuration::from_hours(24 * number)
}

/// A cluster that ended on a day, and one that has lived since day 0 and lost a node on that day.
fn record(store: &Store, number: i64) {
    let at = day(number);
    let ended =
        cluster(&format!("j-{number}")).terminated(at).node(node("i-1")).record(place("1", "eu-west-1"), "prod", at);
    let alive =
        cluster("j-alive").waiting().node(node(&format!("i-{number}"))).record(place("1", "eu-west-1"), "prod", at);
    store.history.record_clusters(Realm::Aws, &[Arc::new(ended), Arc::new(alive)]).unwrap();
    let change = SpotChange {
        instance_type: "m5.xlarge".into(),
        zone: "eu-west-1a".into(),
        at,
        usd_per_hour: emberwatch_domain::money::Usd::new(dec!(0.1) + rust_decimal::Decimal::from(number)),
    };
    store.history.record_spot(Realm::Aws, &place("1", "eu-west-1"), &[change]).unwrap();
    let price = Some(emberwatch_domain::money::Usd::new(rust_decimal::Decimal::from(number + 1)));
    let quote = ("eu-west-1".into(), PriceItem::Ec2("m5.xlarge".into()), Quote { price, as_of: at });
    store.history.record_prices(Realm::Aws, &[quote]).unwrap();
    let burn = emberwatch_domain::money::Usd::new(rust_decimal::Decimal::from(number + 1));
    let mark = BurnMark { account: "1".into(), at, burn, complete: true };
    store.history.record_burn(Realm::Aws, &[mark], SignedDuration::from_hours(48)).unwrap();
}

fn ten_days(folder: &Path) -> Store {
    let store = open(folder);
    (0..10).for_each(|number| record(&store, number));
    store
}

#[test]
fn what_was_over_before_the_day_goes_and_what_was_so_on_that_day_stays() {
    let folder = folder();
    let store = ten_days(folder.path());
    let said = store.history.forgettable(day(5)).unwrap();
    let forgot = store.history.forget(day(5), &|_| {}).unwrap();
    let gone = forgot.rows;
    assert_eq!(forgot.room_kept, None);
    assert_eq!(gone, said, "it is said before what goes");
    assert_eq!((gone.clusters, gone.spot, gone.prices, gone.burn), (5, 4, 4, 4));
    let clusters = store.history.clusters(Realm::Aws, &"1".into(), Timestamp::UNIX_EPOCH).unwrap();
    let mut ids: Vec<String> = clusters.iter().map(|record| record.id().to_string()).collect();
    ids.sort();
    assert_eq!(ids, ["j-5", "j-6", "j-7", "j-8", "j-9", "j-alive"]);
    // The price at the beginning of that day is still known.
    let book = store.history.spot(Realm::Aws, &"1".into(), day(5)).unwrap();
    let series = book.series(&"m5.xlarge".into(), &"eu-west-1a".into()).unwrap();
    assert_eq!(series.price_at(day(5) - SignedDuration::from_secs(1)).map(|usd| usd.amount()), Some(dec!(4.1)));
    let prices = store.history.prices(Realm::Aws).unwrap();
    let now = prices.quote(&"eu-west-1".into(), &PriceItem::Ec2("m5.xlarge".into())).unwrap().price;
    assert_eq!(now.map(|usd| usd.amount()), Some(dec!(10)));
    assert_eq!(store.history.forgettable(day(5)).unwrap(), Default::default(), "nothing is left to forget");
}

#[test]
fn a_cluster_that_was_never_seen_to_end_stays_however_long_ago_it_was_seen() {
    let folder = folder();
    let store = ten_days(folder.path());
    store.history.forget(day(1000), &|_| {}).unwrap();
    let clusters = store.history.clusters(Realm::Aws, &"1".into(), day(1000)).unwrap();
    let ids: Vec<&str> = clusters.iter().map(|record| record.id().as_str()).collect();
    assert_eq!(ids, ["j-alive"]);
}

#[test]
fn the_record_begins_no_earlier_than_what_was_forgotten() {
    let folder = folder();
    let store = ten_days(folder.path());
    let since = |store: &Store| store.history.recorded_since(Realm::Aws, &"1".into()).unwrap();
    assert_eq!(since(&store), Some(day(0)));
    store.history.forget(day(5), &|_| {}).unwrap();
    assert_eq!(since(&store), Some(day(5)));
    store.history.forget(day(3), &|_| {}).unwrap();
    assert_eq!(since(&store), Some(day(5)), "what is forgotten does not come back");
}

#[test]
fn rows_are_forgotten_even_when_the_disk_does_not_get_their_room_back() {
    let folder = folder();
    let store = ten_days(folder.path());
    let said = store.history.forgettable(day(5)).unwrap();
    let hand = other_hand(folder.path(), FILE);
    // With the last rows gone, the file becomes one that cannot be written anew.
    let spoil = |progress: Progress| {
        if progress.done + 1 == progress.steps {
            hand.execute_batch(
                "PRAGMA writable_schema = on; UPDATE sqlite_schema SET sql = 'no table' WHERE name = 'looked';
                 PRAGMA schema_version = 999",
            )
            .unwrap();
        }
    };
    let forgot = store.history.forget(day(5), &spoil).unwrap();
    assert_eq!(forgot.rows, said);
    assert!(forgot.room_kept.unwrap().contains("malformed"));
    assert!(store.health.trouble().is_none(), "what is seen is recorded as ever");
}

#[test]
fn settings_journal_and_audit_are_never_forgotten() {
    let folder = folder();
    let store = ten_days(folder.path());
    store.settings.update(&mut |settings| settings.theme = Theme::Dark).unwrap();
    store.journal.open(&journal_request("j-1")).unwrap();
    store.history.forget(day(1000), &|_| {}).unwrap();
    assert_eq!(count(folder.path(), FILE, "cluster"), 1, "only what was never seen to end");
    assert_eq!(store.settings.load().unwrap().theme, Theme::Dark);
    assert_eq!(store.journal.recent(Realm::Aws, 9).unwrap().len(), 1);
    store.journal.verify_audit().unwrap();
}

#[test]
fn every_table_of_the_history_is_either_forgotten_or_kept() {
    let folder = folder();
    let _store = open(folder.path());
    let hand = other_hand(folder.path(), FILE);
    let mut statement =
        hand.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").unwrap();
    let tables: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let undecided: Vec<&String> =
        tables.iter().filter(|table| !FORGOTTEN.contains(&table.as_str()) && !KEPT.contains(&table.as_str())).collect();
    assert!(undecided.is_empty(), "src/history/forget.rs says nothing of {undecided:?}");
}

/// Spot prices of a busy year.
fn busy(folder: &Path) -> Store {
    let store = open(folder);
    let changes = |zone: usize| {
        (0..20_000).map(move |n| SpotChange {
            instance_type: "m5.xlarge".into(),
            zone: format!("eu-west-1{zone}").as_str().into(),
            at: minutes(n),
            usd_per_hour: emberwatch_domain::money::Usd::new(dec!(0.1)),
        })
    };
    for zone in 0..3 {
        let changes: Vec<_> = changes(zone).collect();
        store.history.record_spot(Realm::Aws, &place("1", "eu-west-1"), &changes).unwrap();
    }
    store
}

fn size(folder: &Path) -> u64 {
    [FILE, "history.db-wal"].iter().map(|name| fs::metadata(folder.join(name)).map_or(0, |file| file.len())).sum()
}

#[test]
fn the_disk_gets_its_room_back_and_the_progress_is_told() {
    let folder = folder();
    let store = busy(folder.path());
    let before = size(folder.path());
    let told = Mutex::new(Vec::new());
    store.history.forget(minutes(19_990), &|progress| told.lock().push(progress)).unwrap();
    let after = size(folder.path());
    assert!(after * 4 < before, "{before} bytes became {after}");
    let told = told.into_inner();
    assert!(told.is_sorted_by_key(|progress| progress.done), "{told:?}");
    let last = *told.last().unwrap();
    assert_eq!(last, Progress { done: last.steps, steps: last.steps });
}

#[test]
fn a_file_of_an_older_version_gets_smaller_too() {
    let folder = folder();
    let _ = busy(folder.path());
    let hand = other_hand(folder.path(), FILE);
    hand.execute_batch("PRAGMA auto_vacuum = none; PRAGMA journal_mode = delete; VACUUM; PRAGMA journal_mode = wal")
        .unwrap();
    drop(hand);
    let store = open(folder.path());
    let before = size(folder.path());
    store.history.forget(minutes(19_990), &|_| {}).unwrap();
    assert!(size(folder.path()) * 4 < before);
}

#[test]
fn others_read_and_write_while_it_is_forgotten() {
    let folder = folder();
    let store = busy(folder.path());
    let other = open(folder.path());
    let writing = std::thread::spawn(move || (0..200).for_each(|number| record(&other, 2_000 + number)));
    store.history.forget(minutes(19_990), &|_| {}).unwrap();
    writing.join().unwrap();
    let clusters = store.history.clusters(Realm::Aws, &"1".into(), Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(clusters.len(), 201);
}

#[test]
fn a_read_only_store_forgets_nothing_and_says_why() {
    let folder = folder();
    drop(ten_days(folder.path()));
    let store = Store::read_only(folder.path(), "cannot write the data folder").unwrap();
    assert_eq!(store.history.forgettable(day(5)).unwrap().clusters, 5);
    let refused = store.history.forget(day(5), &|_| {}).unwrap_err().to_string();
    assert_eq!(refused, "cannot forget history: cannot write the data folder");
}
