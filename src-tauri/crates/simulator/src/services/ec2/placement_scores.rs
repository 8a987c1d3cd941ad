//! GetSpotPlacementScores: how likely spot capacity is to be had in a region or a zone, from 1 to 10.
//!
//! The score is taken from the market that prices come from: where spot is dear, capacity is short.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;

use super::selection::{invalid, max_results, page};
use crate::services::{AwsError, Call};
use crate::wire::query::Form;
use crate::wire::xml::{Element, items, text};
use crate::world::RegionAccess;
use crate::world::catalog::{self, InstanceType, Region, Zone};
use crate::world::spot::SpotMarket;

const PARAMETERS: [&str; 7] = [
    "InstanceType",
    "MaxResults",
    "NextToken",
    "RegionName",
    "SingleAvailabilityZone",
    "TargetCapacity",
    "TargetCapacityUnitType",
];
/// AWS tells the best ten.
const BEST: usize = 10;
/// With fewer types than that the score is always low.
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-placement-score.html>
const LEAST_TYPES: usize = 3;
const LOW: i64 = 3;

pub(super) fn answer(call: &Call<'_>, form: &Form) -> Result<Vec<Element>, AwsError> {
    form.allow_only(&PARAMETERS)?;
    max_results(form, 10)?;
    let asked = Asked::read(call, form)?;
    if !call.configurations.admit(call.caller.account.id, asked.configuration(), call.now) {
        return Err(AwsError::new("MaxConfigLimitExceeded", OVER_LIMIT));
    }
    let mut scores: Vec<Score> = asked.regions.iter().flat_map(|region| asked.scores(call, region)).collect();
    scores.sort_by_key(|score| std::cmp::Reverse(score.score));
    scores.truncate(BEST);
    scores.sort_by(|a, b| a.place.cmp(&b.place));
    let (scores, token) = page(scores, |score| &score.place, form, call.page_script)?;
    let listed = items("spotPlacementScoreSet", scores.iter().map(Score::element));
    Ok(std::iter::once(listed).chain(token.map(|token| text("nextToken", token))).collect())
}

const OVER_LIMIT: &str = "You have exceeded your maximum allowed Spot placement configurations. You can retry \
     configurations that you used within the last 24 hours, or wait for 24 hours before specifying a new configuration.";

struct Asked {
    types: BTreeMap<&'static str, &'static InstanceType>,
    capacity: i64,
    unit: String,
    regions: Vec<&'static Region>,
    by_zone: bool,
}

struct Score {
    /// The zone's id, or the region's name.
    place: String,
    region: &'static str,
    is_zone: bool,
    score: i64,
}

impl Asked {
    fn read(call: &Call<'_>, form: &Form) -> Result<Self, AwsError> {
        let capacity = form.integer("TargetCapacity")?.ok_or_else(|| {
            AwsError::new("MissingParameter", "The request must contain the parameter TargetCapacity")
        })?;
        if !(1..=2_000_000_000).contains(&capacity) {
            return Err(invalid(format!("Value ( {capacity} ) for parameter targetCapacity is invalid.")));
        }
        let unit = form.get("TargetCapacityUnitType").unwrap_or("units").to_owned();
        if !["units", "vcpu", "memory-mib"].contains(&unit.as_str()) {
            return Err(invalid(format!("Value ( {unit} ) for parameter targetCapacityUnitType is invalid.")));
        }
        let names = form.list("InstanceType");
        if names.is_empty() {
            let message = "The request must contain the parameter InstanceTypes or InstanceRequirementsWithMetadata";
            return Err(AwsError::new("MissingParameter", message));
        }
        let kind = |name: &str| {
            let told = || invalid(format!("The instance type '{name}' is not valid."));
            catalog::instance_type(name).map(|kind| (kind.name, kind)).ok_or_else(told)
        };
        Ok(Self {
            types: names.into_iter().map(kind).collect::<Result<_, _>>()?,
            capacity,
            unit,
            regions: regions(call, form)?,
            by_zone: form.boolean("SingleAvailabilityZone")? == Some(true),
        })
    }

    /// What AWS counts as the same question.
    fn configuration(&self) -> String {
        let types: Vec<&str> = self.types.keys().copied().collect();
        let regions: Vec<&str> = self.regions.iter().map(|region| region.name).collect();
        format!("{} {} {} {} {}", types.join(","), self.capacity, self.unit, regions.join(","), self.by_zone)
    }

    fn scores(&self, call: &Call<'_>, region: &'static Region) -> Vec<Score> {
        let zones = region.zones.iter().filter_map(|zone| Some((zone, self.of_zone(call, region, zone)?)));
        if self.by_zone {
            let score = |(zone, score): (&Zone, i64)| Score {
                place: zone.id.clone(),
                region: region.name,
                is_zone: true,
                score,
            };
            return zones.map(score).collect();
        }
        let best = zones.map(|(_, score)| score).max();
        let score = |score| Score { place: region.name.to_owned(), region: region.name, is_zone: false, score };
        best.map(score).into_iter().collect()
    }

    /// The best of its types decides, for any of them would do; none where no type is offered.
    fn of_zone(&self, call: &Call<'_>, region: &Region, zone: &Zone) -> Option<i64> {
        let free = |kind: &&'static InstanceType| {
            let market = SpotMarket::new(call.world.dice(), region.name, &zone.name, kind)?;
            Some(Decimal::ONE - market.price_at(call.now) / kind.on_demand(region.name)?)
        };
        let most = self.types.values().filter_map(free).max()?;
        let score = (most * Decimal::from(12)).round().to_i64()? - i64::from(self.capacity.ilog10());
        let highest = if self.types.len() < LEAST_TYPES { LOW } else { 10 };
        Some(score.clamp(1, highest))
    }
}

fn regions(call: &Call<'_>, form: &Form) -> Result<Vec<&'static Region>, AwsError> {
    let named = form.list("RegionName");
    if named.len() > 10 {
        return Err(invalid("The maximum number of Regions is 10."));
    }
    if named.is_empty() {
        let on = |region: &&Region| call.caller.account.region_access(region.name) == Some(RegionAccess::Enabled);
        return Ok(catalog::regions().iter().filter(on).collect());
    }
    let region =
        |name: &str| catalog::region(name).ok_or_else(|| invalid(format!("The Region '{name}' is not valid.")));
    named.into_iter().map(region).collect()
}

impl Score {
    fn element(&self) -> Vec<Element> {
        let zone = self.is_zone.then(|| text("availabilityZoneId", &self.place));
        let region = text("region", self.region);
        std::iter::once(region).chain(zone).chain([text("score", self.score.to_string())]).collect()
    }
}

#[cfg(test)]
mod tests;
