//! The life of a cluster that a caller launched.

use super::Dice;
use super::life::{Busy, EndCause, Life, Oddity, Seconds};
use super::spec::{ClusterSpec, Workload};
use super::steps;

pub(super) fn life(spec: &ClusterSpec, created: Seconds, dice: Dice) -> Life {
    let bootstrapping = created + dice.named("start").between(180, 360);
    // Without actions of the caller's own only EMR's provisioning is left to do.
    let boot = if spec.bootstrap_actions.is_empty() { (60, 100) } else { (100, 240) };
    let ready = bootstrapping + dice.named("boot").between(boot.0, boot.1);
    let plan = match &spec.workload {
        Workload::Steps(steps) => steps::timetable(steps, ready, spec.step_concurrency),
        Workload::Pulse { .. } | Workload::Unseen => steps::timetable(&[], ready, 1),
    };
    let (terminating, cause) = if plan.fatal {
        (Some(plan.finished), EndCause::StepFailure)
    } else if !spec.keep_alive {
        (Some(plan.finished), EndCause::StepsCompleted)
    } else {
        let idle_timeout = spec.auto_termination.as_ref().map(|policy| policy.idle_timeout);
        (idle_timeout.map(|timeout| plan.finished + timeout), EndCause::IdleTimeout)
    };
    Life {
        created,
        bootstrapping: Some(bootstrapping),
        ready: Some(ready),
        terminating,
        ended: terminating.map(|terminating| terminating + dice.named("end").between(60, 300)),
        cause,
        busy: Busy::Until(plan.finished),
        revived: None,
        oddity: Oddity::of_name(&spec.name),
    }
}
