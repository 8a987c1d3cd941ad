//! What nodes use, added up.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::usage::{Line, Usage};
use crate::world::World;
use crate::world::catalog::{self, InstanceType, Region};
use crate::world::ledger::billed_iops;
use crate::world::life::Seconds;
use crate::world::nodes::Node;
use crate::world::spec::Market;

/// Usage by what it is and where; ordered, so that a bill reads the same every time.
#[derive(Debug, Default)]
pub(super) struct Tallies(BTreeMap<Key, Line>);

type Key = ((u8, &'static str), &'static str, Option<&'static str>);

impl Tallies {
    pub(super) fn lines(self) -> Vec<Line> {
        self.0.into_values().collect()
    }

    pub(super) fn merge(&mut self, lines: &[Line]) {
        lines.iter().for_each(|line| self.put(*line));
    }

    /// What a node uses between two moments.
    pub(super) fn add(&mut self, world: &World, node: &Node, region: &'static Region, (from, to): (Seconds, Seconds)) {
        let Some(kind) = catalog::instance_type(&node.instance_type).filter(|_| from < to) else { return };
        let zone = region.zone(&node.zone).map(|zone| zone.name.as_str());
        let line = |usage, seconds, priced| Line { usage, region, zone, seconds, priced };
        let seconds = to - from;
        let ec2 = match node.market {
            Market::OnDemand => Usage::Box(kind),
            Market::Spot => Usage::Spot(kind),
        };
        self.put(line(ec2, seconds, ec2_price(world, node, kind, region, (from, to))));
        self.put(line(Usage::Emr(kind), seconds, kind.emr_price * Decimal::from(seconds)));
        for volume in &node.volumes {
            let Some(kind) = catalog::volume_type(&volume.volume_type) else { continue };
            let held = seconds * i64::from(volume.size_gib);
            self.put(Line { zone: None, ..line(Usage::Volume(kind), held, kind.gb_month * Decimal::from(held)) });
            if let Some(price) = kind.iops_month {
                let held = seconds * i64::from(billed_iops(volume));
                self.put(Line { zone: None, ..line(Usage::ProvisionedIops(kind), held, price * Decimal::from(held)) });
            }
        }
    }

    fn put(&mut self, line: Line) {
        let key = (line.usage.key(), line.region.name, line.zone);
        let held = self.0.entry(key).or_insert(Line { seconds: 0, priced: Decimal::ZERO, ..line });
        held.seconds += line.seconds;
        held.priced += line.priced;
    }
}

/// Every second at the price per hour that held in it.
fn ec2_price(
    world: &World,
    node: &Node,
    kind: &InstanceType,
    region: &Region,
    (from, to): (Seconds, Seconds),
) -> Decimal {
    let rates = world.ec2_rates(node, kind, region.name, from, to);
    let ends = rates.iter().skip(1).map(|rate| rate.from).chain(std::iter::once(to));
    rates.iter().zip(ends).map(|(rate, end)| rate.usd_per_hour * Decimal::from(end - rate.from)).sum()
}
