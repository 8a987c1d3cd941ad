//! The least market that a question can be asked of: prices at minutes before `now`.

use emberwatch_domain::account::{AvailabilityZone, Region};
use emberwatch_domain::advisor::{Advice, Limit, Need, Offers, SubnetId, TypeFacts, USUAL_WINDOW, Wanted, advise};
use emberwatch_domain::burn::Rates;
use emberwatch_domain::money::Usd;
use emberwatch_domain::price::{PriceBook, PriceItem, Quote};
use emberwatch_domain::spot::{SpotBook, SpotChange};
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

pub const TYPE: &str = "m5.xlarge";

pub struct Market {
    region: Region,
    pub list: PriceBook,
    pub spot: SpotBook,
    pub types: Vec<TypeFacts>,
    pub scores: Option<BTreeMap<AvailabilityZone, u8>>,
}

pub fn now() -> Timestamp {
    Timestamp::from_second(1_700_000_000).expect("a moment within range")
}

pub fn usd(text: &str) -> Usd {
    Usd::new(text.parse::<Decimal>().expect("a decimal number"))
}

/// A market in us-east-1 that lists m5.xlarge at 0.1920, and EMR on it at 0.0480.
pub fn market() -> Market {
    let market = Market {
        region: "us-east-1".into(),
        list: PriceBook::default(),
        spot: SpotBook::default(),
        types: Vec::new(),
        scores: None,
    };
    market.listed(TYPE, "0.1920", "0.0480")
}

impl Market {
    pub fn listed(self, kind: &str, ec2: &str, emr: &str) -> Self {
        self.quoted(PriceItem::Ec2(kind.into()), Some(usd(ec2))).quoted(PriceItem::Emr(kind.into()), Some(usd(emr)))
    }

    pub fn quoted(mut self, item: PriceItem, price: Option<Usd>) -> Self {
        let region = self.region.clone();
        self.list.record(&region, item, Quote { price, as_of: now() });
        self
    }

    /// The prices of a type in a zone, each so many minutes before now.
    pub fn spot_of(mut self, kind: &str, zone: &str, changes: &[(i64, &str)]) -> Self {
        for (minutes_ago, price) in changes {
            let at = now() - SignedDuration::from_mins(*minutes_ago);
            self.spot.record(&SpotChange {
                instance_type: kind.into(),
                zone: zone.into(),
                usd_per_hour: usd(price),
                at,
            });
        }
        self
    }

    pub fn spot(self, zone: &str, changes: &[(i64, &str)]) -> Self {
        self.spot_of(TYPE, zone, changes)
    }

    pub fn has_type(mut self, kind: &str, vcpus: u32, gib: u64) -> Self {
        self.types.push(TypeFacts { instance_type: kind.into(), vcpus, memory_mib: gib * 1024 });
        self
    }

    pub fn offers(&self) -> Offers<'_> {
        let rates = Rates { region: &self.region, list: &self.list, spot: &self.spot };
        Offers { rates, types: &self.types, placement_scores: self.scores.as_ref(), read_until: None }
    }

    pub fn advise(&self, need: &Need) -> Advice {
        advise(need, &self.offers(), now())
    }
}

/// m5.xlarge for less than on demand, in a VPC with a subnet in each of these zones.
pub fn need(zones: &[&str]) -> Need {
    let subnets = zones.iter().map(|zone| (AvailabilityZone::new(*zone), SubnetId::new(format!("subnet-{zone}"))));
    Need {
        wanted: Wanted::Types(vec![TYPE.into()]),
        subnets: subnets.collect(),
        limit: Limit::OnDemand,
        window: USUAL_WINDOW,
    }
}

pub fn types(names: &[&str]) -> Wanted {
    Wanted::Types(names.iter().map(|name| (*name).into()).collect())
}

/// The place an advice names.
pub fn place(advice: &Advice) -> Option<&str> {
    advice.availability_zone.as_ref().map(AvailabilityZone::as_str)
}
