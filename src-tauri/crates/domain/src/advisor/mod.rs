//! Where a node would run cheapest, on spot or on demand, and why.
//!
//! The price of spot is its mean over a window, weighted by time, in a zone that really has a subnet. A zone without a
//! known price is unknown and not free, and a list price that is not known is named and never zero.

mod advice;
mod need;
mod network;
mod prices;
mod words;
mod zones;

pub use advice::{Advice, Verdict, advise};
pub use need::{Capacity, Fitting, Limit, MOST_TYPES, Need, SubnetId, TypeFacts, USUAL_WINDOW, Wanted, fitting};
pub use network::{LEAST_SCORED, Subnet, Vpc, VpcId, ZoneId};
pub use prices::ListPrices;
pub use words::last;
pub use zones::{RISK_WINDOW, UnknownPrice, ZoneOffer};

use crate::account::AvailabilityZone;
use crate::burn::Rates;
use crate::cluster::InstanceType;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// What AWS offers, as far as it was asked.
#[derive(Clone, Copy)]
pub struct Offers<'a> {
    pub rates: Rates<'a>,
    /// The types a capacity may be filled with; not read where the types are named.
    pub types: &'a [TypeFacts],
    /// GetSpotPlacementScores, 1 to 10, by the zones' names; `None` where it was not asked or is denied.
    pub placement_scores: Option<&'a BTreeMap<AvailabilityZone, u8>>,
    /// Until when each type's prices were read, for a price holds until it changes only where somebody looked; `None`:
    /// until now.
    pub read_until: Option<&'a BTreeMap<InstanceType, Timestamp>>,
}
