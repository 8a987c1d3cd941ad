//! What AWS's answer, or its silence, makes of a request; and how soon to look again.

use emberwatch_cloud::CloudError;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::termination::Phase;
use jiff::SignedDuration;
use std::time::Duration;

/// So often a throttled call is made in all before it counts as failed.
pub(super) const THROTTLED_TRIES: u32 = 6;
const LONGEST_BACKOFF: Duration = Duration::from_secs(30);

/// The operation whose rate an action needs.
pub(super) fn operation(action: ActionKind) -> &'static str {
    match action {
        ActionKind::Terminate => "TerminateJobFlows",
        ActionKind::LiftProtection => "SetTerminationProtection",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Accepted,
    /// It may have been executed or not: only the cluster can tell.
    Unclear,
    /// AWS did not look at it: the only case in which the same request may go out again.
    Throttled {
        retry_after: Option<Duration>,
    },
    No {
        reason: String,
    },
}

pub(super) fn answer(result: Result<(), CloudError>) -> Answer {
    let Err(error) = result else { return Answer::Accepted };
    match error {
        CloudError::Throttled { retry_after, .. } => Answer::Throttled { retry_after },
        // An answer that cannot be read is no answer: AWS may have acted before it was garbled.
        CloudError::TimedOut { .. } | CloudError::Unreachable { .. } | CloudError::Unexpected { .. } => Answer::Unclear,
        CloudError::Invalid { ref message, .. } if is_about_protection(message) => {
            Answer::No { reason: "termination protection is on: lift it first".to_owned() }
        }
        CloudError::Denied { action, .. } => {
            Answer::No { reason: format!("the permission {action} is missing: ask for it, then try again") }
        }
        CloudError::Expired { .. }
        | CloudError::SignInNeeded { .. }
        | CloudError::ProcessFailed { .. }
        | CloudError::RegionDisabled { .. }
        | CloudError::NotFound { .. }
        | CloudError::NoDataYet { .. }
        | CloudError::Invalid { .. } => Answer::No { reason: error.to_string() },
    }
}

/// How long to leave AWS alone after the call was throttled for the nth time.
pub(super) fn backoff(nth: u32, retry_after: Option<Duration>) -> Duration {
    Duration::from_secs(1u64 << nth.min(6)).min(LONGEST_BACKOFF).max(retry_after.unwrap_or_default())
}

/// How long after one look the next one is due. Looks at one place take half of what AWS gives DescribeCluster:
/// one in two seconds, however many clusters are followed there.
pub(super) fn pace(action: ActionKind, phase: &Phase, age: SignedDuration, followed_here: usize) -> Duration {
    let seconds = match (action, phase, age.as_mins()) {
        (ActionKind::LiftProtection, ..) => 2,
        (_, Phase::Stuck, 0..60) => 60,
        (_, Phase::Stuck, _) => 300,
        (.., 0) => 5,
        (.., 1..5) => 10,
        _ => 30,
    };
    Duration::from_secs(seconds.max(2 * followed_here as u64))
}

/// EMR has no code of its own for it; the message says "termination protected" or "termination protection".
fn is_about_protection(message: &str) -> bool {
    let message = message.to_lowercase();
    message.contains("termination") && message.contains("protect")
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPERATION: &str = "TerminateJobFlows";

    #[test]
    fn only_a_throttled_request_may_go_out_again() {
        let throttled = CloudError::Throttled { operation: OPERATION, retry_after: None };
        assert!(matches!(answer(Err(throttled)), Answer::Throttled { .. }));
        for error in [
            CloudError::TimedOut { operation: OPERATION },
            CloudError::Unreachable { operation: OPERATION, host: "h".into(), source: None },
            CloudError::Unexpected { operation: OPERATION, message: "half an answer".into(), source: None },
        ] {
            assert_eq!(answer(Err(error)), Answer::Unclear);
        }
    }

    #[test]
    fn a_denied_request_names_the_missing_action() {
        let denied = CloudError::Denied { operation: OPERATION, action: "elasticmapreduce:TerminateJobFlows".into() };
        let Answer::No { reason } = answer(Err(denied)) else { panic!("denied is a no") };
        assert!(reason.contains("elasticmapreduce:TerminateJobFlows"));
    }

    #[test]
    fn a_refusal_for_protection_says_what_to_do() {
        let message = "Could not shut down one or more job flows since they are termination protected.".to_owned();
        let Answer::No { reason } = answer(Err(CloudError::Invalid { operation: OPERATION, message })) else {
            panic!("protected is a no")
        };
        assert!(reason.contains("lift it first"));
    }

    #[test]
    fn backing_off_doubles_up_to_half_a_minute_and_respects_what_aws_asks_for() {
        let seconds = |nth, after| backoff(nth, after).as_secs();
        assert_eq!([1, 2, 3, 4, 5, 6].map(|nth| seconds(nth, None)), [2, 4, 8, 16, 30, 30]);
        assert_eq!(seconds(1, Some(Duration::from_secs(45))), 45);
    }

    #[test]
    fn looks_slow_down_with_age_with_company_and_when_stuck() {
        let seconds = |phase: Phase, minutes, here| {
            pace(ActionKind::Terminate, &phase, SignedDuration::from_mins(minutes), here).as_secs()
        };
        assert_eq!(seconds(Phase::Requested, 0, 1), 5);
        assert_eq!(seconds(Phase::Terminating, 3, 1), 10);
        assert_eq!(seconds(Phase::Terminating, 9, 1), 30);
        assert_eq!(seconds(Phase::Requested, 0, 60), 120);
        assert_eq!(seconds(Phase::Stuck, 20, 1), 60);
        assert_eq!(seconds(Phase::Stuck, 90, 1), 300);
    }
}
