use crate::{CloudError, Marker, Page};
use async_trait::async_trait;
use emberwatch_domain::advisor::ZoneId;
use emberwatch_domain::cluster::InstanceType;
use emberwatch_domain::spot::SpotChange;
use jiff::Timestamp;

/// What DescribeSpotPriceHistory is asked for; the product is always Linux/UNIX, as EMR runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpotHistory {
    pub instance_types: Vec<InstanceType>,
    pub since: Timestamp,
    pub until: Timestamp,
}

/// The spot market of one region.
#[async_trait]
pub trait SpotMarket: Send + Sync {
    /// The price changes within the window, and the last one before it.
    async fn history(&self, query: &SpotHistory, marker: Option<&Marker>) -> Result<Page<SpotChange>, CloudError>;

    /// GetSpotPlacementScores for one instance of any of these types, zone by zone of the region, from 1 to 10.
    /// AWS lets an account ask about few new sets of types a day: one too many is `Invalid`.
    async fn placement_scores(
        &self,
        kinds: &[InstanceType],
        marker: Option<&Marker>,
    ) -> Result<Page<(ZoneId, u8)>, CloudError>;
}
