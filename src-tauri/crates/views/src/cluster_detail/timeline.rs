//! What happened to a cluster, as far as it is known.

use super::TimelineEntry;
use crate::clusters::reason_text;
use crate::scene::Scene;
use crate::wording::{market, rfc3339, role};
use emberwatch_app::ports::JournalEntry;
use emberwatch_app::record::{Closeup, ClusterRecord};
use emberwatch_domain::cluster::{ClusterState, Node, Step};
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::termination::Phase;
use jiff::{Timestamp, Unit};
use std::collections::BTreeMap;

type Event = (Timestamp, String);

/// Creation, readiness and end, steps, nodes that came and went by the minute, and what was asked of Emberwatch.
pub(super) fn timeline(scene: &Scene<'_>, record: &ClusterRecord, closeup: &Closeup) -> Vec<TimelineEntry> {
    let mut events = milestones(record);
    events.extend(closeup.steps.iter().flatten().flat_map(of_step));
    events.extend(of_nodes(record));
    events.extend(scene.requests(&record.place, record.id()).flat_map(of_request));
    // Stable: what happened at the same moment stays in the order above.
    events.sort_by_key(|(at, _)| *at);
    events.into_iter().map(|(at, text)| TimelineEntry { at: rfc3339(at), text }).collect()
}

fn milestones(record: &ClusterRecord) -> Vec<Event> {
    let summary = &record.summary;
    let ended = match summary.state {
        ClusterState::TerminatedWithErrors => "Ended with errors",
        _ => "Ended",
    };
    let reason = summary.state_reason.as_ref().and_then(reason_text);
    let ended = reason.map_or_else(|| ended.to_owned(), |reason| format!("{ended}: {reason}"));
    [
        (summary.created_at, "Created".to_owned()),
        (summary.ready_at, "Ready, bootstrap done".to_owned()),
        (summary.ended_at, ended),
    ]
    .into_iter()
    .filter_map(|(at, text)| Some((at?, text)))
    .collect()
}

fn of_step(step: &Step) -> Vec<Event> {
    let started = step.started_at.map(|at| (at, format!("Step {} started", step.name)));
    let ended = step.ended_at.map(|at| (at, format!("Step {} ended: {}", step.name, step.state.as_aws())));
    started.into_iter().chain(ended).collect()
}

/// One line for nodes of one kind that came or went within the same minute.
fn of_nodes(record: &ClusterRecord) -> Vec<Event> {
    let mut together: BTreeMap<(Timestamp, &str, String), (Timestamp, usize)> = BTreeMap::new();
    for node in record.nodes.iter().flat_map(|record| record.nodes.values()) {
        let ended = node.ended_at.map(|at| (at, "ended"));
        for (at, what) in [(node.launched_at, "launched")].into_iter().chain(ended) {
            let (first, count) = together.entry((minute(at), what, kind(node))).or_insert((at, 0));
            *first = (*first).min(at);
            *count += 1;
        }
    }
    together.into_iter().map(|((_, what, kind), (at, count))| (at, format!("{count} × {kind} {what}"))).collect()
}

fn minute(at: Timestamp) -> Timestamp {
    let whole = jiff::TimestampRound::new().smallest(Unit::Minute).mode(jiff::RoundMode::Floor);
    at.round(whole).unwrap_or(at)
}

/// `CORE r5.2xlarge spot`.
fn kind(node: &Node) -> String {
    let role = node.role.map(|node| format!("{} ", role(node))).unwrap_or_default();
    format!("{role}{} {}", node.instance_type, market(node.market).replace('_', " "))
}

fn of_request(entry: &JournalEntry) -> Vec<Event> {
    let request = &entry.request;
    let what = match request.action {
        ActionKind::Terminate => "Termination",
        ActionKind::LiftProtection => "Lifting of the protection",
    };
    let by = request.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
    let why = if request.reason.is_empty() { String::new() } else { format!(": {}", request.reason) };
    let asked = (request.requested_at, format!("{what} confirmed{by}{why}"));
    let sent = entry.sent_at.map(|at| (at, format!("{what} sent")));
    let ended = entry.ended_at.map(|at| (at, format!("{what} {}", outcome(&entry.phase))));
    [Some(asked), sent, ended].into_iter().flatten().collect()
}

fn outcome(phase: &Phase) -> String {
    match phase {
        Phase::Queued | Phase::Requested | Phase::Terminating => "under way".to_owned(),
        Phase::Unknown => "without an answer".to_owned(),
        Phase::Terminated | Phase::Done => "done".to_owned(),
        Phase::Stuck => "stuck".to_owned(),
        Phase::Refused { reason } => format!("refused: {reason}"),
        Phase::Failed { reason } => format!("failed: {reason}"),
        Phase::CalledBack => "called back".to_owned(),
    }
}
