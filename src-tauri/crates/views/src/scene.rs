//! What every view is made from: what is known of one realm at one moment.

mod account_look;

pub use account_look::AccountLook;

use crate::numbers::Separators;
use account_look::looks;
use emberwatch_app::ports::JournalEntry;
use emberwatch_app::record::ClusterRecord;
use emberwatch_app::settings::{Pace, Settings};
use emberwatch_app::snapshot::{Failed, ProfileState, Snapshot};
use emberwatch_domain::account::{AccountId, Place, Realm, Region};
use emberwatch_domain::cluster::ClusterId;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything at hand, of whichever realm.
#[derive(Clone)]
pub struct Known<'a> {
    pub realm: Realm,
    pub snapshots: &'a [Arc<Snapshot>],
    pub profiles: &'a [ProfileState],
    pub settings: &'a Settings,
    pub journal: &'a [JournalEntry],
    /// Where queued journal entries stand; may be empty.
    pub queue: &'a [QueuePlace],
    /// Since when nobody could be reached at all; `None` while there is a network.
    pub offline_since: Option<Timestamp>,
    /// Why nothing can be written in the data folder, if so.
    pub read_only: Option<&'a str>,
    /// The user's own, in which sentences tell the time.
    pub zone: TimeZone,
    /// The user's own too.
    pub numbers: Separators,
    pub now: Timestamp,
    /// How far this clock goes in a real minute: people wait in real ones, also in a rehearsal.
    pub real_minute: SignedDuration,
}

/// Three of the slowest listing periods and a bit: what has not answered for so long is stale, failure or not.
const STALE_AFTER_MINUTES: i32 = 10;

/// A queued journal entry's turn in the rate budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueuePlace {
    /// The journal entry's number.
    pub number: u64,
    /// How many are sent before it.
    pub ahead: u32,
    pub seconds: u32,
}

/// What is known of one realm. Nothing of the other realm gets past its constructor, so that no view can mix them.
pub struct Scene<'a> {
    pub(crate) realm: Realm,
    pub(crate) snapshots: Vec<&'a Arc<Snapshot>>,
    pub(crate) profiles: Vec<&'a ProfileState>,
    pub(crate) settings: &'a Settings,
    pub(crate) journal: Vec<&'a JournalEntry>,
    queue: &'a [QueuePlace],
    pub(crate) offline_since: Option<Timestamp>,
    pub(crate) read_only: Option<&'a str>,
    pub(crate) zone: TimeZone,
    pub(crate) numbers: Separators,
    pub(crate) now: Timestamp,
    real_minute: SignedDuration,
    looks: BTreeMap<AccountId, AccountLook>,
}

impl<'a> Scene<'a> {
    pub fn new(known: Known<'a>) -> Self {
        let realm = known.realm;
        let snapshots: Vec<_> = known.snapshots.iter().filter(|snapshot| snapshot.realm == realm).collect();
        let profiles: Vec<_> = known.profiles.iter().filter(|profile| profile.realm == realm).collect();
        let looks = looks(realm, &snapshots, &profiles, known.settings);
        Self {
            realm,
            snapshots,
            profiles,
            settings: known.settings,
            journal: known.journal.iter().filter(|entry| entry.request.realm == realm).collect(),
            queue: known.queue,
            offline_since: known.offline_since,
            read_only: known.read_only,
            zone: known.zone,
            numbers: known.numbers,
            now: known.now,
            real_minute: known.real_minute,
            looks,
        }
    }

    /// So many real minutes, and at a gentle pace as many more: what is asked more seldom is old later. A pause is no
    /// reason to take old rows for new ones.
    pub(crate) fn minutes_of_polling(&self, count: i32) -> SignedDuration {
        let factor = self.settings.pace.factor().and_then(|factor| i32::try_from(factor).ok()).unwrap_or(1);
        self.real_minute.checked_mul(count.saturating_mul(factor)).unwrap_or(SignedDuration::MAX)
    }

    /// When what was seen then should have been seen again.
    pub(crate) fn overdue_from(&self, seen: Timestamp) -> Timestamp {
        seen.saturating_add(self.minutes_of_polling(STALE_AFTER_MINUTES)).unwrap_or(Timestamp::MAX)
    }

    /// What helps against an old row: `refresh to ask now`.
    pub(crate) fn next_step(&self) -> &'static str {
        match self.settings.pace {
            Pace::Paused => "polling is paused: refresh to ask now",
            Pace::Normal | Pace::Gentle => "refresh to ask now",
        }
    }

    pub fn realm(&self) -> Realm {
        self.realm
    }

    pub fn is_sample(&self) -> bool {
        self.realm == Realm::Sample
    }

    /// The places where a cluster of this id is known; an id alone is what a user types.
    pub fn find(&self, id: &ClusterId) -> Vec<Place> {
        let keys = self.snapshots.iter().flat_map(|snapshot| {
            let found = snapshot.clusters.keys().filter(|(_, known)| known == id);
            found.map(|(region, _)| Place { account: snapshot.account.clone(), region: region.clone() })
        });
        keys.collect()
    }

    pub(crate) fn record(&self, place: &Place, id: &ClusterId) -> Option<(&'a Arc<Snapshot>, &'a Arc<ClusterRecord>)> {
        let snapshot = self.snapshots.iter().find(|snapshot| snapshot.account == place.account)?;
        Some((snapshot, snapshot.cluster(&place.region, id)?))
    }

    /// How an account is named and coloured; one never seen is called by its id.
    pub(crate) fn look(&self, account: &AccountId) -> AccountLook {
        self.looks.get(account).cloned().unwrap_or_else(|| AccountLook::unseen(self.realm, account, self.settings))
    }

    /// The regions watched in an account; those it answered from while the choice is not known yet.
    pub(crate) fn regions(&self, snapshot: &'a Snapshot) -> BTreeSet<&'a Region> {
        let doors = self.profiles.iter().filter(|profile| leads_to(profile, snapshot));
        let chosen: BTreeSet<&Region> = doors.flat_map(|profile| &profile.regions).collect();
        if !chosen.is_empty() {
            return chosen;
        }
        snapshot.sources.keys().chain(snapshot.clusters.keys().map(|(region, _)| region)).collect()
    }

    /// Why a region's rows may be old: its own failure, else that of the profile in use.
    pub(crate) fn failure(&self, snapshot: &'a Snapshot, region: &Region) -> Option<&'a Failed> {
        let source = snapshot.sources.get(region);
        let own = source.and_then(|source| source.failure.as_ref());
        let answered = source.and_then(|source| source.as_of);
        own.or_else(|| {
            let profile = self.profiles.iter().find(|profile| profile.profile == snapshot.profile)?;
            profile.failure.as_ref().filter(|failed| answered.is_none_or(|as_of| as_of < failed.at))
        })
    }

    /// The latest change that was asked for a cluster.
    pub(crate) fn latest_request(&self, place: &Place, id: &ClusterId) -> Option<&'a JournalEntry> {
        self.requests(place, id).max_by_key(|entry| entry.number)
    }

    pub(crate) fn requests(&self, place: &Place, id: &ClusterId) -> impl Iterator<Item = &'a JournalEntry> {
        self.journal.iter().copied().filter(move |entry| &entry.request.place == place && &entry.request.cluster == id)
    }

    pub(crate) fn queue_place(&self, entry: &JournalEntry) -> Option<QueuePlace> {
        self.queue.iter().find(|place| place.number == entry.number).copied()
    }

    /// How the user reads numbers, for sentences and drawings; views themselves carry decimal strings.
    pub fn numbers(&self) -> Separators {
        self.numbers
    }

    /// The zone in which the user reads times.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    pub(crate) fn clock(&self, at: Timestamp) -> String {
        crate::wording::clock(at, self.now, &self.zone)
    }
}

/// Whether a profile is one of those that lead to the snapshot's account.
pub(crate) fn leads_to(profile: &ProfileState, snapshot: &Snapshot) -> bool {
    match &profile.account {
        Some(account) => account == &snapshot.account,
        None => profile.profile == snapshot.profile || snapshot.standby.contains(&profile.profile),
    }
}
