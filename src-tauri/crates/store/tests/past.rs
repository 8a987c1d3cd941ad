//! What changed within a span of time is read from the record, by account, the newest first, and bounded.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{folder, open, other_hand};
use emberwatch_app::past::{Changed, Fact, Looks, Past};
use emberwatch_app::ports::{History, Seen};
use emberwatch_domain::account::Realm;
use emberwatch_domain::money::Usd;
use emberwatch_domain::price::{PriceItem, Quote};
use emberwatch_domain::time_span::TimeSpan;
use emberwatch_store::Store;
use emberwatch_testkit::{FakeCluster, cluster, minutes, place};
use jiff::SignedDuration;
use rust_decimal_macros::dec;
use std::sync::Arc;

fn record(store: &Store, cluster: &FakeCluster, minute: i64) {
    let record = cluster.record(place("1", "eu-west-1"), "prod", minutes(minute));
    store.history.record_seen(Realm::Aws, &Seen { clusters: vec![Arc::new(record)], ..Seen::default() }).unwrap();
}

fn changed(store: &Store, from: i64, until: i64, most: u32) -> Changed {
    let span = TimeSpan::new(minutes(from), minutes(until));
    store.history.changed(Realm::Aws, &"1".into(), span, most).unwrap()
}

fn ids(changed: &Changed) -> Vec<&str> {
    changed.lives.iter().map(|life| life.id.as_str()).collect()
}

#[test]
fn what_started_or_ended_within_the_span_is_told_once_and_nothing_else() {
    let folder = folder();
    let store = open(folder.path());
    record(&store, &cluster("j-old").created_at(minutes(-500)), 0);
    record(&store, &cluster("j-new").created_at(minutes(50)), 60);
    record(&store, &cluster("j-ended").created_at(minutes(-500)).terminated(minutes(40)), 60);
    record(&store, &cluster("j-short").created_at(minutes(20)).terminated(minutes(45)), 60);
    record(&store, &cluster("j-gone").created_at(minutes(-500)).terminated(minutes(-100)), 60);
    assert_eq!(ids(&changed(&store, 10, 60, 99)), ["j-new", "j-short", "j-ended"]);
    assert_eq!(ids(&changed(&store, 45, 60, 99)), ["j-new"], "the beginning is not part of the span, its end is");
    assert_eq!(changed(&store, 60, 90, 99), Changed::default());
    let other = store.history.changed(Realm::Aws, &"2".into(), TimeSpan::new(minutes(0), minutes(60)), 99);
    assert_eq!(other.unwrap(), Changed::default());
}

#[test]
fn a_protection_that_is_first_seen_has_not_changed() {
    let folder = folder();
    let store = open(folder.path());
    record(&store, &cluster("j-1"), 0);
    record(&store, &cluster("j-1").protected(), 20);
    record(&store, &cluster("j-1").protected().auto_termination(3600), 40);
    record(&store, &cluster("j-1").protected(), 50);
    let facts: Vec<_> = changed(&store, -10, 60, 99).facts.into_iter().map(|change| (change.at, change.fact)).collect();
    assert_eq!(
        facts,
        [
            (minutes(50), Fact::AutoTermination { idle_seconds: None }),
            (minutes(40), Fact::AutoTermination { idle_seconds: Some(3600) }),
            (minutes(20), Fact::Protection { protected: true }),
        ]
    );
}

#[test]
fn only_the_newest_are_read_where_there_are_too_many_and_that_is_said() {
    let folder = folder();
    let store = open(folder.path());
    for number in 1..=5 {
        record(&store, &cluster(&format!("j-{number}")).created_at(minutes(number)), 30);
    }
    let some = changed(&store, 0, 60, 2);
    assert_eq!((ids(&some), some.cut), (vec!["j-5", "j-4"], true));
    assert!(!changed(&store, 0, 60, 5).cut);
}

#[test]
fn an_end_is_told_though_its_start_was_left_out() {
    let folder = folder();
    let store = open(folder.path());
    record(&store, &cluster("j-ended").created_at(minutes(1)).terminated(minutes(50)), 60);
    for number in 2..=4 {
        record(&store, &cluster(&format!("j-{number}")).created_at(minutes(number)), 60);
    }
    let some = changed(&store, 0, 60, 2);
    assert_eq!((ids(&some), some.cut), (vec!["j-4", "j-3", "j-ended"], true));
}

#[test]
fn many_short_lives_hide_no_end_of_a_longer_one() {
    let folder = folder();
    let store = open(folder.path());
    record(&store, &cluster("j-long").created_at(minutes(-500)).terminated(minutes(5)), 60);
    for number in 1..=3 {
        record(
            &store,
            &cluster(&format!("j-{number}")).created_at(minutes(number)).terminated(minutes(40 + number)),
            60,
        );
    }
    let all = changed(&store, 0, 60, 3);
    assert_eq!((ids(&all), all.cut), (vec!["j-3", "j-2", "j-1", "j-long"], false));
}

#[test]
fn the_span_is_found_by_an_index_however_long_the_record_is() {
    let folder = folder();
    let store = open(folder.path());
    record(&store, &cluster("j-1"), 0);
    let hand = other_hand(folder.path(), "history.db");
    let plan = |query: &str| -> String {
        let mut statement = hand.prepare(&format!("EXPLAIN QUERY PLAN {query}")).unwrap();
        let steps = statement.query_map([], |row| row.get::<_, String>(3)).unwrap();
        steps.map(Result::unwrap).collect::<Vec<_>>().join("; ")
    };
    let span = |column: &str| format!("{column} > 0 AND {column} <= 9");
    let lives =
        |column: &str| format!("SELECT id FROM cluster WHERE realm = 'aws' AND account = '1' AND {}", span(column));
    assert!(plan(&lives("created_at")).contains("cluster_by_start"), "{}", plan(&lives("created_at")));
    assert!(plan(&lives("ended_at")).contains("cluster_by_end"), "{}", plan(&lives("ended_at")));
    let facts = format!(
        "SELECT cluster FROM cluster_change WHERE what IN ('protected', 'auto_termination') AND {}",
        span("at")
    );
    assert!(plan(&facts).contains("cluster_change_of_fact"), "{}", plan(&facts));
}

#[test]
fn the_record_begins_with_the_first_look_at_an_account() {
    let folder = folder();
    let store = open(folder.path());
    let since = |store: &Store| store.history.recorded_since(Realm::Aws, &"1".into()).unwrap();
    assert_eq!(since(&store), None);
    record(&store, &cluster("j-1"), 7);
    record(&store, &cluster("j-2"), 9);
    assert_eq!(since(&store), Some(minutes(7)));
}

#[test]
fn prices_are_those_of_then_and_one_that_was_asked_later_is_the_first_one() {
    let folder = folder();
    let store = open(folder.path());
    let item = PriceItem::Ec2("m5.xlarge".into());
    for (usd, minute) in [(dec!(0.10), 10), (dec!(0.12), 20)] {
        let quote = Quote { price: Some(Usd::new(usd)), as_of: minutes(minute) };
        store.history.record_prices(Realm::Aws, &[("eu-west-1".into(), item.clone(), quote)]).unwrap();
    }
    let price =
        |minute| store.history.prices_at(Realm::Aws, minutes(minute)).unwrap().price(&"eu-west-1".into(), &item);
    assert_eq!([0, 15, 25].map(price), [dec!(0.10), dec!(0.10), dec!(0.12)].map(|usd| Some(Usd::new(usd))));
}

#[test]
fn when_the_user_looked_is_kept_for_each_realm_and_survives() {
    let folder = folder();
    let absence = SignedDuration::from_mins(15);
    {
        let store = open(folder.path());
        assert_eq!(store.history.looks(Realm::Aws).unwrap(), None);
        store.history.look(Realm::Aws, minutes(0), absence).unwrap();
        store.history.look(Realm::Aws, minutes(5), absence).unwrap();
    }
    let store = open(folder.path());
    let looks = store.history.look(Realm::Aws, minutes(600), absence).unwrap();
    assert_eq!(looks, Looks { until: minutes(600), before: Some(minutes(5)) });
    assert_eq!(store.history.looks(Realm::Aws).unwrap(), Some(looks));
    assert_eq!(store.history.looks(Realm::Sample).unwrap(), None);
}
