//! The table `spot`: every change of a spot price that was seen, for good; AWS keeps 90 days.

use crate::columns::{decimal, micros, time, usd, word};
use crate::error::Problem;
use emberwatch_domain::account::{AccountId, AvailabilityZone, Place, Realm};
use emberwatch_domain::cluster::InstanceType;
use emberwatch_domain::money::Usd;
use emberwatch_domain::spot::{SpotBook, SpotChange};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

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

/// One series, as the table's key begins.
struct Key {
    region: String,
    instance_type: String,
    zone: String,
}

/// The changes since then, and of every series the last one before: that is the price at the beginning. Series that are
/// not wanted are not read.
pub fn book(
    tx: &Transaction<'_>,
    realm: Realm,
    account: &AccountId,
    since: Timestamp,
    wanted: impl Fn(&str, &str) -> bool,
) -> Result<SpotBook, Problem> {
    let mut book = SpotBook::default();
    let mut last = None;
    while let Some(key) = next(tx, realm, account, last.as_ref())? {
        if wanted(&key.region, &key.instance_type) {
            let changes = changes(tx, realm, account, &key, since)?;
            let (kind, zone) =
                (InstanceType::new(key.instance_type.as_str()), AvailabilityZone::new(key.zone.as_str()));
            book.record_series(kind, zone, changes);
        }
        last = Some(key);
    }
    Ok(book)
}

/// The series after this one. It is found in the key, however many changes lie between.
fn next(tx: &Transaction<'_>, realm: Realm, account: &AccountId, after: Option<&Key>) -> Result<Option<Key>, Problem> {
    let nothing = Key { region: String::new(), instance_type: String::new(), zone: String::new() };
    let after = after.unwrap_or(&nothing);
    let found = tx
        .prepare_cached(
            "SELECT region, instance_type, zone FROM spot
             WHERE realm = ?1 AND account = ?2 AND (region, instance_type, zone) > (?3, ?4, ?5)
             ORDER BY region, instance_type, zone LIMIT 1",
        )?
        .query_row(params![word(&realm)?, account.as_str(), after.region, after.instance_type, after.zone], |row| {
            Ok(Key { region: row.get(0)?, instance_type: row.get(1)?, zone: row.get(2)? })
        })
        .optional()?;
    Ok(found)
}

fn changes(
    tx: &Transaction<'_>,
    realm: Realm,
    account: &AccountId,
    key: &Key,
    since: Timestamp,
) -> Result<Vec<(Timestamp, Usd)>, Problem> {
    let mut statement = tx.prepare_cached(
        "WITH first (at) AS (
             SELECT max(at) FROM spot WHERE realm = ?1 AND account = ?2 AND region = ?3 AND instance_type = ?4
                 AND zone = ?5 AND at < ?6
         )
         SELECT at, usd FROM spot WHERE realm = ?1 AND account = ?2 AND region = ?3 AND instance_type = ?4
             AND zone = ?5 AND at >= coalesce((SELECT at FROM first), ?6)
         ORDER BY at",
    )?;
    let mut rows = statement.query(params![
        word(&realm)?,
        account.as_str(),
        key.region,
        key.instance_type,
        key.zone,
        micros(since)
    ])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        changes.push((time(row.get(0)?)?, usd(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?)?));
    }
    Ok(changes)
}
