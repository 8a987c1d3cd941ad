//! Terminating: a plan, a question, one call a cluster, and a look until it is true.

mod asking;
mod following;
mod report;

use crate::args::{Global, Terminate};
use crate::commands::cluster::place_of;
use crate::console::{Console, Form};
use crate::look::Sight;
use crate::stopped::{Exit, Stopped};
use asking::Agreed;
use emberwatch_app::actions::Planned;
use emberwatch_app::ports::JournalEntry;
use emberwatch_domain::account::{Place, Realm};
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_views::actions::{TerminateResult, TerminateResults, dry_run, plan_view, terminate_results};
use emberwatch_views::requests::Scope;
use emberwatch_views::sources::sources;
use following::{Followed, follow};

pub async fn run(flags: Terminate, global: &Global, console: &Console) -> Result<Exit, Stopped> {
    if global.cached {
        return Err(Stopped::usage("a termination is always planned on what AWS says now", "leave --cached out"));
    }
    asking::check_somebody_can_answer(&flags)?;
    let ids = asked(&flags.ids);
    let mut sight = Sight::open(global, console)?;
    sight.look_for(&ids, console).await?;
    let found = find(&sight, &ids);
    if found.unknown.len() == ids.len() {
        return nothing_found(&sight, found, console);
    }
    let planned = sight.ember.actions.plan(ActionKind::Terminate, &found.targets, flags.reason.trim()).await?;
    show(&sight, &planned, console)?;
    let done = carry_out(&sight, &planned, &flags, console).await?;
    let results = in_order(done.results, found.unknown, &ids);
    let exit = report::exit(&results, done.unfinished);
    console.answer(&results, || report::text(&results, &planned.plan, console.colours))?;
    Ok(exit)
}

/// The ids as typed, each once.
fn asked(ids: &[String]) -> Vec<ClusterId> {
    let mut asked: Vec<ClusterId> = Vec::new();
    for id in ids.iter().map(|id| ClusterId::new(id.trim())) {
        if !asked.contains(&id) {
            asked.push(id);
        }
    }
    asked
}

struct Found {
    targets: Vec<(Place, ClusterId)>,
    unknown: Vec<TerminateResult>,
}

fn find(sight: &Sight, ids: &[ClusterId]) -> Found {
    let mut found = Found { targets: Vec::new(), unknown: Vec::new() };
    for id in ids {
        match place_of(sight, id) {
            Ok(place) => found.targets.push((place, id.clone())),
            Err(stopped) => found.unknown.push(TerminateResult::failed(id.as_str(), stopped.to_string())),
        }
    }
    found
}

fn nothing_found(sight: &Sight, found: Found, console: &Console) -> Result<Exit, Stopped> {
    // A cluster may be where nobody answered.
    sight.report(&sources(&sight.moment()?.scene(), &Scope::default()), console);
    let results = TerminateResults { sample: sight.realm() == Realm::Sample, results: found.unknown };
    console.answer(&results, || report::unknown_text(&results))?;
    Ok(Exit::Failed)
}

/// The plan beside the answer: it is what one agrees to. Where nothing would be done the answer says it all.
fn show(sight: &Sight, planned: &Planned, console: &Console) -> Result<(), Stopped> {
    if console.form == Form::Table && planned.plan.going().next().is_some() {
        let moment = sight.moment()?;
        console.notes(&report::plan_text(&plan_view(
            &planned.plan,
            &planned.hash,
            planned.expires_at,
            &moment.scene(),
        )));
    }
    Ok(())
}

struct Done {
    results: TerminateResults,
    /// The user stopped waiting before the end was proven.
    unfinished: bool,
}

async fn carry_out(sight: &Sight, planned: &Planned, flags: &Terminate, console: &Console) -> Result<Done, Stopped> {
    let finished = |results| Ok(Done { results, unfinished: false });
    if flags.dry_run {
        return finished(dry_run(&planned.plan));
    }
    if planned.plan.going().next().is_none() {
        return finished(terminate_results(&planned.plan, &[]));
    }
    let names = match asking::ask(&planned.plan, flags).await? {
        Agreed::Yes { names } => names,
        Agreed::No { reason } => return finished(report::not_agreed(&planned.plan, &reason)),
    };
    let entries = sight.ember.actions.confirm(&planned.hash, &names).await?;
    let Followed { entries, interrupted } = follow(sight, planned, &entries, flags.wait, console).await?;
    let results = terminate_results(&planned.plan, &entries);
    Ok(Done { results, unfinished: flags.wait && interrupted && entries.iter().any(is_open) })
}

fn is_open(entry: &JournalEntry) -> bool {
    !entry.phase.is_over()
}

/// One result an id, in the order in which they were typed.
fn in_order(mut results: TerminateResults, unknown: Vec<TerminateResult>, ids: &[ClusterId]) -> TerminateResults {
    results.results.extend(unknown);
    results.results.sort_by_key(|result| ids.iter().position(|id| id.as_str() == result.id));
    results
}
