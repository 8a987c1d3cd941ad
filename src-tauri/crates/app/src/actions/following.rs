//! Looking at clusters until what was asked of them is true, whoever asked and in whichever life of the process.

use super::lanes::LaneKey;
use super::outcome::pace;
use super::shared::{ActionRealm, Shared};
use crate::budget::Purpose;
use crate::poll::Poll;
use crate::ports::{JournalEntry, StoreError};
use async_trait::async_trait;
use emberwatch_cloud::CloudError;
use emberwatch_domain::cluster::ClusterState;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::termination::Phase;
use jiff::Timestamp;
use parking_lot::Mutex;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Other processes open entries too; nothing tells us when.
const IDLE_PAUSE: Duration = Duration::from_secs(10);
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
const HEARTBEAT: Duration = Duration::from_secs(10);
/// A process that was silent for so long in real time does not live any more, or sleeps; either way it has not sent.
const SILENCE: Duration = Duration::from_secs(60);
/// A round does not wait longer than this for an answer or for the budget: other places are waiting too.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) struct Follow {
    following: Arc<Following>,
    /// Looks under way. A place that does not answer keeps no other waiting.
    looks: tokio::sync::Mutex<Looks>,
}

#[derive(Default)]
struct Looks {
    tasks: JoinSet<(LaneKey, Duration)>,
    places: BTreeSet<LaneKey>,
}

struct Following {
    shared: Arc<Shared>,
    looked_at: Mutex<HashMap<u64, Timestamp>>,
    known: Mutex<Vec<(u64, Phase)>>,
}

/// Tells the other processes that this one still means to send what it has queued.
pub(super) struct Heartbeat {
    shared: Arc<Shared>,
}

impl Follow {
    pub fn new(shared: Arc<Shared>) -> Self {
        let following = Arc::new(Following { shared, looked_at: Mutex::default(), known: Mutex::default() });
        Self { following, looks: tokio::sync::Mutex::default() }
    }

    /// One look at every place, and how soon the next is due. What takes long goes on beside the next rounds.
    async fn round(&self) -> Result<Duration, StoreError> {
        let places = self.following.places()?;
        let mut looks = self.looks.lock().await;
        let looks = &mut *looks;
        for (key, entries) in places {
            if looks.places.insert(key.clone()) {
                let following = self.following.clone();
                looks.tasks.spawn(async move {
                    let next = following.follow_place(&key, &entries).await;
                    (key, next)
                });
            }
        }
        let mut next = IDLE_PAUSE;
        let all = async {
            while let Some(look) = looks.tasks.join_next().await {
                let Ok((key, due)) = look else { continue };
                looks.places.remove(&key);
                next = next.min(due);
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, all).await;
        if in_time.is_ok() {
            // Also after a look that panicked, and so never said which place it was for.
            looks.places.clear();
        }
        Ok(next.clamp(SHORTEST_PAUSE, IDLE_PAUSE))
    }
}

impl Following {
    /// What is to be followed, by place; queued entries that nobody sends any more are given up first.
    fn places(&self) -> Result<BTreeMap<LaneKey, Vec<JournalEntry>>, StoreError> {
        let open = self.shared.ledger.open_entries()?;
        self.give_up_what_nobody_sends(&open)?;
        self.notice(&open);
        let mut places: BTreeMap<LaneKey, Vec<JournalEntry>> = BTreeMap::new();
        for entry in open {
            if entry.phase.is_followed() && !self.shared.lanes.is_sending(entry.number) {
                places.entry((entry.request.realm, entry.request.place.clone())).or_default().push(entry);
            }
        }
        Ok(places)
    }

    /// Looks at whatever is due in one place, and says when the next is.
    async fn follow_place(&self, (realm, place): &LaneKey, entries: &[JournalEntry]) -> Duration {
        let Some(realm) = self.shared.realm(*realm) else { return IDLE_PAUSE };
        let mut next = IDLE_PAUSE;
        for entry in entries {
            let entry = self.see_on_board(realm, entry);
            if entry.phase.is_over() {
                continue;
            }
            let due_in = self.due_in(&entry, entries.len());
            if !due_in.is_zero() {
                next = next.min(due_in);
                continue;
            }
            let wait = realm.station.budgets.forecast(place, "DescribeCluster", Purpose::Act, 1);
            if wait > PATIENCE {
                return next.min(wait);
            }
            if let Err(CloudError::Throttled { .. }) = self.look(realm, &entry).await {
                return IDLE_PAUSE;
            }
        }
        next
    }

    /// What a poll has seen since our last look needs no call of ours.
    fn see_on_board(&self, realm: &ActionRealm, entry: &JournalEntry) -> JournalEntry {
        let request = &entry.request;
        let after = self.last_look(entry);
        let record = realm
            .station
            .board
            .snapshot(&request.place.account)
            .and_then(|snapshot| snapshot.cluster(&request.place.region, &request.cluster).cloned())
            .filter(|record| request.action == ActionKind::Terminate && after.is_some_and(|at| record.seen_at > at));
        match record {
            Some(record) => {
                self.looked_at.lock().insert(entry.number, record.seen_at);
                self.observe(entry, &record.summary.state, true)
            }
            None => entry.clone(),
        }
    }

    async fn look(&self, realm: &ActionRealm, entry: &JournalEntry) -> Result<(), CloudError> {
        let request = &entry.request;
        let profile = realm.profile(&request.place, &request.profile);
        let seen = realm.describe(&profile, &request.place, &request.cluster).await;
        self.looked_at.lock().insert(entry.number, self.shared.now());
        let detail = seen.inspect_err(|error| {
            tracing::debug!(%error, cluster = %request.cluster, "a followed cluster could not be read");
        })?;
        self.observe(entry, &detail.summary.state, detail.protected);
        Ok(())
    }

    fn observe(&self, entry: &JournalEntry, state: &ClusterState, protected: bool) -> JournalEntry {
        let now = self.shared.now();
        let Some(phase) = observed(entry, state, protected, now) else { return entry.clone() };
        match self.shared.ledger.advance(entry.number, phase, now) {
            Ok(after) => after,
            Err(error) => {
                self.shared.ledger.keep(entry.number, error);
                entry.clone()
            }
        }
    }

    fn due_in(&self, entry: &JournalEntry, followed_here: usize) -> Duration {
        let now = self.shared.now();
        let age = entry.sent_at.map(|sent_at| now.duration_since(sent_at)).unwrap_or_default();
        let pace = pace(entry.request.action, &entry.phase, age, followed_here);
        let since = self.last_look(entry).map(|at| now.duration_since(at).unsigned_abs());
        since.map_or(Duration::ZERO, |since| pace.saturating_sub(since))
    }

    fn last_look(&self, entry: &JournalEntry) -> Option<Timestamp> {
        self.looked_at.lock().get(&entry.number).copied().or(entry.sent_at)
    }

    /// Queued entries whose process has ended, or that this one has dropped, were never sent, and never will be.
    fn give_up_what_nobody_sends(&self, open: &[JournalEntry]) -> Result<(), StoreError> {
        let now = self.shared.now();
        let silence = self.shared.clock.real_span(SILENCE);
        let dropped = |entry: &&JournalEntry| {
            let is_ours = entry.request.owner == self.shared.owner && entry.phase == Phase::Queued;
            // Of what could not be written it is known at once that nobody will send it.
            let is_over = || self.shared.ledger.unwritten_entry(entry.number).is_some();
            is_ours && (is_over() || now.duration_since(entry.request.requested_at) > silence)
        };
        let orphans = self.shared.ledger.orphans(now - silence)?;
        for entry in orphans.iter().chain(open.iter().filter(dropped)) {
            if !self.shared.lanes.hold(entry.number) {
                self.shared.ledger.withhold(entry.number, never_sent(entry, &self.shared.owner), now)?;
            }
        }
        Ok(())
    }

    /// Tells the screens when another process has moved something.
    fn notice(&self, open: &[JournalEntry]) {
        let now: Vec<_> = open.iter().map(|entry| (entry.number, entry.phase.clone())).collect();
        let is_open = |number: &u64| now.iter().any(|(open, _)| open == number);
        self.looked_at.lock().retain(|number, _| is_open(number));
        self.shared.ledger.forget_unwritten_but(is_open);
        let mut known = self.known.lock();
        if *known != now {
            *known = now;
            drop(known);
            self.shared.ledger.tick();
        }
    }
}

#[async_trait]
impl Poll for Follow {
    async fn poll(&self) -> Duration {
        self.round().await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the journal could not be followed");
            IDLE_PAUSE
        })
    }
}

impl Heartbeat {
    pub fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }
}

#[async_trait]
impl Poll for Heartbeat {
    async fn poll(&self) -> Duration {
        if !self.shared.lanes.are_empty()
            && let Err(error) = self.shared.ledger.touch(&self.shared.owner, self.shared.now())
        {
            tracing::warn!(%error, "the journal could not be told that this process lives");
        }
        HEARTBEAT
    }
}

/// The phase that a look makes of an entry; `None` when it stays as it is.
fn observed(entry: &JournalEntry, state: &ClusterState, protected: bool, now: Timestamp) -> Option<Phase> {
    let sent_at = entry.sent_at.unwrap_or(entry.request.requested_at);
    let before = entry.phase.clone();
    let after = match entry.request.action {
        ActionKind::Terminate => before.observe(state, sent_at, now),
        ActionKind::LiftProtection => before.observe_protection(protected, sent_at, now),
    };
    (after != entry.phase).then_some(after)
}

fn never_sent(entry: &JournalEntry, owner: &str) -> Phase {
    let reason = if entry.request.owner == owner {
        "never sent: the journal could not be written at its turn"
    } else {
        "never sent: the process that had queued it ended first"
    };
    Phase::Refused { reason: reason.to_owned() }
}
