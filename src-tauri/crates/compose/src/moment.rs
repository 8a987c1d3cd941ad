//! What is known at one moment, owned, so that views can be made from it.

use crate::Emberwatch;
use emberwatch_app::failure::Failure;
use emberwatch_app::ports::JournalEntry;
use emberwatch_app::settings::Settings;
use emberwatch_app::snapshot::{ProfileState, Snapshot};
use emberwatch_domain::account::Realm;
use emberwatch_views::numbers::Separators;
use emberwatch_views::scene::{Known, QueuePlace, Scene};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::time::Duration;

/// How many journal entries a screen gets, beside those that are not over.
const RECENT: u32 = 200;

pub struct Moment {
    pub realm: Realm,
    pub now: Timestamp,
    pub settings: Settings,
    pub journal: Vec<JournalEntry>,
    real_minute: SignedDuration,
    snapshots: Vec<Arc<Snapshot>>,
    profiles: Vec<ProfileState>,
    queue: Vec<QueuePlace>,
    offline_since: Option<Timestamp>,
    read_only: Option<String>,
}

impl Moment {
    pub fn of(ember: &Emberwatch, realm: Realm) -> Result<Self, Failure> {
        let board = &ember.realm(realm).board;
        let journal = ember.journal.recent(realm, RECENT)?;
        let queue = journal.iter().filter_map(|entry| queue_place(ember, entry)).collect();
        Ok(Self {
            realm,
            now: ember.clock.now(),
            real_minute: ember.clock.real_span(Duration::from_secs(60)),
            settings: ember.settings.load()?,
            journal,
            snapshots: board.snapshots(),
            profiles: board.profiles(),
            queue,
            offline_since: ember.realm(realm).station.gate.offline_since(),
            read_only: ember.health.why_read_only().map(str::to_owned),
        })
    }

    /// The zone that the user chose. One that this computer no longer knows gives way to the system's.
    fn zone(&self) -> TimeZone {
        let chosen = self.settings.display.zone.as_deref();
        chosen.and_then(|name| TimeZone::get(name).ok()).unwrap_or_else(TimeZone::system)
    }

    pub fn scene(&self) -> Scene<'_> {
        Scene::new(Known {
            realm: self.realm,
            snapshots: &self.snapshots,
            profiles: &self.profiles,
            settings: &self.settings,
            journal: &self.journal,
            queue: &self.queue,
            offline_since: self.offline_since,
            read_only: self.read_only.as_deref(),
            zone: self.zone(),
            numbers: Separators::of(self.settings.display.numbers, &system_locale()),
            now: self.now,
            real_minute: self.real_minute,
        })
    }
}

/// What the system writes numbers by, in the order in which its own programs look.
pub(crate) fn system_locale() -> String {
    let set = |name| std::env::var(name).ok().filter(|locale| !locale.is_empty());
    ["LC_ALL", "LC_NUMERIC", "LANG"].into_iter().find_map(set).unwrap_or_default()
}

fn queue_place(ember: &Emberwatch, entry: &JournalEntry) -> Option<QueuePlace> {
    let turn = ember.actions.queue(entry)?;
    let ahead = u32::try_from(turn.position.saturating_sub(1)).unwrap_or(u32::MAX);
    let seconds = u32::try_from(turn.remaining.as_secs()).unwrap_or(u32::MAX);
    Some(QueuePlace { number: entry.number, ahead, seconds })
}
