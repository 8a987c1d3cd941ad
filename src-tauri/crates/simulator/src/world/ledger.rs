//! What an account's clusters burned over the past, as the prices of this world have it.

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

use super::history::Wanted;
use super::life::Seconds;
use super::nodes::Node;
use super::spec::Market;
use super::spot::SpotMarket;
use super::{Account, World, catalog};
use crate::commands::Commands;

/// Prices of storage are per month, of which AWS makes 730 hours.
const HOURS_A_MONTH: i64 = 730;
/// gp3 volumes include this many IOPS.
const GP3_FREE_IOPS: u32 = 3000;

/// The burn at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Burned {
    pub at: Timestamp,
    pub usd_per_hour: Decimal,
}

impl World {
    /// The burn of an account's regions at every `every` from `from` on until `now`. A spot node counts at the price it
    /// was launched at.
    pub fn burned(
        &self,
        account: &Account,
        commands: &Commands,
        from: Timestamp,
        now: Timestamp,
        every: SignedDuration,
    ) -> Vec<Burned> {
        let period = every.as_secs().max(1);
        let count = usize::try_from((now.as_second() - from.as_second()) / period + 1).unwrap_or(0);
        let mut changes = vec![Decimal::ZERO; count + 1];
        // The first moment of the grid at or after a time.
        let slot = |second: Seconds| {
            let ahead = (second - from.as_second()).max(0);
            usize::try_from((ahead + period - 1) / period).unwrap_or(count).min(count)
        };
        for region in account.active_regions {
            for node in self.nodes_since(account, region, from.as_second(), now, commands) {
                let Some(launched) = node.launched_at else { continue };
                let price = self.price(&node, region, launched);
                changes[slot(launched.as_second())] += price;
                changes[node.ended_at.map_or(count, |ended| slot(ended.as_second()))] -= price;
            }
        }
        let mut usd_per_hour = Decimal::ZERO;
        let moments = std::iter::successors(Some(from), |at| at.checked_add(every).ok());
        let steps = moments.zip(&changes[..count]).map(|(at, change)| {
            usd_per_hour += *change;
            Burned { at, usd_per_hour }
        });
        steps.collect()
    }

    fn nodes_since(
        &self,
        account: &Account,
        region: &str,
        from: Seconds,
        now: Timestamp,
        commands: &Commands,
    ) -> Vec<Node> {
        let wanted = Wanted { ended_after: from, ..Wanted::active(now.as_second()) };
        let outlines = self.outlines(account, region, &wanted, commands);
        let clusters = outlines.iter().map(|outline| self.cluster(outline, commands, now.as_second()));
        clusters.flat_map(|cluster| cluster.nodes(now)).collect()
    }

    fn price(&self, node: &Node, region: &str, launched: Timestamp) -> Decimal {
        let Some(kind) = catalog::instance_type(&node.instance_type) else { return Decimal::ZERO };
        let ec2 = match node.market {
            Market::OnDemand => kind.on_demand(region),
            Market::Spot => {
                SpotMarket::new(self.dice(), region, &node.zone, kind).map(|market| market.price_at(launched))
            }
        };
        let storage: Decimal = node.volumes.iter().map(volume_price).sum();
        ec2.unwrap_or_default() + kind.emr_price + storage / Decimal::from(HOURS_A_MONTH)
    }
}

/// A month of a volume.
fn volume_price(volume: &super::Volume) -> Decimal {
    let Some(kind) = catalog::volume_types().iter().find(|kind| kind.name == volume.volume_type) else {
        return Decimal::ZERO;
    };
    let free = if kind.name == "gp3" { GP3_FREE_IOPS } else { 0 };
    let billed = volume.iops.unwrap_or(0).saturating_sub(free);
    kind.gb_month * Decimal::from(volume.size_gib) + kind.iops_month.unwrap_or_default() * Decimal::from(billed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_burn_of_now_is_that_of_the_nodes_that_run_now() {
        let (world, commands) = (World::new(1), Commands::default());
        let now = at("2026-11-20T14:00:00Z");
        for account in world.accounts() {
            let hour = SignedDuration::from_hours(1);
            let burned = world.burned(account, &commands, at("2026-11-20T08:00:00Z"), now, hour);
            let running = account.active_regions.iter().flat_map(|region| {
                let clusters = world.nodes(account, region, now, &commands);
                let nodes =
                    clusters.into_iter().flat_map(|cluster| cluster.nodes).filter(|node| node.ended_at.is_none());
                nodes.map(|node| world.price(&node, region, node.launched_at.unwrap())).collect::<Vec<_>>()
            });
            assert_eq!(burned.len(), 7);
            // Prices of storage are thirds of cents; sums of them in another order differ in the last digit.
            assert_eq!(burned[6].usd_per_hour.round_dp(9), running.sum::<Decimal>().round_dp(9), "{}", account.name);
            assert!(burned.iter().all(|burned| burned.usd_per_hour >= Decimal::ZERO));
        }
    }
}
