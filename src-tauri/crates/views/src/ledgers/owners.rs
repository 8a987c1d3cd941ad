//! Whose the costs of the compared days were.

use crate::clusters::{OwnerView, owner, owner_view};
use crate::scene::Scene;
use emberwatch_app::costs::AccountLedgers;
use emberwatch_domain::attribution::{ClusterCosts, OwnerCost, Source, by_owner};
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::money::Usd;
use emberwatch_domain::owner::Owner;
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;

/// What one owner's clusters cost on all the days together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct OwnerCostView {
    pub owner: OwnerView,
    pub clusters: u32,
    pub usd: String,
    /// False: at least so much.
    pub complete: bool,
    pub source: OwnerCostSource,
    /// The source in words.
    pub by: String,
}

/// From where the amounts of an owner's clusters are, day by day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum OwnerCostSource {
    Bill,
    Record,
    /// Some days by the one and some by the other.
    Both,
}

impl OwnerCostSource {
    pub fn words(self) -> &'static str {
        match self {
            Self::Bill => "the bill",
            Self::Record => "the record",
            Self::Both => "the bill, and the record of days without one",
        }
    }
}

/// The dearest first, who is unknown last.
pub(super) fn owners(scene: &Scene<'_>, of: &AccountLedgers) -> Vec<OwnerCostView> {
    let owners: BTreeMap<&ClusterId, Owner> =
        of.costs.clusters.iter().map(|cost| (&cost.cluster, known_owner(scene, of, &cost.cluster))).collect();
    let costs = of.costs.clusters.iter().map(|cost| (&cost.cluster, &owners[&cost.cluster], &cost.cost));
    let sources: BTreeMap<&ClusterId, Source> =
        of.costs.clusters.iter().map(|cost| (&cost.cluster, cost.source)).collect();
    by_owner(costs).into_iter().map(|line| view(line, &sources)).collect()
}

/// What is on the bill of no cluster, on days on which it tells clusters apart.
pub(super) fn of_no_cluster(costs: &ClusterCosts) -> Option<String> {
    (costs.of_no_cluster != Usd::ZERO).then(|| costs.of_no_cluster.total_text())
}

pub(super) fn note(owners: &[OwnerCostView]) -> Option<String> {
    let is_any_unknown = owners.iter().any(|line| line.owner.name.is_none());
    is_any_unknown.then(|| {
        "Unknown: clusters without an owner tag, or that ended before Emberwatch described them. Costs by owner tell what the \
         bill's own tags say of them."
            .to_owned()
    })
}

/// A cluster that only the bill knows has no owner that anybody could name.
fn known_owner(scene: &Scene<'_>, of: &AccountLedgers, cluster: &ClusterId) -> Owner {
    of.recorded.get(cluster).map_or(Owner::Unknown, |known| owner(scene, known.detail.as_ref()))
}

fn view(line: OwnerCost, sources: &BTreeMap<&ClusterId, Source>) -> OwnerCostView {
    let of_owner = line.clusters.iter().filter_map(|cluster| sources.get(cluster));
    let sources: Vec<OwnerCostSource> = of_owner.map(|source| (*source).into()).collect();
    let first = sources.first().copied().unwrap_or(OwnerCostSource::Record);
    let source = if sources.iter().all(|source| *source == first) { first } else { OwnerCostSource::Both };
    OwnerCostView {
        owner: owner_view(line.owner),
        clusters: u32::try_from(line.clusters.len()).unwrap_or(u32::MAX),
        usd: line.cost.known.total_text(),
        complete: line.cost.is_complete(),
        source,
        by: source.words().to_owned(),
    }
}

impl From<Source> for OwnerCostSource {
    fn from(source: Source) -> Self {
        match source {
            Source::Bill => Self::Bill,
            Source::Record => Self::Record,
            Source::Both => Self::Both,
        }
    }
}
