//! The clusters of every watched account and region, one row each.

mod answer;
mod book;
mod freshness;
mod gaps;
mod groups;
mod kept;
mod page;
mod prices;
mod row;
mod totals;

pub use answer::{ClustersAnswer, MovingValues};
pub use book::ClusterBook;
pub use groups::GroupTotals;
pub(crate) use row::{Assessed, assess, me, owner, owner_view, reason_text, state_kind};
pub(crate) use totals::burn_of;
use totals::totals;

use crate::actions::{ActionView, TerminationView};
use crate::requests::{ClusterRef, Scope, Which};
use crate::scene::Scene;
use crate::sources::{SourceRow, sources, unseen};
use crate::wording::rfc3339;
use emberwatch_app::record::ClusterRecord;
use emberwatch_app::snapshot::{ClusterKey, Snapshot};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Clusters that ended longer ago are not listed; their details can still be opened.
pub const ENDED_SHOWN: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The answer of `clusters`, and of `emberctl clusters --json`.
#[derive(Clone, Debug, Serialize, Type)]
pub struct ClustersView {
    /// The newest full answer of any source; each row and source has its own age.
    pub as_of: String,
    pub sample: bool,
    pub totals: Totals,
    pub clusters: Vec<ClusterRow>,
    pub sources: Vec<SourceRow>,
}

/// What the clusters that have not ended add up to; sample and real money are never in one sum.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Totals {
    pub active_clusters: u32,
    pub nodes: u32,
    pub spot_nodes: u32,
    /// Whole percent of the running nodes on the spot market; absent without nodes.
    pub spot_percent: Option<u32>,
    pub burn: BurnTotal,
    pub cost_so_far: CostView,
    pub owner_unknown: u32,
    /// Sources in scope that need attention: a look at AWS went wrong there.
    pub troubled: u32,
    /// Sources in scope that never answered and may hold anything.
    pub silent: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct BurnTotal {
    pub usd_per_hour: String,
    pub complete: bool,
    pub unknown: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct ClusterRow {
    pub id: String,
    pub name: String,
    pub account_id: String,
    /// What the user calls the account, else its alias, else its profile.
    pub account_name: String,
    pub account_color: AccountColor,
    pub profile: String,
    pub region: String,
    /// As AWS says it, such as `WAITING`.
    pub state: String,
    pub state_kind: StateKind,
    /// Whether it has not ended, or is in a state that is not known: it may well cost money.
    pub active: bool,
    pub state_reason: Option<String>,
    pub created_at: Option<String>,
    pub ready_at: Option<String>,
    pub ended_at: Option<String>,
    pub age_seconds: Option<u32>,
    pub release_label: Option<String>,
    pub applications: Vec<String>,
    pub owner: OwnerView,
    pub mine: bool,
    pub tags: BTreeMap<String, String>,
    /// Absent when the cluster could not be described.
    pub protected: Option<bool>,
    pub auto_termination: AutoTerminationView,
    pub nodes: NodesView,
    pub burn: BurnView,
    pub cost_so_far: CostView,
    pub actions: Vec<ActionView>,
    /// How far a termination asked of Emberwatch has come, the latest one.
    pub termination: Option<TerminationView>,
    pub freshness: Freshness,
    /// What could not be read of this cluster, each a sentence naming the missing permission.
    pub gaps: Vec<String>,
}

/// One of eight colours that follows an account everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum AccountColor {
    Red,
    Amber,
    Green,
    Teal,
    Blue,
    Violet,
    Pink,
    Slate,
}

/// What a state means, so that shape and word can say it: six shapes for all states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum StateKind {
    Starting,
    Running,
    Waiting,
    Terminating,
    Ended,
    Failed,
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct OwnerView {
    /// Absent when unknown.
    pub name: Option<String>,
    /// `tag owner`, `key pair` or `unknown`.
    pub source: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AutoTerminationView {
    /// EMR ends it by itself after this long idle.
    After {
        idle_seconds: u32,
    },
    None,
    /// It ends by itself after its last step.
    AfterSteps,
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct NodesView {
    pub on_demand: u32,
    pub spot: u32,
    /// True for running nodes that were counted. False where nodes cannot be seen and the requested ones are counted; with
    /// neither, nothing is known.
    pub seen: bool,
    /// How old the node list is, where it is older than the row.
    pub as_of: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct BurnView {
    pub usd_per_hour: String,
    pub complete: bool,
    pub unknown: Vec<String>,
    pub parts: Vec<BurnPartView>,
    /// For sorting only.
    pub sort: f64,
}

/// `12 × r5.2xlarge spot in eu-west-1a`, and what each part of it costs.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct BurnPartView {
    pub role: Option<String>,
    pub instance_type: String,
    /// `on_demand` or `spot`.
    pub market: String,
    pub zone: Option<String>,
    pub count: u32,
    /// USD per hour of one instance; absent where the price is unknown.
    pub ec2_each: Option<String>,
    pub emr_each: Option<String>,
    pub ebs_each: Option<String>,
    pub usd_per_hour: String,
    pub complete: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct CostView {
    pub usd: String,
    pub complete: bool,
    pub unknown: Vec<String>,
    /// For sorting only.
    pub sort: f64,
}

/// How old a row is and why it is not newer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Freshness {
    pub as_of: String,
    pub stale: bool,
    /// One sentence for a stale row: what failed and what to do.
    pub reason: Option<String>,
}

/// The clusters of one realm: those that have not ended by what they burn, then the ended ones, the latest first.
pub fn clusters(scene: &Scene<'_>, scope: &Scope) -> ClustersView {
    ClusterBook::default().view(scene, scope)
}

/// These clusters in this order, whatever their state and age; one that is not known any more is left out.
pub(crate) fn clusters_of(scene: &Scene<'_>, chosen: &[ClusterRef]) -> ClustersView {
    let assessed: Vec<Assessed> = chosen.iter().filter_map(|cluster| find(scene, cluster)).collect();
    let (scope, sources) = (Scope::default(), sources(scene, &Scope::default()));
    ClustersView {
        as_of: newest_answer(scene, &scope).map_or_else(|| rfc3339(scene.now), rfc3339),
        sample: scene.is_sample(),
        totals: totals(assessed.iter(), &sources, &unseen(scene, &sources).collect::<Vec<_>>(), scene.now),
        clusters: assessed.into_iter().map(|assessed| assessed.row).collect(),
        sources,
    }
}

fn find(scene: &Scene<'_>, cluster: &ClusterRef) -> Option<Assessed> {
    let (place, id) = cluster.clone().parse();
    let (snapshot, record) = scene.record(&place, &id)?;
    Some(assess(scene, snapshot, record))
}

/// Every cluster that is active, or ended lately, in the regions that are watched.
pub(crate) fn recent<'a>(
    scene: &Scene<'a>,
    snapshot: &'a Snapshot,
    which: Which,
) -> impl Iterator<Item = (&'a ClusterKey, &'a Arc<ClusterRecord>)> {
    let (regions, now) = (scene.regions(snapshot), scene.now);
    let records = snapshot.clusters.iter().filter(move |((region, _), _)| regions.contains(region));
    records.filter(move |(_, record)| {
        let ended_at = record.summary.ended_at.unwrap_or(record.seen_at);
        let ended_lately = || which == Which::All && now.duration_since(ended_at) <= ENDED_SHOWN;
        !record.summary.state.has_ended() || ended_lately()
    })
}

pub(crate) fn newest_answer(scene: &Scene<'_>, scope: &Scope) -> Option<Timestamp> {
    let snapshots = scene.snapshots.iter().filter(|snapshot| scope.holds(&snapshot.account));
    snapshots.flat_map(|snapshot| snapshot.sources.values()).filter_map(|source| source.as_of).max()
}
