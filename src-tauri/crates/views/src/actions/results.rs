//! What `emberctl terminate` came to, one result a target, and its exit code.

use super::plan::{is_sample, saved};
use emberwatch_app::ports::JournalEntry;
use emberwatch_domain::cluster::ClusterState;
use emberwatch_domain::money::Estimate;
use emberwatch_domain::plan::{Plan, Target, Verdict};
use emberwatch_domain::termination::Phase;
use serde::Serialize;
use specta::Type;

/// `emberctl terminate --json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TerminateResults {
    pub sample: bool,
    pub results: Vec<TerminateResult>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TerminateResult {
    pub id: String,
    pub outcome: TerminateOutcome,
    /// One sentence; absent where the outcome says it all.
    pub reason: Option<String>,
    /// What is or would be saved; `0.0000` for what goes on, or had ended already.
    pub usd_per_hour_saved: String,
    /// False: it is at least this much.
    pub saved_complete: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TerminateOutcome {
    WouldTerminate,
    Terminated,
    /// Accepted or queued, and not followed to its end.
    Terminating,
    /// Nothing was sent for it.
    Refused,
    Failed,
    /// Accepted and still alive, or never answered: someone must look.
    Stuck,
}

impl TerminateResult {
    /// A target for which no plan could be made, such as an unknown id.
    pub fn failed(id: &str, reason: impl Into<String>) -> Self {
        Self::new(id, TerminateOutcome::Failed, Some(reason.into()), &Estimate::default())
    }

    fn new(id: &str, outcome: TerminateOutcome, reason: Option<String>, saved: &Estimate) -> Self {
        Self {
            id: id.to_owned(),
            outcome,
            reason,
            usd_per_hour_saved: saved.known.per_hour_text(),
            saved_complete: saved.is_complete(),
        }
    }
}

/// What a plan would do, when nothing is done.
pub fn dry_run(plan: &Plan) -> TerminateResults {
    results(plan, |target| (TerminateOutcome::WouldTerminate, would_lose(target)))
}

/// What a confirmed plan came to, by the journal's entries of it.
pub fn terminate_results(plan: &Plan, entries: &[JournalEntry]) -> TerminateResults {
    results(plan, |target| {
        let place = &target.seen.place;
        let own =
            entries.iter().filter(|entry| entry.request.cluster == target.seen.id && &entry.request.place == place);
        match own.max_by_key(|entry| entry.number) {
            Some(entry) => outcome(&entry.phase),
            None => {
                (TerminateOutcome::Failed, Some("it was not written to the journal, so nothing was sent".to_owned()))
            }
        }
    })
}

/// 0: done, or nothing to do; 3: every target refused and nothing sent; 1: anything else.
pub fn exit_code(results: &[TerminateResult]) -> u8 {
    let is_good = |result: &TerminateResult| match result.outcome {
        TerminateOutcome::WouldTerminate | TerminateOutcome::Terminated | TerminateOutcome::Terminating => true,
        TerminateOutcome::Refused | TerminateOutcome::Failed | TerminateOutcome::Stuck => false,
    };
    if results.iter().all(is_good) {
        0
    } else if results.iter().all(|result| result.outcome == TerminateOutcome::Refused) {
        3
    } else {
        1
    }
}

fn results(plan: &Plan, going: impl Fn(&Target) -> (TerminateOutcome, Option<String>)) -> TerminateResults {
    let result = |target: &Target| {
        let (outcome, reason) = match &target.verdict {
            Verdict::Go => going(target),
            Verdict::Refused { reason, .. } => (TerminateOutcome::Refused, Some(reason.clone())),
            Verdict::Nothing { reason } => (nothing_to_do(&target.seen.state), Some(reason.clone())),
        };
        TerminateResult::new(target.seen.id.as_str(), outcome, reason, &saved_by(plan, outcome, target))
    };
    TerminateResults { sample: is_sample(plan), results: plan.targets.iter().map(result).collect() }
}

fn nothing_to_do(state: &ClusterState) -> TerminateOutcome {
    if state.has_ended() { TerminateOutcome::Terminated } else { TerminateOutcome::Terminating }
}

fn saved_by(plan: &Plan, outcome: TerminateOutcome, target: &Target) -> Estimate {
    match outcome {
        TerminateOutcome::WouldTerminate | TerminateOutcome::Terminated | TerminateOutcome::Terminating => {
            saved(plan, target)
        }
        TerminateOutcome::Refused | TerminateOutcome::Failed | TerminateOutcome::Stuck => Estimate::default(),
    }
}

fn would_lose(target: &Target) -> Option<String> {
    (!target.losses.is_empty()).then(|| format!("loses {}", target.losses.join(", ")))
}

fn outcome(phase: &Phase) -> (TerminateOutcome, Option<String>) {
    let told = |text: &str| Some(text.to_owned());
    match phase {
        Phase::Queued => (TerminateOutcome::Terminating, told("it waits for its turn")),
        Phase::Requested | Phase::Terminating => (TerminateOutcome::Terminating, None),
        Phase::Unknown => (TerminateOutcome::Stuck, told("AWS did not answer: only its state can tell")),
        // A lifted protection ends nothing; no termination comes to this.
        Phase::Terminated | Phase::Done => (TerminateOutcome::Terminated, None),
        Phase::Stuck => (TerminateOutcome::Stuck, told("AWS accepted it and it is still alive after 15 minutes")),
        Phase::Refused { reason } => (TerminateOutcome::Refused, Some(reason.clone())),
        Phase::Failed { reason } => (TerminateOutcome::Failed, Some(reason.clone())),
        Phase::CalledBack => (TerminateOutcome::Refused, told("it was called back before it was sent")),
    }
}
