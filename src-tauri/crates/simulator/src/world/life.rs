//! The course of a cluster's life: planned when it is created, bent by the commands that reach it.

use super::Dice;
use super::spec::Workload;

/// Seconds since 1970.
pub(crate) type Seconds = i64;

/// A cluster state in EMR's words, and one that no SDK knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClusterState {
    Starting,
    Bootstrapping,
    Running,
    Waiting,
    Terminating,
    Terminated,
    TerminatedWithErrors,
    /// The sentinel `odd-state`: what a reader must survive when AWS invents a state.
    Hibernating,
}

/// Why a cluster ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndCause {
    StepsCompleted,
    UserRequest,
    IdleTimeout,
    StepFailure,
    BootstrapFailure,
}

/// When a cluster does what. Times may lie in the future: it is a plan until a command changes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    pub created: Seconds,
    pub bootstrapping: Option<Seconds>,
    pub ready: Option<Seconds>,
    pub terminating: Option<Seconds>,
    pub ended: Option<Seconds>,
    pub cause: EndCause,
    pub busy: Busy,
    /// The sentinel `undead-terminate` rests again from here on.
    pub revived: Option<Seconds>,
    pub oddity: Oddity,
}

/// When steps run or wait to run between ready and terminating.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    Never,
    Until(Seconds),
    /// One step in every period, each with its own offset and length.
    Pulse {
        every: i64,
        shortest: i64,
        longest: i64,
        dice: Dice,
    },
}

/// A cluster that misbehaves because of its name, so that a user can rehearse the misbehaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    None,
    DenyTerminate,
    StuckTerminate,
    UndeadTerminate,
    ThrottleTerminate,
    OddState,
}

impl Life {
    pub fn state(&self, now: Seconds) -> ClusterState {
        let reached = |moment: Option<Seconds>| moment.is_some_and(|moment| moment <= now);
        if reached(self.ended) {
            return self.cause.final_state();
        }
        if reached(self.terminating) && !reached(self.revived) {
            return ClusterState::Terminating;
        }
        if !reached(self.ready) {
            return if reached(self.bootstrapping) { ClusterState::Bootstrapping } else { ClusterState::Starting };
        }
        match (self.oddity, self.is_busy(now)) {
            (Oddity::OddState, _) => ClusterState::Hibernating,
            (_, true) => ClusterState::Running,
            (_, false) => ClusterState::Waiting,
        }
    }

    /// Whether a step runs or waits to run at `now`.
    pub fn is_busy(&self, now: Seconds) -> bool {
        let Some(ready) = self.ready.filter(|ready| *ready <= now) else { return false };
        if self.terminating.is_some_and(|terminating| terminating <= now) {
            return false;
        }
        match self.busy {
            Busy::Never => false,
            Busy::Until(finished) => now < finished,
            Busy::Pulse { every, .. } => {
                let (start, end) = self.busy.beat((now - ready) / every, ready);
                (start..end).contains(&now)
            }
        }
    }

    /// A termination that AWS accepted at `now`. Ended and ending clusters accept it without effect.
    pub fn terminate(&mut self, now: Seconds, dice: Dice) {
        if self.is_ending(now) {
            return;
        }
        let dice = dice.named("terminate").with(now.unsigned_abs());
        self.bootstrapping = self.bootstrapping.filter(|moment| *moment <= now);
        self.ready = self.ready.filter(|moment| *moment <= now);
        self.terminating = Some(now);
        self.cause = EndCause::UserRequest;
        self.ended = match self.oddity {
            Oddity::StuckTerminate | Oddity::UndeadTerminate => None,
            _ => Some(now + dice.named("length").between(60, 300)),
        };
        self.revived = (self.oddity == Oddity::UndeadTerminate).then(|| now + dice.named("revival").between(40, 90));
    }

    /// Whether the cluster is terminating or has ended at `now`.
    pub fn is_ending(&self, now: Seconds) -> bool {
        matches!(
            self.state(now),
            ClusterState::Terminating | ClusterState::Terminated | ClusterState::TerminatedWithErrors
        )
    }
}

impl Busy {
    /// The `index`th step of a pulse, as its start and end.
    pub(super) fn beat(self, index: i64, ready: Seconds) -> (Seconds, Seconds) {
        let Self::Pulse { every, shortest, longest, dice } = self else { return (ready, ready) };
        let dice = dice.with(index.unsigned_abs());
        let start = ready + index * every + dice.named("offset").between(5, every / 5);
        // A step never reaches into the next period, so that one period tells whether the cluster is busy.
        let length = dice.named("length").between(shortest, longest).min(every * 3 / 4);
        (start, start + length)
    }

    pub(super) fn of_pulse(workload: &Workload, dice: Dice) -> Self {
        match workload {
            Workload::Pulse { every_s, busy_s, .. } => Self::Pulse {
                every: (*every_s).max(60),
                shortest: busy_s.0,
                longest: busy_s.1,
                dice: dice.named("pulse"),
            },
            Workload::Steps(_) | Workload::Unseen => Self::Never,
        }
    }
}

impl Oddity {
    /// A sentinel's name alone, or followed by a dash and anything.
    pub fn of_name(name: &str) -> Self {
        const SENTINELS: [(&str, Oddity); 5] = [
            ("deny-terminate", Oddity::DenyTerminate),
            ("stuck-terminate", Oddity::StuckTerminate),
            ("undead-terminate", Oddity::UndeadTerminate),
            ("throttle-terminate", Oddity::ThrottleTerminate),
            ("odd-state", Oddity::OddState),
        ];
        SENTINELS
            .iter()
            .find(|(sentinel, _)| {
                name.strip_prefix(sentinel).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            })
            .map_or(Self::None, |(_, oddity)| *oddity)
    }
}

impl EndCause {
    fn final_state(&self) -> ClusterState {
        match self {
            Self::StepsCompleted | Self::UserRequest | Self::IdleTimeout => ClusterState::Terminated,
            Self::StepFailure | Self::BootstrapFailure => ClusterState::TerminatedWithErrors,
        }
    }

    /// StateChangeReason's Code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::StepsCompleted => "ALL_STEPS_COMPLETED",
            Self::UserRequest | Self::IdleTimeout => "USER_REQUEST",
            Self::StepFailure => "STEP_FAILURE",
            Self::BootstrapFailure => "BOOTSTRAP_FAILURE",
        }
    }
}

impl ClusterState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Starting => "STARTING",
            Self::Bootstrapping => "BOOTSTRAPPING",
            Self::Running => "RUNNING",
            Self::Waiting => "WAITING",
            Self::Terminating => "TERMINATING",
            Self::Terminated => "TERMINATED",
            Self::TerminatedWithErrors => "TERMINATED_WITH_ERRORS",
            Self::Hibernating => "HIBERNATING",
        }
    }

    /// Whether the cluster still holds instances.
    pub fn is_active(self) -> bool {
        !matches!(self, Self::Terminated | Self::TerminatedWithErrors)
    }
}
