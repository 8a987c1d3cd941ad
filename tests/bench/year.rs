//! B8: a year of what twenty accounts burned, told every minute and never twice the same: ten million stretches.
//!
//! The store writes and reads them through its own ports. Beside it stands what somebody would write by hand: a plain
//! table, a rollup of its days, and SQL over both.

use crate::figures::{Spread, millis};
use crate::table::{Row, Verdict};
use emberwatch_app::burned::BurnedDay;
use emberwatch_app::ports::{BurnMark, History};
use emberwatch_domain::account::{AccountId, Realm};
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{Days, Month, utc_day};
use emberwatch_store::Store;
use jiff::{SignedDuration, Timestamp, ToSpan};
use rusqlite::{Connection, params};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use tokio::time::Instant;

pub const DOES: &str = "a year of 20 accounts, every minute another burn: 10.5 million stretches written and read through the store; \
    beside it a hand-written table with a rollup in SQLite, the same answers, interleaved";

const ACCOUNTS: i64 = 20;
const DAYS: i64 = 365;
const MINUTES: i64 = DAYS * 24 * 60;
/// 2025-01-01, as SQLite and people count.
const START: i64 = 1_735_689_600;
const ROUNDS: usize = 200;
const HOLDS: SignedDuration = SignedDuration::from_mins(3);

pub fn run() -> Vec<Row> {
    let folder = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    let store = Store::open(folder.path(), at(0)).unwrap_or_else(|error| panic!("{error}"));
    for day in 0..DAYS {
        let minutes = day * 1440..(day + 1) * 1440;
        let marks: Vec<BurnMark> =
            minutes.flat_map(|minute| (0..ACCOUNTS).map(move |account| mark(account, minute))).collect();
        store.history.record_burn(Realm::Aws, &marks, HOLDS).unwrap();
    }
    let rows = MINUTES * ACCOUNTS;
    println!("  {rows} stretches recorded in {:.0} s", begun.elapsed().as_secs_f64());
    let bytes = bytes_of(folder.path());
    let hand = by_hand(&folder.path().join("hand.db"));
    println!("  the same by hand after {:.0} s", begun.elapsed().as_secs_f64());
    let mut told = vec![size(bytes, rows)];
    told.extend(asked(store.history.as_ref(), &hand));
    told
}

/// Asked of both, in turns; the answers are the same or nothing is told.
fn asked(history: &dyn History, hand: &Connection) -> Vec<Row> {
    let end = at(MINUTES - 1);
    let today = utc_day(end);
    let day = end - SignedDuration::from_hours(24);
    let last_days = Days::new(today.checked_sub(40.days()).unwrap(), today);
    let month = Month::of(today).previous().days();
    vec![
        compare(
            "range: every stretch of the last 24 hours",
            || history.burn(Realm::Aws, day).unwrap().values().map(Vec::len).sum::<usize>() as i64,
            || stretches_by_hand(hand, day.as_second()),
        ),
        compare(
            "group by day and account, the last 40 days",
            || micros(history.burned(Realm::Aws, last_days).unwrap().iter()),
            || days_by_hand(hand, last_days),
        ),
        compare(
            "month total of each account",
            || history.burned_in(Realm::Aws, month).unwrap().values().map(|sum| sum.usd).sum::<Usd>().micros(),
            || totals_by_hand(hand, month),
        ),
    ]
}

fn compare(what: &str, ours: impl Fn() -> i64, hand: impl Fn() -> i64) -> Row {
    let (mut our, mut other) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (our_answer, our_time) = timed(&ours);
        let (other_answer, other_time) = timed(&hand);
        assert!((our_answer - other_answer).abs() <= ACCOUNTS * 40, "{what}: {our_answer} and {other_answer} by hand");
        // The first ones read the files.
        if round > 0 {
            our.push(our_time);
            other.push(other_time);
        }
    }
    our.sort();
    let slowest = our[our.len() * 99 / 100];
    let (our, other) = (Spread::of(&our), Spread::of(&other));
    println!("  {what}\n    ours {our}\n    by hand {other}");
    let ratio = our.median.as_secs_f64() / other.median.as_secs_f64();
    let met = ratio <= 1.2 && slowest <= Duration::from_millis(10);
    Row::new("B8", format!("{what}, of {ROUNDS} the median and p99"))
        .ours(format!("{:.2}, {:.2} ms", millis(our.median), millis(slowest)))
        .against(format!("{:.2} ms, by hand in SQLite", millis(other.median)))
        .ratio(format!("{ratio:.2}"))
        .target("≤ 1.2, p99 ≤ 10 ms", Verdict::ratio(met))
}

fn size(bytes: u64, rows: i64) -> Row {
    #[expect(clippy::cast_precision_loss, reason = "told with two digits")]
    let each = bytes as f64 / rows as f64;
    Row::new("B8", format!("bytes of the history for a stretch, of {rows}"))
        .ours(format!("{each:.1}"))
        .against("-")
        .target("≤ 20", Verdict::count(each <= 20.0))
}

fn timed<T>(act: &impl Fn() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let answer = act();
    (answer, begun.elapsed())
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(START + minute * 60).unwrap()
}

fn mark(account: i64, minute: i64) -> BurnMark {
    BurnMark { account: id(account), at: at(minute), burn: Usd::from_micros(burn(account, minute)), complete: true }
}

fn id(account: i64) -> AccountId {
    AccountId::new(format!("{}", 123_456_000_000 + account))
}

/// Some ten to a hundred dollars an hour, another each minute.
fn burn(account: i64, minute: i64) -> i64 {
    10_000_000 + account * 4_000_000 + (minute * 7_919 + account * 104_729) % 9_999_991
}

/// The plain table and its rollup.
fn by_hand(path: &Path) -> Connection {
    let mut connection = Connection::open(path).unwrap();
    connection
        .execute_batch(
            "PRAGMA journal_mode = wal; PRAGMA synchronous = normal;
             CREATE TABLE burn (account TEXT, since INTEGER, until INTEGER, usd REAL);
             CREATE TABLE rollup (day INTEGER, account TEXT, usd REAL, PRIMARY KEY (day, account)) WITHOUT ROWID;",
        )
        .unwrap();
    let tx = connection.transaction().unwrap();
    {
        let mut insert = tx.prepare("INSERT INTO burn VALUES (?1, ?2, ?3, ?4)").unwrap();
        // The two days are enough for the range; the rollup is of them all.
        for minute in MINUTES - 2 * 1440..MINUTES - 1 {
            for account in 0..ACCOUNTS {
                let (since, until) = (at(minute).as_second(), at(minute + 1).as_second());
                #[expect(clippy::cast_precision_loss, reason = "as by hand")]
                let usd = burn(account, minute) as f64 / 1e6;
                insert.execute(params![id(account).as_str(), since, until, usd]).unwrap();
            }
        }
        let mut insert = tx.prepare("INSERT INTO rollup VALUES (?1, ?2, ?3)").unwrap();
        for day in 0..DAYS {
            for account in 0..ACCOUNTS {
                let minutes = day * 1440..((day + 1) * 1440).min(MINUTES - 1);
                let micros: i64 = minutes.map(|minute| burn(account, minute)).sum();
                #[expect(clippy::cast_precision_loss, reason = "as by hand")]
                let usd = micros as f64 / 60.0 / 1e6;
                insert.execute(params![START / 86_400 + day, id(account).as_str(), usd]).unwrap();
            }
        }
    }
    tx.commit().unwrap();
    connection.execute_batch("CREATE INDEX burn_until ON burn (until)").unwrap();
    connection
}

/// As rows of a program that wants to draw them.
fn stretches_by_hand(hand: &Connection, since: i64) -> i64 {
    let sql = "SELECT account, since, until, usd FROM burn WHERE until >= ?1 ORDER BY until";
    let mut statement = hand.prepare_cached(sql).unwrap();
    let mut rows = statement.query([since]).unwrap();
    let mut record: BTreeMap<String, Vec<(i64, i64, f64)>> = BTreeMap::new();
    while let Some(row) = rows.next().unwrap() {
        let account = row.get_ref(0).unwrap().as_str().unwrap();
        let stretch = (row.get(1).unwrap(), row.get(2).unwrap(), row.get(3).unwrap());
        match record.get_mut(account) {
            Some(known) => known.push(stretch),
            None => drop(record.insert(account.to_owned(), vec![stretch])),
        }
    }
    // One is still drawn out in ours.
    record.values().map(|known| known.len() as i64).sum::<i64>() + ACCOUNTS
}

fn days_by_hand(hand: &Connection, days: Days) -> i64 {
    let sql = "SELECT day, account, sum(usd) FROM rollup WHERE day >= ?1 AND day < ?2 GROUP BY day, account";
    let mut statement = hand.prepare_cached(sql).unwrap();
    let rows = statement
        .query_map(numbers(days), |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, f64>(2)?)));
    let rows: Vec<(i64, String, f64)> = rows.unwrap().map(Result::unwrap).collect();
    whole_micros(rows.iter().map(|(.., usd)| usd).sum())
}

fn totals_by_hand(hand: &Connection, days: Days) -> i64 {
    let sql = "SELECT account, sum(usd) FROM rollup WHERE day >= ?1 AND day < ?2 GROUP BY account";
    let mut statement = hand.prepare_cached(sql).unwrap();
    let rows = statement.query_map(numbers(days), |row| Ok((row.get::<_, String>(0)?, row.get::<_, f64>(1)?)));
    let totals: BTreeMap<String, f64> = rows.unwrap().map(Result::unwrap).collect();
    whole_micros(totals.values().sum())
}

#[expect(clippy::cast_possible_truncation, reason = "some thousand dollars")]
fn whole_micros(usd: f64) -> i64 {
    (usd * 1e6).round() as i64
}

fn micros<'a>(burned: impl Iterator<Item = &'a BurnedDay>) -> i64 {
    burned.map(|row| row.usd).sum::<Usd>().micros()
}

fn numbers(days: Days) -> [i64; 2] {
    [days.span().start.as_second() / 86_400, days.span().end.as_second() / 86_400]
}

fn bytes_of(folder: &Path) -> u64 {
    let size = |file: &str| std::fs::metadata(folder.join(file)).map_or(0, |found| found.len());
    size("history.db")
}
