//! When nodes of a group or fleet are asked for and let go.

use super::ec2_id;
use crate::world::Dice;
use crate::world::cluster::Cluster;
use crate::world::life::Seconds;
use crate::world::scaling::Change;
use crate::world::spec::{FleetSpec, FleetType, Market};

/// One node's time in its group, from request to the decision to let it go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) serial: u64,
    pub(super) from: Seconds,
    pub(super) until: Option<Seconds>,
    pub(super) interrupted: bool,
}

/// Plays the changes of a group: growth adds nodes, shrinking takes the victims, then the youngest.
pub(super) fn of_group(dice: Dice, changes: &[Change], now: Seconds) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut live: Vec<usize> = Vec::new();
    for change in changes.iter().filter(|change| change.at <= now) {
        let wanted = usize::try_from(change.count).unwrap_or(0);
        while live.len() > wanted {
            let is_victim = |&index: &usize| change.victims.contains(&ec2_id(dice, spans[index].serial));
            // Ids are made only where some are named.
            let victim = if change.victims.is_empty() { None } else { live.iter().position(is_victim) };
            let index = live.remove(victim.unwrap_or(live.len() - 1));
            spans[index].until = Some(change.at);
        }
        while live.len() < wanted {
            live.push(spans.len());
            spans.push(Span { serial: spans.len() as u64, from: change.at, until: None, interrupted: false });
        }
    }
    spans
}

/// Spot capacity is taken back now and then, and EMR asks for a new node a minute later.
pub(super) fn with_interruptions(
    spans: Vec<Span>,
    market: Market,
    cluster: &Cluster,
    dice: Dice,
    now: Seconds,
) -> Vec<Span> {
    if market == Market::OnDemand {
        return spans;
    }
    // What comes after now needs no deciding yet; it would be decided the same way later.
    let limit = cluster.life.terminating.map_or(now, |terminating| terminating.min(now));
    let mut result = Vec::with_capacity(spans.len());
    for span in spans {
        let until = span.until.unwrap_or(limit);
        let mut from = span.from;
        for generation in 0..64_u64 {
            let serial = span.serial + generation * 10_000;
            let lasts = dice.named("interruption").with(serial).between(8 * 3600, 120 * 3600);
            if until.saturating_sub(from) <= lasts {
                result.push(Span { serial, from, until: span.until, interrupted: false });
                break;
            }
            result.push(Span { serial, from, until: Some(from + lasts), interrupted: true });
            from += lasts + 60;
        }
    }
    result
}

/// The instances that fill a fleet's capacity: types by chance until the on-demand and the spot target are reached.
/// A type that goes beyond the target is taken only where none fits.
pub(super) fn members(fleet: &FleetSpec, dice: Dice) -> Vec<(Market, &FleetType)> {
    let mut members = Vec::new();
    for (market, target) in [(Market::OnDemand, fleet.on_demand_capacity), (Market::Spot, fleet.spot_capacity)] {
        let mut filled = 0;
        while filled < target && !fleet.types.is_empty() {
            let fitting: Vec<&FleetType> = fleet.types.iter().filter(|kind| kind.weight <= target - filled).collect();
            let chance = dice.named("fleet").named(market.as_str()).with(u64::from(filled));
            let kind = if fitting.is_empty() { chance.pick(&fleet.types) } else { *chance.pick(&fitting) };
            filled += kind.weight.max(1);
            members.push((market, kind));
        }
    }
    members
}
