//! The journal as this process writes it, with a tick for everybody who shows it.

use crate::ports::{Journal, JournalEntry, JournalRequest, JournalStep, Opened, StoreError};
use emberwatch_domain::termination::Phase;
use jiff::Timestamp;
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::watch;

pub(super) struct Ledger {
    journal: Arc<dyn Journal>,
    changes: watch::Sender<u64>,
    unwritten: Mutex<BTreeMap<u64, StoreError>>,
}

/// Whether a request may go out now.
#[derive(Debug)]
pub(super) enum Leave {
    /// The row says that it goes out, and is on disk.
    Granted,
    /// Somebody has called it back, or given it up, in the meantime.
    Overtaken,
}

impl Ledger {
    pub fn new(journal: Arc<dyn Journal>) -> Self {
        Self { journal, changes: watch::Sender::new(0), unwritten: Mutex::default() }
    }

    pub fn open(&self, request: &JournalRequest) -> Result<Opened, StoreError> {
        let opened = self.journal.open(request)?;
        self.tick();
        Ok(opened)
    }

    pub fn refuse(&self, request: &JournalRequest, reason: &str) -> Result<JournalEntry, StoreError> {
        let refused = self.journal.refuse(request, reason)?;
        self.tick();
        Ok(refused)
    }

    /// Moves an entry on. What another process has ended in the meantime stays as it ended.
    pub fn advance(&self, number: u64, phase: Phase, at: Timestamp) -> Result<JournalEntry, StoreError> {
        let moved = self.journal.advance(number, &JournalStep { phase, at, sent: false });
        let entry = moved.or_else(|error| match self.journal.entry(number) {
            Ok(Some(entry)) if entry.phase.is_over() => Ok(entry),
            _ => Err(error),
        })?;
        self.unwritten.lock().remove(&number);
        self.tick();
        Ok(entry)
    }

    /// Ends a queued entry of which nothing was sent; `None` when its process has sent it in the meantime.
    pub fn withhold(&self, number: u64, phase: Phase, at: Timestamp) -> Result<Option<JournalEntry>, StoreError> {
        match self.advance(number, phase, at) {
            Ok(entry) => Ok(Some(entry)),
            Err(error) => match self.journal.entry(number)? {
                Some(entry) if entry.sent_at.is_some() => Ok(None),
                _ => Err(error),
            },
        }
    }

    /// As [`Ledger::advance`] for those who cannot hand an error on: it is kept, and shown.
    pub fn record(&self, number: u64, phase: Phase, at: Timestamp) {
        if let Err(error) = self.advance(number, phase, at) {
            self.keep(number, error);
        }
    }

    /// Asks to send: from here on the request may have reached AWS, whatever happens to this process.
    pub fn leave_to_send(&self, number: u64, at: Timestamp) -> Result<Leave, StoreError> {
        match self.journal.advance(number, &JournalStep { phase: Phase::Unknown, at, sent: true }) {
            Ok(_) => {
                self.tick();
                Ok(Leave::Granted)
            }
            Err(error) => match self.journal.entry(number) {
                Ok(Some(entry)) if entry.phase != Phase::Queued => Ok(Leave::Overtaken),
                _ => Err(error),
            },
        }
    }

    /// Remembers that an entry's row could not be written.
    pub fn keep(&self, number: u64, error: StoreError) {
        tracing::error!(%error, number, "a journal row could not be written");
        self.unwritten.lock().insert(number, error);
        self.tick();
    }

    pub fn unwritten(&self) -> Vec<(u64, StoreError)> {
        self.unwritten.lock().iter().map(|(number, error)| (*number, error.clone())).collect()
    }

    /// What is over was ended by another process, and waits for no row any more.
    pub fn forget_unwritten_but(&self, is_open: impl Fn(&u64) -> bool) {
        self.unwritten.lock().retain(|number, _| is_open(number));
    }

    pub fn unwritten_entry(&self, number: u64) -> Option<StoreError> {
        self.unwritten.lock().get(&number).cloned()
    }

    pub fn touch(&self, owner: &str, now: Timestamp) -> Result<(), StoreError> {
        self.journal.touch(owner, now)
    }

    pub fn orphans(&self, untouched_since: Timestamp) -> Result<Vec<JournalEntry>, StoreError> {
        self.journal.orphans(untouched_since)
    }

    pub fn open_entries(&self) -> Result<Vec<JournalEntry>, StoreError> {
        self.journal.open_entries()
    }

    pub fn entry(&self, number: u64) -> Result<Option<JournalEntry>, StoreError> {
        self.journal.entry(number)
    }

    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub fn tick(&self) {
        self.changes.send_modify(|revision| *revision += 1);
    }
}
