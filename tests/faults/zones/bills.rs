//! The bill, from the store to the page.

use super::{ACCOUNT, END, FIRST, PLACES, Seen, critical, midnight, zone};
use emberwatch_app::costs::{AccountBill, Allowance, Answered, Askers, CostsKnown, Question, Spent};
use emberwatch_app::ports::BillCache;
use emberwatch_domain::account::Realm;
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{Basis, Bill, BillDay, BillKey, Days, Dimension, Month, utc_day};
use emberwatch_store::Store;
use emberwatch_views::costs::{CostsGrain, CostsRequest, CostsView, costs};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::collections::{BTreeMap, BTreeSet};

const ALL: Days = Days { first: FIRST, end: END };

/// No two days of a month cost the same, so that one in another's place is seen.
fn usd(day: Date) -> Usd {
    Usd::from_micros(1_000_000 * i64::from(day.day()) + 1_000 * i64::from(day.month()) + i64::from(day.year() % 10))
}

fn question() -> Question {
    Question::new(ACCOUNT.into(), Basis::default(), &[])
}

/// A store that holds all four years.
fn store(folder: &tempfile::TempDir) -> Store {
    let store = Store::open(folder.path(), midnight(END)).unwrap();
    let key = BillKey::default().with(Dimension::LinkedAccount, ACCOUNT).with(Dimension::Service, "EMR");
    let row = |day| BillDay { day, key: key.clone(), usd: usd(day), estimated: false };
    let answered =
        Answered { days: ALL, rows: ALL.iter().map(row).collect(), estimated_from: None, asked_at: midnight(END) };
    store.history.record_bill(Realm::Aws, &question(), &answered).unwrap();
    store
}

fn known(store: &Store, days: Days) -> CostsKnown {
    let kept = store.history.bill(Realm::Aws, &question(), days).unwrap();
    let mut bill = Bill::new(Basis::default());
    for day in kept.days.keys() {
        bill.record(Days::one(*day), kept.rows.iter().filter(|row| row.day == *day).cloned(), None);
    }
    let allowance = Allowance { cap: Usd::ZERO, spent: Spent::default() };
    let bill = AccountBill {
        account: ACCOUNT.into(),
        bill,
        by: question().by,
        holds: BTreeSet::from([ACCOUNT.into()]),
        hindrance: None,
        allowance,
        theirs: None,
    };
    let askers = Askers { asked: vec![ACCOUNT.into()], ..Askers::default() };
    CostsKnown {
        bills: vec![bill],
        askers,
        asked: Spent::default(),
        spent: Spent::default(),
        cluster_names: BTreeMap::new(),
    }
}

fn shown(known: &CostsKnown, now: Timestamp, zone: &TimeZone, request: &CostsRequest) -> CostsView {
    let seen = Seen::new();
    let scene = seen.by(now, zone);
    costs(&scene, &request.parse(&scene).unwrap(), known)
}

#[test]
fn the_store_tells_a_month_by_its_own_days_and_each_day_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let mut told = Vec::new();
    for month in ALL.months() {
        let kept = store.history.bill(Realm::Aws, &question(), month).unwrap();
        assert_eq!(kept.rows.len(), month.count() as usize, "{month:?}");
        told.extend(kept.rows.into_iter().map(|row| (row.day, row.usd)));
    }
    assert_eq!(told, ALL.iter().map(|day| (day, usd(day))).collect::<Vec<_>>());
}

#[test]
fn the_days_of_every_month_add_up_to_the_month() {
    let folder = tempfile::tempdir().unwrap();
    let known = known(&store(&folder), ALL);
    let asked = |grain| CostsRequest {
        from: Some(FIRST.to_string()),
        to: Some(END.to_string()),
        grain: Some(grain),
        ..CostsRequest::default()
    };
    let told = |grain| shown(&known, midnight(END), &zone("Pacific/Kiritimati"), &asked(grain)).table.periods;
    let (days, months) = (told(CostsGrain::Day), told(CostsGrain::Month));
    assert_eq!((days.len(), months.len()), (1461, 48));
    for month in &months {
        let of_month = days.iter().filter(|day| month.from <= day.from && day.from < month.to);
        let sum: rust_decimal::Decimal =
            of_month.map(|day| day.total_usd.as_ref().unwrap().parse::<rust_decimal::Decimal>().unwrap()).sum();
        assert_eq!(Ok(sum), month.total_usd.as_ref().unwrap().parse(), "{}", month.label);
    }
}

/// What is asked without naming days: from the first of the month of UTC until its running day is over.
#[test]
fn the_running_month_of_the_bill_is_the_same_one_in_every_zone() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    for name in PLACES {
        let there = zone(name);
        let moments = critical(&there).into_iter().filter(|at| *at < midnight(END));
        for now in moments {
            let today = utc_day(now);
            let known = known(&store, Days::new(Month::of(today).days().first, today));
            let request = CostsRequest::default();
            let view = shown(&known, now, &there, &request);
            let (from, to) = (today.first_of_month().to_string(), today.saturating_add(1.day()).to_string());
            assert_eq!((&view.costs.from, &view.costs.to), (&from, &to), "{name} {now}");
            assert_eq!(view, shown(&known, now, &TimeZone::UTC, &request), "{name} {now}");
            let once: BTreeSet<&String> = view.notes.iter().collect();
            assert_eq!(once.len(), view.notes.len(), "each once: {:?}", view.notes);
        }
    }
}
