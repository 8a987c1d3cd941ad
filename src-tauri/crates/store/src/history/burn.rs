//! The table `burn`: what every account burned, in stretches in which it did not change.

use crate::columns::{micros, time, word};
use crate::error::Problem;
use emberwatch_app::ports::BurnMark;
use emberwatch_domain::account::{AccountId, Realm};
use emberwatch_domain::money::Usd;
use emberwatch_domain::series::Stretch;
use emberwatch_domain::time_span::TimeSpan;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};
use std::collections::BTreeMap;

struct Newest {
    since: i64,
    until: i64,
    micros: i64,
    complete: bool,
}

/// Draws the newest stretch out to the mark, and begins another where the burn is a different one. A mark that comes
/// longer after the newest stretch than one is believed to hold begins a stretch of its own, and what lies between stays
/// a gap. One that is no later than what is recorded adds nothing: another process has already told of that moment.
pub fn record(tx: &Transaction<'_>, realm: Realm, mark: &BurnMark, holds: SignedDuration) -> Result<(), Problem> {
    let (realm, account) = (word(&realm)?, mark.account.as_str());
    let at = micros(mark.at);
    let insert = || {
        tx.prepare_cached(
            "INSERT INTO burn (realm, account, since, until, micros, complete) VALUES (?1, ?2, ?3, ?3, ?4, ?5)",
        )?
        .execute(params![realm, account, at, mark.burn.micros(), mark.complete])
    };
    let Some(newest) = newest(tx, &realm, account)? else {
        insert()?;
        return Ok(());
    };
    if at <= newest.until {
        return Ok(());
    }
    if mark.at.duration_since(time(newest.until)?) > holds {
        insert()?;
        return Ok(());
    }
    tx.prepare_cached("UPDATE burn SET until = ?4 WHERE realm = ?1 AND account = ?2 AND since = ?3")?
        .execute(params![realm, account, newest.since, at])?;
    if (newest.micros, newest.complete) != (mark.burn.micros(), mark.complete) {
        insert()?;
    }
    Ok(())
}

/// Every stretch that reaches beyond `since`, by account and in order.
pub fn since(
    tx: &Transaction<'_>,
    realm: Realm,
    since: Timestamp,
) -> Result<BTreeMap<AccountId, Vec<Stretch>>, Problem> {
    let mut statement = tx.prepare_cached(
        "SELECT account, since, until, micros, complete FROM burn WHERE realm = ?1 AND until >= ?2
         ORDER BY account, since",
    )?;
    let mut rows = statement.query(params![word(&realm)?, micros(since)])?;
    let mut record: BTreeMap<AccountId, Vec<Stretch>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let span = TimeSpan::new(time(row.get(1)?)?, time(row.get(2)?)?);
        let stretch = Stretch { span, usd: Usd::from_micros(row.get(3)?), complete: row.get(4)? };
        record.entry(AccountId::new(row.get::<_, String>(0)?)).or_default().push(stretch);
    }
    Ok(record)
}

fn newest(tx: &Transaction<'_>, realm: &str, account: &str) -> Result<Option<Newest>, Problem> {
    let newest = tx
        .prepare_cached(
            "SELECT since, until, micros, complete FROM burn WHERE realm = ?1 AND account = ?2
             ORDER BY since DESC LIMIT 1",
        )?
        .query_row(params![realm, account], |row| {
            Ok(Newest { since: row.get(0)?, until: row.get(1)?, micros: row.get(2)?, complete: row.get(3)? })
        })
        .optional()?;
    Ok(newest)
}
