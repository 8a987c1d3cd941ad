//! What is not known of a span of time: it is said, and no silence is passed off as nothing.

use super::Window;
use crate::requests::Scope;
use crate::scene::Scene;
use crate::sources::{sources, unseen};
use crate::wording::count;
use emberwatch_app::past::Recalled;
use emberwatch_domain::series::{Stretch, gaps, sum};
use emberwatch_domain::time_span::TimeSpan;
use jiff::{SignedDuration, Timestamp};

/// More than these would bury the changes.
const GAPS_TOLD: usize = 3;

/// From when on anything of these accounts is recorded.
pub(super) fn recorded_since(scene: &Scene<'_>, scope: &Scope, recalled: &Recalled) -> Option<Timestamp> {
    let accounts = scene.snapshots.iter().filter(|snapshot| scope.holds(&snapshot.account));
    accounts.filter_map(|snapshot| recalled.recorded_since.get(&snapshot.account).copied()).min()
}

pub(super) fn notes(
    scene: &Scene<'_>,
    scope: &Scope,
    window: &Window,
    recalled: &Recalled,
    unknown_then: usize,
) -> Vec<String> {
    let begun = recorded_since(scene, scope, recalled);
    let mut notes = Vec::new();
    notes.extend(before_the_record(scene, window.since, begun));
    notes.extend(
        begun.into_iter().flat_map(|begun| silences(scene, scope, (begun.max(window.since), window.absence), recalled)),
    );
    let rows = sources(scene, scope);
    let never: Vec<String> = unseen(scene, &rows).collect();
    if !never.is_empty() {
        notes.push(format!("not known: {}", never.join(", ")));
    }
    if unknown_then > 0 {
        let clusters = count(unknown_then, "cluster");
        notes
            .push(format!("how large {clusters} {} then is not known", if unknown_then == 1 { "was" } else { "were" }));
    }
    if recalled.changed.cut {
        notes.push("only the newest changes are told; ask about a shorter time for the others".to_owned());
    }
    notes
}

fn before_the_record(scene: &Scene<'_>, since: Timestamp, begun: Option<Timestamp>) -> Option<String> {
    match begun {
        None => Some("nothing is recorded yet: changes are told from the first look on".to_owned()),
        Some(begun) if begun > since => Some(format!(
            "recording since {}: of what was before, only what AWS still tells is known",
            scene.clock(begun)
        )),
        Some(_) => None,
    }
}

/// When nobody watched any of these accounts.
fn silences(
    scene: &Scene<'_>,
    scope: &Scope,
    (from, absence): (Timestamp, SignedDuration),
    recalled: &Recalled,
) -> Vec<String> {
    let records: Vec<&[Stretch]> = recalled
        .burned
        .iter()
        .filter(|(account, _)| scope.holds(account))
        .map(|(_, record)| record.as_slice())
        .collect();
    let watched = sum(&records);
    let mut gaps = gaps(&watched, TimeSpan::new(from, scene.now), absence);
    gaps.sort_by_key(|gap| std::cmp::Reverse(gap.milliseconds()));
    let told = gaps.iter().take(GAPS_TOLD).map(|gap| {
        let (from, until) = (scene.clock(gap.start), scene.clock(gap.end));
        format!("nobody watched from {from} until {until}: what came and went in between may be missing")
    });
    let mut told: Vec<String> = told.collect();
    if gaps.len() > GAPS_TOLD {
        told.push(format!("{} shorter silences", gaps.len() - GAPS_TOLD));
    }
    told
}
