//! What an account's clusters burned over the past, as the prices of this world have it.

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

use super::catalog::{self, InstanceType};
use super::history::Wanted;
use super::life::Seconds;
use super::nodes::Node;
use super::spec::Market;
use super::spot::SpotMarket;
use super::{Account, Volume, World};
use crate::commands::Commands;

/// Prices of storage are per month, of which AWS makes 730 hours.
pub(super) const HOURS_A_MONTH: i64 = 730;
/// gp3 volumes include this many IOPS.
const GP3_FREE_IOPS: u32 = 3000;

/// The burn at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Burned {
    pub at: Timestamp,
    pub usd_per_hour: Decimal,
}

/// A price that holds from one second on, until the next one's begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rate {
    pub(super) from: Seconds,
    pub(super) usd_per_hour: Decimal,
}

impl World {
    /// The burn of an account's regions at every `every` from `from` on until `now`. A spot node counts at the market's
    /// price of the moment, as its bill does.
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
                let begins = launched.as_second().max(from.as_second());
                let ends = node.ended_at.map_or(now.as_second(), Timestamp::as_second);
                let mut held = Decimal::ZERO;
                for rate in self.rates(&node, region, begins, ends) {
                    changes[slot(rate.from)] += rate.usd_per_hour - held;
                    held = rate.usd_per_hour;
                }
                changes[node.ended_at.map_or(count, |ended| slot(ended.as_second()))] -= held;
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

    /// All that a node costs per hour between two moments, the EMR price and its storage included.
    fn rates(&self, node: &Node, region: &str, from: Seconds, to: Seconds) -> Vec<Rate> {
        let Some(kind) = catalog::instance_type(&node.instance_type) else { return Vec::new() };
        let storage: Decimal = node.volumes.iter().map(volume_price).sum();
        let beside = kind.emr_price + storage / Decimal::from(HOURS_A_MONTH);
        let mut rates = self.ec2_rates(node, kind, region, from, to);
        rates.iter_mut().for_each(|rate| rate.usd_per_hour += beside);
        rates
    }

    /// What EC2 alone takes for a node between two moments: the on-demand price, or the spot price as it changes. The
    /// first rate holds at `from`. A type that is not sold in the region costs nothing here.
    pub(super) fn ec2_rates(
        &self,
        node: &Node,
        kind: &InstanceType,
        region: &str,
        from: Seconds,
        to: Seconds,
    ) -> Vec<Rate> {
        if node.market == Market::OnDemand {
            return vec![Rate { from, usd_per_hour: kind.on_demand(region).unwrap_or_default() }];
        }
        let market = SpotMarket::new(self.dice(), region, &node.zone, kind);
        let Some((market, (start, end))) = market.zip(moment(from).zip(moment(to))) else {
            return vec![Rate { from, usd_per_hour: Decimal::ZERO }];
        };
        let later = market.changes(start, end).into_iter();
        std::iter::once(Rate { from, usd_per_hour: market.price_at(start) })
            .chain(later.map(|change| Rate { from: change.at.as_second(), usd_per_hour: change.price }))
            .collect()
    }
}

fn moment(second: Seconds) -> Option<Timestamp> {
    Timestamp::from_second(second).ok()
}

/// A month of a volume.
fn volume_price(volume: &Volume) -> Decimal {
    let Some(kind) = catalog::volume_type(&volume.volume_type) else { return Decimal::ZERO };
    kind.gb_month * Decimal::from(volume.size_gib)
        + kind.iops_month.unwrap_or_default() * Decimal::from(billed_iops(volume))
}

/// The provisioned IOPS that are not part of the volume's price.
pub(super) fn billed_iops(volume: &Volume) -> u32 {
    let free = if volume.volume_type == "gp3" { GP3_FREE_IOPS } else { 0 };
    volume.iops.unwrap_or(0).saturating_sub(free)
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
                let now = now.as_second();
                nodes.map(|node| world.rates(&node, region, now, now)[0].usd_per_hour).collect::<Vec<_>>()
            });
            assert_eq!(burned.len(), 7);
            // Prices of storage are thirds of cents; sums of them in another order differ in the last digit.
            assert_eq!(burned[6].usd_per_hour.round_dp(9), running.sum::<Decimal>().round_dp(9), "{}", account.name);
            assert!(burned.iter().all(|burned| burned.usd_per_hour >= Decimal::ZERO));
        }
    }
}
