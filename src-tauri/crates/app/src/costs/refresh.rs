//! Keeping the bills fresh while nobody asks: twice a day, two requests for each account that is asked.

use super::{Costs, CostsWanted, Freshness};
use crate::poll::gate::{Gated, Role};
use crate::poll::{Poll, repeat_at};
use async_trait::async_trait;
use emberwatch_domain::spend::{Basis, Days, Month, utc_day};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::{CancellationToken, DropGuard};

/// So often it is looked whether something is due; mostly nothing is, and nothing is asked.
const PERIOD: Duration = Duration::from_secs(15 * 60);

/// As long as it is not known whose accounts are watched: who pays for whom is not known either then.
const SOON: Duration = Duration::from_secs(30);

/// Keeps the bills of a realm fresh at the user's pace until what it returns is dropped. Call it within a runtime.
pub fn keep_fresh(costs: &Arc<Costs>) -> DropGuard {
    let (station, wake, cancel) = (&costs.station, Arc::new(Notify::new()), CancellationToken::new());
    let poll = Arc::new(CostsPoll::new(costs.clone()));
    let gated = Gated::new(station.gate.clone(), poll, wake.clone(), Role::Follower);
    tokio::spawn(repeat_at(station.pace(), Arc::new(gated), wake, cancel.clone()));
    cancel.drop_guard()
}

impl CostsWanted {
    /// The running month and the two before it: a forecast needs no more, and what it needs costs nothing more then.
    pub fn kept_fresh(now: Timestamp) -> Self {
        let today = utc_day(now);
        let first = Month::of(today).previous().previous().days().first;
        Self::all(Days::new(first, today), Basis::default())
    }
}

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
        if !self.costs.knows_everybody() {
            return SOON;
        }
        let wanted = CostsWanted::kept_fresh(self.costs.station.now());
        if let Err(error) = self.costs.look_ahead(&wanted, Freshness::Scheduled).await {
            tracing::warn!(%error, "what is kept of the bills could not be read");
        }
        PERIOD
    }
}
