//! What burns now, in every watched account and region.

use crate::args::{Clusters, Global};
use crate::console::{Console, SAMPLE};
use crate::look::Sight;
use crate::stopped::{Exit, Stopped};
use crate::table::{Colours, Column, Columns, Tone};
use crate::text::{age, amount, clipped, count, plain};
use emberwatch_views::clusters::{ClusterRow, ClustersView, NodesView, StateKind, Totals, clusters};
use emberwatch_views::export::clusters_csv;
use emberwatch_views::requests::Scope;
use jiff::Timestamp;

/// Longer names are cut in the table; `cluster ID` and `--json` show them whole.
const NAME: usize = 36;
/// So many unknown prices are named below the table; `--json` names all.
const UNKNOWN: usize = 5;

pub async fn run(flags: &Clusters, global: &Global, console: &Console) -> Result<Exit, Stopped> {
    let sight = Sight::open(global, console)?;
    sight.look(console).await?;
    let moment = sight.moment()?;
    let view = clusters(&moment.scene(), &Scope::default());
    if flags.csv {
        console.print(rows(&view, flags).trim_end())?;
    } else {
        console.answer(&view, || text(&view, flags, moment.now, console.colours))?;
    }
    Ok(sight.report(&view.sources, console))
}

fn rows(view: &ClustersView, flags: &Clusters) -> String {
    let mut listed = view.clone();
    listed.clusters.retain(|row| flags.ended || !has_ended(row));
    clusters_csv(&listed)
}

fn text(view: &ClustersView, flags: &Clusters, now: Timestamp, colours: Colours) -> String {
    let mut lines: Vec<String> = Vec::new();
    if view.sample {
        lines.push(SAMPLE.to_owned());
    }
    let shown: Vec<&ClusterRow> = view.clusters.iter().filter(|row| flags.ended || !has_ended(row)).collect();
    if shown.is_empty() {
        lines.push(no_cluster(view).to_owned());
    } else {
        lines.push(table(&shown, now, colours));
    }
    lines.push(String::new());
    lines.push(totals(&view.totals));
    lines.extend(unknown(&view.totals));
    let hidden = view.clusters.len() - shown.len();
    if hidden > 0 {
        lines.push(format!("{} ended in the last days; --ended lists them", count(hidden, "cluster")));
    }
    lines.join("\n")
}

/// Where nobody answered there may be clusters.
fn no_cluster(view: &ClustersView) -> &'static str {
    match view.totals.burn.complete {
        true => "No cluster is active.",
        false => "No active cluster is known, and not every source has answered.",
    }
}

fn table(rows: &[&ClusterRow], now: Timestamp, colours: Colours) -> String {
    use Column::{Number, Text};
    let columns = [
        Text("STATE"),
        Text("NAME"),
        Text("ID"),
        Text("OWNER"),
        Text("ACCOUNT"),
        Text("REGION"),
        Number("AGE"),
        Number("NODES"),
        Number("USD/H"),
        Number("USD SO FAR"),
        Number("SEEN"),
        Text("NOTES"),
    ];
    let mut table = Columns::new(&columns, colours);
    for row in rows {
        let tone = if row.freshness.stale { Tone::Faint } else { Tone::Plain };
        table.add([
            (row.state.clone(), if row.freshness.stale { Tone::Faint } else { state_tone(row.state_kind) }),
            (clipped(&row.name, NAME), tone),
            (row.id.clone(), tone),
            (clipped(row.owner.name.as_deref().unwrap_or("unknown"), NAME), tone),
            (clipped(&row.account_name, NAME), tone),
            (row.region.clone(), tone),
            (row.age_seconds.map(age).unwrap_or_default(), tone),
            (nodes(&row.nodes), tone),
            (amount(&row.burn.usd_per_hour, row.burn.complete), tone),
            (amount(&row.cost_so_far.usd, row.cost_so_far.complete), tone),
            (seen(&row.freshness.as_of, now), tone),
            (notes(row), tone),
        ]);
    }
    table.text()
}

pub fn state_tone(kind: StateKind) -> Tone {
    match kind {
        StateKind::Running => Tone::Good,
        StateKind::Waiting => Tone::Waiting,
        StateKind::Starting | StateKind::Terminating => Tone::Moving,
        StateKind::Failed | StateKind::Unknown => Tone::Bad,
        StateKind::Ended => Tone::Faint,
    }
}

/// `3+12 spot`; a question mark where the nodes were requested and not seen.
pub fn nodes(nodes: &NodesView) -> String {
    let counted = match (nodes.on_demand, nodes.spot) {
        (0, 0) if !nodes.seen => String::new(),
        (on_demand, 0) => on_demand.to_string(),
        (0, spot) => format!("{spot} spot"),
        (on_demand, spot) => format!("{on_demand}+{spot} spot"),
    };
    if nodes.seen { counted } else { format!("{counted}?") }
}

/// How long ago a row was last seen.
pub fn seen(as_of: &str, now: Timestamp) -> String {
    let seconds = as_of.parse::<Timestamp>().map(|at| now.duration_since(at).as_secs()).unwrap_or_default();
    age(u32::try_from(seconds.max(0)).unwrap_or(u32::MAX))
}

fn notes(row: &ClusterRow) -> String {
    let mut notes = Vec::new();
    if row.protected == Some(true) {
        notes.push("protected");
    }
    if row.freshness.stale {
        notes.push("stale");
    }
    if !row.gaps.is_empty() {
        notes.push("incomplete");
    }
    notes.join(", ")
}

fn totals(totals: &Totals) -> String {
    let spot = totals.spot_percent.map(|percent| format!(" ({percent} % spot)")).unwrap_or_default();
    format!(
        "{}, {}{spot}, {} USD per hour, {} USD so far",
        count(totals.active_clusters as usize, "active cluster"),
        count(totals.nodes as usize, "node"),
        amount(&totals.burn.usd_per_hour, totals.burn.complete),
        amount(&totals.cost_so_far.usd, totals.cost_so_far.complete),
    )
}

fn unknown(totals: &Totals) -> Vec<String> {
    let unknown = &totals.burn.unknown;
    let mut lines: Vec<String> =
        unknown.iter().take(UNKNOWN).map(|part| format!("≥ because: {}", plain(part))).collect();
    if unknown.len() > UNKNOWN {
        lines.push(format!("… and {} more", unknown.len() - UNKNOWN));
    }
    lines
}

fn has_ended(row: &ClusterRow) -> bool {
    !row.active
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(on_demand: u32, spot: u32, seen: bool) -> String {
        nodes(&NodesView { on_demand, spot, seen, as_of: None })
    }

    #[test]
    fn nodes_are_told_by_market_and_requested_ones_are_marked() {
        let told = [counted(3, 0, true), counted(0, 2, true), counted(1, 12, true), counted(4, 0, false)];
        assert_eq!(told, ["3", "2 spot", "1+12 spot", "4?"]);
        assert_eq!(counted(0, 0, false), "?");
    }

    #[test]
    fn a_row_from_the_future_is_seen_now() {
        let now: Timestamp = "2031-03-03T10:00:00Z".parse().unwrap();
        assert_eq!(seen("2031-03-03T09:58:30Z", now), "1m");
        assert_eq!(seen("2031-03-03T10:00:05Z", now), "0s");
    }
}
