//! What AWS bills, day by day.

use crate::args::{Costs as Flags, Global};
use crate::console::{Console, SAMPLE};
use crate::look::Sight;
use crate::stopped::{Exit, Stopped};
use crate::table::{Colours, Column, Columns, Tone};
use crate::text::{clipped, count, plain};
use emberwatch_views::costs::{CostRow, Costs, CostsRequest, CostsView, SelfCost, costs_csv};
use emberwatch_views::requests::Scope;
use emberwatch_views::sources::sources;

/// Longer values are cut in the table.
const VALUE: usize = 60;

pub async fn run(flags: &Flags, global: &Global, console: &Console) -> Result<Exit, Stopped> {
    let request = CostsRequest {
        from: flags.from.clone(),
        to: flags.to.clone(),
        by: Some(flags.by.clone()),
        basis: Some(flags.basis.clone()),
        without_credits: flags.without_credits,
        ..CostsRequest::default()
    };
    let sight = Sight::open(global, console)?;
    // What was typed wrongly is told before anybody is asked.
    request.parse(&sight.moment()?.scene()).map_err(|failure| Stopped::from(failure).into_usage())?;
    sight.identify().await?;
    let moment = sight.moment()?;
    let view = sight.ember.costs(&moment, &request, sight.freshness()).await?;
    if flags.csv {
        console.print(costs_csv(&view).trim_end())?;
    } else {
        console.answer(&view.costs, || text(&view, console.colours))?;
    }
    missing(&view).iter().chain(&view.notes).for_each(|note| console.note(note));
    let exit = sight.report_profiles(&sources(&moment.scene(), &Scope::default()), console);
    Ok(if view.refused { exit.max(Exit::Failed) } else { exit })
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
            (row.usd.clone(), tone),
            (mark.to_owned(), tone),
        ]);
    }
    table.text()
}

fn value(row: &CostRow) -> String {
    row.key.iter().map(|(name, value)| value.clone().unwrap_or_else(|| format!("no {name}"))).collect()
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
