//! Telling what AWS bills, and what the month will have cost.

use super::Desk;
use emberwatch_app::costs::Freshness;
use emberwatch_views::costs::{CostsRequest, CostsView};
use emberwatch_views::failure::Failure;
use emberwatch_views::forecast::ForecastView;

impl Desk {
    /// Whoever opens this wants to know: what is due is asked for.
    pub async fn costs(&self, request: &CostsRequest) -> Result<CostsView, Failure> {
        Ok(self.ember.costs(&self.moment()?, request, Freshness::Due).await?)
    }

    pub async fn forecast(&self) -> Result<ForecastView, Failure> {
        Ok(self.ember.forecast(&self.moment()?, Freshness::Due).await?)
    }
}
