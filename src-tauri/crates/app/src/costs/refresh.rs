//! Keeping the bills fresh while nobody asks: twice a day, two requests for each account that is asked.

use super::{Costs, CostsWanted, Freshness};
use crate::poll::Poll;
use async_trait::async_trait;
use emberwatch_domain::spend::{Basis, Days, Month, utc_day};
use std::sync::Arc;
use std::time::Duration;

/// So often it is looked whether something is due; mostly nothing is, and nothing is asked.
const PERIOD: Duration = Duration::from_secs(15 * 60);

/// Asks for the running month and the two before it, and for Cost Explorer's own forecast. Everything else is asked for
/// when it is opened.
pub struct CostsPoll {
    costs: Arc<Costs>,
}

impl CostsPoll {
    pub fn new(costs: Arc<Costs>) -> Self {
        Self { costs }
    }
}

#[async_trait]
impl Poll for CostsPoll {
    async fn poll(&self) -> Duration {
        let today = utc_day(self.costs.station.now());
        let first = Month::of(today).previous().previous().days().first;
        let wanted = CostsWanted { days: Days::new(first, today), basis: Basis::default(), by: Vec::new() };
        if let Err(error) = self.costs.look_ahead(&wanted, Freshness::Scheduled).await {
            tracing::warn!(%error, "what is kept of the bills could not be read");
        }
        PERIOD
    }
}
