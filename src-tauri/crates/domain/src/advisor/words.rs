//! The reason of an advice, as one sentence.

use super::advice::{Decision, Saving, Verdict};
use super::{Limit, ListPrices, Need, Wanted, ZoneOffer};
use crate::money::Usd;
use jiff::SignedDuration;
use rust_decimal::Decimal;
use std::cmp::Ordering;

pub(super) struct Told<'a> {
    pub need: &'a Need,
    pub prices: &'a [ListPrices],
    pub zones: &'a [ZoneOffer],
}

impl Told<'_> {
    pub fn reason(&self, found: &Decision<'_>) -> String {
        let Some(cheapest) = found.cheapest else { return self.nothing_known() };
        let above_limit = found.above_limit(self.need.limit);
        let mut sentence =
            above_limit.map_or(String::new(), |limit| format!("Nothing is within the limit of {}: ", usd(limit)));
        sentence += &average(cheapest, self.need.window);
        match (found.verdict, self.need.limit, found.saving) {
            (Verdict::Unknown, ..) => {
                sentence +=
                    &format!(", but the EC2 price of {} is not known to compare it with", cheapest.instance_type());
            }
            (verdict, Limit::Highest(limit), saving) => {
                let within = cheapest.mean().is_some_and(|mean| mean <= limit);
                if above_limit.is_none() {
                    let side = if within { "within" } else { "above" };
                    sentence += &format!(", {side} the limit of {}", usd(limit));
                }
                sentence += &match saving {
                    None => ", while the on-demand price is not known".to_owned(),
                    Some(saving) if verdict == Verdict::OnDemand && within => format!(", but {}", against(saving)),
                    Some(saving) => format!(" and {}", against(saving)),
                };
            }
            (_, Limit::OnDemand, Some(saving)) => sentence += &format!(", {}", against(saving)),
            (_, Limit::OnDemand, None) => {}
        }
        sentence + &self.notes(found, cheapest) + "."
    }

    /// Nothing can be compared: there is no type, no subnet, or no price in any zone with one.
    fn nothing_known(&self) -> String {
        let types: Vec<&str> = self.prices.iter().map(|prices| prices.instance_type.as_str()).collect();
        match &self.need.wanted {
            Wanted::Capacity(capacity) if types.is_empty() => {
                let (vcpus, gib) = (capacity.vcpus, Decimal::from(capacity.memory_mib) / Decimal::from(1024));
                return format!("No known instance type has {vcpus} vCPU and {gib} GiB.");
            }
            Wanted::Types(_) if types.is_empty() => return "No instance type is named.".to_owned(),
            _ if self.need.subnets.is_empty() => {
                return "No zone has a subnet, so nothing can be launched.".to_owned();
            }
            _ => {}
        }
        let (types, zones) = (types.join(", "), self.unpriced_zones().join(", "));
        let on_demand = match self.prices {
            [one] => one.on_demand.map_or(", nor is its on-demand price".to_owned(), |price| {
                format!("; on demand it costs {}", usd(price))
            }),
            _ => String::new(),
        };
        format!("No spot price of {types} is known over {} in {zones}{on_demand}.", last(self.need.window))
    }

    /// What a reader should know beside the comparison.
    fn notes(&self, found: &Decision<'_>, cheapest: &ZoneOffer) -> String {
        let mut notes = String::new();
        if let Some(statistics) = cheapest.statistics() {
            if statistics.known() < self.need.window {
                let minutes = statistics.known().as_mins();
                notes += &format!("; its price is known for {minutes} minutes of that only");
            }
            if let Some(limit) =
                cheapest.limit.filter(|limit| found.verdict == Verdict::Spot && statistics.now > *limit)
            {
                notes += &format!("; right now it is {}, above {}", usd(statistics.now), usd(limit));
            }
        }
        match self.unpriced_zones().as_slice() {
            [] => {}
            zones => notes += &format!("; no price is known in {}", zones.join(", ")),
        }
        notes
    }

    /// The zones that have a subnet and no price of any type.
    fn unpriced_zones(&self) -> Vec<&str> {
        let priced =
            |zone: &str| self.zones.iter().any(|offer| offer.availability_zone.as_str() == zone && offer.spot.is_ok());
        self.need.subnets.keys().map(|zone| zone.as_str()).filter(|zone| !priced(zone)).collect()
    }
}

fn average(offer: &ZoneOffer, window: SignedDuration) -> String {
    let mean = offer.mean().map_or_else(String::new, usd);
    let with_emr = offer.mean_with_emr().map_or(String::new(), |total| format!(" ({} with EMR)", usd(total)));
    let (kind, zone) = (offer.instance_type(), &offer.availability_zone);
    format!("{kind} on spot in {zone} cost {mean} USD an hour{with_emr} on average over {}", last(window))
}

fn against(saving: Saving<'_>) -> String {
    let Saving { usd: saved, instead } = saving;
    let difference = match saved.cmp(&Usd::ZERO) {
        Ordering::Less => format!("{} more", usd(Usd::ZERO - saved)),
        Ordering::Equal => "no less".to_owned(),
        Ordering::Greater => format!("{} less", usd(saved)),
    };
    let on_demand = instead.on_demand.map_or_else(String::new, usd);
    let with_emr = instead.total().map_or(String::new(), |total| format!(" ({} with EMR)", usd(total)));
    format!("{difference} than {} on demand at {on_demand}{with_emr}", instead.instance_type)
}

fn usd(amount: Usd) -> String {
    amount.per_hour_text()
}

/// A window in words, `the last hour`.
pub fn last(window: SignedDuration) -> String {
    let minutes = window.as_mins();
    match minutes {
        60 => "the last hour".to_owned(),
        _ if minutes % (24 * 60) == 0 && minutes > 24 * 60 => format!("the last {} days", minutes / (24 * 60)),
        _ if minutes % 60 == 0 => format!("the last {} hours", minutes / 60),
        _ => format!("the last {minutes} minutes"),
    }
}
