//! The tables `burn_…`: what every account burned, in stretches in which it did not change, and by days of UTC.

use super::LATE;
use crate::columns::{day, day_number, word};
use crate::error::Problem;
use emberwatch_app::burned::{BurnedDay, BurnedSum};
use emberwatch_app::ports::{BurnMark, BurnRecord};
use emberwatch_domain::account::{AccountId, Realm};
use emberwatch_domain::money::Usd;
use emberwatch_domain::series::Stretch;
use emberwatch_domain::spend::Days;
use emberwatch_domain::time_span::TimeSpan;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};
use std::collections::BTreeMap;

const DAY: i64 = 24 * 60 * 60;
/// A stretch's key is the second of its end and, below it, the number of its account.
const ACCOUNTS: i64 = 65_536;

/// The stretch of an account that is still drawn out.
#[derive(Clone, Copy)]
struct Open {
    account: i64,
    since: i64,
    until: i64,
    micros: i64,
    complete: bool,
}

/// Draws the open stretch out to the mark, and begins another where the burn is a different one. A mark that comes
/// longer after the open stretch than one is believed to hold begins a stretch of its own, and what lies between stays
/// a gap. One that is no later than what is recorded adds nothing: another process has already told of that moment. One
/// that is [`LATE`] begins a stretch too.
pub fn record(tx: &Transaction<'_>, realm: Realm, mark: &BurnMark, holds: SignedDuration) -> Result<(), Problem> {
    let at = mark.at.as_second();
    let Some(open) = open(tx, realm, &mark.account)? else {
        return first(tx, realm, mark, at);
    };
    let is_set_back = open.until - at > LATE.as_secs();
    if at <= open.until && !is_set_back {
        return Ok(());
    }
    let begins = Open { since: at, until: at, micros: mark.burn.micros(), complete: mark.complete, ..open };
    if is_set_back || at - open.until > holds.as_secs() {
        close(tx, open)?;
        return keep_open(tx, begins);
    }
    add_to_days(tx, open, at)?;
    let drawn_out = Open { until: at, ..open };
    if (open.micros, open.complete) == (begins.micros, begins.complete) {
        return keep_open(tx, drawn_out);
    }
    close(tx, drawn_out)?;
    keep_open(tx, begins)
}

/// Every stretch that reaches beyond `since`, by account and in order.
pub fn since(tx: &Transaction<'_>, realm: Realm, since: Timestamp) -> Result<BurnRecord, Problem> {
    let since = since.as_second();
    let mut of_account: BTreeMap<i64, (AccountId, Vec<Stretch>)> = BTreeMap::new();
    let mut open = Vec::new();
    for (name, stretch) in of_realm(tx, realm)? {
        of_account.insert(stretch.account, (name, Vec::new()));
        open.push(stretch);
    }
    let mut statement =
        tx.prepare_cached("SELECT key, lasted, micros FROM burn_stretch WHERE key >= ?1 ORDER BY key")?;
    let mut rows = statement.query([since * ACCOUNTS])?;
    while let Some(row) = rows.next()? {
        let key: i64 = row.get(0)?;
        let Some((_, record)) = of_account.get_mut(&(key % ACCOUNTS)) else { continue };
        let (until, lasted) = (key / ACCOUNTS, row.get::<_, i64>(1)?);
        record.push(stretch(until - lasted.abs(), until, row.get(2)?, lasted > 0)?);
    }
    for open in open.into_iter().filter(|open| open.until >= since) {
        if let Some((_, record)) = of_account.get_mut(&open.account) {
            record.push(stretch(open.since, open.until, open.micros, open.complete)?);
        }
    }
    of_account.values_mut().for_each(|(_, record)| put_in_order(record));
    Ok(of_account.into_values().filter(|(_, record)| !record.is_empty()).collect())
}

/// What every account burned on each of these days, by day and account.
pub fn by_day(tx: &Transaction<'_>, realm: Realm, days: Days) -> Result<Vec<BurnedDay>, Problem> {
    let names: BTreeMap<i64, AccountId> =
        of_realm(tx, realm)?.into_iter().map(|(name, open)| (open.account, name)).collect();
    let mut statement = tx.prepare_cached(
        "SELECT day, account, micro_seconds, since, until, gap, complete FROM burn_day
         WHERE day >= ?1 AND day < ?2 ORDER BY day, account",
    )?;
    let mut rows = statement.query([day_number(days.first), day_number(days.end)])?;
    let mut burned = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(account) = names.get(&row.get(1)?) else { continue };
        burned.push(BurnedDay {
            account: account.clone(),
            day: day(row.get(0)?)?,
            usd: BurnedDay::usd(row.get(2)?),
            recorded: TimeSpan::new(second(row.get(3)?)?, second(row.get(4)?)?),
            longest_gap: SignedDuration::from_secs(row.get(5)?),
            complete: row.get(6)?,
        });
    }
    Ok(burned)
}

/// The same of all these days together.
pub fn sums(tx: &Transaction<'_>, realm: Realm, days: Days) -> Result<BTreeMap<AccountId, BurnedSum>, Problem> {
    let mut statement = tx.prepare_cached(
        "SELECT burn_account.account, sum, whole
         FROM (SELECT account AS id, sum(micro_seconds) AS sum, min(complete) AS whole FROM burn_day
               WHERE day >= ?1 AND day < ?2 GROUP BY account)
         CROSS JOIN burn_account USING (id) WHERE realm = ?3",
    )?;
    let rows = statement.query_map(params![day_number(days.first), day_number(days.end), word(&realm)?], |row| {
        let sum = BurnedSum { usd: BurnedDay::usd(row.get(1)?), complete: row.get(2)? };
        Ok((AccountId::new(row.get::<_, String>(0)?), sum))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The stretches that ended before then, and the days.
pub fn forget(tx: &Transaction<'_>, before: Timestamp) -> Result<(), Problem> {
    tx.execute("DELETE FROM burn_stretch WHERE key < ?1", [before.as_second() * ACCOUNTS])?;
    tx.execute("DELETE FROM burn_day WHERE day < ?1", [before.as_second().div_euclid(DAY)])?;
    Ok(())
}

/// How many stretches that are.
pub fn forgettable(tx: &Transaction<'_>, before: Timestamp) -> Result<i64, Problem> {
    let count = "SELECT count(*) FROM burn_stretch WHERE key < ?1";
    Ok(tx.query_row(count, [before.as_second() * ACCOUNTS], |row| row.get(0))?)
}

/// A stretch of a clock that was ahead lies ahead of those that follow. When its time comes once more, no moment counts
/// twice.
fn put_in_order(record: &mut Vec<Stretch>) {
    record.sort_by_key(|stretch| stretch.span.start);
    let mut told_until = Timestamp::MIN;
    record.retain_mut(|stretch| {
        let is_cut = stretch.span.start < told_until;
        stretch.span.start = stretch.span.start.max(told_until);
        told_until = told_until.max(stretch.span.end);
        !is_cut || stretch.span.start < stretch.span.end
    });
}

fn open(tx: &Transaction<'_>, realm: Realm, account: &AccountId) -> Result<Option<Open>, Problem> {
    let found = tx
        .prepare_cached(
            "SELECT id, since, until, micros, complete FROM burn_account WHERE realm = ?1 AND account = ?2",
        )?
        .query_row(params![word(&realm)?, account.as_str()], |row| {
            let (account, since, until) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Open { account, since, until, micros: row.get(3)?, complete: row.get(4)? })
        })
        .optional()?;
    Ok(found)
}

fn of_realm(tx: &Transaction<'_>, realm: Realm) -> Result<Vec<(AccountId, Open)>, Problem> {
    let mut statement =
        tx.prepare_cached("SELECT account, id, since, until, micros, complete FROM burn_account WHERE realm = ?1")?;
    let accounts = statement.query_map([word(&realm)?], |row| {
        let (account, since, until) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let open = Open { account, since, until, micros: row.get(4)?, complete: row.get(5)? };
        Ok((AccountId::new(row.get::<_, String>(0)?), open))
    })?;
    Ok(accounts.collect::<Result<_, _>>()?)
}

fn first(tx: &Transaction<'_>, realm: Realm, mark: &BurnMark, at: i64) -> Result<(), Problem> {
    tx.prepare_cached(
        "INSERT INTO burn_account (realm, account, since, until, micros, complete) VALUES (?1, ?2, ?3, ?3, ?4, ?5)",
    )?
    .execute(params![word(&realm)?, mark.account.as_str(), at, mark.burn.micros(), mark.complete])?;
    Ok(())
}

fn keep_open(tx: &Transaction<'_>, open: Open) -> Result<(), Problem> {
    tx.prepare_cached("UPDATE burn_account SET since = ?2, until = ?3, micros = ?4, complete = ?5 WHERE id = ?1")?
        .execute(params![open.account, open.since, open.until, open.micros, open.complete])?;
    Ok(())
}

/// What held for no time is nothing to keep.
fn close(tx: &Transaction<'_>, open: Open) -> Result<(), Problem> {
    if open.until > open.since {
        let lasted = if open.complete { open.until - open.since } else { open.since - open.until };
        tx.prepare_cached("INSERT OR REPLACE INTO burn_stretch (key, lasted, micros) VALUES (?1, ?2, ?3)")?
            .execute([open.until * ACCOUNTS + open.account, lasted, open.micros])?;
    }
    Ok(())
}

/// What the open stretch comes to until then, day by day. What lies between it and the last one of its day is a gap.
fn add_to_days(tx: &Transaction<'_>, open: Open, at: i64) -> Result<(), Problem> {
    let mut add = tx.prepare_cached(
        "INSERT INTO burn_day (day, account, micro_seconds, since, until, gap, complete) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6)
         ON CONFLICT DO UPDATE SET micro_seconds = micro_seconds + excluded.micro_seconds,
             gap = max(gap, excluded.since - until), until = excluded.until, complete = min(complete, excluded.complete)",
    )?;
    let mut from = open.until;
    while from < at {
        let day = from.div_euclid(DAY);
        let until = at.min((day + 1) * DAY);
        add.execute(params![day, open.account, open.micros * (until - from), from, until, open.complete])?;
        from = until;
    }
    Ok(())
}

fn stretch(since: i64, until: i64, micros: i64, complete: bool) -> Result<Stretch, Problem> {
    let span = TimeSpan::new(second(since)?, second(until)?);
    Ok(Stretch { span, usd: Usd::from_micros(micros), complete })
}

fn second(at: i64) -> Result<Timestamp, Problem> {
    Timestamp::from_second(at).map_err(|error| Problem::Row(error.to_string()))
}
