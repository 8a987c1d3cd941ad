//! History is written when something changed, and it is all there again.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{count, folder, open, other_hand};
use emberwatch_app::ports::{CallsOfDay, History, KnownProfile, Upkeep};
use emberwatch_app::record::ClusterRecord;
use emberwatch_domain::account::{Caller, Realm};
use emberwatch_domain::cluster::ClusterState;
use emberwatch_domain::money::Usd;
use emberwatch_domain::price::{PriceItem, Quote};
use emberwatch_domain::spot::SpotChange;
use emberwatch_domain::time_span::TimeSpan;
use emberwatch_domain::usage::{CallKey, Tally};
use emberwatch_store::Store;
use emberwatch_testkit::{FakeCluster, START, cluster, minutes, node, place};
use rust_decimal::Decimal;
use rust_decimal_macros::dec;
use std::path::Path;
use std::sync::Arc;

const FILE: &str = "history.db";

fn look(cluster: &FakeCluster, minute: i64) -> ClusterRecord {
    cluster.record(place("1", "eu-west-1"), "prod", minutes(minute))
}

fn record(store: &Store, look: &ClusterRecord) {
    store.history.record_clusters(Realm::Aws, &[Arc::new(look.clone())]).unwrap();
}

fn all(store: &Store) -> Vec<ClusterRecord> {
    store.history.clusters(Realm::Aws, &"1".into(), START).unwrap()
}

/// Everything that changed about the one cluster: minute, what, value.
fn changes(folder: &Path) -> Vec<(i64, String, String)> {
    let hand = other_hand(folder, FILE);
    let mut statement = hand.prepare("SELECT at, what, value FROM cluster_change ORDER BY number").unwrap();
    let minute = |at: i64| (at - START.as_microsecond()) / 60_000_000;
    statement
        .query_map([], |row| Ok((minute(row.get(0)?), row.get(1)?, row.get(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

fn change(minute: i64, what: &str, value: &str) -> (i64, String, String) {
    (minute, what.to_owned(), value.to_owned())
}

/// A number that moves with every commit that any connection made to the file.
fn data_version(hand: &rusqlite::Connection) -> i64 {
    hand.query_row("PRAGMA data_version", [], |row| row.get(0)).unwrap()
}

#[test]
fn recording_the_same_again_writes_no_row() {
    let folder = folder();
    let store = open(folder.path());
    let all_of_it = |store: &Store| {
        record(store, &look(&cluster("j-1").node(node("i-1")), 0));
        store.history.record_source(Realm::Aws, &place("1", "eu-west-1"), START).unwrap();
        store.history.record_profile(Realm::Aws, &known("prod")).unwrap();
        store.history.record_prices(Realm::Aws, &[quote("m5.xlarge", Some(dec!(0.192)), 0)]).unwrap();
        let change = spot("m5.xlarge", 0, dec!(0.07));
        store.history.record_spot(Realm::Aws, &place("1", "eu-west-1"), &[change]).unwrap();
    };
    let hand = other_hand(folder.path(), FILE);
    let before = data_version(&hand);
    all_of_it(&store);
    let written = data_version(&hand);
    assert_ne!(written, before);
    all_of_it(&store);
    assert_eq!(data_version(&hand), written);
}

#[test]
fn a_look_that_finds_nothing_new_moves_its_time_and_nothing_else() {
    let folder = folder();
    let store = open(folder.path());
    let j1 = cluster("j-1").node(node("i-1"));
    record(&store, &look(&j1, 0));
    other_hand(folder.path(), FILE)
        .execute_batch(
            "CREATE TRIGGER no_change BEFORE INSERT ON cluster_change BEGIN SELECT RAISE (ABORT, 'change'); END;
             CREATE TRIGGER no_row BEFORE UPDATE ON cluster BEGIN SELECT RAISE (ABORT, 'row'); END;",
        )
        .unwrap();
    record(&store, &look(&j1, 5));
    assert_eq!(all(&store), [look(&j1, 5)]);
}

#[test]
fn a_change_is_recorded_with_the_time_it_was_seen() {
    let folder = folder();
    let store = open(folder.path());
    let j1 = cluster("j-1").node(node("i-1")).node(node("i-2").spot());
    record(&store, &look(&j1, 0));
    record(&store, &look(&j1.clone().node(node("i-3").spot()), 1));
    record(&store, &look(&j1.clone().node(node("i-3").spot()).running().protected(), 2));
    assert_eq!(
        changes(folder.path()),
        [
            change(0, "state", "WAITING"),
            change(0, "nodes", r#"{"m5.xlarge":{"on_demand":1,"spot":1}}"#),
            change(0, "protected", "false"),
            change(0, "auto_termination", "none"),
            change(1, "nodes", r#"{"m5.xlarge":{"on_demand":1,"spot":2}}"#),
            change(2, "state", "RUNNING"),
            change(2, "protected", "true"),
        ]
    );
}

#[test]
fn a_node_that_is_no_longer_told_of_has_ended() {
    let folder = folder();
    let store = open(folder.path());
    record(&store, &look(&cluster("j-1").node(node("i-1")).node(node("i-2")), 0));
    record(&store, &look(&cluster("j-1").node(node("i-1").ended_at(minutes(3))), 5));
    let ended = |id: &str| -> i64 {
        other_hand(folder.path(), FILE)
            .query_row("SELECT ended_at FROM node WHERE instance_id = ?1", [id], |row| row.get(0))
            .unwrap()
    };
    assert_eq!(ended("i-1"), minutes(3).as_microsecond());
    assert_eq!(ended("i-2"), minutes(5).as_microsecond());
}

#[test]
fn a_process_that_knows_less_takes_nothing_away() {
    let folder = folder();
    let (window, terminal) = (open(folder.path()), open(folder.path()));
    let j1 = cluster("j-1").node(node("i-1")).protected();
    record(&window, &look(&j1, 0));
    let listed =
        ClusterRecord::listed(place("1", "eu-west-1"), "prod".into(), j1.clone().running().summary(), minutes(1));
    record(&terminal, &listed);
    let kept = all(&window).remove(0);
    assert_eq!((kept.summary.state.clone(), kept.seen_at), (ClusterState::Running, minutes(1)));
    assert_eq!((kept.protected(), kept.nodes), (Some(true), look(&j1, 0).nodes));
}

#[test]
fn a_late_look_changes_nothing_and_a_clock_set_back_does() {
    let folder = folder();
    let store = open(folder.path());
    record(&store, &look(&cluster("j-1").waiting(), 60));
    record(&store, &look(&cluster("j-1").running(), 59));
    assert_eq!(all(&store)[0].summary.state, ClusterState::Waiting);
    record(&store, &look(&cluster("j-1").running(), 0));
    assert_eq!(all(&store)[0].summary.state, ClusterState::Running);
}

#[test]
fn clusters_that_ended_are_shown_from_then_on_and_living_ones_always() {
    let folder = folder();
    let store = open(folder.path());
    record(&store, &look(&cluster("j-alive").created_at(minutes(-90_000)), 0));
    record(&store, &look(&cluster("j-unknown").state(ClusterState::from_aws("HIBERNATING")), 0));
    record(&store, &look(&cluster("j-old").terminated(minutes(-10)), 0));
    record(&store, &look(&cluster("j-new").terminated(minutes(10)), 20));
    // AWS may not say when; then it is when it was first seen ended.
    record(&store, &look(&cluster("j-undated").state(ClusterState::TerminatedWithErrors), 5));
    let shown = |since| -> Vec<String> {
        let records = store.history.clusters(Realm::Aws, &"1".into(), minutes(since)).unwrap();
        records.iter().map(|record| record.id().to_string()).collect()
    };
    assert_eq!(shown(-60), ["j-alive", "j-unknown", "j-old", "j-new", "j-undated"]);
    assert_eq!(shown(5), ["j-alive", "j-unknown", "j-new", "j-undated"]);
    assert_eq!(shown(11), ["j-alive", "j-unknown"]);
}

#[test]
fn the_sample_and_other_accounts_are_kept_apart() {
    let folder = folder();
    let store = open(folder.path());
    let record = Arc::new(look(&cluster("j-1"), 0));
    store.history.record_clusters(Realm::Sample, &[record]).unwrap();
    store.history.record_source(Realm::Sample, &place("1", "eu-west-1"), START).unwrap();
    assert_eq!(all(&store), []);
    assert_eq!(store.history.sources(Realm::Aws, &"1".into()).unwrap(), []);
    assert_eq!(store.history.clusters(Realm::Sample, &"2".into(), START).unwrap(), []);
    assert_eq!(store.history.clusters(Realm::Sample, &"1".into(), START).unwrap().len(), 1);
}

#[test]
fn a_batch_that_fails_leaves_nothing_of_itself() {
    let folder = folder();
    let store = open(folder.path());
    other_hand(folder.path(), FILE)
        .execute_batch(
            "CREATE TRIGGER broken BEFORE INSERT ON cluster WHEN new.id = 'j-2'
             BEGIN SELECT RAISE (ABORT, 'broken'); END",
        )
        .unwrap();
    let records = ["j-1", "j-2"].map(|id| Arc::new(look(&cluster(id), 0)));
    let error = store.history.record_clusters(Realm::Aws, &records).unwrap_err().to_string();
    assert!(error.starts_with("cannot record clusters in ") && error.ends_with("history.db: broken"), "{error}");
    assert_eq!(all(&store), []);
}

#[test]
fn a_row_that_cannot_be_read_hides_no_other_and_is_replaced_by_the_next_look() {
    let folder = folder();
    let store = open(folder.path());
    record(&store, &look(&cluster("j-1"), 0));
    record(&store, &look(&cluster("j-2"), 0));
    other_hand(folder.path(), FILE).execute("UPDATE cluster SET record = '{}' WHERE id = 'j-1'", []).unwrap();
    assert_eq!(all(&store), [look(&cluster("j-2"), 0)]);
    record(&store, &look(&cluster("j-1"), 1));
    assert_eq!(all(&store).len(), 2);
}

fn quote(
    instance_type: &str,
    usd: Option<Decimal>,
    minute: i64,
) -> (emberwatch_domain::account::Region, PriceItem, Quote) {
    let quote = Quote { price: usd.map(Usd::new), as_of: minutes(minute) };
    ("eu-west-1".into(), PriceItem::Emr(instance_type.into()), quote)
}

#[test]
fn prices_keep_every_digit_and_absence_is_an_answer() {
    let folder = folder();
    let store = open(folder.path());
    let quotes = [quote("a1.tiny", Some(dec!(0.0012345678901)), 0), quote("x9.none", None, 1)];
    store.history.record_prices(Realm::Aws, &quotes).unwrap();
    let book = store.history.prices(Realm::Aws).unwrap();
    for (region, item, quote) in quotes {
        assert_eq!(book.quote(&region, &item), Some(&quote));
    }
    assert_eq!(store.history.prices(Realm::Sample).unwrap().iter().count(), 0);
}

#[test]
fn a_confirmed_price_gets_its_new_date_and_a_changed_one_a_new_row() {
    let folder = folder();
    let store = open(folder.path());
    for (price, minute) in [(dec!(0.10), 0), (dec!(0.100), 60), (dec!(0.12), 120)] {
        store.history.record_prices(Realm::Aws, &[quote("m5.xlarge", Some(price), minute)]).unwrap();
    }
    let (region, item, last) = quote("m5.xlarge", Some(dec!(0.12)), 120);
    assert_eq!(store.history.prices(Realm::Aws).unwrap().quote(&region, &item), Some(&last));
    assert_eq!(count(folder.path(), FILE, "price"), 2);
}

fn spot(instance_type: &str, minute: i64, usd: Decimal) -> SpotChange {
    SpotChange {
        instance_type: instance_type.into(),
        zone: "eu-west-1a".into(),
        usd_per_hour: Usd::new(usd),
        at: minutes(minute),
    }
}

#[test]
fn spot_prices_come_with_the_last_change_before_for_every_series() {
    let folder = folder();
    let store = open(folder.path());
    let changes = [
        spot("m5.xlarge", 0, dec!(0.05)),
        spot("m5.xlarge", 10, dec!(0.06)),
        spot("m5.xlarge", 30, dec!(0.07)),
        spot("r5.xlarge", 5, dec!(0.08)),
    ];
    store.history.record_spot(Realm::Aws, &place("1", "eu-west-1"), &changes).unwrap();
    let book = store.history.spot(Realm::Aws, &"1".into(), minutes(20)).unwrap();
    let series = |instance_type: &str| -> Vec<_> {
        book.series(&instance_type.into(), &"eu-west-1a".into()).unwrap().changes().collect()
    };
    assert_eq!(series("m5.xlarge"), [(minutes(10), Usd::new(dec!(0.06))), (minutes(30), Usd::new(dec!(0.07)))]);
    assert_eq!(series("r5.xlarge"), [(minutes(5), Usd::new(dec!(0.08)))]);
    assert!(
        store
            .history
            .spot(Realm::Aws, &"2".into(), START)
            .unwrap()
            .series(&"m5.xlarge".into(), &"eu-west-1a".into())
            .is_none()
    );
}

#[test]
fn spot_prices_of_some_types_in_a_place_leave_out_all_others_and_reach_back_as_far() {
    let folder = folder();
    let store = open(folder.path());
    let in_b = |change: SpotChange| SpotChange { zone: "eu-west-1b".into(), ..change };
    let changes = [
        spot("m5.xlarge", 0, dec!(0.05)),
        spot("m5.xlarge", 10, dec!(0.06)),
        spot("m5.xlarge", 30, dec!(0.07)),
        in_b(spot("m5.xlarge", 25, dec!(0.04))),
        spot("r5.xlarge", 5, dec!(0.08)),
    ];
    store.history.record_spot(Realm::Aws, &place("1", "eu-west-1"), &changes).unwrap();
    let elsewhere = SpotChange { zone: "us-east-1a".into(), ..spot("m5.xlarge", 30, dec!(0.01)) };
    store.history.record_spot(Realm::Aws, &place("1", "us-east-1"), &[elsewhere]).unwrap();
    let kinds = ["m5.xlarge".into(), "c5.xlarge".into()];
    let book = store.history.spot_of(Realm::Aws, &place("1", "eu-west-1"), &kinds, minutes(20)).unwrap();
    let told: Vec<_> = book
        .iter()
        .flat_map(|(kind, zone, series)| series.changes().map(move |(at, usd)| (kind.as_str(), zone.as_str(), at, usd)))
        .collect();
    let expected = [("eu-west-1a", 10, dec!(0.06)), ("eu-west-1a", 30, dec!(0.07)), ("eu-west-1b", 25, dec!(0.04))];
    assert_eq!(told, expected.map(|(zone, at, usd)| ("m5.xlarge", zone, minutes(at), Usd::new(usd))));
}

fn known(profile: &str) -> KnownProfile {
    KnownProfile {
        profile: profile.into(),
        caller: Caller { account: "1".into(), arn: "arn:aws:iam::1:user/mila".to_owned(), user_id: "A".to_owned() },
        alias: Some("acme-prod".to_owned()),
        regions: vec!["eu-west-1".into()],
        as_of: START,
    }
}

#[test]
fn profiles_and_sources_are_known_again_as_they_were_last() {
    let folder = folder();
    let store = open(folder.path());
    let (mut prod, here) = (known("prod"), place("1", "eu-west-1"));
    store.history.record_profile(Realm::Aws, &prod).unwrap();
    prod.alias = None;
    store.history.record_profile(Realm::Aws, &prod).unwrap();
    store.history.record_source(Realm::Aws, &here, START).unwrap();
    store.history.record_source(Realm::Aws, &here, minutes(1)).unwrap();
    let store = open(folder.path());
    assert_eq!(store.history.profiles(Realm::Aws).unwrap(), [prod]);
    assert_eq!(store.history.sources(Realm::Aws, &"1".into()).unwrap(), [(here.region, minutes(1))]);
}

#[test]
fn what_two_processes_asked_of_aws_is_one_sum_a_day_and_other_days_stay_apart() {
    let folder = folder();
    let (window, terminal) = (open(folder.path()), open(folder.path()));
    let calls = |day: &str, sent| CallsOfDay {
        key: CallKey { place: place("1", "eu-west-1"), service: "ec2".into(), operation: "DescribeInstances".into() },
        day: day.parse().unwrap(),
        tally: Tally { sent, throttled: 1, failed: 0 },
    };
    window.history.add_calls(Realm::Aws, &[calls("2026-01-05", 3), calls("2026-01-04", 9)]).unwrap();
    terminal.history.add_calls(Realm::Aws, &[calls("2026-01-05", 4)]).unwrap();
    let told = window.history.calls_since(Realm::Aws, "2026-01-05".parse().unwrap(), None).unwrap();
    let both = CallsOfDay { tally: Tally { sent: 7, throttled: 2, failed: 0 }, ..calls("2026-01-05", 0) };
    assert_eq!(told, std::slice::from_ref(&both));
    let of_bills = CallsOfDay { key: CallKey { service: "ce".into(), ..both.key.clone() }, ..calls("2026-01-05", 1) };
    window.history.add_calls(Realm::Aws, std::slice::from_ref(&of_bills)).unwrap();
    assert_eq!(
        window.history.calls_since(Realm::Aws, "2026-01-05".parse().unwrap(), Some("ce")).unwrap(),
        [of_bills],
        "of one service"
    );
    assert_eq!(window.history.calls_since(Realm::Sample, "2026-01-01".parse().unwrap(), None).unwrap(), []);
}

#[test]
fn what_was_read_of_spot_prices_is_joined_where_it_touches_and_forgotten_with_its_rows() {
    let folder = folder();
    let store = open(folder.path());
    let (here, kind) = (place("1", "eu-west-1"), emberwatch_domain::cluster::InstanceType::new("m5.xlarge"));
    let read = |from: i64, until: i64| {
        let span = TimeSpan::new(minutes(from), minutes(until));
        store.history.record_spot_read(Realm::Aws, &here, std::slice::from_ref(&kind), span).unwrap();
    };
    read(0, 10);
    read(30, 40);
    read(60, 70);
    read(10, 35);
    let spans = |realm| store.history.spot_read(realm, &here).unwrap().remove(&kind).unwrap_or_default();
    assert_eq!(spans(Realm::Aws), [TimeSpan::new(minutes(0), minutes(40)), TimeSpan::new(minutes(60), minutes(70))]);
    assert_eq!(spans(Realm::Sample), []);
    store.history.forget(minutes(20), &|_| {}).unwrap();
    assert_eq!(spans(Realm::Aws)[0], TimeSpan::new(minutes(20), minutes(40)));
}
