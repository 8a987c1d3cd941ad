//! The table `node`: every instance a cluster ever had, from its launch to its end.

use crate::columns::{micros, word};
use crate::error::Problem;
use emberwatch_app::record::ClusterRecord;
use emberwatch_domain::cluster::Node;
use rusqlite::{Transaction, params};

/// Writes the nodes that are new or different. One that runs no longer and is not told of has ended by now: a row
/// without an end would be counted as running for ever.
pub fn record(
    tx: &Transaction<'_>,
    cluster: i64,
    before: Option<&ClusterRecord>,
    now: &ClusterRecord,
) -> Result<(), Problem> {
    let Some(seen) = &now.nodes else { return Ok(()) };
    let known = before.and_then(|before| before.nodes.as_ref());
    for node in seen.nodes.values() {
        if known.and_then(|known| known.nodes.get(&node.instance_id)) != Some(node) {
            put(tx, cluster, node)?;
        }
    }
    for gone in known.iter().flat_map(|known| known.nodes.values()) {
        if gone.ended_at.is_none() && !seen.nodes.contains_key(&gone.instance_id) {
            put(tx, cluster, &Node { ended_at: Some(seen.as_of), ..gone.clone() })?;
        }
    }
    Ok(())
}

fn put(tx: &Transaction<'_>, cluster: i64, node: &Node) -> Result<(), Problem> {
    tx.prepare_cached(
        "INSERT INTO node (cluster, instance_id, role, instance_type, market, zone, launched_at, ended_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (cluster, instance_id) DO UPDATE
         SET role = excluded.role, instance_type = excluded.instance_type, market = excluded.market,
             zone = excluded.zone, launched_at = excluded.launched_at, ended_at = excluded.ended_at",
    )?
    .execute(params![
        cluster,
        node.instance_id,
        node.role.map(|role| word(&role)).transpose()?,
        node.instance_type.as_str(),
        word(&node.market)?,
        node.zone.as_ref().map(|zone| zone.as_str()),
        micros(node.launched_at),
        node.ended_at.map(micros)
    ])?;
    Ok(())
}
