//! The spot market: for every zone and instance type a price that changes in steps, at any time, past or future.
//!
//! A market is a function of (dice, zone, type, time) and keeps no state. Time is cut into UTC days, and what happens
//! in a day follows from a hash of the day, so that any instant is priced without walking there from an epoch. The
//! price reverts to a mean: a level of the zone, drawn from the real relation of spot to on-demand of the type
//! (`SpotRelation`), times a slow and a quick noise. Spikes rise towards the on-demand price and never above it.

mod day;
mod noise;
pub(crate) mod recorded;

use jiff::Timestamp;
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use super::Dice;
use super::catalog::InstanceType;
use day::Day;
use noise::Noise;
pub use recorded::{SpotPrices, SpotPricesError};

/// One price from one instant on, until the next change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceChange {
    /// Whole seconds, as EC2 reports them.
    pub at: Timestamp,
    /// USD per instance and hour for Linux.
    pub price: Decimal,
}

#[derive(Debug, Clone)]
pub struct SpotMarket {
    noise: Noise,
    on_demand: Decimal,
    /// The mean of the zone, as a share of the on-demand price.
    level: f64,
    /// How far the logarithm of the price swings about the level.
    swing: f64,
    changes_per_day: f64,
    /// The chance that a day has a spike.
    spikes_per_day: f64,
}

impl SpotMarket {
    /// The market of a type in a zone of a region; none where the type is not offered.
    pub fn new(dice: Dice, region: &str, zone: &str, kind: &InstanceType) -> Option<Self> {
        let on_demand = kind.on_demand(region)?;
        let noise = Noise::new(dice, zone, kind.name);
        let relation = kind.spot;
        let rank = noise.unit("level", 0);
        let level = if rank < 0.5 {
            relation.low + (relation.median - relation.low) * rank * 2.0
        } else {
            relation.median + (relation.high - relation.median) * (rank * 2.0 - 1.0)
        };
        let busyness = BUSYNESS[(noise.unit("busyness", 0) * BUSYNESS.len() as f64) as usize % BUSYNESS.len()];
        Some(Self {
            noise,
            on_demand,
            level,
            swing: ((relation.high / relation.low).ln() / 4.0).clamp(0.01, 0.3),
            changes_per_day: relation.changes_per_day * busyness,
            spikes_per_day: 0.01 * busyness,
        })
    }

    /// The price at an instant.
    pub fn price_at(&self, at: Timestamp) -> Decimal {
        self.change_before(at).price
    }

    /// The last change at or before an instant: the one whose price holds there.
    pub fn change_before(&self, at: Timestamp) -> PriceChange {
        let second = at.as_second();
        let mut day = day::number_of(second);
        loop {
            // Every day has a change, so that the day before always ends the search.
            if let Some(change) = self.day(day).changes().iter().rev().find(|change| change.at.as_second() <= second) {
                return *change;
            }
            day -= 1;
        }
    }

    /// The changes after `from` up to and including `to`, oldest first.
    pub fn changes(&self, from: Timestamp, to: Timestamp) -> Vec<PriceChange> {
        let days = day::number_of(from.as_second())..=day::number_of(to.as_second());
        let changes = days.flat_map(|number| self.day(number).changes());
        changes.filter(|change| from < change.at && change.at <= to).collect()
    }

    fn day(&self, number: i64) -> Day<'_> {
        Day { market: self, number }
    }

    /// A price from its share of the on-demand price: four decimals, cut off so that it never exceeds on-demand.
    fn price(&self, share: f64) -> Decimal {
        let on_demand = self.on_demand.to_f64().unwrap_or_default();
        let price = Decimal::from_f64(on_demand * share).unwrap_or(self.on_demand).trunc_with_scale(4);
        price.clamp(Decimal::new(1, 4).min(self.on_demand), self.on_demand)
    }
}

/// The real figures come from one calm evening, so some of the markets are made busier than that.
const BUSYNESS: [f64; 8] = [1.0, 1.0, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0];

#[cfg(test)]
mod tests;
