//! The live estimate beside the bill.

use super::costs::self_cost;
use crate::args::{Global, Ledgers as Flags};
use crate::console::{Console, SAMPLE};
use crate::look::Sight;
use crate::stopped::{Exit, Stopped};
use crate::table::{Colours, Column, Columns, Tone};
use crate::text::{clipped, plain};
use emberwatch_views::ledgers::{
    GapView, LedgerDayView, LedgerLine, LedgersOfAccount, LedgersRequest, LedgersView, OwnerCostSource,
};
use emberwatch_views::requests::Scope;
use emberwatch_views::sources::sources;

const NAME: usize = 36;
const UNKNOWN: &str = "–";

pub async fn run(flags: &Flags, global: &Global, console: &Console) -> Result<Exit, Stopped> {
    let request = LedgersRequest { from: flags.from.clone(), to: flags.to.clone() };
    let sight = Sight::open(global, console)?;
    request.parse(&sight.moment()?.scene()).map_err(|failure| Stopped::from(failure).into_usage())?;
    // The clusters of days on which nobody watched are known only from a look.
    sight.look(console).await?;
    let moment = sight.moment()?;
    let view = sight.ember.ledgers(&moment, &request, sight.freshness()).await?;
    console.answer(&view, || text(&view, console.colours))?;
    view.notes.iter().for_each(|note| console.note(note));
    let exit = sight.report(&sources(&moment.scene(), &Scope::default()), console);
    Ok(if view.refused { exit.max(Exit::Failed) } else { exit })
}

fn text(view: &LedgersView, colours: Colours) -> String {
    let mut lines: Vec<String> = Vec::new();
    if view.sample {
        lines.push(SAMPLE.to_owned());
    }
    for account in &view.accounts {
        lines.push(format!("{}: estimate and bill", clipped(&account.account_name, NAME)));
        lines.push(days(account, colours));
        // One day is asked for its clusters.
        if let [day] = &account.days[..] {
            lines.push(clusters(day, colours));
        }
        if let Some(total) = &account.total {
            lines.push(format!(
                "Closed days that both know: {} estimated, {} billed; {}",
                total.estimate_usd,
                total.billed_usd,
                causes(total)
            ));
        }
        lines.push(owners(account, colours));
        lines.extend(account.owners_note.as_deref().map(plain));
        lines.extend(account.tag_request.as_deref().map(plain));
        lines.push(String::new());
    }
    lines.push(self_cost(&view.self_cost));
    lines.join("\n")
}

fn days(account: &LedgersOfAccount, colours: Colours) -> String {
    use Column::{Number, Text};
    let columns = [
        Text("DAY"),
        Number("ESTIMATE"),
        Number("BILL"),
        Number("DIFFERENCE"),
        Number("CLUSTERS ALONE"),
        Text("WHAT LIES BETWEEN"),
    ];
    let mut table = Columns::new(&columns, colours);
    for day in &account.days {
        let alone = day.of_clusters.as_ref().and_then(|gap| gap.percent.clone());
        table.add([
            (day.day.clone(), Tone::Plain),
            (amount(&day.line.estimate_usd), Tone::Plain),
            (amount(&day.line.billed_usd), Tone::Plain),
            (day.line.gap.as_ref().map_or_else(|| UNKNOWN.to_owned(), |gap| gap.usd.clone()), Tone::Plain),
            (amount(&alone), Tone::Plain),
            (between(&day.line), Tone::Faint),
        ]);
    }
    table.text()
}

fn clusters(day: &LedgerDayView, colours: Colours) -> String {
    use Column::{Number, Text};
    let columns = [
        Text("CLUSTER"),
        Text("NAME"),
        Number("ESTIMATE"),
        Number("BILL"),
        Number("DIFFERENCE"),
        Text("WHAT LIES BETWEEN"),
    ];
    let mut table = Columns::new(&columns, colours);
    for cluster in &day.clusters {
        let percent = cluster.line.gap.as_ref().and_then(|gap| gap.percent.clone());
        table.add([
            (plain(&cluster.id), Tone::Plain),
            (clipped(cluster.name.as_deref().unwrap_or(UNKNOWN), NAME), Tone::Plain),
            (amount(&cluster.line.estimate_usd), Tone::Plain),
            (amount(&cluster.line.billed_usd), Tone::Plain),
            (amount(&percent), Tone::Plain),
            (between(&cluster.line), Tone::Faint),
        ]);
    }
    table.text()
}

/// Whose all these days were.
fn owners(account: &LedgersOfAccount, colours: Colours) -> String {
    use Column::{Number, Text};
    let mut table = Columns::new(&[Text("OWNER"), Number("CLUSTERS"), Number("USD"), Text("BY")], colours);
    for line in &account.owners {
        let least = if line.complete { "" } else { "≥ " };
        table.add([
            (clipped(line.owner.name.as_deref().unwrap_or("unknown"), NAME), Tone::Plain),
            (line.clusters.to_string(), Tone::Plain),
            (format!("{least}{}", line.usd), Tone::Plain),
            (line.by.clone(), Tone::Faint),
        ]);
    }
    if let Some(usd) = &account.of_no_cluster_usd {
        table.add([
            ("no cluster".to_owned(), Tone::Plain),
            (UNKNOWN.to_owned(), Tone::Plain),
            (usd.clone(), Tone::Plain),
            (OwnerCostSource::Bill.words().to_owned(), Tone::Faint),
        ]);
    }
    table.text()
}

fn amount(text: &Option<String>) -> String {
    text.clone().unwrap_or_else(|| UNKNOWN.to_owned())
}

/// Why an amount is missing, and what explains the difference.
fn between(line: &LedgerLine) -> String {
    let gap = line.gap.as_ref().map(causes);
    let told = line.estimate_notes.iter().map(|note| plain(note)).chain(line.billed_note.as_deref().map(plain));
    told.chain(gap).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

fn causes(gap: &GapView) -> String {
    let told = gap.causes.iter().map(|of| match &of.usd {
        Some(usd) => format!("{} {usd}", of.cause),
        None => format!("{} (of unknown amount)", of.cause),
    });
    let unexplained = format!("unexplained {}", gap.unexplained_usd);
    told.chain([unexplained]).collect::<Vec<_>>().join(", ")
}
