//! A plan and its results, as text.

use crate::console::SAMPLE;
use crate::stopped::Exit;
use crate::table::{Colours, Column, Columns, Tone};
use crate::text::{amount, clipped, plain};
use emberwatch_domain::lifecycle::BarredCode;
use emberwatch_domain::plan::{Plan, Target, Verdict};
use emberwatch_views::actions::{
    PlanTargetView, PlanView, TerminateOutcome, TerminateResult, TerminateResults, VerdictView, exit_code,
    terminate_results,
};

const NAME: usize = 36;

/// What would be done to each, and what is lost by it. It goes to standard error, so it has no colours.
pub fn plan_text(view: &PlanView) -> String {
    use Column::{Number, Text};
    let columns = [
        Text("PLAN"),
        Text("NAME"),
        Text("ID"),
        Text("ACCOUNT"),
        Text("REGION"),
        Text("STATE"),
        Number("SAVES USD/H"),
        Text("BECAUSE"),
    ];
    let mut table = Columns::new(&columns, Colours::Off);
    for target in &view.targets {
        let account = if target.production { "production: " } else { "" };
        let cells = [
            verdict(target.verdict).to_owned(),
            clipped(&target.name, NAME),
            target.id.clone(),
            format!("{account}{} ({})", target.account_name, target.account_id),
            target.region.clone(),
            target.state.clone(),
            amount(&target.saved.usd_per_hour, target.saved.complete),
            because(target),
        ];
        table.add(cells.map(|cell| (cell, Tone::Plain)));
    }
    let sample = if view.sample { format!("{SAMPLE}\n") } else { String::new() };
    let saved = amount(&view.saved.usd_per_hour, view.saved.complete);
    format!("{sample}{}\nIn all: {} of {}, {saved} USD per hour", table.text(), view.going, view.targets.len())
}

fn verdict(verdict: VerdictView) -> &'static str {
    match verdict {
        VerdictView::Go => "terminate",
        VerdictView::Nothing => "nothing",
        VerdictView::Refused => "refused",
    }
}

fn because(target: &PlanTargetView) -> String {
    match &target.reason {
        Some(reason) => reason.clone(),
        None if target.losses.is_empty() => String::new(),
        None => format!("loses {}", target.losses.join(", ")),
    }
}

pub fn text(results: &TerminateResults, plan: &Plan, colours: Colours) -> String {
    use Column::{Number, Text};
    let columns = [Text("OUTCOME"), Text("ID"), Text("NAME"), Number("SAVES USD/H"), Text("BECAUSE")];
    let mut table = Columns::new(&columns, colours);
    for result in &results.results {
        let target = plan.targets.iter().find(|target| target.seen.id.as_str() == result.id);
        table.add([
            (word(result.outcome).to_owned(), tone(result.outcome)),
            (result.id.clone(), Tone::Plain),
            (target.map(|target| clipped(&target.seen.name, NAME)).unwrap_or_default(), Tone::Plain),
            (amount(&result.usd_per_hour_saved, result.saved_complete), Tone::Plain),
            (reason(result, target), Tone::Plain),
        ]);
    }
    let sample = if results.sample { format!("{SAMPLE}\n") } else { String::new() };
    format!("{sample}{}", table.text())
}

/// What the window has a button for, the terminal has a command for.
fn reason(result: &TerminateResult, target: Option<&Target>) -> String {
    let reason = result.reason.clone().unwrap_or_default();
    match target.map(|target| (&target.verdict, &target.seen.profile)) {
        Some((Verdict::Refused { code: BarredCode::ReadOnly, .. }, profile)) => {
            format!("{reason} with: emberctl profiles allow-actions {profile}")
        }
        _ => reason,
    }
}

/// Where no cluster is known there is no plan, only the reasons.
pub fn unknown_text(results: &TerminateResults) -> String {
    let reason = |result: &TerminateResult| plain(result.reason.as_deref().unwrap_or(&result.id));
    let sample = results.sample.then(|| SAMPLE.to_owned());
    sample.into_iter().chain(results.results.iter().map(reason)).collect::<Vec<_>>().join("\n")
}

/// The results of a plan that was not confirmed: nothing was sent for any target.
pub fn not_agreed(plan: &Plan, reason: &str) -> TerminateResults {
    let mut results = terminate_results(plan, &[]);
    for (target, result) in plan.targets.iter().zip(&mut results.results) {
        if target.verdict == Verdict::Go {
            result.outcome = TerminateOutcome::Refused;
            result.reason = Some(reason.to_owned());
        }
    }
    results
}

/// Whoever asked for the proof and left before it came has not got it.
pub fn exit(results: &TerminateResults, unfinished: bool) -> Exit {
    match exit_code(&results.results) {
        0 if unfinished => Exit::Failed,
        0 => Exit::Done,
        3 => Exit::Refused,
        _ => Exit::Failed,
    }
}

fn word(outcome: TerminateOutcome) -> &'static str {
    match outcome {
        TerminateOutcome::WouldTerminate => "would terminate",
        TerminateOutcome::Terminated => "terminated",
        TerminateOutcome::Terminating => "terminating",
        TerminateOutcome::Refused => "refused",
        TerminateOutcome::Failed => "failed",
        TerminateOutcome::Stuck => "stuck",
    }
}

fn tone(outcome: TerminateOutcome) -> Tone {
    match outcome {
        TerminateOutcome::WouldTerminate => Tone::Waiting,
        TerminateOutcome::Terminated => Tone::Good,
        TerminateOutcome::Terminating => Tone::Moving,
        TerminateOutcome::Refused | TerminateOutcome::Failed | TerminateOutcome::Stuck => Tone::Bad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(outcomes: &[TerminateOutcome]) -> TerminateResults {
        let of = |outcome: &TerminateOutcome| TerminateResult {
            outcome: *outcome,
            ..TerminateResult::failed("j-1", "because")
        };
        TerminateResults { sample: false, results: outcomes.iter().map(of).collect() }
    }

    #[test]
    fn the_proof_that_was_not_waited_for_is_missing() {
        let terminating = results(&[TerminateOutcome::Terminating]);
        assert_eq!(exit(&terminating, false), Exit::Done);
        assert_eq!(exit(&terminating, true), Exit::Failed);
    }

    #[test]
    fn everything_refused_is_told_apart_from_mixed_results() {
        use TerminateOutcome::{Failed, Refused, Terminated};
        assert_eq!(exit(&results(&[Refused, Refused]), false), Exit::Refused);
        assert_eq!(exit(&results(&[Refused, Terminated]), false), Exit::Failed);
        assert_eq!(exit(&results(&[Failed]), false), Exit::Failed);
    }

    #[test]
    fn a_reason_from_aws_cannot_reach_the_terminal_raw() {
        let mut results = results(&[TerminateOutcome::Failed]);
        results.results[0].reason = Some("\x1b[2J".to_owned());
        assert!(!unknown_text(&results).contains('\x1b'));
    }
}
