//! Spot prices are step functions: a price holds from its change until the next one.

use crate::account::AvailabilityZone;
use crate::cluster::InstanceType;
use crate::money::Usd;
use crate::time_span::TimeSpan;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One row of DescribeSpotPriceHistory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpotChange {
    pub instance_type: InstanceType,
    pub zone: AvailabilityZone,
    pub usd_per_hour: Usd,
    pub at: Timestamp,
}

/// The price of one instance type in one zone over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpotSeries {
    changes: BTreeMap<Timestamp, Usd>,
}

/// What a stretch of time cost on the spot market, and how much of it has no known price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpotCost {
    pub usd: Usd,
    pub unpriced: TimeSpan,
}

impl SpotSeries {
    pub fn record(&mut self, at: Timestamp, price: Usd) {
        self.changes.insert(at, price);
    }

    pub fn price_at(&self, at: Timestamp) -> Option<Usd> {
        self.changes.range(..=at).next_back().map(|(_, price)| *price)
    }

    /// The integral of the price over the span: forward-filled, clipped, weighted by duration.
    /// Time before the first known change is not priced, and told.
    pub fn cost(&self, span: TimeSpan) -> SpotCost {
        let priced_from = match self.changes.range(..=span.start).next_back() {
            Some(_) => span.start,
            None => self.changes.range(span.start..).next().map_or(span.end, |(at, _)| (*at).min(span.end)),
        };
        let mut usd = Usd::ZERO;
        let mut from = priced_from;
        while from < span.end {
            let next = self.next_change_after(from).map_or(span.end, |at| at.min(span.end));
            if let Some(price) = self.price_at(from) {
                usd += price * TimeSpan::new(from, next).hours();
            }
            from = next;
        }
        SpotCost { usd, unpriced: TimeSpan::new(span.start, priced_from) }
    }

    pub fn changes(&self) -> impl DoubleEndedIterator<Item = (Timestamp, Usd)> + '_ {
        self.changes.iter().map(|(at, price)| (*at, *price))
    }

    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    pub(crate) fn next_change_after(&self, at: Timestamp) -> Option<Timestamp> {
        use std::ops::Bound::{Excluded, Unbounded};
        self.changes.range((Excluded(at), Unbounded)).next().map(|(at, _)| *at)
    }
}

/// The spot prices of every type and zone seen so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpotBook {
    series: BTreeMap<(InstanceType, AvailabilityZone), SpotSeries>,
}

impl SpotBook {
    pub fn record(&mut self, change: &SpotChange) {
        let key = (change.instance_type.clone(), change.zone.clone());
        self.series.entry(key).or_default().record(change.at, change.usd_per_hour);
    }

    /// The first and the last known change of a type in each zone.
    pub fn spans(
        &self,
        instance_type: &InstanceType,
    ) -> impl Iterator<Item = (&AvailabilityZone, Timestamp, Timestamp)> {
        let of_type = self.series.iter().filter(move |((kind, _), _)| kind == instance_type);
        of_type
            .filter_map(|((_, zone), series)| Some((zone, series.changes().next()?.0, series.changes().next_back()?.0)))
    }

    pub fn series(&self, instance_type: &InstanceType, zone: &AvailabilityZone) -> Option<&SpotSeries> {
        self.series.get(&(instance_type.clone(), zone.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + hour * 3600).unwrap()
    }

    fn series(changes: &[(i64, rust_decimal::Decimal)]) -> SpotSeries {
        let mut series = SpotSeries::default();
        for (hour, price) in changes {
            series.record(at(*hour), Usd::new(*price));
        }
        series
    }

    #[test]
    fn a_price_that_changes_at_half_time_is_the_mean_of_both() {
        let cost = series(&[(-5, dec!(0.10)), (5, dec!(0.20))]).cost(TimeSpan::new(at(0), at(10)));
        assert_eq!(cost.usd, Usd::new(dec!(1.5)));
        assert_eq!(cost.unpriced.milliseconds(), 0);
    }

    #[test]
    fn time_before_the_first_change_is_not_free_but_unpriced() {
        let cost = series(&[(4, dec!(0.10))]).cost(TimeSpan::new(at(0), at(10)));
        assert_eq!(cost.usd, Usd::new(dec!(0.6)));
        assert_eq!(cost.unpriced, TimeSpan::new(at(0), at(4)));
    }

    #[test]
    fn a_market_without_any_change_prices_nothing() {
        let cost = SpotSeries::default().cost(TimeSpan::new(at(0), at(10)));
        assert_eq!((cost.usd, cost.unpriced), (Usd::ZERO, TimeSpan::new(at(0), at(10))));
    }
}
