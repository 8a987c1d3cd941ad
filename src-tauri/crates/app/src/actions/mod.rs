//! Acting: the one way in which Emberwatch changes AWS.
//!
//! plan → confirm → journal row → call → look until it is true. A plan is what a reader agreed to, and is confirmed
//! once. Each confirmed target has a row in the journal before its call is made; who the credentials are, the
//! cluster's state and the account's access are re-read right before it, and nothing is sent when any of them moved.
//! A call without an answer is never repeated: the cluster is looked at instead, in this life of the process or a later one.

mod confirming;
mod early;
mod executing;
mod following;
mod lanes;
mod ledger;
mod outcome;
mod pending;
mod planning;
mod reading;
mod recheck;
mod shared;
mod waiting;

pub use lanes::QueuePlace;
pub use planning::Planned;
pub use shared::{ActionPorts, ActionRealm};
pub use waiting::Until;

use crate::failure::Failure;
use crate::poll::repeat;
use crate::ports::{JournalEntry, StoreError};
use emberwatch_domain::account::Place;
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::plan::PlanHash;
use emberwatch_domain::termination::Phase;
use following::{Follow, Heartbeat};
use shared::Shared;
use std::collections::HashSet;
use std::sync::Arc;
use tokio::sync::watch;
use tokio_util::sync::DropGuard;

/// Plans, confirms, executes and follows. Dropping it ends all of it: what was not sent by then never will be.
pub struct Actions {
    shared: Arc<Shared>,
    _stop: DropGuard,
}

impl Actions {
    /// Starts to follow what the journal holds open, this process's and others' alike. Call it within a runtime.
    pub fn start(ports: ActionPorts) -> Arc<Self> {
        let shared = Arc::new(Shared::new(ports));
        tokio::spawn(repeat(Arc::new(Follow::new(shared.clone())), shared.follow_wake.clone(), shared.cancel.clone()));
        tokio::spawn(repeat(Arc::new(Heartbeat::new(shared.clone())), Arc::default(), shared.cancel.clone()));
        let _stop = shared.cancel.clone().drop_guard();
        Arc::new(Self { shared, _stop })
    }

    /// Reads the clusters anew, as far as AWS answers within some seconds, and says what would be done to each.
    ///
    /// # Errors
    /// [`Failure::Unknown`] for a cluster that is not on the board; [`Failure::Invalid`] for no cluster at all, and for
    /// sample and real ones together.
    pub async fn plan(
        &self,
        action: ActionKind,
        targets: &[(Place, ClusterId)],
        reason: &str,
    ) -> Result<Planned, Failure> {
        planning::plan(&self.shared, action, targets, reason).await
    }

    /// Confirms a plan, once, and queues its calls. A refused target gets its row too; where the same action on the
    /// same cluster is under way, that entry is returned and nothing is added to it.
    ///
    /// # Errors
    /// [`Failure::PlanExpired`] for a plan that was used or is too old; [`Failure::Refused`] when the name of a
    /// production cluster was not typed (the plan stays usable); [`Failure::Store`] when the journal cannot be
    /// written: then nothing of the plan is sent.
    pub async fn confirm(&self, hash: &PlanHash, typed_names: &[String]) -> Result<Vec<JournalEntry>, Failure> {
        confirming::confirm(&self.shared, hash, typed_names).await
    }

    /// Calls back whatever of the plan was not sent yet, and returns those entries.
    ///
    /// # Errors
    /// [`Failure::Store`] when the journal could not be written; what this process had queued is not sent all the same.
    pub fn call_back(&self, hash: &PlanHash) -> Result<Vec<JournalEntry>, Failure> {
        confirming::call_back(&self.shared, hash)
    }

    /// What this process has queued and not sent yet, the oldest first: it ends with the process.
    ///
    /// # Errors
    /// [`Failure::Store`] when something is queued and the journal cannot be read.
    pub fn unsent(&self) -> Result<Vec<JournalEntry>, Failure> {
        let opening: Vec<PlanHash> = self.shared.opening.lock().keys().cloned().collect();
        if self.shared.lanes.are_empty() && opening.is_empty() {
            return Ok(Vec::new());
        }
        let is_here = |entry: &JournalEntry| {
            self.shared.lanes.find(entry.number).is_some()
                || entry.phase == Phase::Queued && opening.contains(&entry.request.plan)
        };
        Ok(self.open_entries()?.into_iter().filter(is_here).collect())
    }

    /// Calls back whatever this process has queued, so that its end leaves nothing open, and returns those entries.
    ///
    /// # Errors
    /// As [`Actions::call_back`].
    pub fn call_back_unsent(&self) -> Result<Vec<JournalEntry>, Failure> {
        let plans: HashSet<PlanHash> = self.unsent()?.into_iter().map(|entry| entry.request.plan).collect();
        // One plan that cannot be recorded as called back does not keep the others from it.
        let results: Vec<_> = plans.iter().map(|plan| self.call_back(plan)).collect();
        Ok(results.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
    }

    /// Looks at once at what is open: the disk takes again what it refused.
    pub fn look_again(&self) {
        self.shared.follow_wake.notify_one();
    }

    /// Waits until the entries have come so far, and returns them as they are then.
    ///
    /// # Errors
    /// [`Failure::Unknown`] for a number that the journal does not hold, [`Failure::Store`] when one of the entries
    /// could not be sent because its row could not be written.
    pub async fn wait(&self, numbers: &[u64], until: Until) -> Result<Vec<JournalEntry>, Failure> {
        waiting::wait(&self.shared, numbers, until).await
    }

    /// # Errors
    /// [`Failure::Store`] when the journal cannot be read.
    pub fn entry(&self, number: u64) -> Result<Option<JournalEntry>, Failure> {
        Ok(self.shared.ledger.entry(number)?)
    }

    /// Entries that are not over, the oldest first.
    ///
    /// # Errors
    /// [`Failure::Store`] when the journal cannot be read.
    pub fn open_entries(&self) -> Result<Vec<JournalEntry>, Failure> {
        Ok(self.shared.ledger.open_entries()?)
    }

    /// Where an entry stands in this process's queue; `None` when it does not wait here.
    pub fn queue(&self, entry: &JournalEntry) -> Option<QueuePlace> {
        self.shared.queue(entry)
    }

    /// Entries that were not sent, or not moved on, because their row could not be written.
    pub fn unwritten(&self) -> Vec<(u64, StoreError)> {
        self.shared.ledger.unwritten()
    }

    /// Ticks with every change of the journal, other processes' changes included once they are seen.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.shared.ledger.changes()
    }
}
