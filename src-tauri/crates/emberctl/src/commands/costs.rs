//! What AWS bills, day by day.

use crate::args::{Costs as Flags, CostsShown, Global};
use crate::console::{Console, SAMPLE};
use crate::look::Sight;
use crate::stopped::{Exit, Stopped};
use crate::table::{Colours, Column, Columns, Tone};
use crate::text::{clipped, count, plain};
use emberwatch_app::costs::Waiting;
use emberwatch_compose::Moment;
use emberwatch_views::costs::{CostRow, Costs, CostsRequest, CostsView, SelfCost, costs_csv};
use emberwatch_views::requests::Scope;
use emberwatch_views::sources::sources;

/// Longer values are cut in the table.
const VALUE: usize = 60;

pub async fn run(flags: &Flags, global: &Global, console: &Console) -> Result<Exit, Stopped> {
    let (sight, request) = asked(&flags.shown, global, console).await?;
    let moment = sight.moment()?;
    let view = sight.ember.costs(&moment, &request, sight.freshness(), &Waiting::default()).await?;
    if flags.csv {
        console.print(costs_csv(&view).trim_end())?;
    } else {
        console.answer(&view.costs, || text(&view, console.colours))?;
    }
    Ok(told(&view, &sight, &moment, console))
}

/// Who is asked, and for what; what was typed wrongly is told before anybody is.
pub async fn asked(shown: &CostsShown, global: &Global, console: &Console) -> Result<(Sight, CostsRequest), Stopped> {
    let usage = |failure| Stopped::from(failure).into_usage();
    if global.all_regions || !global.region.is_empty() {
        return Err(Stopped::usage(
            "a bill is of all regions, so --region and --all-regions say nothing of it",
            "narrow it with --only region=CODE, or ask --by region",
        ));
    }
    let request = CostsRequest {
        from: shown.from.clone(),
        to: shown.to.clone(),
        by: Some(shown.by.clone()),
        basis: Some(shown.basis.clone()),
        without_credits: !shown.with_credits,
        only: shown.only.iter().map(|text| text.parse()).collect::<Result<_, _>>().map_err(usage)?,
        ..CostsRequest::default()
    };
    let sight = Sight::open(global, console)?;
    request.parse(&sight.moment()?.scene()).map_err(usage)?;
    sight.identify(console).await?;
    Ok((sight, request))
}

/// Tells on standard error what is to be known of the amounts, and what that means for the exit code.
pub fn told(view: &CostsView, sight: &Sight, moment: &Moment, console: &Console) -> Exit {
    if view.asked.requests > 0 {
        let times = count(view.asked.requests as usize, "time");
        console.note(&format!("asked Cost Explorer {times} for this: {} USD", view.asked.usd));
    }
    missing(view).iter().chain(&view.notes).for_each(|note| console.note(note));
    let exit = sight.report_profiles(&sources(&moment.scene(), &Scope::default()), console);
    if view.refused { exit.max(Exit::Failed) } else { exit }
}

fn text(view: &CostsView, colours: Colours) -> String {
    let costs = &view.costs;
    let mut lines: Vec<String> = Vec::new();
    if view.sample {
        lines.push(SAMPLE.to_owned());
    }
    if costs.rows.is_empty() {
        lines.push("No amount is known of these days.".to_owned());
    } else {
        lines.push(table(costs, colours));
    }
    lines.push(String::new());
    let total = view.total_usd.as_deref().map_or_else(|| "unknown".to_owned(), |usd| format!("{usd} USD"));
    lines.push(format!(
        "{total} from {} to {}, the last day left out; {}",
        costs.from,
        costs.to,
        plain(&view.basis_text)
    ));
    if !view.only.is_empty() {
        lines.push(format!("only {}", plain(&view.only.join(", "))));
    }
    if let Some(from) = &costs.estimated_from {
        lines.push(format!("~ from {from} on: an estimate of AWS, which may still move"));
    }
    lines.push(self_cost(&costs.self_cost));
    lines.join("\n")
}

fn table(costs: &Costs, colours: Colours) -> String {
    let columns = [Column::Text("DAY"), Column::Text("WHAT"), Column::Number("USD"), Column::Text("")];
    let mut table = Columns::new(&columns, colours);
    for row in &costs.rows {
        let is_estimate = costs.estimated_from.as_ref().is_some_and(|from| from <= &row.day);
        let tone = if is_estimate { Tone::Faint } else { Tone::Plain };
        let mark = if is_estimate { "~" } else { "" };
        table.add([
            (row.day.clone(), tone),
            (clipped(&value(row), VALUE), tone),
            (row.cents.clone(), tone),
            (mark.to_owned(), tone),
        ]);
    }
    table.text()
}

fn value(row: &CostRow) -> String {
    let told: String =
        row.key.iter().map(|(name, value)| value.clone().unwrap_or_else(|| format!("no {name}"))).collect();
    row.name.as_ref().map_or(told.clone(), |name| format!("{name} ({told})"))
}

/// `4 requests to Cost Explorer in this month: 0.04 USD`.
pub fn self_cost(cost: &SelfCost) -> String {
    format!("{} to Cost Explorer in this month: {} USD", count(cost.requests as usize, "request"), cost.usd)
}

fn missing(view: &CostsView) -> Vec<String> {
    let told = view
        .missing
        .iter()
        .map(|days| format!("{} to {} of {} has no amount: {}", days.from, days.to, days.account_name, days.why));
    told.collect()
}
