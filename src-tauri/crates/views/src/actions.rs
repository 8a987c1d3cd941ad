//! Plans, their confirmation, and what became of them.

mod plan;
mod results;
mod termination;

pub use plan::plan_view;
pub use results::{TerminateOutcome, TerminateResult, TerminateResults, dry_run, exit_code, terminate_results};
pub use termination::{termination_view, terminations};

use crate::clusters::{AccountColor, BurnTotal};
use emberwatch_domain::lifecycle::{Action, ActionKind, BarredCode};
use serde::Serialize;
use specta::Type;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ActionKindView {
    Terminate,
    LiftProtection,
}

/// An action a cluster has; a barred one is shown disabled, with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ActionView {
    pub kind: ActionKindView,
    pub disabled_reason: Option<String>,
    /// Set when the account is read-only: the screen leads to "Allow actions in this account…".
    pub remedy: Option<Remedy>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    AllowActions,
    LiftProtection,
}

/// What would be done; nothing has been.
#[derive(Clone, Debug, Serialize, Type)]
pub struct PlanView {
    /// To be sent back with the confirmation; single use.
    pub hash: String,
    pub action: ActionKindView,
    pub sample: bool,
    pub reason: String,
    pub targets: Vec<PlanTargetView>,
    pub going: u32,
    pub saved: BurnTotal,
    /// Names of production clusters that must be typed first.
    pub names_to_type: Vec<String>,
    /// 0: it is sent at once. Else it can be called back for so long.
    pub call_back_seconds: u32,
    pub expires_at: String,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct PlanTargetView {
    pub id: String,
    pub name: String,
    pub account_id: String,
    pub account_name: String,
    pub account_color: AccountColor,
    pub production: bool,
    pub region: String,
    pub state: String,
    pub protected: Option<bool>,
    pub running_steps: Option<Vec<String>>,
    pub pending_steps: Option<u32>,
    pub losses: Vec<String>,
    pub saved: BurnTotal,
    pub verdict: VerdictView,
    pub reason: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum VerdictView {
    Go,
    Nothing,
    Refused,
}

/// A termination (or a lifted protection), from its confirmation to its receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TerminationView {
    /// The journal's own number of it.
    pub number: u32,
    pub action: ActionKindView,
    pub cluster_id: String,
    pub cluster_name: String,
    pub account_id: String,
    pub account_name: String,
    pub region: String,
    pub sample: bool,
    pub phase: PhaseView,
    pub standing: StandingView,
    /// One sentence on the phase, such as `waits for its turn, about 40 s`.
    pub text: String,
    pub requested_at: String,
    pub sent_at: Option<String>,
    pub ended_at: Option<String>,
    pub reason: String,
    /// Who confirmed it: the caller's ARN.
    pub by: Option<String>,
    pub saved_per_hour: String,
    pub saved_complete: bool,
    /// Whether that is saved, or will be: what was refused, failed, is stuck or was called back saves nothing, and
    /// lifting a protection does not either.
    pub saves: bool,
    /// While it can be called back: until when, and the plan it belongs to.
    pub call_back_until: Option<String>,
    pub plan_hash: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PhaseView {
    Queued,
    Requested,
    Unknown,
    Terminating,
    Terminated,
    /// A lifted protection is done.
    Done,
    Stuck,
    Refused,
    Failed,
    CalledBack,
}

/// What a phase comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum StandingView {
    /// It goes on, as far as is known.
    Open,
    /// It did not go as it should.
    Troubled,
    /// Done, or called back: nothing more comes of it.
    Over,
}

impl From<ActionKind> for ActionKindView {
    fn from(kind: ActionKind) -> Self {
        match kind {
            ActionKind::Terminate => Self::Terminate,
            ActionKind::LiftProtection => Self::LiftProtection,
        }
    }
}

impl From<ActionKindView> for ActionKind {
    fn from(kind: ActionKindView) -> Self {
        match kind {
            ActionKindView::Terminate => Self::Terminate,
            ActionKindView::LiftProtection => Self::LiftProtection,
        }
    }
}

/// Where the journal cannot be written nothing may be done, whatever the cluster allows.
pub(crate) fn action_views(actions: Vec<Action>, read_only: Option<&str>) -> Vec<ActionView> {
    let mut views: Vec<ActionView> = actions.into_iter().map(action_view).collect();
    if let Some(why) = read_only {
        for view in views.iter_mut().filter(|view| view.disabled_reason.is_none()) {
            view.disabled_reason = Some(format!("it could not be written in the journal: {why}"));
        }
    }
    views
}

fn action_view(action: Action) -> ActionView {
    ActionView {
        kind: action.kind.into(),
        remedy: action.barred.as_ref().and_then(|barred| remedy(barred.code)),
        disabled_reason: action.barred.map(|barred| barred.reason),
    }
}

fn remedy(code: BarredCode) -> Option<Remedy> {
    match code {
        BarredCode::ReadOnly => Some(Remedy::AllowActions),
        BarredCode::Protected => Some(Remedy::LiftProtection),
        BarredCode::NotProtected
        | BarredCode::AlreadyEnded
        | BarredCode::AlreadyTerminating
        | BarredCode::UnknownState
        | BarredCode::UnknownProtection => None,
    }
}
