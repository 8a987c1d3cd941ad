//! A journal entry as a screen follows it.

use super::{PhaseView, StandingView, TerminationView};
use crate::scene::Scene;
use crate::wording::{length, rfc3339, seconds_between};
use emberwatch_app::ports::JournalEntry;
use emberwatch_domain::account::Realm;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::termination::Phase;
use std::cmp::Reverse;

/// Every change that was asked for, the latest first.
pub fn terminations(scene: &Scene<'_>) -> Vec<TerminationView> {
    let mut entries = scene.journal.clone();
    entries.sort_by_key(|entry| Reverse(entry.number));
    entries.into_iter().map(|entry| termination_view(scene, entry)).collect()
}

pub fn termination_view(scene: &Scene<'_>, entry: &JournalEntry) -> TerminationView {
    let request = &entry.request;
    TerminationView {
        number: u32::try_from(entry.number).unwrap_or(u32::MAX),
        action: request.action.into(),
        cluster_id: request.cluster.to_string(),
        cluster_name: request.cluster_name.clone(),
        account_id: request.place.account.to_string(),
        account_name: scene.look(&request.place.account).name,
        region: request.place.region.to_string(),
        sample: request.realm == Realm::Sample,
        phase: phase_view(&entry.phase),
        standing: standing(&entry.phase),
        text: text(scene, entry),
        requested_at: rfc3339(request.requested_at),
        sent_at: entry.sent_at.map(rfc3339),
        ended_at: entry.ended_at.map(rfc3339),
        reason: request.reason.clone(),
        by: request.by.clone(),
        saved_per_hour: request.saved.known.per_hour_text(),
        saved_complete: request.saved.is_complete(),
        saves: request.action == ActionKind::Terminate && saves(&entry.phase),
        call_back_until: call_back_until(scene, entry).map(rfc3339),
        plan_hash: request.plan.as_str().to_owned(),
    }
}

fn phase_view(phase: &Phase) -> PhaseView {
    match phase {
        Phase::Queued => PhaseView::Queued,
        Phase::Requested => PhaseView::Requested,
        Phase::Unknown => PhaseView::Unknown,
        Phase::Terminating => PhaseView::Terminating,
        Phase::Terminated => PhaseView::Terminated,
        Phase::Done => PhaseView::Done,
        Phase::Stuck => PhaseView::Stuck,
        Phase::Refused { .. } => PhaseView::Refused,
        Phase::Failed { .. } => PhaseView::Failed,
        Phase::CalledBack => PhaseView::CalledBack,
    }
}

fn standing(phase: &Phase) -> StandingView {
    match phase {
        Phase::Queued | Phase::Requested | Phase::Unknown | Phase::Terminating => StandingView::Open,
        Phase::Stuck | Phase::Refused { .. } | Phase::Failed { .. } => StandingView::Troubled,
        Phase::Terminated | Phase::Done | Phase::CalledBack => StandingView::Over,
    }
}

fn saves(phase: &Phase) -> bool {
    standing(phase) != StandingView::Troubled && *phase != Phase::CalledBack
}

/// One sentence on the phase.
fn text(scene: &Scene<'_>, entry: &JournalEntry) -> String {
    let sent = entry.sent_at.map(|at| format!(" at {}", scene.clock(at))).unwrap_or_default();
    let ended = entry.ended_at.map(|at| format!(" at {}", scene.clock(at))).unwrap_or_default();
    match (&entry.phase, entry.request.action) {
        (Phase::Queued, _) => waiting(scene, entry),
        (Phase::Requested, ActionKind::Terminate) => format!("accepted by AWS{sent}, not yet terminating"),
        (Phase::Requested, ActionKind::LiftProtection) => format!("accepted by AWS{sent}, not yet shown as done"),
        (Phase::Unknown, _) => format!("sent{sent}, no answer came: its state is read to know what became of it"),
        (Phase::Terminating, _) => format!("terminating, asked{sent}{}", running_for(scene, entry)),
        (Phase::Terminated, _) => format!("terminated{ended}, as AWS says"),
        (Phase::Done, _) => format!("its protection is off{ended}, as AWS says"),
        (Phase::Stuck, _) => {
            format!("stuck: accepted by AWS{sent} and still alive; it is followed on, look at it in the AWS console")
        }
        (Phase::Refused { reason }, _) => format!("refused, nothing was sent: {reason}"),
        (Phase::Failed { reason }, _) => format!("failed: {reason}"),
        (Phase::CalledBack, _) => "called back, nothing was sent".to_owned(),
    }
}

fn waiting(scene: &Scene<'_>, entry: &JournalEntry) -> String {
    if let Some(until) = call_back_until(scene, entry) {
        let seconds = i64::from(seconds_between(scene.now, until));
        return format!("waits {}, in which it can be called back", length(seconds));
    }
    match scene.queue_place(entry) {
        None => "waits for its turn".to_owned(),
        Some(place) => {
            let ahead = if place.ahead == 0 { String::new() } else { format!(" behind {}", place.ahead) };
            format!("waits for its turn{ahead}, about {}", length(i64::from(place.seconds)))
        }
    }
}

fn running_for(scene: &Scene<'_>, entry: &JournalEntry) -> String {
    entry.sent_at.map(|at| format!(", {} ago", length(i64::from(seconds_between(at, scene.now))))).unwrap_or_default()
}

/// Only what was not sent can be called back.
fn call_back_until(scene: &Scene<'_>, entry: &JournalEntry) -> Option<jiff::Timestamp> {
    let until = entry.request.call_back_until?;
    (entry.phase == Phase::Queued && until > scene.now).then_some(until)
}
