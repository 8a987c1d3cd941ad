//! What the app asks of the machine it runs on. Each is a handful of calls and nothing more.

use crate::burned::{BurnedDay, BurnedSum};
use crate::costs::{Answered, BillNote, KeptBill, KeptDays, Question};
use crate::record::ClusterRecord;
use crate::settings::Settings;
use emberwatch_domain::account::{AccountId, Caller, Place, ProfileName, Realm, Region};
use emberwatch_domain::cluster::{ClusterId, InstanceType};
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::money::{Estimate, Usd};
use emberwatch_domain::plan::PlanHash;
use emberwatch_domain::price::{PriceBook, PriceItem, Quote};
use emberwatch_domain::series::Stretch;
use emberwatch_domain::spend::Days;
use emberwatch_domain::spot::{SpotBook, SpotChange};
use emberwatch_domain::termination::Phase;
use emberwatch_domain::time_span::TimeSpan;
use emberwatch_domain::usage::{CallKey, Tally};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// The wall clock, or a rehearsal's, which may run faster.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;

    /// How far this clock goes in so much real time. For limits on people and processes, which no rehearsal makes
    /// faster; limits on what AWS does are spans of this clock itself.
    fn real_span(&self, real: Duration) -> SignedDuration {
        SignedDuration::try_from(real).unwrap_or(SignedDuration::MAX)
    }
}

/// The store could not do what was asked; the text names the file and the step.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{step}")]
pub struct StoreError {
    pub step: String,
    #[source]
    pub source: Option<Arc<dyn Error + Send + Sync>>,
}

/// What everything is kept on. Calls may block for a moment.
pub trait Disk: Send + Sync {
    /// The last write did not arrive.
    fn is_ailing(&self) -> bool;

    /// Finds out whether writes arrive again, where that may mend by itself.
    fn try_again(&self);
}

/// What was seen, from day one: AWS forgets it. Calls are short and may block for a moment.
pub trait History: Send + Sync {
    /// Records what changed since the last time, all or nothing; the same again writes nothing.
    fn record_seen(&self, realm: Realm, seen: &Seen) -> Result<(), StoreError>;

    fn record_clusters(&self, realm: Realm, records: &[Arc<ClusterRecord>]) -> Result<(), StoreError> {
        self.record_seen(realm, &Seen { clusters: records.to_vec(), ..Seen::default() })
    }

    fn record_source(&self, realm: Realm, place: &Place, as_of: Timestamp) -> Result<(), StoreError> {
        self.record_seen(realm, &Seen { sources: BTreeMap::from([(place.clone(), as_of)]), ..Seen::default() })
    }

    /// The last record of every cluster of an account that is active, or ended since then.
    fn clusters(
        &self,
        realm: Realm,
        account: &AccountId,
        ended_since: Timestamp,
    ) -> Result<Vec<ClusterRecord>, StoreError>;

    fn sources(&self, realm: Realm, account: &AccountId) -> Result<Vec<(Region, Timestamp)>, StoreError>;

    /// Who a profile is, so that cached rows can be shown before AWS has answered.
    fn record_profile(&self, realm: Realm, known: &KnownProfile) -> Result<(), StoreError>;

    fn profiles(&self, realm: Realm) -> Result<Vec<KnownProfile>, StoreError>;

    fn record_prices(&self, realm: Realm, quotes: &[(Region, PriceItem, Quote)]) -> Result<(), StoreError>;

    fn prices(&self, realm: Realm) -> Result<PriceBook, StoreError>;

    fn record_spot(&self, realm: Realm, place: &Place, changes: &[SpotChange]) -> Result<(), StoreError>;

    /// Changes since then, and for every series the last one before.
    fn spot(&self, realm: Realm, account: &AccountId, since: Timestamp) -> Result<SpotBook, StoreError>;

    /// The same of these types in one place alone.
    fn spot_of(
        &self,
        realm: Realm,
        place: &Place,
        kinds: &[InstanceType],
        since: Timestamp,
    ) -> Result<SpotBook, StoreError>;

    /// Records that everything which AWS tells of these types in that span was read.
    fn record_spot_read(
        &self,
        realm: Realm,
        place: &Place,
        kinds: &[InstanceType],
        span: TimeSpan,
    ) -> Result<(), StoreError>;

    /// What was read so of every type.
    fn spot_read(&self, realm: Realm, place: &Place) -> Result<SpotRead, StoreError>;

    /// Records what accounts burn at a moment. Two marks of an account are one stretch when no more time lies between
    /// them than a mark is believed to hold; what lies between others is not known.
    fn record_burn(&self, realm: Realm, marks: &[BurnMark], holds: SignedDuration) -> Result<(), StoreError>;

    /// What was recorded since then, in order.
    fn burn(&self, realm: Realm, since: Timestamp) -> Result<BurnRecord, StoreError>;

    /// What every account burned on each of these days, by day; kept as it is recorded, however long ago. A day on which
    /// nothing was recorded of an account is left out.
    fn burned(&self, realm: Realm, days: Days) -> Result<Vec<BurnedDay>, StoreError>;

    /// The same of all these days together, by account.
    fn burned_in(&self, realm: Realm, days: Days) -> Result<BTreeMap<AccountId, BurnedSum>, StoreError>;

    /// Adds to what was asked of AWS on these days, whichever process asked.
    fn add_calls(&self, realm: Realm, calls: &[CallsOfDay]) -> Result<(), StoreError>;

    /// What was asked of AWS on that day and after it, of one service (as signatures name it) or of all.
    fn calls_since(&self, realm: Realm, day: Date, service: Option<&str>) -> Result<Vec<CallsOfDay>, StoreError>;
}

/// What bills were answered, so that nothing is paid for twice. Calls are short and may block for a moment.
pub trait BillCache: Send + Sync {
    /// What is kept of a question for these days.
    fn bill(&self, realm: Realm, question: &Question, days: Days) -> Result<KeptBill, StoreError>;

    /// The same without its rows: to know what is to be asked takes no more.
    fn bill_days(&self, realm: Realm, question: &Question, days: Days) -> Result<KeptDays, StoreError>;

    /// How many rows are kept of a question for these days.
    fn bill_size(&self, realm: Realm, question: &Question, days: Days) -> Result<u64, StoreError>;

    /// Keeps an answer in place of what was known of its days, all or nothing. It fails where nothing can be kept: what
    /// is paid for is never dropped in silence.
    fn record_bill(&self, realm: Realm, question: &Question, answered: &Answered) -> Result<(), StoreError>;

    /// What else an account was answered last, by what it is about.
    fn bill_note(&self, realm: Realm, account: &AccountId, about: &str) -> Result<Option<BillNote>, StoreError>;

    /// It fails as [`BillCache::record_bill`] does.
    fn record_bill_note(
        &self,
        realm: Realm,
        account: &AccountId,
        about: &str,
        note: &BillNote,
    ) -> Result<(), StoreError>;

    /// The turn to ask for money, which one process on the data folder has at a time. `None`: another one has it.
    fn asking_turn(&self) -> Result<Option<AskingTurn>, StoreError>;
}

/// Held until it is dropped, or its process ends.
pub struct AskingTurn(#[expect(dead_code, reason = "it is held, and nothing else")] Box<dyn Send>);

impl AskingTurn {
    pub fn new(held: impl Send + 'static) -> Self {
        Self(Box::new(held))
    }
}

/// The spans of every type in order, apart from each other.
pub type SpotRead = BTreeMap<InstanceType, Vec<TimeSpan>>;

/// How often something was asked of AWS on one day of UTC, by which AWS bills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallsOfDay {
    pub key: CallKey,
    pub day: Date,
    pub tally: Tally,
}

/// What polls saw of clusters, to be written down together.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub clusters: Vec<Arc<ClusterRecord>>,
    /// When a region last answered in full.
    pub sources: BTreeMap<Place, Timestamp>,
}

/// What accounts burned over time.
pub type BurnRecord = BTreeMap<AccountId, Vec<Stretch>>;

/// What an account burns per hour at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BurnMark {
    pub account: AccountId,
    pub at: Timestamp,
    pub burn: Usd,
    /// False: at least so much.
    pub complete: bool,
}

/// Forgetting a part of the history. Calls may take long.
pub trait Upkeep: Send + Sync {
    /// What [`Upkeep::forget`] would forget now.
    fn forgettable(&self, before: Timestamp) -> Result<Forgotten, StoreError>;

    /// Forgets what was over before then, and says what it was. What is true now, and was on that day, stays; so does a
    /// cluster that was never seen to end.
    fn forget(&self, before: Timestamp, progress: &dyn Fn(Progress)) -> Result<Forgot, StoreError>;
}

/// Rows of the history, by what they say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    pub clusters: u64,
    pub nodes: u64,
    pub changes: u64,
    pub prices: u64,
    pub spot: u64,
    /// Stretches of what an account burned.
    pub burn: u64,
}

/// What came of forgetting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forgot {
    pub rows: Forgotten,
    /// Why the disk has not got the room of these rows back, if so. They are forgotten all the same.
    pub room_kept: Option<String>,
}

/// So many steps of a long task are done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub done: usize,
    pub steps: usize,
}

/// A profile whose account was once learnt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownProfile {
    pub profile: ProfileName,
    pub caller: Caller,
    pub alias: Option<String>,
    pub regions: Vec<Region>,
    pub as_of: Timestamp,
}

/// The user's choices, shared by every running Emberwatch on this data folder.
pub trait SettingsStore: Send + Sync {
    fn load(&self) -> Result<Settings, StoreError>;

    /// Changes them under a lock that other processes respect, and returns what they are now.
    fn update(&self, change: &mut dyn FnMut(&mut Settings)) -> Result<Settings, StoreError>;

    /// Another number once somebody else has written where the settings are kept, cheap enough to be asked all the time.
    /// `None` where that cannot be told without waiting.
    fn others_wrote(&self) -> Option<i64>;
}

/// One change asked of AWS, from its confirmation to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    pub number: u64,
    #[serde(flatten)]
    pub request: JournalRequest,
    pub phase: Phase,
    pub sent_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

/// What was confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalRequest {
    pub plan: PlanHash,
    pub action: ActionKind,
    pub realm: Realm,
    pub place: Place,
    pub profile: ProfileName,
    pub cluster: ClusterId,
    pub cluster_name: String,
    pub reason: String,
    /// The caller's ARN.
    pub by: Option<String>,
    pub saved: Estimate,
    pub requested_at: Timestamp,
    /// Until then it can be called back.
    pub call_back_until: Option<Timestamp>,
    /// The process that will send it.
    pub owner: String,
}

/// What opening a journal entry came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    Entry(JournalEntry),
    /// The same action on the same cluster is under way: there is one effective request.
    UnderWay(JournalEntry),
}

/// The journal of changes, and their audit. A row is synced to disk before its method returns.
pub trait Journal: Send + Sync {
    /// Opens an entry for what was confirmed. One that is stuck makes way as [`JournalEntry::asked_again`] says, in
    /// the same transaction.
    fn open(&self, request: &JournalRequest) -> Result<Opened, StoreError>;

    /// Records a request that is refused before anything is sent. It is over from the start, and closes no other.
    fn refuse(&self, request: &JournalRequest, reason: &str) -> Result<JournalEntry, StoreError>;

    /// Moves an entry on and appends to the audit, in one transaction, as [`JournalEntry::after`] allows:
    /// what it refuses is an error, so that nobody who asks first sends twice, or sends what was called back.
    fn advance(&self, number: u64, step: &JournalStep) -> Result<JournalEntry, StoreError>;

    /// Says that a process still means to send its queued entries.
    fn touch(&self, owner: &str, now: Timestamp) -> Result<(), StoreError>;

    /// Queued entries whose process has not been heard of since then: they were never sent.
    fn orphans(&self, untouched_since: Timestamp) -> Result<Vec<JournalEntry>, StoreError>;

    /// Entries that are not over, the oldest first.
    fn open_entries(&self) -> Result<Vec<JournalEntry>, StoreError>;

    /// What a screen of the realm shows, the newest first: its newest entries, and whatever is not over.
    fn recent(&self, realm: Realm, limit: u32) -> Result<Vec<JournalEntry>, StoreError>;

    fn entry(&self, number: u64) -> Result<Option<JournalEntry>, StoreError>;
}

/// One step of a journal entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalStep {
    pub phase: Phase,
    pub at: Timestamp,
    /// Set by the step that hands the request to the network.
    pub sent: bool,
}

impl JournalEntry {
    /// The entry after a step; `None` when the step repeats what is known.
    ///
    /// # Errors
    /// What is over stays as it ended, a request is sent once, and of what was sent nobody says that it was not.
    pub fn after(&self, step: &JournalStep) -> Result<Option<JournalEntry>, StoreError> {
        if step.phase == self.phase && !step.sent {
            return Ok(None);
        }
        let refused = |why: String| {
            let cluster = &self.request.cluster;
            Err(StoreError { step: format!("the request about {cluster} {why} (entry {})", self.number), source: None })
        };
        if let Some(ended_at) = self.ended_at {
            return refused(format!("was over at {ended_at}"));
        }
        match (self.sent_at, &step.phase) {
            (Some(sent_at), _) if step.sent => return refused(format!("was already sent at {sent_at}")),
            (Some(sent_at), Phase::Queued | Phase::CalledBack | Phase::Refused { .. }) => {
                return refused(format!("was sent at {sent_at}, and cannot be called back or refused any more"));
            }
            _ => {}
        }
        Ok(Some(JournalEntry {
            phase: step.phase.clone(),
            sent_at: self.sent_at.or(step.sent.then_some(step.at)),
            ended_at: step.phase.is_over().then_some(step.at),
            ..self.clone()
        }))
    }

    /// The step that ends this entry because somebody has confirmed the same again. Only a stuck one makes way: it
    /// was accepted and came to nothing, while any other request may still be executed.
    pub fn asked_again(&self, at: Timestamp) -> Option<JournalStep> {
        let reason = || "AWS accepted it and the cluster lived on; it was asked again".to_owned();
        (self.phase == Phase::Stuck).then(|| JournalStep { phase: Phase::Failed { reason: reason() }, at, sent: false })
    }
}
