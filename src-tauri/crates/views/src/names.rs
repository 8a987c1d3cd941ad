//! By what a cluster is found: every one that is known, whatever account and state a page shows.

use crate::clusters::{StateKind, owner, recent, state_kind};
use crate::requests::Which;
use crate::scene::Scene;
use serde::Serialize;
use specta::Type;

/// As little as finds and names a cluster, for there may be ten thousand. The account's name and colour are the
/// shell's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ClusterName {
    pub id: String,
    pub name: String,
    pub account_id: String,
    pub region: String,
    /// Absent when unknown.
    pub owner: Option<String>,
    pub state: String,
    pub state_kind: StateKind,
    /// Whether it has not ended.
    pub active: bool,
}

pub fn cluster_names(scene: &Scene<'_>) -> Vec<ClusterName> {
    let records = scene.snapshots.iter().flat_map(|snapshot| recent(scene, snapshot, Which::All));
    let named = records.map(|(_, record)| ClusterName {
        id: record.id().to_string(),
        name: record.summary.name.clone(),
        account_id: record.place.account.to_string(),
        region: record.place.region.to_string(),
        owner: owner(scene, record.detail.as_ref()).name().map(str::to_owned),
        state: record.summary.state.as_aws().to_owned(),
        state_kind: state_kind(&record.summary.state),
        active: !record.summary.state.has_ended(),
    });
    named.collect()
}
