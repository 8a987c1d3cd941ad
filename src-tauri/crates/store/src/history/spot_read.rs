//! The table `spot_read`: which spans of spot prices were read to the end, so that nobody asks for them again.

use crate::columns::{micros, time, word};
use crate::error::Problem;
use emberwatch_app::ports::SpotRead;
use emberwatch_domain::account::{Place, Realm};
use emberwatch_domain::cluster::InstanceType;
use emberwatch_domain::time_span::TimeSpan;
use rusqlite::{Transaction, params};

/// Joins it with the spans that it touches.
pub fn record(
    tx: &Transaction<'_>,
    realm: Realm,
    place: &Place,
    kind: &InstanceType,
    span: TimeSpan,
) -> Result<(), Problem> {
    const TOUCHED: &str = "realm = ?1 AND account = ?2 AND region = ?3 AND instance_type = ?4
         AND since <= ?6 AND until >= ?5";
    let (realm, account, region) = (word(&realm)?, place.account.as_str(), place.region.as_str());
    let (since, until) = (micros(span.start), micros(span.end));
    let key = params![realm, account, region, kind.as_str(), since, until];
    let (since, until): (i64, i64) = tx
        .prepare_cached(&format!(
            "SELECT min(?5, coalesce(min(since), ?5)), max(?6, coalesce(max(until), ?6)) FROM spot_read WHERE {TOUCHED}"
        ))?
        .query_row(key, |row| Ok((row.get(0)?, row.get(1)?)))?;
    tx.prepare_cached(&format!("DELETE FROM spot_read WHERE {TOUCHED}"))?.execute(key)?;
    tx.prepare_cached(
        "INSERT INTO spot_read (realm, account, region, instance_type, since, until) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![realm, account, region, kind.as_str(), since, until])?;
    Ok(())
}

pub fn of_place(tx: &Transaction<'_>, realm: Realm, place: &Place) -> Result<SpotRead, Problem> {
    let mut statement = tx.prepare_cached(
        "SELECT instance_type, since, until FROM spot_read WHERE realm = ?1 AND account = ?2 AND region = ?3
         ORDER BY instance_type, since",
    )?;
    let mut rows = statement.query(params![word(&realm)?, place.account.as_str(), place.region.as_str()])?;
    let mut read = SpotRead::default();
    while let Some(row) = rows.next()? {
        let kind = InstanceType::new(row.get::<_, String>(0)?);
        read.entry(kind).or_default().push(TimeSpan::new(time(row.get(1)?)?, time(row.get(2)?)?));
    }
    Ok(read)
}
