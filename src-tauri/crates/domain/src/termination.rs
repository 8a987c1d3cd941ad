//! A termination is over when AWS says TERMINATED, not when it said 200.

use crate::cluster::ClusterState;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A cluster that has not ended so long after its accepted termination is stuck: someone must look.
pub const STUCK_AFTER: SignedDuration = SignedDuration::from_mins(15);

/// AWS lifts a protection while it answers; one that is still on so long after the request was not lifted.
pub const LIFTED_WITHIN: SignedDuration = SignedDuration::from_mins(1);

/// How far a termination, or the lifting of a protection, has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum Phase {
    /// The journal row is written; the call waits for its turn in the rate budget.
    Queued,
    /// The call was sent and accepted; AWS does not show it yet.
    Requested,
    /// The call was sent and no answer came: only the cluster's state can tell.
    Unknown,
    Terminating,
    Terminated,
    /// The protection is off.
    Done,
    /// Accepted, and the cluster is still alive after [`STUCK_AFTER`]. It is followed on.
    Stuck,
    /// Nothing was sent.
    Refused {
        reason: String,
    },
    /// AWS said no.
    Failed {
        reason: String,
    },
    /// Called back before it was sent.
    CalledBack,
}

impl Phase {
    /// Whether nothing more can come of it.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Terminated | Self::Done | Self::Refused { .. } | Self::Failed { .. } | Self::CalledBack)
    }

    /// Whether the cluster's state must still be read.
    pub fn is_followed(&self) -> bool {
        matches!(self, Self::Requested | Self::Unknown | Self::Terminating | Self::Stuck)
    }

    /// What a look at the cluster makes of it. `sent_at` is when the request went out.
    #[must_use]
    pub fn observe(self, state: &ClusterState, sent_at: Timestamp, now: Timestamp) -> Phase {
        if !self.is_followed() {
            return self;
        }
        let overdue = now.duration_since(sent_at) >= STUCK_AFTER;
        match state {
            state if state.has_ended() => Phase::Terminated,
            _ if overdue && self == Phase::Unknown => {
                Phase::Failed { reason: "AWS gave no clear answer, and the cluster is still alive".to_owned() }
            }
            _ if overdue => Phase::Stuck,
            ClusterState::Terminating => Phase::Terminating,
            _ => self,
        }
    }

    /// What a look at the cluster makes of the request to lift its protection.
    #[must_use]
    pub fn observe_protection(self, protected: bool, sent_at: Timestamp, now: Timestamp) -> Phase {
        if !self.is_followed() {
            return self;
        }
        let overdue = now.duration_since(sent_at) >= LIFTED_WITHIN;
        match self {
            _ if !protected => Phase::Done,
            Phase::Unknown if overdue => {
                Phase::Failed { reason: "AWS gave no clear answer, and the protection is still on".to_owned() }
            }
            _ if overdue => Phase::Failed { reason: "AWS accepted it, and the protection is still on".to_owned() },
            phase => phase,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + minute * 60).unwrap()
    }

    #[test]
    fn an_accepted_request_is_not_a_termination() {
        assert_eq!(Phase::Requested.observe(&ClusterState::Waiting, at(0), at(1)), Phase::Requested);
    }

    #[test]
    fn a_cluster_alive_after_fifteen_minutes_is_stuck_whether_terminating_or_flipped_back() {
        assert_eq!(Phase::Terminating.observe(&ClusterState::Terminating, at(0), at(15)), Phase::Stuck);
        assert_eq!(Phase::Terminating.observe(&ClusterState::Waiting, at(0), at(15)), Phase::Stuck);
    }

    #[test]
    fn a_stuck_cluster_that_ends_after_all_is_terminated() {
        assert_eq!(Phase::Stuck.observe(&ClusterState::TerminatedWithErrors, at(0), at(40)), Phase::Terminated);
    }

    #[test]
    fn an_unanswered_request_is_decided_by_the_state() {
        assert_eq!(Phase::Unknown.observe(&ClusterState::Terminating, at(0), at(1)), Phase::Terminating);
        assert_eq!(Phase::Unknown.observe(&ClusterState::Waiting, at(0), at(1)), Phase::Unknown);
        assert!(matches!(Phase::Unknown.observe(&ClusterState::Waiting, at(0), at(15)), Phase::Failed { .. }));
    }

    #[test]
    fn a_refusal_stays_a_refusal() {
        let refused = Phase::Refused { reason: "protected".into() };
        assert_eq!(refused.clone().observe(&ClusterState::Terminated, at(0), at(1)), refused);
    }

    #[test]
    fn a_protection_is_lifted_when_aws_shows_it_off_and_not_when_it_said_200() {
        let lifted = |phase: Phase, protected, minute| phase.observe_protection(protected, at(0), at(minute));
        assert_eq!(lifted(Phase::Requested, true, 0), Phase::Requested);
        assert_eq!(lifted(Phase::Requested, false, 0), Phase::Done);
        assert_eq!(lifted(Phase::Unknown, false, 5), Phase::Done);
        assert!(matches!(lifted(Phase::Requested, true, 1), Phase::Failed { .. }));
        assert!(matches!(lifted(Phase::Unknown, true, 1), Phase::Failed { .. }));
        assert!(Phase::Done.is_over());
    }
}
