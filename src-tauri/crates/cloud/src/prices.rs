use crate::CloudError;
use async_trait::async_trait;
use emberwatch_domain::account::Region;
use emberwatch_domain::money::Usd;
use emberwatch_domain::price::PriceItem;

/// The Price List API: public list prices, the same for every account.
#[async_trait]
pub trait Prices: Send + Sync {
    /// `None` when the price list answers but knows no such item: that is not a price of zero.
    async fn list_price(&self, region: &Region, item: &PriceItem) -> Result<Option<Usd>, CloudError>;
}
