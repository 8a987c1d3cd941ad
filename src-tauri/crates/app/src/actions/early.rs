//! A first re-reading of one cluster while its row is being written: whoever has confirmed waits for both.
//!
//! It changes nothing, and nothing is sent by it: the request still goes out only after its row is on disk, and only
//! if what was re-read allows it.

use super::lanes::LaneKey;
use super::outcome::operation;
use super::recheck::{Allowed, Meant, Withheld, recheck};
use super::shared::Shared;
use crate::budget::Purpose;
use crate::ports::JournalRequest;
use emberwatch_domain::plan::Candidate;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// What was asked for longer ago is not what is re-read right before a request.
const FRESH: Duration = Duration::from_secs(2);

pub(super) struct Early {
    begun: Instant,
    reading: JoinHandle<Option<Result<Allowed, Withheld>>>,
}

impl Early {
    /// Begins, if the request would be the next one of its place, and its turn has come.
    pub fn begin(shared: &Arc<Shared>, request: &JournalRequest, seen: &Candidate, confirmed: Instant) -> Option<Self> {
        let realm = shared.realm(request.realm)?;
        let wait = realm.station.budgets.forecast(&request.place, operation(request.action), Purpose::Act, 1);
        let key: LaneKey = (request.realm, request.place.clone());
        if !wait.is_zero() || shared.lanes.runs(&key) {
            return None;
        }
        let (shared, request, seen) = (shared.clone(), request.clone(), seen.clone());
        let reading = tokio::spawn(async move {
            let realm = shared.realm(request.realm)?;
            Some(recheck(&shared, realm, &Meant { request: &request, seen: &seen, confirmed }).await)
        });
        Some(Self { begun: confirmed, reading })
    }

    /// What it came to; `None` when that says nothing any more.
    pub async fn outcome(mut self) -> Option<Result<Allowed, Withheld>> {
        let outcome = (&mut self.reading).await.ok()??;
        (self.begun.elapsed() < FRESH).then_some(outcome)
    }
}

impl Drop for Early {
    fn drop(&mut self) {
        self.reading.abort();
    }
}
