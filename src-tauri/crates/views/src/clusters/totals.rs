//! What clusters add up to.

use super::{Assessed, Totals};
use crate::sources::SourceRow;
use crate::wording::{burn_total, cost};
use emberwatch_domain::money::Estimate;
use jiff::Timestamp;

/// With what was never seen as a part that is not known: nothing seen is not nothing burning.
pub(crate) fn burn_of<'a>(clusters: impl IntoIterator<Item = &'a Assessed>, unseen: &[String]) -> Estimate {
    let mut burn = nothing_but(unseen);
    clusters.into_iter().for_each(|cluster| burn += &cluster.burn);
    burn
}

fn nothing_but(unseen: &[String]) -> Estimate {
    let mut nothing = Estimate::default();
    unseen.iter().for_each(|what| nothing.add_unknown(what));
    nothing
}

/// `unseen` is what the silent ones of the sources may hold, in words.
pub(super) fn totals<'a>(
    clusters: impl Iterator<Item = &'a Assessed>,
    sources: &[SourceRow],
    unseen: &[String],
    now: Timestamp,
) -> Totals {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let active: Vec<&Assessed> = clusters.filter(|cluster| cluster.ended_at.is_none()).collect();
    let mut so_far = nothing_but(unseen);
    let (mut nodes, mut spot_nodes, mut owner_unknown) = (0, 0, 0);
    for cluster in &active {
        nodes += cluster.row.nodes.on_demand + cluster.row.nodes.spot;
        spot_nodes += cluster.row.nodes.spot;
        owner_unknown += u32::from(cluster.row.owner.name.is_none());
        so_far += &cluster.cost.total_at(now);
    }
    Totals {
        active_clusters: number(active.len()),
        nodes,
        spot_nodes,
        spot_percent: (100 * spot_nodes + nodes / 2).checked_div(nodes),
        burn: burn_total(&burn_of(active, unseen)),
        cost_so_far: cost(&so_far),
        owner_unknown,
        troubled: number(sources.iter().filter(|source| source.needs_attention).count()),
        silent: number(unseen.len()),
    }
}
