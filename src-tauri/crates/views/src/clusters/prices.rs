//! What a cluster burns and has cost, with every part.

use super::{BurnPartView, BurnView};
use crate::scene::Scene;
use crate::wording::{market, role, sort_key};
use emberwatch_app::record::ClusterRecord;
use emberwatch_app::snapshot::Snapshot;
use emberwatch_domain::burn::{Burn, BurnPart, Costed, Nodes, Rates, burn, cost_so_far};
use emberwatch_domain::money::Usd;
use jiff::Timestamp;

/// Nodes are listed every 30 s; a list this old may lack a resize, and what is reckoned with it is a lower bound.
const NODES_OLD_MINUTES: i32 = 5;

pub(super) struct Priced {
    pub burn: Burn,
    pub cost: Costed,
    /// When the node list becomes too old to be the whole truth; absent where it is already, or nothing is running.
    pub doubted_from: Option<Timestamp>,
}

impl Priced {
    /// Its cost is what it was then, and stays that.
    pub fn stopped(self) -> Self {
        Self { burn: self.burn, cost: self.cost.stopped(), doubted_from: None }
    }
}

/// A terminating cluster burns as long as its nodes run; an ended one burns nothing, and that is known.
pub(super) fn priced(
    scene: &Scene<'_>,
    snapshot: &Snapshot,
    record: &ClusterRecord,
    nodes: &Nodes,
    until: Timestamp,
) -> Priced {
    let rates = Rates { region: &record.place.region, list: &snapshot.prices, spot: &snapshot.spot };
    let storage = record.storage();
    let recorded_since = record.nodes.as_ref().map(|nodes| nodes.whole_since);
    let created_at = record.summary.created_at;
    let mut cost = cost_so_far(nodes, created_at, recorded_since, &storage, rates, until);
    if record.summary.state.has_ended() {
        return Priced { burn: Burn::default(), cost, doubted_from: None };
    }
    let mut burn = burn(nodes, &storage, rates, until);
    let seen_at = record.nodes.as_ref().map(|nodes| nodes.as_of);
    let doubted_from = seen_at.map(|at| at + scene.minutes_of_polling(NODES_OLD_MINUTES));
    if let Some(seen_at) = seen_at.filter(|_| doubted_from.is_some_and(|from| until > from)) {
        let what = format!("changes of its nodes since {seen_at:.0}");
        cost.total.add_unknown(what.clone());
        burn.total.add_unknown(what);
    }
    Priced { burn, cost, doubted_from: doubted_from.filter(|from| until <= *from) }
}

pub(super) fn burn_view(burn: &Burn) -> BurnView {
    BurnView {
        usd_per_hour: burn.total.known.per_hour_text(),
        complete: burn.total.is_complete(),
        unknown: burn.total.unknown.clone(),
        parts: burn.parts.iter().map(part).collect(),
        sort: sort_key(burn.total.known),
    }
}

fn part(part: &BurnPart) -> BurnPartView {
    let prices = [part.each.ec2, part.each.emr, part.each.ebs];
    let [ec2_each, emr_each, ebs_each] = prices.map(|price| price.map(Usd::per_hour_text));
    BurnPartView {
        role: part.role.map(|node| role(node).to_owned()),
        instance_type: part.instance_type.to_string(),
        market: market(part.market).to_owned(),
        zone: part.zone.as_ref().map(ToString::to_string),
        count: part.count,
        ec2_each,
        emr_each,
        ebs_each,
        usd_per_hour: part.known().per_hour_text(),
        complete: prices.iter().all(Option::is_some),
    }
}
