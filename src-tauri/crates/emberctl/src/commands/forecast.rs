//! What this month will have cost at its end.

use super::costs::self_cost;
use crate::args::{Forecast, Global};
use crate::console::{Console, SAMPLE};
use crate::look::{Sight, Source};
use crate::progress::waiting;
use crate::stopped::{Exit, Stopped};
use crate::table::{Colours, Column, Columns, Tone};
use crate::text::{Times, clipped, plain};
use emberwatch_compose::Moment;
use emberwatch_domain::account::Realm;
use emberwatch_views::forecast::{BudgetView, ForecastRow, ForecastView, RangeView, forecast_csv};
use emberwatch_views::requests::Scope;
use emberwatch_views::sources::{SourceRow, sources};

const NAME: usize = 36;
const LIKELY: &str = "Likely range: four months in five end within it.";
const UNKNOWN: &str = "unknown";

pub async fn run(flags: &Forecast, global: &Global, console: &Console) -> Result<Exit, Stopped> {
    let sight = Sight::open(global, console)?;
    sight.identify(console).await?;
    if sight.realm() == Realm::Sample {
        sight.ember.recall_sample_burn()?;
    }
    let moment = sight.moment()?;
    let asking = sight.ember.forecast(&moment, sight.freshness());
    let view = waiting(console, "reading bills and forecasts", asking).await?;
    let sources = sources(&moment.scene(), &Scope::default());
    if flags.csv {
        console.print(forecast_csv(&view).trim_end())?;
    } else {
        let as_of = (sight.source() == Source::Store).then(|| last_look(&sources, &moment)).flatten();
        console.answer(&view, || text(&view, as_of, console.colours))?;
    }
    view.notes.iter().for_each(|note| console.note(note));
    if view.budget.is_some() && !global.profile.is_empty() {
        console.note("the budget is for all watched accounts, and only what is named is told against it here");
    }
    let exit = sight.report_profiles(&sources, console);
    Ok(if view.refused { exit.max(Exit::Failed) } else { exit })
}

/// As of when clusters are known without another look: what burned since is in no estimate.
fn last_look(sources: &[SourceRow], moment: &Moment) -> Option<String> {
    let newest = sources.iter().filter_map(|source| source.as_of.as_deref()).max()?;
    let scene = moment.scene();
    let times = Times { now: moment.now, zone: scene.zone() };
    Some(format!("estimated as of {}: with --cached AWS is not asked what runs since", times.local(newest)))
}

fn text(view: &ForecastView, as_of: Option<String>, colours: Colours) -> String {
    let mut lines: Vec<String> = Vec::new();
    if view.sample {
        lines.push(SAMPLE.to_owned());
    }
    lines.push(table(view, colours));
    lines.push(String::new());
    let total = view.total_usd.as_deref().map_or_else(|| UNKNOWN.to_owned(), |usd| format!("{usd} USD"));
    lines.push(format!("{} at its end: {total}; {}", view.month, plain(&view.basis_text)));
    lines.extend(as_of);
    lines.extend(view.budget.as_ref().map(budget));
    lines.extend(view.accounts.iter().filter_map(method));
    lines.extend(view.accounts.iter().filter_map(outside));
    lines.extend(view.accounts.iter().any(|row| row.range.is_some()).then(|| LIKELY.to_owned()));
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
        Number("LIKELY RANGE"),
        Number("COST EXPLORER"),
    ];
    let mut table = Columns::new(&columns, colours);
    let said = |usd: &Option<String>, otherwise: Option<&str>| {
        (usd.clone().unwrap_or_else(|| otherwise.unwrap_or(UNKNOWN).to_owned()), Tone::Plain)
    };
    let amount = |usd: &Option<String>| said(usd, None);
    for row in &view.accounts {
        let theirs = row.cost_explorer.as_ref().map(|theirs| theirs.total_usd.clone());
        table.add([
            (clipped(&row.account_name, NAME), Tone::Plain),
            said(&row.billed_usd, row.total_usd.is_some().then_some("nothing yet")),
            said(&row.estimated_usd, row.estimated_note.as_deref()),
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

fn outside(row: &ForecastRow) -> Option<String> {
    let why = row.cost_explorer.as_ref()?.why_outside.as_ref()?;
    Some(format!("{}: {}", clipped(&row.account_name, NAME), plain(why)))
}

/// Used so far, and what the month comes to.
fn budget(budget: &BudgetView) -> String {
    let used = budget.used_usd.as_ref().zip(budget.used_percent.as_ref());
    let used = used.map_or_else(|| UNKNOWN.to_owned(), |(usd, percent)| format!("{usd} USD, {percent}"));
    format!("budget {} USD, used so far: {used}. {}", budget.budget_usd, plain(&budget.text))
}

fn method(row: &ForecastRow) -> Option<String> {
    let method = row.method.as_ref()?;
    Some(format!("{}: {}", clipped(&row.account_name, NAME), plain(method)))
}
