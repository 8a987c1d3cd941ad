//! What nodes use, added up.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::usage::{Line, Usage};
use crate::world::catalog::{self, Region};
use crate::world::ledger::{Rate, billed_iops};
use crate::world::life::Seconds;
use crate::world::nodes::Run;
use crate::world::spec::Market;

/// Usage by what it is and where; ordered, so that a bill reads the same every time.
#[derive(Debug, Default)]
pub(super) struct Tallies(BTreeMap<Key, Line>);

/// Where nodes run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) region: &'static Region,
    pub(super) zone: Option<&'static str>,
}

type Key = ((u8, &'static str), &'static str, Option<&'static str>);

impl Tallies {
    pub(super) fn lines(self) -> Vec<Line> {
        self.0.into_values().collect()
    }

    pub(super) fn merge(&mut self, lines: &[Line]) {
        lines.iter().for_each(|line| self.put(*line));
    }

    /// What a node uses between two moments.
    pub(super) fn add(&mut self, run: &Run, place: Place, rates: &[Rate], (from, to): (Seconds, Seconds)) {
        let Place { region, zone } = place;
        let kind = run.kind;
        let line = |usage, seconds, priced| Line { usage, region, zone, seconds, priced };
        let seconds = to - from;
        let ec2 = match run.market {
            Market::OnDemand => Usage::Box(kind),
            Market::Spot => Usage::Spot(kind),
        };
        self.put(line(ec2, seconds, priced(rates, to)));
        self.put(line(Usage::Emr(kind), seconds, kind.emr_price * Decimal::from(seconds)));
        for volume in run.volumes.iter() {
            let Some(kind) = catalog::volume_type(&volume.volume_type) else { continue };
            let held = seconds * i64::from(volume.size_in_gb);
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
fn priced(rates: &[Rate], to: Seconds) -> Decimal {
    let ends = rates.iter().skip(1).map(|rate| rate.from).chain(std::iter::once(to));
    rates.iter().zip(ends).map(|(rate, end)| rate.usd_per_hour * Decimal::from(end - rate.from)).sum()
}
