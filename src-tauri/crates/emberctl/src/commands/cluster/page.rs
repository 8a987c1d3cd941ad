//! The page of one cluster, as text.

use crate::commands::clusters::{nodes, seen};
use crate::console::SAMPLE;
use crate::table::{Colours, Column, Columns, Tone};
use crate::text::{Times, age, amount, clipped, plain};
use emberwatch_views::cluster_detail::{ClusterDetailView, StepView};
use emberwatch_views::clusters::{AutoTerminationView, BurnPartView, ClusterRow};
use std::iter;

const LONG: usize = 100;
/// So many of the newest steps and of the last events are shown; `--json` has all.
const STEPS: usize = 10;
const EVENTS: usize = 12;

pub fn text(view: &ClusterDetailView, times: Times<'_>, colours: Colours) -> String {
    let sample = view.sample.then(|| SAMPLE.to_owned());
    let sections = [
        Some(facts(view, times, colours)),
        burn(&view.row, colours),
        hardware(view, colours),
        steps(view, times, colours),
        timeline(view, times, colours),
        gaps(&view.row),
    ];
    let sections = sections.into_iter().flatten().collect::<Vec<_>>().join("\n\n");
    sample.into_iter().chain(iter::once(sections)).collect::<Vec<_>>().join("\n")
}

fn facts(view: &ClusterDetailView, times: Times<'_>, colours: Colours) -> String {
    let row = &view.row;
    let mut table = Columns::new(&[Column::Text("CLUSTER"), Column::Text("")], colours);
    let mut fact = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            table.add([(name.to_owned(), Tone::Faint), (clipped(&value, LONG), Tone::Plain)]);
        }
    };
    fact("id", Some(row.id.clone()));
    fact("name", Some(row.name.clone()));
    fact("state", Some(state(row)));
    fact("account", Some(format!("{} ({}), profile {}", row.account_name, row.account_id, row.profile)));
    fact("where", Some(format!("{}{}", row.region, in_zone(view))));
    fact("created", row.created_at.as_ref().map(|at| format!("{}{}", times.local(at), for_so_long(row))));
    fact("ready", row.ready_at.as_ref().map(|at| times.local(at)));
    fact("ended", row.ended_at.as_ref().map(|at| times.local(at)));
    fact("release", row.release_label.clone());
    fact("applications", Some(row.applications.join(", ")));
    fact("owner", Some(owner(row)));
    fact("tags", Some(row.tags.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", ")));
    fact("protection", Some(protection(row).to_owned()));
    fact("auto-termination", Some(auto_termination(&row.auto_termination)));
    fact("nodes", Some(nodes(&row.nodes)));
    fact("USD per hour", Some(amount(&row.burn.usd_per_hour, row.burn.complete)));
    fact("USD so far", Some(amount(&row.cost_so_far.usd, row.cost_so_far.complete)));
    fact("termination", row.termination.as_ref().map(|termination| termination.text.clone()));
    fact("console", view.console_url.clone());
    fact("seen", Some(format!("{} ago", seen(&view.as_of, times.now))));
    fact("stale", row.freshness.reason.clone());
    table.text()
}

fn state(row: &ClusterRow) -> String {
    match &row.state_reason {
        Some(reason) => format!("{}: {reason}", row.state),
        None => row.state.clone(),
    }
}

fn in_zone(view: &ClusterDetailView) -> String {
    view.zone.as_ref().map(|zone| format!(", zone {zone}")).unwrap_or_default()
}

fn for_so_long(row: &ClusterRow) -> String {
    row.age_seconds.map(|seconds| format!(", {} old", age(seconds))).unwrap_or_default()
}

fn owner(row: &ClusterRow) -> String {
    match &row.owner.name {
        Some(name) => format!("{name} ({})", row.owner.source),
        None => "unknown".to_owned(),
    }
}

fn protection(row: &ClusterRow) -> &'static str {
    match row.protected {
        Some(true) => "on: it cannot be terminated until it is lifted",
        Some(false) => "off",
        None => "not known",
    }
}

fn auto_termination(policy: &AutoTerminationView) -> String {
    match policy {
        AutoTerminationView::After { idle_seconds } => format!("after {} idle", age(*idle_seconds)),
        AutoTerminationView::None => "none".to_owned(),
        AutoTerminationView::AfterSteps => "after its last step".to_owned(),
        AutoTerminationView::Unknown => "not known".to_owned(),
    }
}

fn burn(row: &ClusterRow, colours: Colours) -> Option<String> {
    use Column::{Number, Text};
    let columns = [
        Number("COUNT"),
        Text("ROLE"),
        Text("TYPE"),
        Text("MARKET"),
        Text("ZONE"),
        Number("EC2 EACH"),
        Number("EMR EACH"),
        Number("EBS EACH"),
        Number("USD/H"),
    ];
    let mut table = Columns::new(&columns, colours);
    row.burn.parts.iter().for_each(|part| table.add(burn_part(part)));
    (!row.burn.parts.is_empty()).then(|| table.text())
}

fn burn_part(part: &BurnPartView) -> [(String, Tone); 9] {
    let plain = |text: Option<&String>| (text.cloned().unwrap_or_default(), Tone::Plain);
    let price = |text: Option<&String>| (text.cloned().unwrap_or_else(|| "?".to_owned()), Tone::Plain);
    [
        (part.count.to_string(), Tone::Plain),
        plain(part.role.as_ref()),
        plain(Some(&part.instance_type)),
        (part.market.replace('_', " "), Tone::Plain),
        plain(part.zone.as_ref()),
        price(part.ec2_each.as_ref()),
        price(part.emr_each.as_ref()),
        price(part.ebs_each.as_ref()),
        (amount(&part.usd_per_hour, part.complete), Tone::Plain),
    ]
}

/// Instance groups or instance fleets: a cluster has the one or the other.
fn hardware(view: &ClusterDetailView, colours: Colours) -> Option<String> {
    use Column::{Number, Text};
    let groups = [
        Text("GROUP"),
        Text("ROLE"),
        Text("TYPE"),
        Text("MARKET"),
        Number("REQUESTED"),
        Number("RUNNING"),
        Text("STATE"),
        Text("STORAGE"),
    ];
    let mut table = Columns::new(&groups, colours);
    for group in &view.groups {
        let cells = [
            group.id.clone(),
            group.role.clone(),
            group.instance_type.clone(),
            group.market.replace('_', " "),
            group.requested.to_string(),
            group.running.to_string(),
            group.state.clone(),
            group.storage.join(", "),
        ];
        table.add(cells.map(|cell| (cell, Tone::Plain)));
    }
    if !view.groups.is_empty() {
        return Some(table.text());
    }
    let fleets =
        [Text("FLEET"), Text("ROLE"), Number("ON DEMAND"), Number("SPOT"), Text("STATE"), Text("INSTANCE TYPES")];
    let mut table = Columns::new(&fleets, colours);
    for fleet in &view.fleets {
        let cells = [
            fleet.id.clone(),
            fleet.role.clone(),
            format!("{} of {}", fleet.provisioned_on_demand, fleet.target_on_demand),
            format!("{} of {}", fleet.provisioned_spot, fleet.target_spot),
            fleet.state.clone(),
            fleet.instance_types.join(", "),
        ];
        table.add(cells.map(|cell| (cell, Tone::Plain)));
    }
    (!view.fleets.is_empty()).then(|| table.text())
}

fn steps(view: &ClusterDetailView, times: Times<'_>, colours: Colours) -> Option<String> {
    use Column::{Number, Text};
    let steps = view.steps.as_ref().filter(|steps| !steps.is_empty())?;
    let columns = [Text("STEP"), Text("STATE"), Text("NAME"), Text("STARTED"), Text("ENDED"), Number("USD")];
    let mut table = Columns::new(&columns, colours);
    let costs = view.step_costs.as_ref();
    steps.iter().take(STEPS).for_each(|step| table.add(step_cells(step, times)));
    let between = costs.map(|costs| format!("between steps: {} USD. {}", costs.between_usd, plain(&costs.text)));
    let table = with_rest(table.text(), steps.len(), STEPS);
    Some(iter::once(table).chain(between).collect::<Vec<_>>().join("\n"))
}

fn step_cells(step: &StepView, times: Times<'_>) -> [(String, Tone); 6] {
    let at = |at: &Option<String>| at.as_ref().map(|at| times.local(at)).unwrap_or_default();
    let tone = if step.failure.is_some() { Tone::Bad } else { Tone::Plain };
    [
        (step.id.clone(), Tone::Plain),
        (step.state.clone(), tone),
        (clipped(&step.name, LONG), Tone::Plain),
        (at(&step.started_at), Tone::Plain),
        (at(&step.ended_at), Tone::Plain),
        (step.usd.clone().unwrap_or_default(), Tone::Plain),
    ]
}

fn timeline(view: &ClusterDetailView, times: Times<'_>, colours: Colours) -> Option<String> {
    let mut table = Columns::new(&[Column::Text("TIME"), Column::Text("WHAT HAPPENED")], colours);
    let before = view.timeline.len().saturating_sub(EVENTS);
    for event in &view.timeline[before..] {
        table.add([(times.local(&event.at), Tone::Plain), (clipped(&event.text, LONG), Tone::Plain)]);
    }
    (!view.timeline.is_empty()).then(|| with_rest(table.text(), view.timeline.len(), EVENTS))
}

fn with_rest(text: String, all: usize, shown: usize) -> String {
    if all > shown { format!("{text}\n… and {} more, with --json", all - shown) } else { text }
}

fn gaps(row: &ClusterRow) -> Option<String> {
    let unknown = row.burn.unknown.iter().map(|part| format!("≥ because: {}", plain(part)));
    let lines: Vec<String> = row.gaps.iter().map(|gap| plain(gap)).chain(unknown).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
