//! List prices, with the date on which they were asked.

use crate::account::Region;
use crate::cluster::InstanceType;
use crate::money::Usd;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Something the Price List API has a price for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceItem {
    /// An on-demand Linux instance, USD per hour.
    Ec2(InstanceType),
    /// EMR's own price for an instance, USD per hour.
    Emr(InstanceType),
    /// An EBS volume type's storage, USD per GB-month.
    EbsStorage(String),
    /// An EBS volume type's provisioned IOPS, USD per IOPS-month.
    EbsIops(String),
}

impl fmt::Display for PriceItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ec2(kind) => write!(f, "EC2 price of {kind}"),
            Self::Emr(kind) => write!(f, "EMR price of {kind}"),
            Self::EbsStorage(kind) => write!(f, "EBS price of {kind}"),
            Self::EbsIops(kind) => write!(f, "EBS IOPS price of {kind}"),
        }
    }
}

/// The price list's answer: `None` means that it was asked and knows no such item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    pub price: Option<Usd>,
    pub as_of: Timestamp,
}

/// All answers so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PriceBook {
    quotes: BTreeMap<Region, BTreeMap<PriceItem, Quote>>,
}

impl PriceBook {
    pub fn record(&mut self, region: &Region, item: PriceItem, quote: Quote) {
        self.quotes.entry(region.clone()).or_default().insert(item, quote);
    }

    pub fn quote(&self, region: &Region, item: &PriceItem) -> Option<&Quote> {
        self.quotes.get(region)?.get(item)
    }

    pub fn price(&self, region: &Region, item: &PriceItem) -> Option<Usd> {
        self.quote(region, item)?.price
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Region, &PriceItem, &Quote)> {
        self.quotes.iter().flat_map(|(region, items)| items.iter().map(move |(item, quote)| (region, item, quote)))
    }
}
