//! Waiting for what was confirmed, as a terminal does.

use super::shared::Shared;
use crate::failure::Failure;
use crate::ports::JournalEntry;
use emberwatch_domain::termination::{Phase, STUCK_AFTER};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// How far an entry must have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// It was sent, or will not be.
    Sent,
    /// It is over; or it is stuck, or could not be looked at for as long as it takes to be stuck.
    Over,
}

/// Other processes move entries too; nothing tells us when.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// The follower looks in real time, however fast the clock goes.
const GRACE: Duration = Duration::from_secs(60);

pub(super) async fn wait(shared: &Shared, numbers: &[u64], until: Until) -> Result<Vec<JournalEntry>, Failure> {
    let mut changes = shared.ledger.changes();
    loop {
        changes.mark_unchanged();
        let entries = entries(shared, numbers)?;
        let now = shared.now();
        let unseen_after = STUCK_AFTER + shared.clock.real_span(GRACE);
        let reached = |entry: &JournalEntry| match until {
            Until::Sent => entry.phase != Phase::Queued && !shared.lanes.is_sending(entry.number),
            Until::Over => has_come_to_rest(entry, now, unseen_after),
        };
        if entries.iter().all(reached) {
            return Ok(entries);
        }
        // The ledger lives as long as we do, so its end is no case of its own.
        let _ = tokio::time::timeout(LOOK_AGAIN, changes.changed()).await;
    }
}

fn entries(shared: &Shared, numbers: &[u64]) -> Result<Vec<JournalEntry>, Failure> {
    let read = |number: &u64| {
        let entry = shared
            .ledger
            .entry(*number)?
            .ok_or_else(|| Failure::Unknown { what: format!("the journal has no entry {number}"), next_step: None })?;
        match shared.ledger.unwritten_entry(*number) {
            Some(error) if entry.phase == Phase::Queued => Err(error.into()),
            _ => Ok(entry),
        }
    };
    numbers.iter().map(read).collect()
}

fn has_come_to_rest(entry: &JournalEntry, now: Timestamp, unseen_after: SignedDuration) -> bool {
    let unseen = |sent_at| entry.phase.is_followed() && now.duration_since(sent_at) > unseen_after;
    entry.phase.is_over() || entry.phase == Phase::Stuck || entry.sent_at.is_some_and(unseen)
}
