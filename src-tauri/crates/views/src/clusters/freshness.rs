//! How old a row is, and what that means for its money.

use super::Freshness;
use crate::scene::Scene;
use crate::sources::{diagnosis, shown, subject};
use crate::wording::rfc3339;
use emberwatch_app::record::ClusterRecord;
use emberwatch_app::snapshot::Snapshot;
use jiff::Timestamp;

pub(super) struct Age {
    pub as_of: Timestamp,
    /// When the cluster ended, at the latest; absent while it lives.
    pub ended_at: Option<Timestamp>,
    pub money: MoneyUntil,
    /// When it becomes stale by silence alone; absent where it is already, or cannot.
    pub overdue_from: Option<Timestamp>,
    pub freshness: Freshness,
}

/// Until when money is counted.
#[derive(Clone, Copy)]
pub(super) enum MoneyUntil {
    Now,
    /// It ended then, or was last seen then: what a cluster of a silent region did since is not known.
    Then(Timestamp),
}

pub(super) fn age<'a>(scene: &Scene<'a>, snapshot: &'a Snapshot, record: &ClusterRecord) -> Age {
    let summary = &record.summary;
    let ended_at = summary.state.has_ended().then(|| summary.ended_at.unwrap_or(record.seen_at));
    let answered = snapshot.sources.get(&record.place.region).and_then(|source| source.as_of);
    // An ended cluster does not change any more, so it is as new as its region; a living one as its own last sight.
    let as_of =
        if ended_at.is_some() { record.seen_at.max(answered.unwrap_or(record.seen_at)) } else { record.seen_at };
    let overdue_from = ended_at.is_none().then(|| scene.overdue_from(as_of));
    let reason = reason(scene, snapshot, record, as_of).or_else(|| {
        overdue_from.is_some_and(|from| scene.now > from).then(|| {
            let subject = subject(scene, snapshot, &record.place.region);
            format!("{subject} last showed it at {}; {}", scene.clock(as_of), scene.next_step())
        })
    });
    let money = match (ended_at, &reason) {
        (Some(ended), _) => MoneyUntil::Then(ended),
        (None, Some(_)) => MoneyUntil::Then(last_look(record)),
        (None, None) => MoneyUntil::Now,
    };
    let overdue_from = overdue_from.filter(|_| reason.is_none());
    let freshness = Freshness { as_of: rfc3339(as_of), stale: reason.is_some(), reason };
    Age { as_of, ended_at, money, overdue_from, freshness }
}

fn reason<'a>(scene: &Scene<'a>, snapshot: &'a Snapshot, record: &ClusterRecord, as_of: Timestamp) -> Option<String> {
    let diagnosis = diagnosis(scene, snapshot, &record.place.region)?;
    Some(diagnosis.sentence(&shown(scene, Some(as_of))))
}

fn last_look(record: &ClusterRecord) -> Timestamp {
    record.nodes.as_ref().map_or(record.seen_at, |nodes| nodes.as_of.max(record.seen_at))
}
