//! What two processes do to one entry at the same moment.

use crate::world::{World, seconds};
use emberwatch_app::actions::{ActionPorts, ActionRealm, Actions};
use emberwatch_app::ports::{Journal, JournalEntry, JournalRequest, JournalStep, Opened, StoreError};
use emberwatch_domain::account::Realm;
use emberwatch_domain::termination::Phase;
use emberwatch_testkit::{MemoryJournal, cluster, journal_request, minutes};
use jiff::Timestamp;
use std::sync::Arc;

/// Whoever lists orphans is overtaken: their process was only slow, and sends them before the list is acted on.
struct SlowOwner(Arc<MemoryJournal>);

#[tokio::test(start_paused = true)]
async fn a_request_sent_while_it_was_being_given_up_is_followed_and_never_called_unsent() {
    let world = World::of([cluster("j-1").terminating()]);
    let journal = Arc::new(MemoryJournal::default());
    journal.open(&JournalRequest { owner: "slow".to_owned(), ..journal_request("j-1") }).unwrap();
    seconds(120).await;
    let _other = Actions::start(ActionPorts {
        realms: vec![ActionRealm { station: world.station.clone(), control: world.doors.clone(), watcher: None }],
        journal: Arc::new(SlowOwner(journal.clone())),
        settings: world.settings.clone(),
        clock: world.clock.clone(),
        owner: "other".to_owned(),
    });
    seconds(15).await;
    let entry = journal.entry(1).unwrap().unwrap();
    assert_eq!((entry.phase, entry.sent_at.is_some()), (Phase::Terminating, true));
}

impl Journal for SlowOwner {
    fn orphans(&self, untouched_since: Timestamp) -> Result<Vec<JournalEntry>, StoreError> {
        let orphans = self.0.orphans(untouched_since)?;
        for orphan in &orphans {
            self.0.advance(orphan.number, &JournalStep { phase: Phase::Unknown, at: minutes(2), sent: true })?;
        }
        Ok(orphans)
    }

    fn open(&self, request: &JournalRequest) -> Result<Opened, StoreError> {
        self.0.open(request)
    }

    fn refuse(&self, request: &JournalRequest, reason: &str) -> Result<JournalEntry, StoreError> {
        self.0.refuse(request, reason)
    }

    fn advance(&self, number: u64, step: &JournalStep) -> Result<JournalEntry, StoreError> {
        self.0.advance(number, step)
    }

    fn touch(&self, owner: &str, now: Timestamp) -> Result<(), StoreError> {
        self.0.touch(owner, now)
    }

    fn open_entries(&self) -> Result<Vec<JournalEntry>, StoreError> {
        self.0.open_entries()
    }

    fn recent(&self, realm: Realm, limit: u32) -> Result<Vec<JournalEntry>, StoreError> {
        self.0.recent(realm, limit)
    }

    fn entry(&self, number: u64) -> Result<Option<JournalEntry>, StoreError> {
        self.0.entry(number)
    }
}
