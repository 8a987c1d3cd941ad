//! Telling what AWS bills, and what the month will have cost.

use super::Desk;
use super::charting::undrawn;
use emberwatch_app::costs::{Freshness, Waiting};
use emberwatch_views::costs::{
    CostChartRequest, CostChartView, CostsProgress, CostsRequest, CostsView, SaveCostsRequest, cost_chart, costs_file,
    progress,
};
use emberwatch_views::failure::Failure;
use emberwatch_views::forecast::ForecastView;
use emberwatch_views::ledgers::{LedgersRequest, LedgersView};

impl Desk {
    /// Whoever opens this wants to know: what is due is asked for. The page shows one bill, so that nobody waits for
    /// the one before any more.
    pub async fn costs(&self, request: &CostsRequest) -> Result<CostsView, Failure> {
        let waiting = Waiting::default();
        std::mem::replace(&mut *self.waiting_for_costs.lock(), waiting.clone()).end();
        Ok(self.ember.costs_and_choices(&self.moment()?, request, &waiting).await?)
    }

    /// How far the answer is that the page waits for.
    pub fn costs_progress(&self) -> Option<CostsProgress> {
        self.waiting_for_costs.lock().progress().map(progress)
    }

    /// The page does not want to wait any more: what was answered is told.
    pub fn stop_costs(&self) {
        self.waiting_for_costs.lock().end();
    }

    pub async fn cost_chart(&self, request: &CostChartRequest) -> Result<CostChartView, Failure> {
        let moment = self.moment()?;
        let (asked, known) = self.ember.costs_kept(&moment, &request.costs).await?;
        cost_chart(&moment.scene(), &asked, &known, request).map_err(undrawn)
    }

    /// Writes what is shown into the user's folder of downloads, and tells where.
    pub async fn save_costs(&self, request: &SaveCostsRequest) -> Result<String, Failure> {
        let moment = self.moment()?;
        let (asked, known) = self.ember.costs_kept(&moment, &request.costs).await?;
        let content = costs_file(&moment.scene(), &asked, &known, request.file, request.theme).map_err(undrawn)?;
        self.save("costs", request.file.extension(), &content)
    }

    pub async fn forecast(&self) -> Result<ForecastView, Failure> {
        Ok(self.ember.forecast(&self.moment()?, Freshness::Due).await?)
    }

    pub async fn ledgers(&self, request: &LedgersRequest) -> Result<LedgersView, Failure> {
        Ok(self.ember.ledgers(&self.moment()?, request, Freshness::Due).await?)
    }
}
