//! Spot prices are step functions: a price holds from its change until the next one.
//!
//! So everything said of them is weighted by how long a price held, never by how often it was written down, and time
//! before the first known change is unknown and not free.

mod book;
mod risk;
mod series;
mod statistics;

pub use book::{Seams, SpotBook};
pub use risk::{LEAST_OBSERVED, Risk, RiskLevel, RiskSign, judge};
pub use series::{SpotCost, SpotSeries};
pub use statistics::SpotStatistics;

use crate::account::AvailabilityZone;
use crate::cluster::InstanceType;
use crate::money::Usd;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One row of DescribeSpotPriceHistory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpotChange {
    pub instance_type: InstanceType,
    pub zone: AvailabilityZone,
    pub usd_per_hour: Usd,
    pub at: Timestamp,
}
