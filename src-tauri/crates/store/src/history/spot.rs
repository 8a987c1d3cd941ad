//! The table `spot`: every change of a spot price that was seen, for good; AWS keeps 90 days.

use crate::columns::{decimal, micros, time, usd, word};
use crate::error::Problem;
use emberwatch_domain::account::{AccountId, AvailabilityZone, Place, Realm};
use emberwatch_domain::cluster::InstanceType;
use emberwatch_domain::spot::{SpotBook, SpotChange, SpotSeries};
use jiff::Timestamp;
use rusqlite::{Row, Rows, Transaction, params};

pub fn record(tx: &Transaction<'_>, realm: Realm, place: &Place, change: &SpotChange) -> Result<(), Problem> {
    tx.prepare_cached(
        "INSERT INTO spot (realm, account, region, instance_type, zone, at, usd) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT DO UPDATE SET usd = excluded.usd WHERE usd <> excluded.usd",
    )?
    .execute(params![
        word(&realm)?,
        place.account.as_str(),
        place.region.as_str(),
        change.instance_type.as_str(),
        change.zone.as_str(),
        micros(change.at),
        decimal(change.usd_per_hour)
    ])?;
    Ok(())
}

/// The changes since then, and of every series the last one before: that is the price at the beginning.
pub fn book(tx: &Transaction<'_>, realm: Realm, account: &AccountId, since: Timestamp) -> Result<SpotBook, Problem> {
    let mut statement = tx.prepare_cached(
        "SELECT instance_type, zone, at, usd FROM spot WHERE realm = ?1 AND account = ?2 AND at >= ?3
         UNION ALL
         SELECT instance_type, zone, max(at), usd FROM spot WHERE realm = ?1 AND account = ?2 AND at < ?3
         GROUP BY region, instance_type, zone",
    )?;
    let mut rows = statement.query(params![word(&realm)?, account.as_str(), micros(since)])?;
    let mut book = SpotBook::default();
    while let Some(row) = rows.next()? {
        book.record(&change(row)?);
    }
    Ok(book)
}

/// The same of some types in one place. Each step is one look into the key: what is older, or of other types, is not
/// read, however much of it was recorded.
pub fn book_of(
    tx: &Transaction<'_>,
    realm: Realm,
    place: &Place,
    kinds: &[InstanceType],
    since: Timestamp,
) -> Result<SpotBook, Problem> {
    let mut next_zone = tx.prepare_cached(
        "SELECT min(zone) FROM spot
         WHERE realm = ?1 AND account = ?2 AND region = ?3 AND instance_type = ?4 AND zone > ?5",
    )?;
    let mut changes = tx.prepare_cached(
        "SELECT at, usd FROM spot
         WHERE realm = ?1 AND account = ?2 AND region = ?3 AND instance_type = ?4 AND zone = ?5 AND at >= coalesce(
           (SELECT max(at) FROM spot
            WHERE realm = ?1 AND account = ?2 AND region = ?3 AND instance_type = ?4 AND zone = ?5 AND at < ?6), ?6)",
    )?;
    let (realm, account, region) = (word(&realm)?, place.account.as_str(), place.region.as_str());
    let mut book = SpotBook::default();
    for kind in kinds.iter().map(InstanceType::as_str) {
        let mut zone = String::new();
        while let Some(next) =
            next_zone.query_row(params![realm, account, region, kind, zone], |row| row.get::<_, Option<String>>(0))?
        {
            let rows = changes.query(params![realm, account, region, kind, next, micros(since)])?;
            book.put(kind.into(), next.as_str().into(), series(rows)?);
            zone = next;
        }
    }
    Ok(book)
}

/// There may be a million rows, so that nothing of one is copied.
fn series(mut rows: Rows<'_>) -> Result<SpotSeries, Problem> {
    let mut series = SpotSeries::default();
    while let Some(row) = rows.next()? {
        let price = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        series.record(time(row.get(0)?)?, usd(price)?);
    }
    Ok(series)
}

fn change(row: &Row<'_>) -> Result<SpotChange, Problem> {
    Ok(SpotChange {
        instance_type: InstanceType::new(row.get::<_, String>(0)?),
        zone: AvailabilityZone::new(row.get::<_, String>(1)?),
        at: time(row.get(2)?)?,
        usd_per_hour: usd(&row.get::<_, String>(3)?)?,
    })
}
