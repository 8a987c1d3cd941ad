//! What a cluster burned then and burns now.

use emberwatch_app::record::ClusterRecord;
use emberwatch_app::snapshot::Snapshot;
use emberwatch_domain::burn::{Burn, BurnPart, Nodes, Rates, burn};
use emberwatch_domain::change::nodes_at;
use emberwatch_domain::cluster::{Market, Node};
use emberwatch_domain::money::{Estimate, Usd};
use emberwatch_domain::price::PriceBook;
use jiff::Timestamp;

/// A cluster's nodes then and now, and what they burned and burn.
pub(super) struct Then {
    pub nodes: Vec<Node>,
    pub burn: Burn,
    /// Whether its nodes of then are all known.
    pub is_whole: bool,
}

pub(super) fn at(snapshot: &Snapshot, record: &ClusterRecord, prices: &PriceBook, at: Timestamp) -> Then {
    let Nodes::Nodes { nodes: all, .. } = record.nodes() else {
        let mut burn = Burn::default();
        burn.total.add_unknown("the cluster's nodes");
        return Then { nodes: Vec::new(), burn, is_whole: false };
    };
    let created = record.summary.created_at;
    let is_whole = record
        .nodes
        .as_ref()
        .is_some_and(|nodes| nodes.whole_since <= at || created.is_some_and(|created| nodes.whole_since <= created));
    let nodes = nodes_at(all.iter(), at);
    let rates = Rates { region: &record.place.region, list: prices, spot: &snapshot.spot };
    let alive = Nodes::Nodes { nodes: nodes.clone(), as_of: at };
    let mut burn = burn(&alive, &record.storage(), rates, at);
    if !is_whole {
        burn.total.add_unknown(format!("its nodes of {at:.0}"));
    }
    Then { nodes, burn, is_whole }
}

/// What it burns now: nothing once it has ended.
pub(super) fn now(snapshot: &Snapshot, record: &ClusterRecord, now: Timestamp) -> Estimate {
    if record.summary.state.has_ended() {
        return Estimate::default();
    }
    let rates = Rates { region: &record.place.region, list: &snapshot.prices, spot: &snapshot.spot };
    burn(&record.nodes(), &record.storage(), rates, now).total
}

/// The kind of node whose own price rose the most in all, in words; nothing when no price rose.
pub(super) fn dearest_rise(then: &Burn, now: &Burn) -> Option<String> {
    let rises = now.parts.iter().filter_map(|part| {
        let before = then.parts.iter().find(|before| is_same_kind(before, part))?;
        let (was, is) = (each(before)?, each(part)?);
        (is > was).then_some((part, was, is))
    });
    let by_all = |part: &BurnPart, was: Usd, is: Usd| (is - was) * rust_decimal::Decimal::from(part.count);
    let (part, was, is) = rises.max_by_key(|(part, was, is)| by_all(part, *was, *is))?;
    let market = if part.market == Market::Spot { "spot" } else { "on demand" };
    Some(format!("{} {market} from {} to {}", part.instance_type, was.per_hour_text(), is.per_hour_text()))
}

fn is_same_kind(a: &BurnPart, b: &BurnPart) -> bool {
    (&a.instance_type, a.market, &a.zone, a.role) == (&b.instance_type, b.market, &b.zone, b.role)
}

fn each(part: &BurnPart) -> Option<Usd> {
    Some([part.each.ec2?, part.each.emr?, part.each.ebs?].into_iter().sum())
}

/// When the last of the prices that its nodes are burned at came into force.
pub(super) fn last_price(snapshot: &Snapshot, nodes: &[Node], since: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let spot = nodes.iter().filter(|node| node.market == Market::Spot);
    let series = spot.filter_map(|node| snapshot.spot.series(&node.instance_type, node.zone.as_ref()?));
    let changes = series.filter_map(|series| series.changes().rev().map(|(at, _)| at).find(|at| *at <= now));
    changes.filter(|at| *at > since).max()
}
