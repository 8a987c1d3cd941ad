use super::Disk;
use emberwatch_app::ports::{Journal, JournalEntry, JournalRequest, JournalStep, Opened, StoreError};
use emberwatch_domain::account::Realm;
use emberwatch_domain::termination::Phase;
use jiff::Timestamp;
use parking_lot::Mutex;
use std::collections::HashSet;
use std::fmt::{self, Debug, Formatter};
use std::thread::{self, ThreadId};

/// A journal that keeps the rules of the real one, and remembers every step for the test to read.
#[derive(Debug, Default)]
pub struct MemoryJournal {
    rows: Mutex<Rows>,
    disk: Disk,
    opened_on: Mutex<HashSet<ThreadId>>,
    meanwhile: Meanwhile,
}

/// What somebody does as soon as an entry is opened.
#[derive(Default)]
struct Meanwhile(Mutex<Option<Box<dyn FnOnce() + Send>>>);

impl Debug for Meanwhile {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Meanwhile").field(&self.0.lock().is_some()).finish()
    }
}

#[derive(Debug, Default)]
struct Rows {
    entries: Vec<Kept>,
    steps: Vec<(u64, JournalStep)>,
}

#[derive(Debug)]
struct Kept {
    entry: JournalEntry,
    touched_at: Timestamp,
}

impl MemoryJournal {
    /// The steps that changed an entry, in order.
    pub fn steps(&self) -> Vec<(u64, JournalStep)> {
        self.rows.lock().steps.clone()
    }

    /// Every write fails so until [`MemoryJournal::mend`], as on a full disk.
    pub fn break_down(&self, why: &str) {
        self.disk.break_down(why);
    }

    /// Once, between the next entry that is opened and whatever follows it.
    pub fn once_opened(&self, then: impl FnOnce() + Send + 'static) {
        *self.meanwhile.0.lock() = Some(Box::new(then));
    }

    /// Whether an entry was opened on the thread that asks, which others need.
    pub fn was_opened_here(&self) -> bool {
        self.opened_on.lock().contains(&thread::current().id())
    }

    pub fn mend(&self) {
        self.disk.mend();
    }

    fn entries(&self, wanted: impl Fn(&Kept) -> bool) -> Vec<JournalEntry> {
        self.rows.lock().entries.iter().filter(|kept| wanted(kept)).map(|kept| kept.entry.clone()).collect()
    }
}

impl Rows {
    fn add(&mut self, request: &JournalRequest, phase: Phase) -> JournalEntry {
        let number = self.entries.len() as u64 + 1;
        let touched_at = request.requested_at;
        let ended_at = phase.is_over().then_some(touched_at);
        let entry = JournalEntry { number, request: request.clone(), phase, sent_at: None, ended_at };
        self.entries.push(Kept { entry: entry.clone(), touched_at });
        entry
    }

    fn advance(&mut self, number: u64, step: &JournalStep) -> Result<JournalEntry, StoreError> {
        let missing = || StoreError { step: format!("the journal has no entry {number}"), source: None };
        let kept = self.entries.iter_mut().find(|kept| kept.entry.number == number).ok_or_else(missing)?;
        let Some(after) = kept.entry.after(step)? else { return Ok(kept.entry.clone()) };
        kept.entry = after.clone();
        self.steps.push((number, step.clone()));
        Ok(after)
    }
}

impl Journal for MemoryJournal {
    fn open(&self, request: &JournalRequest) -> Result<Opened, StoreError> {
        self.opened_on.lock().insert(thread::current().id());
        self.disk.write()?;
        let mut rows = self.rows.lock();
        let effect = |of: &JournalRequest| (of.realm, of.place.clone(), of.cluster.clone(), of.action);
        let under_way = |kept: &&Kept| !kept.entry.phase.is_over() && effect(&kept.entry.request) == effect(request);
        if let Some(entry) = rows.entries.iter().find(under_way).map(|kept| kept.entry.clone()) {
            let Some(step) = entry.asked_again(request.requested_at) else { return Ok(Opened::UnderWay(entry)) };
            rows.advance(entry.number, &step)?;
        }
        let entry = rows.add(request, Phase::Queued);
        drop(rows);
        let then = self.meanwhile.0.lock().take();
        then.into_iter().for_each(|then| then());
        Ok(Opened::Entry(entry))
    }

    fn refuse(&self, request: &JournalRequest, reason: &str) -> Result<JournalEntry, StoreError> {
        self.opened_on.lock().insert(thread::current().id());
        self.disk.write()?;
        Ok(self.rows.lock().add(request, Phase::Refused { reason: reason.to_owned() }))
    }

    fn advance(&self, number: u64, step: &JournalStep) -> Result<JournalEntry, StoreError> {
        self.disk.write()?;
        self.rows.lock().advance(number, step)
    }

    fn touch(&self, owner: &str, now: Timestamp) -> Result<(), StoreError> {
        self.disk.write()?;
        let mut rows = self.rows.lock();
        for kept in rows.entries.iter_mut().filter(|kept| kept.entry.request.owner == owner) {
            kept.touched_at = kept.touched_at.max(now);
        }
        Ok(())
    }

    fn orphans(&self, untouched_since: Timestamp) -> Result<Vec<JournalEntry>, StoreError> {
        Ok(self.entries(|kept| kept.entry.phase == Phase::Queued && kept.touched_at < untouched_since))
    }

    fn open_entries(&self) -> Result<Vec<JournalEntry>, StoreError> {
        Ok(self.entries(|kept| !kept.entry.phase.is_over()))
    }

    fn recent(&self, realm: Realm, limit: u32) -> Result<Vec<JournalEntry>, StoreError> {
        let mut entries = self.entries(|kept| kept.entry.request.realm == realm);
        entries.reverse();
        let mut newer = 0;
        entries.retain(|entry| {
            newer += 1;
            newer <= limit || entry.ended_at.is_none()
        });
        Ok(entries)
    }

    fn entry(&self, number: u64) -> Result<Option<JournalEntry>, StoreError> {
        Ok(self.entries(|kept| kept.entry.number == number).pop())
    }
}
