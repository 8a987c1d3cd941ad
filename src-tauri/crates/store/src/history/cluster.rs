//! The tables `cluster` and `cluster_seen`: what is known of every cluster, and as of when.

use super::{LATE, change, node};
use crate::columns::{micros, optional_time, time, word};
use crate::error::Problem;
use emberwatch_app::record::{ClusterRecord, NodeRecord};
use emberwatch_domain::account::{AccountId, Place, Realm};
use emberwatch_domain::cluster::ClusterId;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Row, Transaction, params};

/// The row of a cluster as it was found.
struct Kept {
    key: i64,
    record: String,
    ended_at: Option<i64>,
    seen_at: i64,
}

/// Writes what is new about a cluster; a look that found nothing new moves its time, and the same look writes nothing.
pub fn record(tx: &Transaction<'_>, realm: Realm, look: &ClusterRecord) -> Result<(), Problem> {
    let Some(kept) = find(tx, realm, look)? else {
        let key = insert(tx, realm, look)?;
        see(tx, key, look)?;
        change::record(tx, key, None, look)?;
        return node::record(tx, key, None, look);
    };
    let late_by = time(kept.seen_at)?.duration_since(look.seen_at);
    if late_by > SignedDuration::from_micros(1) && late_by < LATE {
        return Ok(());
    }
    if timeless(look)? != kept.record {
        renew(tx, &kept, look)?;
    }
    see(tx, kept.key, look)
}

/// The clusters that may be alive, and those that ended since then.
pub fn shown(
    tx: &Transaction<'_>,
    realm: Realm,
    account: &AccountId,
    ended_since: Timestamp,
) -> Result<Vec<ClusterRecord>, Problem> {
    let mut statement = tx.prepare_cached(
        "SELECT id, record, seen_at, nodes_as_of FROM cluster JOIN cluster_seen ON cluster_seen.cluster = cluster.key
         WHERE realm = ?1 AND account = ?2 AND (ended_at IS NULL OR ended_at >= ?3) ORDER BY key",
    )?;
    let mut rows = statement.query(params![word(&realm)?, account.as_str(), micros(ended_since)])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        match restored(row) {
            Ok(record) => records.push(record),
            // One row that this version does not understand must not hide all others; the next look replaces it.
            Err(problem) => tracing::warn!(cluster = row.get::<_, String>(0)?, %problem, "a row was left out"),
        }
    }
    Ok(records)
}

/// The last record of a cluster, if it was ever seen and this version understands it.
pub fn last(
    tx: &Transaction<'_>,
    realm: Realm,
    place: &Place,
    id: &ClusterId,
) -> Result<Option<ClusterRecord>, Problem> {
    let mut statement = tx.prepare_cached(
        "SELECT id, record, seen_at, nodes_as_of FROM cluster JOIN cluster_seen ON cluster_seen.cluster = cluster.key
         WHERE realm = ?1 AND account = ?2 AND region = ?3 AND id = ?4",
    )?;
    let key = params![word(&realm)?, place.account.as_str(), place.region.as_str(), id.as_str()];
    let found = statement.query_row(key, |row| Ok(restored(row))).optional()?;
    Ok(found.and_then(Result::ok))
}

fn restored(row: &Row<'_>) -> Result<ClusterRecord, Problem> {
    let mut record: ClusterRecord = serde_json::from_str(&row.get::<_, String>(1)?)?;
    record.seen_at = time(row.get(2)?)?;
    if let (Some(nodes), Some(as_of)) = (&mut record.nodes, optional_time(row.get(3)?)?) {
        nodes.as_of = as_of;
    }
    Ok(record)
}

fn find(tx: &Transaction<'_>, realm: Realm, look: &ClusterRecord) -> Result<Option<Kept>, Problem> {
    let place = &look.place;
    let kept = tx
        .prepare_cached(
            "SELECT key, record, ended_at, seen_at FROM cluster JOIN cluster_seen ON cluster_seen.cluster = cluster.key
             WHERE realm = ?1 AND account = ?2 AND region = ?3 AND id = ?4",
        )?
        .query_row(params![word(&realm)?, place.account.as_str(), place.region.as_str(), look.id().as_str()], |row| {
            Ok(Kept { key: row.get(0)?, record: row.get(1)?, ended_at: row.get(2)?, seen_at: row.get(3)? })
        })
        .optional()?;
    Ok(kept)
}

fn insert(tx: &Transaction<'_>, realm: Realm, look: &ClusterRecord) -> Result<i64, Problem> {
    tx.prepare_cached(
        "INSERT INTO cluster (realm, account, region, id, state, name, created_at, ended_at, record)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        word(&realm)?,
        look.place.account.as_str(),
        look.place.region.as_str(),
        look.id().as_str(),
        look.summary.state.as_aws(),
        look.summary.name,
        look.summary.created_at.map(micros),
        ended_at(look, None),
        timeless(look)?
    ])?;
    Ok(tx.last_insert_rowid())
}

/// Writes a look that differs from the record, unless it differs only in knowing less.
fn renew(tx: &Transaction<'_>, kept: &Kept, look: &ClusterRecord) -> Result<(), Problem> {
    let before: Option<ClusterRecord> = serde_json::from_str(&kept.record).ok();
    let merged = match &before {
        Some(before) => keep_what_is_known(look, before),
        None => look.clone(),
    };
    let text = timeless(&merged)?;
    if text == kept.record {
        return Ok(());
    }
    tx.prepare_cached(
        "UPDATE cluster SET state = ?2, name = ?3, created_at = ?4, ended_at = ?5, record = ?6 WHERE key = ?1",
    )?
    .execute(params![
        kept.key,
        merged.summary.state.as_aws(),
        merged.summary.name,
        merged.summary.created_at.map(micros),
        ended_at(&merged, kept.ended_at),
        text
    ])?;
    change::record(tx, kept.key, before.as_ref(), &merged)?;
    node::record(tx, kept.key, before.as_ref(), &merged)
}

/// The two times that move with every look; no row changes when they do not.
fn see(tx: &Transaction<'_>, key: i64, look: &ClusterRecord) -> Result<(), Problem> {
    tx.prepare_cached(
        "INSERT INTO cluster_seen (cluster, seen_at, nodes_as_of) VALUES (?1, ?2, ?3)
         ON CONFLICT (cluster) DO UPDATE
         SET seen_at = excluded.seen_at, nodes_as_of = coalesce(excluded.nodes_as_of, nodes_as_of)
         WHERE seen_at <> excluded.seen_at OR nodes_as_of IS NOT coalesce(excluded.nodes_as_of, nodes_as_of)",
    )?
    .execute(params![key, micros(look.seen_at), look.nodes.as_ref().map(|nodes| micros(nodes.as_of))])?;
    Ok(())
}

/// A process that has not read a part yet does not take it from those that have.
fn keep_what_is_known(look: &ClusterRecord, before: &ClusterRecord) -> ClusterRecord {
    ClusterRecord {
        detail: look.detail.clone().or_else(|| before.detail.clone()),
        collection: look.collection.clone().or_else(|| before.collection.clone()),
        nodes: look.nodes.clone().or_else(|| before.nodes.clone()),
        auto_termination: look.auto_termination.or(before.auto_termination),
        ..look.clone()
    }
}

/// The record as JSON without the times that move with every look.
fn timeless(record: &ClusterRecord) -> Result<String, Problem> {
    let still = Timestamp::UNIX_EPOCH;
    let nodes = record.nodes.as_ref().map(|nodes| NodeRecord { as_of: still, ..nodes.clone() });
    Ok(serde_json::to_string(&ClusterRecord { seen_at: still, nodes, ..record.clone() })?)
}

/// When it ended: as AWS says, else when it was first seen ended.
fn ended_at(record: &ClusterRecord, known: Option<i64>) -> Option<i64> {
    let summary = &record.summary;
    let seen_ended = || known.unwrap_or_else(|| micros(record.seen_at));
    summary.state.has_ended().then(|| summary.ended_at.map_or_else(seen_ended, micros))
}
