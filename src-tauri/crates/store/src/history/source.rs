//! The table `source`: when a region last answered in full.

use crate::columns::{micros, time, word};
use crate::error::Problem;
use emberwatch_domain::account::{AccountId, Place, Realm, Region};
use jiff::Timestamp;
use rusqlite::{Transaction, params};

pub fn record(tx: &Transaction<'_>, realm: Realm, place: &Place, as_of: Timestamp) -> Result<(), Problem> {
    tx.prepare_cached(
        "INSERT INTO source (realm, account, region, as_of) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET as_of = excluded.as_of WHERE as_of <> excluded.as_of",
    )?
    .execute(params![word(&realm)?, place.account.as_str(), place.region.as_str(), micros(as_of)])?;
    Ok(())
}

pub fn of_account(
    tx: &Transaction<'_>,
    realm: Realm,
    account: &AccountId,
) -> Result<Vec<(Region, Timestamp)>, Problem> {
    let mut statement =
        tx.prepare_cached("SELECT region, as_of FROM source WHERE realm = ?1 AND account = ?2 ORDER BY region")?;
    let mut rows = statement.query(params![word(&realm)?, account.as_str()])?;
    let mut sources = Vec::new();
    while let Some(row) = rows.next()? {
        sources.push((Region::new(row.get::<_, String>(0)?), time(row.get(1)?)?));
    }
    Ok(sources)
}
