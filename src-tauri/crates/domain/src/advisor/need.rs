use super::{ListPrices, Offers};
use crate::account::{AvailabilityZone, name};
use crate::cluster::InstanceType;
use crate::money::Usd;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The window over which a spot price is averaged where nobody says another.
pub const USUAL_WINDOW: SignedDuration = SignedDuration::from_hours(1);

/// A capacity is looked for among so many types, the cheapest on demand: each needs a price history to be asked for.
pub const MOST_TYPES: usize = 10;

name!(
    /// A subnet's id, `subnet-…`.
    SubnetId
);

/// What advice is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    pub wanted: Wanted,
    /// One subnet of each zone that has any: those of a VPC, or a list of subnets.
    pub subnets: BTreeMap<AvailabilityZone, SubnetId>,
    pub limit: Limit,
    /// How far back the mean reaches, usually [`USUAL_WINDOW`].
    pub window: SignedDuration,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Any one of these.
    Types(Vec<InstanceType>),
    Capacity(Capacity),
}

/// What one node must have at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    pub vcpus: u32,
    pub memory_mib: u64,
}

/// What DescribeInstanceTypes tells of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeFacts {
    pub instance_type: InstanceType,
    pub vcpus: u32,
    pub memory_mib: u64,
}

/// What spot may cost. Spot that is no cheaper than on demand is never advised, whatever the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// EC2's price, USD per hour, without EMR's.
    Highest(Usd),
    /// Less than on demand.
    OnDemand,
}

/// The types that are looked at, and how many more would have fitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fitting {
    pub types: Vec<InstanceType>,
    pub left_out: usize,
}

/// The types whose spot prices are needed for an answer. Named types stay as they were named; those that have a
/// capacity come cheapest first by their list prices, and last those whose prices are not all known.
pub fn fitting(wanted: &Wanted, offers: &Offers<'_>) -> Fitting {
    let capacity = match wanted {
        Wanted::Types(types) => {
            let mut seen = BTreeSet::new();
            let types = types.iter().filter(|kind| seen.insert(*kind)).cloned().collect();
            return Fitting { types, left_out: 0 };
        }
        Wanted::Capacity(capacity) => capacity,
    };
    let types: BTreeSet<_> =
        offers.types.iter().filter(|facts| facts.has(*capacity)).map(|f| &f.instance_type).collect();
    let mut priced: Vec<_> = types.into_iter().map(|kind| ListPrices::of(kind, offers.rates)).collect();
    priced.sort_by_key(ListPrices::rank);
    let left_out = priced.len().saturating_sub(MOST_TYPES);
    Fitting { types: priced.into_iter().take(MOST_TYPES).map(|prices| prices.instance_type).collect(), left_out }
}

impl TypeFacts {
    pub fn has(&self, capacity: Capacity) -> bool {
        self.vcpus >= capacity.vcpus && self.memory_mib >= capacity.memory_mib
    }
}
