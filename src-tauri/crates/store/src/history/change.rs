//! The table `cluster_change`: what changed about a cluster, when it was seen. Rows are only ever added.

use crate::columns::{micros, word};
use crate::error::Problem;
use emberwatch_app::record::{ClusterRecord, NodeRecord};
use rusqlite::{Transaction, params};
use std::collections::BTreeMap;

type Fact = (&'static str, String);

/// Adds a row for every fact that is new or different.
pub fn record(
    tx: &Transaction<'_>,
    cluster: i64,
    before: Option<&ClusterRecord>,
    now: &ClusterRecord,
) -> Result<(), Problem> {
    let known = before.map(facts).transpose()?.unwrap_or_default();
    let mut insert =
        tx.prepare_cached("INSERT INTO cluster_change (cluster, at, what, value) VALUES (?1, ?2, ?3, ?4)")?;
    for fact in facts(now)? {
        if !known.contains(&fact) {
            insert.execute(params![cluster, micros(now.seen_at), fact.0, fact.1])?;
        }
    }
    Ok(())
}

/// What is followed over time; what is not known is no fact.
fn facts(record: &ClusterRecord) -> Result<Vec<Fact>, Problem> {
    let mut facts = vec![("state", record.summary.state.as_aws().to_owned())];
    if let Some(nodes) = &record.nodes {
        facts.push(("nodes", running(nodes)?));
    }
    if let Some(protected) = record.protected() {
        facts.push(("protected", protected.to_string()));
    }
    if let Some(policy) = record.auto_termination {
        let value = policy.map_or("none".to_owned(), |policy| format!("{} s", policy.idle_seconds));
        facts.push(("auto_termination", value));
    }
    Ok(facts)
}

/// Running nodes as JSON: `{"m5.xlarge":{"on_demand":3,"spot":2}}`.
fn running(nodes: &NodeRecord) -> Result<String, Problem> {
    let mut counts: BTreeMap<&str, BTreeMap<String, u32>> = BTreeMap::new();
    for node in nodes.nodes.values().filter(|node| node.ended_at.is_none()) {
        *counts.entry(node.instance_type.as_str()).or_default().entry(word(&node.market)?).or_default() += 1;
    }
    Ok(serde_json::to_string(&counts)?)
}
