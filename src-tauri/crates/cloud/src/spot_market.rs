use crate::{CloudError, Marker, Page};
use async_trait::async_trait;
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
}
