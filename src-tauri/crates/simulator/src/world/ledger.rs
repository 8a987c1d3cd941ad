//! What an account's clusters burned over the past, as the prices of this world have it.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

use super::catalog::{self, InstanceType};
use super::history::Wanted;
use super::life::Seconds;
use super::nodes::{self, Run};
use super::spec::{Market, VolumeSpecification};
use super::spot::recorded::LINUX;
use super::spot::{PriceChange, SpotMarket};
use super::{Account, Cluster, World};
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
            let mut tariff = Tariff::new(self, region, from.as_second(), now.as_second());
            for cluster in self.clusters_since(account, region, from.as_second(), now, commands) {
                for run in nodes::runs(&cluster, now.as_second()) {
                    let begins = run.launched.max(from.as_second());
                    let ends = run.ended.unwrap_or(now.as_second());
                    let beside = beside(&run);
                    let mut held = Decimal::ZERO;
                    for rate in tariff.ec2(&run, &cluster.spec.zone, begins, ends) {
                        let usd_per_hour = rate.usd_per_hour + beside;
                        changes[slot(rate.from)] += usd_per_hour - held;
                        held = usd_per_hour;
                    }
                    changes[run.ended.map_or(count, slot)] -= held;
                }
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

    fn clusters_since(
        &self,
        account: &Account,
        region: &str,
        from: Seconds,
        now: Timestamp,
        commands: &Commands,
    ) -> Vec<Cluster> {
        let wanted = Wanted { ended_after: from, ..Wanted::active(now.as_second()) };
        let outlines = self.outlines(account, region, &wanted, commands);
        outlines.iter().map(|outline| self.cluster(outline, commands, now.as_second())).collect()
    }
}

/// What EC2 takes in a region between two moments. Each market is looked at once.
pub(super) struct Tariff<'a> {
    world: &'a World,
    region: &'a str,
    from: Seconds,
    to: Seconds,
    spot: HashMap<&'static str, Vec<(String, Vec<Rate>)>>,
}

impl<'a> Tariff<'a> {
    pub(super) fn new(world: &'a World, region: &'a str, from: Seconds, to: Seconds) -> Self {
        Self { world, region, from, to, spot: HashMap::new() }
    }

    /// The rates of a node between two moments of the tariff's: the on-demand price, or the spot price as it changes.
    /// The first one holds at `from`. A type that is not sold in the region costs nothing here.
    pub(super) fn ec2(&mut self, run: &Run, zone: &str, from: Seconds, to: Seconds) -> Vec<Rate> {
        if run.market == Market::OnDemand {
            return vec![Rate { from, usd_per_hour: run.kind.on_demand(self.region).unwrap_or_default() }];
        }
        let rates = self.spot(run.kind, zone);
        let first = rates.partition_point(|rate| rate.from <= from).saturating_sub(1);
        let held = rates.get(first).map_or(Decimal::ZERO, |rate| rate.usd_per_hour);
        let later = rates.iter().skip(first + 1).take_while(|rate| rate.from < to);
        std::iter::once(Rate { from, usd_per_hour: held }).chain(later.copied()).collect()
    }

    fn spot(&mut self, kind: &'static InstanceType, zone: &str) -> &[Rate] {
        let zones = self.spot.entry(kind.name).or_default();
        let index = match zones.iter().position(|(known, _)| known == zone) {
            Some(index) => index,
            None => {
                let rates = spot_rates(self.world, kind, self.region, zone, self.from, self.to);
                zones.push((zone.to_owned(), rates));
                zones.len() - 1
            }
        };
        &zones[index].1
    }
}

fn spot_rates(world: &World, kind: &InstanceType, region: &str, zone: &str, from: Seconds, to: Seconds) -> Vec<Rate> {
    if let Some(recorded) = world.spot_prices().and_then(|prices| prices.changes(kind.name, zone, LINUX)) {
        return recorded_rates(recorded, from, to);
    }
    let market = SpotMarket::new(world.dice(), region, zone, kind);
    let Some((market, (start, end))) = market.zip(moment(from).zip(moment(to))) else { return Vec::new() };
    let later = market.changes(start, end).into_iter();
    std::iter::once(Rate { from, usd_per_hour: market.price_at(start) })
        .chain(later.map(|change| Rate { from: change.at.as_second(), usd_per_hour: change.price }))
        .collect()
}

/// What was recorded between two moments. Before the first change the first price is taken: a node has to cost something.
fn recorded_rates(changes: &[PriceChange], from: Seconds, to: Seconds) -> Vec<Rate> {
    let next = changes.partition_point(|change| change.at.as_second() <= from);
    let held = changes.get(next.saturating_sub(1)).map(|change| Rate { from, usd_per_hour: change.price });
    let later = changes[next..].iter().take_while(|change| change.at.as_second() < to);
    let later = later.map(|change| Rate { from: change.at.as_second(), usd_per_hour: change.price });
    held.into_iter().chain(later).collect()
}

/// What a node costs per hour beside EC2: the EMR price and its storage.
fn beside(run: &Run) -> Decimal {
    let storage: Decimal = run.volumes.iter().map(volume_price).sum();
    run.kind.emr_price + storage / Decimal::from(HOURS_A_MONTH)
}

fn moment(second: Seconds) -> Option<Timestamp> {
    Timestamp::from_second(second).ok()
}

/// A month of a volume.
fn volume_price(volume: &VolumeSpecification) -> Decimal {
    let Some(kind) = catalog::volume_type(&volume.volume_type) else { return Decimal::ZERO };
    kind.gb_month * Decimal::from(volume.size_in_gb)
        + kind.iops_month.unwrap_or_default() * Decimal::from(billed_iops(volume))
}

/// The provisioned IOPS that are not part of the volume's price.
pub(super) fn billed_iops(volume: &VolumeSpecification) -> u32 {
    let free = if volume.volume_type == "gp3" { GP3_FREE_IOPS } else { 0 };
    volume.iops.unwrap_or(0).saturating_sub(free)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{Node, Volume};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// As EC2 shows the nodes, each priced by itself.
    fn running(world: &World, account: &Account, region: &str, now: Timestamp) -> Decimal {
        let price = |node: &Node| {
            let kind = catalog::instance_type(&node.instance_type).unwrap();
            let ec2 = match node.market {
                Market::OnDemand => kind.on_demand(region).unwrap(),
                Market::Spot => SpotMarket::new(world.dice(), region, &node.zone, kind).unwrap().price_at(now),
            };
            let gibs: Decimal = node.volumes.iter().map(month).sum();
            ec2 + kind.emr_price + gibs / Decimal::from(HOURS_A_MONTH)
        };
        let clusters = world.nodes(account, region, now, &Commands::default());
        clusters.iter().flat_map(|cluster| &cluster.nodes).filter(|node| node.ended_at.is_none()).map(price).sum()
    }

    fn month(volume: &Volume) -> Decimal {
        catalog::volume_type(&volume.volume_type).unwrap().gb_month * Decimal::from(volume.size_gib)
    }

    #[test]
    fn the_burn_of_now_is_that_of_the_nodes_that_run_now() {
        let (world, commands) = (World::new(1), Commands::default());
        let now = at("2026-11-20T14:00:00Z");
        for account in world.accounts() {
            let hour = SignedDuration::from_hours(1);
            let burned = world.burned(account, &commands, at("2026-11-20T08:00:00Z"), now, hour);
            let running: Decimal =
                account.active_regions.iter().map(|region| running(&world, account, region, now)).sum();
            assert_eq!(burned.len(), 7);
            // Prices of storage are thirds of cents; sums of them in another order differ in the last digit.
            assert_eq!(burned[6].usd_per_hour.round_dp(9), running.round_dp(9), "{}", account.name);
            assert!(burned.iter().all(|burned| burned.usd_per_hour >= Decimal::ZERO));
        }
    }

    #[test]
    fn a_node_costs_the_first_known_price_before_the_record_begins_and_the_last_after_it() {
        let change = |second, price| PriceChange { at: Timestamp::from_second(second).unwrap(), price };
        let changes = [change(100, Decimal::ONE), change(200, Decimal::TWO)];
        let prices = |from, to| {
            let rates = recorded_rates(&changes, from, to);
            rates.iter().map(|rate| (rate.from, rate.usd_per_hour)).collect::<Vec<_>>()
        };
        assert_eq!(prices(10, 50), [(10, Decimal::ONE)]);
        assert_eq!(prices(150, 250), [(150, Decimal::ONE), (200, Decimal::TWO)]);
        assert_eq!(prices(900, 950), [(900, Decimal::TWO)]);
    }
}
