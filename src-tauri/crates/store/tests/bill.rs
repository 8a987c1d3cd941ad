//! Bills are kept by question and day, exact to the micro-dollar, and survive whoever asked for them.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{folder, open};
use emberwatch_app::costs::{Answered, BillNote, Question};
use emberwatch_app::ports::{BillCache, Upkeep};
use emberwatch_domain::account::Realm;
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{Amounts, Basis, BillDay, BillKey, CostFilter, Days, Dimension};
use emberwatch_store::Store;
use emberwatch_testkit::{START, minutes};
use jiff::civil::{Date, date};

fn question(by: Dimension) -> Question {
    Question::new("1".into(), Basis::default(), &[by])
}

fn january(first: i8, end: i8) -> Days {
    Days::new(date(2026, 1, first), date(2026, 1, end))
}

fn row(day: i8, service: &str, micros: i64) -> BillDay {
    let key = BillKey::default().with(Dimension::LinkedAccount, "1").with(Dimension::Service, service);
    BillDay { day: date(2026, 1, day), key, usd: Usd::from_micros(micros), estimated: day >= 9 }
}

fn answer(store: &Store, days: Days, rows: &[BillDay]) {
    let estimated_from = Some(date(2026, 1, 9));
    let answered = Answered { days, rows: rows.to_vec(), estimated_from, asked_at: START };
    store.history.record_bill(Realm::Aws, &question(Dimension::Service), &answered).unwrap();
}

#[test]
fn a_bill_is_there_after_a_restart_with_its_days_without_rows() {
    let folder = folder();
    let rows = [row(1, "EMR", 1_234_567), row(1, "EC2", -5), row(9, "EMR", 2)];
    answer(&open(folder.path()), january(1, 11), &rows);
    let kept = open(folder.path()).history.bill(Realm::Aws, &question(Dimension::Service), january(1, 31)).unwrap();
    assert_eq!(kept.days.len(), 10);
    let told = |day: Date| kept.days.get(&day).map(|known| (known.estimated, known.asked_at));
    assert_eq!(told(date(2026, 1, 10)), Some((true, START)), "a day without rows is marked as the days beside it");
    assert_eq!(told(date(2026, 1, 8)), Some((false, START)));
    let mut rows = rows.to_vec();
    rows.sort_by_key(|row| (row.day, row.usd.amount() < rust_decimal::Decimal::ZERO));
    assert_eq!(kept.rows, rows);
}

#[test]
fn a_newer_answer_takes_the_place_of_the_older_one_on_its_days_only() {
    let folder = folder();
    let store = open(folder.path());
    answer(&store, january(1, 4), &[row(1, "EMR", 10), row(2, "EMR", 20), row(3, "EMR", 30), row(3, "EC2", 1)]);
    answer(&store, january(3, 5), &[row(3, "EMR", 33)]);
    let kept = store.history.bill(Realm::Aws, &question(Dimension::Service), january(1, 31)).unwrap();
    assert_eq!(kept.rows, [row(1, "EMR", 10), row(2, "EMR", 20), row(3, "EMR", 33)]);
    assert_eq!(kept.days.len(), 4);
}

#[test]
fn a_key_that_stands_on_two_pages_is_added_up() {
    let folder = folder();
    let store = open(folder.path());
    answer(&store, january(1, 2), &[row(1, "EMR", 10), row(1, "EMR", 5)]);
    let kept = store.history.bill(Realm::Aws, &question(Dimension::Service), january(1, 2)).unwrap();
    assert_eq!(kept.rows, [row(1, "EMR", 15)]);
}

#[test]
fn other_questions_bases_accounts_and_realms_know_nothing_of_it() {
    let folder = folder();
    let store = open(folder.path());
    answer(&store, january(1, 2), &[row(1, "EMR", 10)]);
    let net = Basis { amounts: Amounts::NetAmortized, ..Basis::default() };
    let only = vec![CostFilter::one(Dimension::Region, Some("eu-west-1"))];
    let others = [
        (Realm::Sample, question(Dimension::Service)),
        (Realm::Aws, question(Dimension::Region)),
        (Realm::Aws, Question { account: "2".into(), ..question(Dimension::Service) }),
        (Realm::Aws, Question { basis: net, ..question(Dimension::Service) }),
        (Realm::Aws, Question { only, ..question(Dimension::Service) }),
    ];
    for (realm, question) in others {
        assert!(store.history.bill(realm, &question, january(1, 31)).unwrap().days.is_empty(), "{question:?}");
    }
}

#[test]
fn what_else_was_answered_is_noted_with_its_time_and_replaced() {
    let folder = folder();
    let store = open(folder.path());
    let note = |minute, json: &str| BillNote { at: minutes(minute), json: json.to_owned() };
    for (minute, json) in [(0, "[1]"), (5, "[2]")] {
        store.history.record_bill_note(Realm::Aws, &"1".into(), "holdings", &note(minute, json)).unwrap();
    }
    let read = |about: &str| store.history.bill_note(Realm::Aws, &"1".into(), about).unwrap();
    assert_eq!((read("holdings"), read("else")), (Some(note(5, "[2]")), None));
}

#[test]
fn days_before_the_one_that_history_is_forgotten_to_go() {
    let folder = folder();
    let store = open(folder.path());
    answer(&store, january(1, 6), &[row(2, "EMR", 10), row(4, "EMR", 20)]);
    store.history.forget("2026-01-04T00:00:00Z".parse().unwrap(), &|_| {}).unwrap();
    let kept = store.history.bill(Realm::Aws, &question(Dimension::Service), january(1, 31)).unwrap();
    assert_eq!((kept.days.len(), kept.rows), (2, vec![row(4, "EMR", 20)]));
}
