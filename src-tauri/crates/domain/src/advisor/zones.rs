use super::{Limit, ListPrices, Need, Offers, SubnetId};
use crate::account::AvailabilityZone;
use crate::cluster::InstanceType;
use crate::money::Usd;
use crate::spot::{Risk, SpotSeries, SpotStatistics, judge};
use crate::time_span::TimeSpan;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::fmt;

/// How far back a price's restlessness is judged.
pub const RISK_WINDOW: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Prices that were read so long ago are those of now.
const STALE: SignedDuration = SignedDuration::from_mins(15);

/// One type in one zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneOffer {
    pub prices: ListPrices,
    pub availability_zone: AvailabilityZone,
    /// `None`: nothing can be launched there.
    pub subnet_id: Option<SubnetId>,
    /// Of the window's known price, or why there is none.
    pub spot: Result<SpotStatistics, UnknownPrice>,
    /// The highest price, or this type's on-demand price; `None` where that is not known.
    pub limit: Option<Usd>,
    pub placement_score: Option<u8>,
    pub risk: Risk,
}

/// Why a zone has no price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnknownPrice {
    NothingRecorded,
    /// The first known price came after the window.
    KnownFrom(Timestamp),
    /// Nobody has read prices since: what they became is not known.
    NotReadSince(Timestamp),
}

impl ZoneOffer {
    pub fn instance_type(&self) -> &InstanceType {
        &self.prices.instance_type
    }

    pub fn has_subnet(&self) -> bool {
        self.subnet_id.is_some()
    }

    pub fn statistics(&self) -> Option<&SpotStatistics> {
        self.spot.as_ref().ok()
    }

    pub fn mean(&self) -> Option<Usd> {
        Some(self.statistics()?.mean)
    }

    /// The mean with the EMR price.
    pub fn mean_with_emr(&self) -> Option<Usd> {
        self.prices.with_emr(self.mean()?)
    }

    /// The part of the priced time at or below the limit, from 0 to 1.
    pub fn share_of_time_under_limit(&self) -> Option<Decimal> {
        Some(self.statistics()?.share_at_or_below(self.limit?))
    }

    pub fn unknown_reason(&self) -> Option<String> {
        self.spot.as_ref().err().map(ToString::to_string)
    }

    /// Sorts cheapest first, by what an hour costs with EMR. Where EMR's price is not known the offer cannot be
    /// compared with another type's, so it comes after those that can.
    pub(super) fn rank(&self) -> (bool, bool, Usd) {
        let known = self.mean_with_emr().or(self.mean()).unwrap_or(Usd::ZERO);
        (self.mean().is_none(), self.prices.emr.is_none(), known)
    }
}

impl fmt::Display for UnknownPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingRecorded => f.write_str("no spot price is recorded"),
            Self::KnownFrom(at) => write!(f, "the first known spot price is of {at:.0}"),
            Self::NotReadSince(at) => write!(f, "spot prices were not read since {at:.0}"),
        }
    }
}

/// A type in every zone that has a subnet or in which the type has been priced.
pub(super) fn zones(need: &Need, offers: &Offers<'_>, prices: &ListPrices, now: Timestamp) -> Vec<ZoneOffer> {
    let region = offers.rates.region;
    let seen = offers.rates.spot.of_type(&prices.instance_type).map(|(zone, _)| zone);
    let zones: BTreeSet<_> = need.subnets.keys().chain(seen.filter(|zone| zone.is_in(region))).collect();
    zones.into_iter().map(|zone| offer(need, offers, prices, zone, now)).collect()
}

fn offer(need: &Need, offers: &Offers<'_>, prices: &ListPrices, zone: &AvailabilityZone, now: Timestamp) -> ZoneOffer {
    let series = offers.rates.spot.series(&prices.instance_type, zone);
    let read = |series| Some(read_until(series, offers.read_until?.get(&prices.instance_type)));
    let spot = match series.and_then(read) {
        Some(at) if now.duration_since(at) > STALE => Err(UnknownPrice::NotReadSince(at)),
        _ => statistics(series, TimeSpan::new(now - need.window, now)),
    };
    let observed = spot.is_ok().then(|| series?.statistics(TimeSpan::new(now - RISK_WINDOW, now))).flatten();
    let placement_score = offers.placement_scores.and_then(|scores| scores.get(zone).copied());
    ZoneOffer {
        prices: prices.clone(),
        availability_zone: zone.clone(),
        subnet_id: need.subnets.get(zone).cloned(),
        spot,
        limit: match need.limit {
            Limit::Highest(usd) => Some(usd),
            Limit::OnDemand => prices.on_demand,
        },
        placement_score,
        risk: judge(observed.as_ref(), prices.on_demand, placement_score),
    }
}

/// What was recorded otherwise was known when it changed last.
fn read_until(series: &SpotSeries, read: Option<&Timestamp>) -> Timestamp {
    let changed = series.changes().map(|(at, _)| at).next_back();
    changed.into_iter().chain(read.copied()).max().unwrap_or(Timestamp::MIN)
}

fn statistics(series: Option<&SpotSeries>, window: TimeSpan) -> Result<SpotStatistics, UnknownPrice> {
    let series = series.ok_or(UnknownPrice::NothingRecorded)?;
    let first = series.changes().next().map(|(at, _)| at);
    series.statistics(window).ok_or(first.map_or(UnknownPrice::NothingRecorded, UnknownPrice::KnownFrom))
}
