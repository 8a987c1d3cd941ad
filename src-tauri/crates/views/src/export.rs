//! What is shown, to be taken along: as JSON in the shape of `clusters`, or as rows for a spreadsheet.

use crate::clusters::{AutoTerminationView, ClusterRow, ClustersView, clusters_of};
use crate::requests::ClusterRef;
use crate::scene::Scene;
use crate::spreadsheet::csv;
use serde::{Deserialize, Serialize};
use specta::Type;

#[derive(Clone, Debug, Deserialize, Type)]
pub struct ExportRequest {
    pub format: ExportFormat,
    pub to: ExportTo,
    /// The clusters as they stand on the screen, in that order.
    pub clusters: Vec<ClusterRef>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    Csv,
    Json,
}

impl ExportFormat {
    /// How such a file's name ends.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ExportTo {
    /// A new file in the user's folder of downloads.
    File,
    /// The answer itself, to be put on the clipboard.
    Text,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ExportView {
    /// How many clusters it holds: one that is not known any more is left out.
    pub clusters: u32,
    /// Where the file was written.
    pub path: Option<String>,
    pub text: Option<String>,
}

/// These clusters in this order, with what they add up to. One that is not known any more is left out.
pub fn chosen(scene: &Scene<'_>, chosen: &[ClusterRef]) -> ClustersView {
    clusters_of(scene, chosen)
}

const TITLES: [&str; 29] = [
    "id",
    "name",
    "account_id",
    "account_name",
    "profile",
    "region",
    "state",
    "state_reason",
    "created_at",
    "ready_at",
    "ended_at",
    "age_seconds",
    "release_label",
    "applications",
    "owner",
    "owner_source",
    "protected",
    "auto_termination",
    "nodes_on_demand",
    "nodes_spot",
    "nodes_seen",
    "usd_per_hour",
    "usd_per_hour_complete",
    "usd_so_far",
    "usd_so_far_complete",
    "not_known",
    "as_of",
    "stale",
    "tags",
];

/// One row a cluster, in the view's order. Empty cells are not known; amounts are at least so much where they are not
/// complete.
pub fn clusters_csv(view: &ClustersView) -> String {
    csv(TITLES, view.clusters.iter().map(cells))
}

fn cells(row: &ClusterRow) -> [String; 29] {
    let given = |text: &Option<String>| text.clone().unwrap_or_default();
    let tags: Vec<String> = row.tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
    [
        row.id.clone(),
        row.name.clone(),
        row.account_id.clone(),
        row.account_name.clone(),
        row.profile.clone(),
        row.region.clone(),
        row.state.clone(),
        given(&row.state_reason),
        given(&row.created_at),
        given(&row.ready_at),
        given(&row.ended_at),
        row.age_seconds.map(|age| age.to_string()).unwrap_or_default(),
        given(&row.release_label),
        row.applications.join("; "),
        given(&row.owner.name),
        row.owner.source.clone(),
        row.protected.map(|protected| protected.to_string()).unwrap_or_default(),
        auto_termination(&row.auto_termination),
        row.nodes.on_demand.to_string(),
        row.nodes.spot.to_string(),
        row.nodes.seen.to_string(),
        row.burn.usd_per_hour.clone(),
        row.burn.complete.to_string(),
        row.cost_so_far.usd.clone(),
        row.cost_so_far.complete.to_string(),
        unknown(row).join("; "),
        row.freshness.as_of.clone(),
        row.freshness.stale.to_string(),
        tags.join("; "),
    ]
}

/// What is missing of its money, each once.
fn unknown(row: &ClusterRow) -> Vec<&str> {
    let of_cost = row.cost_so_far.unknown.iter().filter(|what| !row.burn.unknown.contains(what));
    row.burn.unknown.iter().chain(of_cost).map(String::as_str).collect()
}

fn auto_termination(policy: &AutoTerminationView) -> String {
    match policy {
        AutoTerminationView::After { idle_seconds } => format!("after {idle_seconds} s idle"),
        AutoTerminationView::None => "none".to_owned(),
        AutoTerminationView::AfterSteps => "after its steps".to_owned(),
        AutoTerminationView::Unknown => String::new(),
    }
}
