//! When steps run: in the order of submission, as many at a time as the cluster allows.

use std::collections::BTreeMap;

use super::cast;
use super::cluster::Cluster;
use super::life::{Busy, Seconds};
use super::spec::{StepSpec, Workload};

/// Seconds between ready and the first step.
pub(super) const FIRST_STEP_DELAY: i64 = 5;
/// Seconds between the end of one step and what follows it.
pub(super) const STEP_GAP: i64 = 3;

/// One step as EMR would list it at a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub id: String,
    pub spec: StepSpec,
    pub state: StepState,
    pub created: i64,
    pub started: Option<i64>,
    pub ended: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StepState {
    Pending,
    Running,
    Completed,
    Cancelled,
    Failed,
}

impl StepState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Running => "RUNNING",
            Self::Completed => "COMPLETED",
            Self::Cancelled => "CANCELLED",
            Self::Failed => "FAILED",
        }
    }
}

/// The plan for steps known at launch, if nobody terminates the cluster.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Timetable {
    /// Start and end of each step; none for those that a failure cancels.
    pub(super) runs: Vec<Option<(Seconds, Seconds)>>,
    /// When the last step has ended and the cluster would rest or end.
    pub(super) finished: Seconds,
    /// Whether a failed step takes the cluster with it.
    pub(super) fatal: bool,
}

pub(super) fn timetable(steps: &[StepSpec], ready: Seconds, concurrency: u32) -> Timetable {
    let lanes = usize::try_from(concurrency).unwrap_or(1).max(1);
    let mut free = vec![ready + FIRST_STEP_DELAY; lanes];
    let mut runs = Vec::with_capacity(steps.len());
    // After a failure that stops the queue, nothing starts at or after this moment.
    let mut stop = None;
    let mut fatal = false;
    for step in steps {
        let Some(lane) = free.iter_mut().min() else { break };
        if stop.is_some_and(|stop| *lane >= stop) {
            runs.push(None);
            continue;
        }
        let end = *lane + step.takes_s;
        runs.push(Some((*lane, end)));
        *lane = end + STEP_GAP;
        if step.fails && step.action_on_failure != "CONTINUE" {
            stop = Some(stop.map_or(end, |stop: Seconds| stop.min(end)));
            fatal |= step.action_on_failure.starts_with("TERMINATE");
        }
    }
    let finished = runs.iter().flatten().map(|(_, end)| end + STEP_GAP).max().unwrap_or(ready);
    Timetable { runs, finished, fatal }
}

/// The steps of a cluster that were submitted by `now`, the newest first.
pub(super) fn steps(cluster: &Cluster, now: Seconds) -> Vec<Step> {
    let mut steps = match &cluster.spec.workload {
        Workload::Unseen => Vec::new(),
        Workload::Steps(specs) => submitted_at_launch(cluster, specs, now),
        Workload::Pulse { names, .. } => submitted_by_hand(cluster, names, now),
    };
    steps.reverse();
    steps
}

fn submitted_at_launch(cluster: &Cluster, specs: &[StepSpec], now: Seconds) -> Vec<Step> {
    let plan = cluster.life.ready.map(|ready| timetable(specs, ready, cluster.spec.step_concurrency));
    specs
        .iter()
        .enumerate()
        .map(|(index, spec)| {
            let run = plan.as_ref().and_then(|plan| plan.runs.get(index).copied().flatten());
            let queue_stopped = plan.as_ref().is_some_and(|plan| run.is_none() && plan.finished <= now);
            let mut step = observed(cluster, index, spec.clone(), cluster.life.created, run, now);
            if queue_stopped && step.state == StepState::Pending {
                step.state = StepState::Cancelled;
            }
            step
        })
        .collect()
}

fn submitted_by_hand(cluster: &Cluster, names: &[String], now: Seconds) -> Vec<Step> {
    let (Some(ready), Busy::Pulse { every, .. }) = (cluster.life.ready, cluster.life.busy) else { return Vec::new() };
    let until = cluster.life.terminating.map_or(now, |terminating| terminating.min(now));
    let beats = (until - ready).div_euclid(every.max(1));
    (0..=beats)
        .filter_map(|beat| {
            let (start, end) = cluster.life.busy.beat(beat, ready);
            let index = usize::try_from(beat).ok()?;
            let name = names.get(index % names.len().max(1))?;
            let spec = StepSpec {
                action_on_failure: "CONTINUE".to_owned(),
                properties: BTreeMap::new(),
                ..cast::step(name, &cluster.spec.name, end - start)
            };
            (start <= until).then(|| observed(cluster, index, spec, start, Some((start, end)), now))
        })
        .collect()
}

/// A planned run as it shows at `now`, cut short where the cluster was terminated.
fn observed(
    cluster: &Cluster,
    index: usize,
    spec: StepSpec,
    created: Seconds,
    run: Option<(Seconds, Seconds)>,
    now: Seconds,
) -> Step {
    let id = format!("s-{}", cluster.dice().named("step").with(index as u64).capitals());
    let cut = cluster.life.terminating.filter(|terminating| *terminating <= now);
    let started = run.map(|(start, _)| start).filter(|start| *start <= now && cut.is_none_or(|cut| *start < cut));
    let ended =
        run.map(|(_, end)| end).filter(|end| started.is_some() && *end <= now && cut.is_none_or(|cut| *end <= cut));
    let (state, ended) = match (started, ended, cut) {
        (_, Some(end), _) => (if spec.fails { StepState::Failed } else { StepState::Completed }, Some(end)),
        (Some(_), None, Some(cut)) => (StepState::Cancelled, Some(cut)),
        (None, None, Some(_)) => (StepState::Cancelled, None),
        (Some(_), None, None) => (StepState::Running, None),
        (None, None, None) => (StepState::Pending, None),
    };
    Step { id, spec, state, created, started, ended }
}
