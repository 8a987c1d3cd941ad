//! What this month will have cost at its end.

use super::costs::self_cost;
use crate::args::Global;
use crate::console::{Console, SAMPLE};
use crate::look::Sight;
use crate::stopped::{Exit, Stopped};
use crate::table::{Colours, Column, Columns, Tone};
use crate::text::{clipped, plain};
use emberwatch_domain::account::Realm;
use emberwatch_views::forecast::{ForecastRow, ForecastView, RangeView};
use emberwatch_views::requests::Scope;
use emberwatch_views::sources::sources;

const NAME: usize = 36;
const UNKNOWN: &str = "unknown";

pub async fn run(global: &Global, console: &Console) -> Result<Exit, Stopped> {
    let sight = Sight::open(global, console)?;
    sight.identify().await?;
    if sight.realm() == Realm::Sample {
        sight.ember.recall_sample_burn()?;
    }
    let moment = sight.moment()?;
    let view = sight.ember.forecast(&moment, sight.freshness()).await?;
    console.answer(&view, || text(&view, console.colours))?;
    view.notes.iter().for_each(|note| console.note(note));
    let exit = sight.report_profiles(&sources(&moment.scene(), &Scope::default()), console);
    Ok(if view.refused { exit.max(Exit::Failed) } else { exit })
}

fn text(view: &ForecastView, colours: Colours) -> String {
    let mut lines: Vec<String> = Vec::new();
    if view.sample {
        lines.push(SAMPLE.to_owned());
    }
    lines.push(table(view, colours));
    lines.push(String::new());
    let total = view.total_usd.as_deref().map_or_else(|| UNKNOWN.to_owned(), |usd| format!("{usd} USD"));
    lines.push(format!("{} at its end: {total}; {}", view.month, plain(&view.basis_text)));
    lines.extend(view.accounts.iter().filter_map(method));
    lines.push(self_cost(&view.self_cost));
    lines.join("\n")
}

fn table(view: &ForecastView, colours: Colours) -> String {
    use Column::{Number, Text};
    let columns = [
        Text("ACCOUNT"),
        Number("BILLED"),
        Number("ESTIMATED"),
        Number("PROJECTED"),
        Number("MONTH END"),
        Number("4 IN 5 WITHIN"),
        Number("COST EXPLORER"),
    ];
    let mut table = Columns::new(&columns, colours);
    let amount = |usd: &Option<String>| (usd.clone().unwrap_or_else(|| UNKNOWN.to_owned()), Tone::Plain);
    for row in &view.accounts {
        let theirs = row.cost_explorer.as_ref().map(|theirs| theirs.total_usd.clone());
        table.add([
            (clipped(&row.account_name, NAME), Tone::Plain),
            amount(&row.billed_usd),
            amount(&row.estimated_usd),
            amount(&row.projected_usd),
            amount(&row.total_usd),
            amount(&row.range.as_ref().map(range)),
            amount(&theirs),
        ]);
    }
    table.text()
}

fn range(range: &RangeView) -> String {
    format!("{} to {}", range.low_usd, range.high_usd)
}

fn method(row: &ForecastRow) -> Option<String> {
    let method = row.method.as_ref()?;
    Some(format!("{}: {}", clipped(&row.account_name, NAME), plain(method)))
}
