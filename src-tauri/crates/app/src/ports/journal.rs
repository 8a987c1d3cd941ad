//! The journal of changes asked of AWS.

use super::StoreError;
use emberwatch_domain::account::{Place, ProfileName, Realm};
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::money::Estimate;
use emberwatch_domain::plan::PlanHash;
use emberwatch_domain::termination::Phase;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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
