//! Plans that were shown and wait for their confirmation. They live in this process only.

use crate::failure::Failure;
use crate::ports::Clock;
use emberwatch_domain::plan::{Plan, PlanHash};
use jiff::Timestamp;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::Instant;

/// After this, in real time, the world has moved on from what was shown.
pub(super) const PLAN_HOLDS: Duration = Duration::from_secs(300);

#[derive(Debug, Default)]
pub(super) struct PendingPlans {
    plans: Mutex<HashMap<PlanHash, Pending>>,
}

#[derive(Debug)]
struct Pending {
    plan: Plan,
    /// Both clocks count: the monotonic one may stand still while the machine sleeps, the other one may be set back.
    expires_at: Timestamp,
    expires: Instant,
}

impl PendingPlans {
    /// Keeps a plan for [`PLAN_HOLDS`], and says when that is over on the clock.
    pub fn keep(&self, plan: Plan, clock: &dyn Clock) -> (PlanHash, Timestamp) {
        let hash = plan.hash();
        let now = clock.now();
        let expires_at = now + clock.real_span(PLAN_HOLDS);
        let mut plans = self.plans.lock();
        plans.retain(|_, pending| pending.holds(now));
        plans.insert(hash.clone(), Pending { plan, expires_at, expires: Instant::now() + PLAN_HOLDS });
        (hash, expires_at)
    }

    /// Takes a plan out: it can be confirmed once. What `agree` refuses leaves it where it is.
    pub fn take(
        &self,
        hash: &PlanHash,
        now: Timestamp,
        agree: impl FnOnce(&Plan) -> Result<(), Failure>,
    ) -> Result<Plan, Failure> {
        let mut plans = self.plans.lock();
        let pending = plans.get(hash).filter(|pending| pending.holds(now)).ok_or(Failure::PlanExpired)?;
        agree(&pending.plan)?;
        plans.remove(hash).map(|pending| pending.plan).ok_or(Failure::PlanExpired)
    }
}

impl Pending {
    fn holds(&self, now: Timestamp) -> bool {
        now < self.expires_at && Instant::now() < self.expires
    }
}
