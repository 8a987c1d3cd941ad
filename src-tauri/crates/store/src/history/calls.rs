//! The table `calls`: what was asked of AWS, added up by the day.

use crate::columns::word;
use crate::error::Problem;
use emberwatch_app::ports::CallsOfDay;
use emberwatch_domain::account::{AccountId, Place, Realm, Region};
use emberwatch_domain::usage::{CallKey, Tally};
use jiff::civil::Date;
use rusqlite::{Transaction, params};

/// Adds, so that every process on this data folder counts into one sum.
pub fn add(tx: &Transaction<'_>, realm: Realm, calls: &CallsOfDay) -> Result<(), Problem> {
    let CallsOfDay { key, day, tally } = calls;
    tx.prepare_cached(
        "INSERT INTO calls (realm, day, account, region, service, operation, sent, throttled, failed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT DO UPDATE SET sent = sent + excluded.sent, throttled = throttled + excluded.throttled,
                                   failed = failed + excluded.failed",
    )?
    .execute(params![
        word(&realm)?,
        day.to_string(),
        key.place.account.as_str(),
        key.place.region.as_str(),
        key.service,
        key.operation,
        whole(tally.sent)?,
        whole(tally.throttled)?,
        whole(tally.failed)?,
    ])?;
    Ok(())
}

pub fn since(tx: &Transaction<'_>, realm: Realm, day: Date, service: Option<&str>) -> Result<Vec<CallsOfDay>, Problem> {
    let mut statement = tx.prepare_cached(
        "SELECT day, account, region, service, operation, sent, throttled, failed FROM calls
         WHERE realm = ?1 AND day >= ?2 AND (?3 IS NULL OR service = ?3)",
    )?;
    let mut rows = statement.query(params![word(&realm)?, day.to_string(), service])?;
    let mut calls = Vec::new();
    while let Some(row) = rows.next()? {
        let count = |at: usize| -> Result<u64, Problem> { Ok(row.get::<_, i64>(at)?.unsigned_abs()) };
        let place =
            Place { account: AccountId::new(row.get::<_, String>(1)?), region: Region::new(row.get::<_, String>(2)?) };
        calls.push(CallsOfDay {
            key: CallKey { place, service: row.get(3)?, operation: row.get(4)? },
            day: row.get::<_, String>(0)?.parse().map_err(|error: jiff::Error| Problem::Row(error.to_string()))?,
            tally: Tally { sent: count(5)?, throttled: count(6)?, failed: count(7)? },
        });
    }
    Ok(calls)
}

fn whole(count: u64) -> Result<i64, Problem> {
    i64::try_from(count).map_err(|error| Problem::Row(error.to_string()))
}
