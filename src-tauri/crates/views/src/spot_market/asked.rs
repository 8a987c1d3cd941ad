//! What is asked of the market, made into what the use cases take.

use crate::chart::{ChartFile, ChartTheme};
use emberwatch_app::cloud::WhichSubnets;
use emberwatch_app::failure::Failure;
use emberwatch_app::market::Question;
use emberwatch_domain::account::{AccountId, AvailabilityZone, Place, Region};
use emberwatch_domain::advisor::{Capacity, Limit, MOST_TYPES, Wanted};
use emberwatch_domain::cluster::InstanceType;
use emberwatch_domain::money::Usd;
use emberwatch_domain::time_span::TimeSpan;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What the page shows. Sizes are pixels of the page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Type)]
pub struct SpotRequest {
    pub account_id: String,
    pub region: String,
    pub instance_types: Vec<String>,
    /// Empty: every zone.
    pub zones: Vec<String>,
    pub range: SpotRange,
    /// What is drawn of them; empty: the cheapest.
    pub lines: Vec<SpotLine>,
    pub on_demand: DrawnOnDemand,
    /// USD per hour; absent: on demand.
    pub limit_usd: Option<String>,
    pub theme: ChartTheme,
    pub width: u32,
    pub height: u32,
}

/// A type in a zone, whose prices are a line of the drawing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SpotLine {
    pub instance_type: String,
    pub availability_zone: String,
}

/// Which on-demand prices are drawn beside the lines of their types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DrawnOnDemand {
    /// Those that leave half of the drawing to the spot prices; of the others it is told where they lie.
    Near,
    All,
    /// It is told where they lie.
    Told,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Type)]
pub struct SaveSpotRequest {
    pub shown: SpotRequest,
    pub file: ChartFile,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SpotRange {
    Hours24,
    Days7,
    Days30,
    Days90,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Type)]
pub struct SpotAdviceRequest {
    pub account_id: String,
    pub region: String,
    /// Any one of these; empty: whatever has the capacity.
    pub instance_types: Vec<String>,
    pub vcpus: Option<u32>,
    pub memory_gib: Option<u32>,
    /// Absent, and no subnets: every subnet of the region.
    pub vpc_id: Option<String>,
    pub subnet_ids: Vec<String>,
    /// USD per hour; absent: on demand.
    pub limit_usd: Option<String>,
    /// Over so many minutes the price is averaged.
    pub window_minutes: u32,
}

/// A window of a market that can be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedMarket {
    pub place: Place,
    pub types: Vec<InstanceType>,
    /// Empty: every zone.
    pub zones: Vec<AvailabilityZone>,
    pub window: TimeSpan,
    pub limit: Option<Usd>,
    /// What is drawn; empty: the cheapest.
    pub lines: Vec<SpotLine>,
    pub on_demand: DrawnOnDemand,
}

/// USD per hour. No node costs that much, and what is drawn of it stays far from where amounts end.
const HIGHEST_LIMIT: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);
const LONGEST_WINDOW_MINUTES: u32 = 90 * 24 * 60;

impl SpotRange {
    pub fn window(self, now: Timestamp) -> TimeSpan {
        let days = match self {
            Self::Hours24 => 1,
            Self::Days7 => 7,
            Self::Days30 => 30,
            Self::Days90 => 90,
        };
        TimeSpan::new(now - SignedDuration::from_hours(24 * days), now)
    }
}

impl SpotRequest {
    /// # Errors
    /// Something that is no instance type or no amount.
    pub fn parse(&self, now: Timestamp) -> Result<AskedMarket, Failure> {
        Ok(AskedMarket {
            place: place(&self.account_id, &self.region),
            types: parse_types(&self.instance_types)?,
            zones: self.zones.iter().map(|zone| AvailabilityZone::new(zone.as_str())).collect(),
            window: self.range.window(now),
            limit: self.limit_usd.as_deref().map(parse_limit).transpose()?,
            lines: self.lines.clone(),
            on_demand: self.on_demand,
        })
    }
}

impl SpotAdviceRequest {
    /// # Errors
    /// Neither types nor a capacity, both a VPC and subnets, or something that is no type, amount or window.
    pub fn parse(&self) -> Result<(Place, Question), Failure> {
        let wanted = match (self.instance_types.is_empty(), self.vcpus, self.memory_gib) {
            (false, None, None) => Wanted::Types(parse_types(&self.instance_types)?),
            (true, Some(vcpus), Some(memory_gib)) if vcpus > 0 || memory_gib > 0 => {
                Wanted::Capacity(Capacity { vcpus, memory_mib: u64::from(memory_gib) * 1024 })
            }
            _ => return Err(invalid("it is not said what is needed", "name instance types, or vCPU and memory")),
        };
        let subnets = match (&self.vpc_id, self.subnet_ids.is_empty()) {
            (Some(_), false) => return Err(invalid("both a VPC and subnets are named", "name one of them")),
            (Some(vpc), true) => WhichSubnets::InVpc(vpc.trim().into()),
            (None, false) => WhichSubnets::Named(self.subnet_ids.iter().map(|id| id.trim().into()).collect()),
            (None, true) => WhichSubnets::All,
        };
        if !(1..=LONGEST_WINDOW_MINUTES).contains(&self.window_minutes) {
            return Err(invalid("the window is not between a minute and 90 days", "choose one of these"));
        }
        let limit = self.limit_usd.as_deref().map(parse_limit).transpose()?;
        let limit = limit.map_or(Limit::OnDemand, Limit::Highest);
        let window = SignedDuration::from_mins(i64::from(self.window_minutes));
        Ok((place(&self.account_id, &self.region), Question { wanted, subnets, limit, window }))
    }
}

/// Types as they are typed, each once.
///
/// # Errors
/// None, too many to be asked for at once, or a text that cannot be a type's name.
pub fn parse_types(names: &[String]) -> Result<Vec<InstanceType>, Failure> {
    let mut types: Vec<InstanceType> = Vec::new();
    for name in names.iter().map(|name| name.trim().to_ascii_lowercase()).filter(|name| !name.is_empty()) {
        let part = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !name.split_once('.').is_some_and(|(family, size)| part(family) && part(size)) {
            return Err(invalid(&format!("{name} is no instance type"), "write it as AWS does, such as m5.xlarge"));
        }
        let kind = InstanceType::new(name);
        if !types.contains(&kind) {
            types.push(kind);
        }
    }
    match types.len() {
        0 => Err(invalid("no instance type is named", "name at least one, such as m5.xlarge")),
        1..=MOST_TYPES => Ok(types),
        _ => Err(invalid("too many instance types are named", &format!("name {MOST_TYPES} at most"))),
    }
}

/// An amount above zero, USD per hour.
///
/// # Errors
/// Anything else, and more than any node costs.
pub fn parse_limit(text: &str) -> Result<Usd, Failure> {
    let amount: Option<Decimal> = text.trim().parse().ok();
    amount.filter(|amount| *amount > Decimal::ZERO && *amount <= HIGHEST_LIMIT).map(Usd::new).ok_or_else(|| {
        let next_step = format!("write USD per hour, such as 0.12, and {HIGHEST_LIMIT} at most");
        invalid(&format!("{:.40} is no price", text.trim()), &next_step)
    })
}

fn place(account: &str, region: &str) -> Place {
    Place { account: AccountId::new(account), region: Region::new(region) }
}

fn invalid(what: &str, next_step: &str) -> Failure {
    Failure::Invalid { what: what.to_owned(), next_step: Some(next_step.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn types(names: &[&str]) -> Result<Vec<InstanceType>, Failure> {
        parse_types(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn types_are_taken_as_people_type_them_and_each_once() {
        assert_eq!(types(&[" M5.xlarge", "m5.xlarge", "", "u-6tb1.112xlarge"]).unwrap().len(), 2);
        for wrong in [&["m5"][..], &["m5."], &["m5.x large"], &["<b>.x"], &[], &[" "]] {
            assert!(types(wrong).is_err(), "{wrong:?}");
        }
        let many: Vec<String> = (0..=MOST_TYPES).map(|number| format!("m{number}.xlarge")).collect();
        assert!(parse_types(&many).is_err());
    }

    #[test]
    fn a_limit_is_an_amount_above_zero() {
        assert_eq!(parse_limit(" 0.12 ").unwrap().per_hour_text(), "0.1200");
        assert_eq!(parse_limit("10000").unwrap().per_hour_text(), "10000.0000");
        let Err(Failure::Invalid { next_step: Some(told), .. }) = parse_limit("10000000000000000000000000000") else {
            panic!("it would overflow what is drawn");
        };
        assert!(told.contains("10000 at most"), "{told}");
        assert!(["", "0", "-1", "cheap", "NaN", "1e999", "10000.01"].iter().all(|text| parse_limit(text).is_err()));
    }
}
