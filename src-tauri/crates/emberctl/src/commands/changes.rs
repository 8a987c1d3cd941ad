//! What changed since yesterday, or since the user last looked at the window.

use crate::args::{Changes, Global};
use crate::commands::clusters::{seen, state_tone};
use crate::console::{Console, SAMPLE};
use crate::look::Sight;
use crate::stopped::{Exit, Stopped};
use crate::table::{Colours, Column, Columns, Tone};
use crate::text::clipped;
use emberwatch_compose::Moment;
use emberwatch_views::changes::{ChangeRow, ChangesRequest, ChangesView, SinceRequest, changes_csv};
use emberwatch_views::clusters::clusters;
use emberwatch_views::requests::Scope;
use jiff::Timestamp;

const NAME: usize = 36;
const HOURS_A_DAY: u32 = 24;

pub async fn run(flags: &Changes, global: &Global, console: &Console) -> Result<Exit, Stopped> {
    let since = since(&flags.since)?;
    let sight = Sight::open(global, console)?;
    sight.look(console).await?;
    let moment = sight.moment()?;
    let request = ChangesRequest { since, ..ChangesRequest::default() };
    let view = sight.ember.changes(&moment, &request).map_err(|failure| Stopped::from(failure).into_usage())?;
    if flags.csv {
        let rows = all(&sight, &moment, request, view)?;
        console.print(changes_csv(&rows).trim_end())?;
    } else {
        console.answer(&view, || text(&view, moment.now, console.colours))?;
    }
    Ok(sight.report(&clusters(&moment.scene(), &Scope::default()).sources, console))
}

/// The rows of every page: a spreadsheet has room for them.
fn all(sight: &Sight, moment: &Moment, request: ChangesRequest, first: ChangesView) -> Result<Vec<ChangeRow>, Stopped> {
    let (mut rows, mut older) = (first.changes, first.older);
    while older.is_some() {
        let next = sight.ember.changes(moment, &ChangesRequest { after: older, ..request.clone() })?;
        rows.extend(next.changes);
        older = next.older;
    }
    Ok(rows)
}

/// `last-look`, `yesterday`, `12h`, `3d`, or a time.
fn since(text: &str) -> Result<SinceRequest, Stopped> {
    let number = |ending: char| text.strip_suffix(ending).and_then(|number| number.parse::<u32>().ok());
    match text {
        "last-look" => Ok(SinceRequest::LastLook),
        "yesterday" => Ok(SinceRequest::Yesterday),
        _ => match number('h').or_else(|| number('d').map(|days| days.saturating_mul(HOURS_A_DAY))) {
            Some(hours) => Ok(SinceRequest::Hours { hours }),
            None if text.parse::<Timestamp>().is_ok() => Ok(SinceRequest::Time { at: text.to_owned() }),
            None => Err(Stopped::usage(
                format!("{text} is not a time"),
                "write last-look, yesterday, 12h, 3d, or a time such as 2026-01-31T09:00:00Z",
            )),
        },
    }
}

fn text(view: &ChangesView, now: Timestamp, colours: Colours) -> String {
    let mut lines: Vec<String> = Vec::new();
    if view.sample {
        lines.push(SAMPLE.to_owned());
    }
    if !view.changes.is_empty() {
        lines.push(table(&view.changes, now, colours));
        lines.push(String::new());
    }
    lines.push(format!("{}: {}", view.title, view.summary));
    if view.older.is_some() {
        lines.push(format!("the newest {} are listed; --csv lists all of them", view.changes.len()));
    }
    lines.extend(view.notes.iter().map(|note| crate::text::plain(note)));
    lines.join("\n")
}

fn table(rows: &[ChangeRow], now: Timestamp, colours: Colours) -> String {
    use Column::{Number, Text};
    let columns = [
        Number("AGO"),
        Text("NAME"),
        Text("ID"),
        Text("ACCOUNT"),
        Text("REGION"),
        Text("STATE"),
        Number("USD/H"),
        Text("WHAT"),
    ];
    let mut table = Columns::new(&columns, colours);
    for row in rows {
        table.add([
            (seen(&row.at, now), Tone::Plain),
            (clipped(&row.name, NAME), Tone::Plain),
            (row.id.clone(), Tone::Plain),
            (clipped(&row.account_name, NAME), Tone::Plain),
            (row.region.clone(), Tone::Plain),
            (row.state.clone(), state_tone(row.state_kind)),
            (difference(row), Tone::Plain),
            (row.what.join("; "), Tone::Plain),
        ]);
    }
    table.text()
}

/// With its sign; what is not wholly known is marked.
fn difference(row: &ChangeRow) -> String {
    row.burn
        .as_ref()
        .map_or_else(String::new, |burn| format!("{}{}", burn.usd_per_hour, if burn.complete { "" } else { "?" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_named_in_words_in_hours_in_days_or_whole() {
        assert_eq!(since("last-look"), Ok(SinceRequest::LastLook));
        assert_eq!(since("yesterday"), Ok(SinceRequest::Yesterday));
        assert_eq!(since("12h"), Ok(SinceRequest::Hours { hours: 12 }));
        assert_eq!(since("3d"), Ok(SinceRequest::Hours { hours: 72 }));
        assert_eq!(since("2031-03-03T10:00:00Z"), Ok(SinceRequest::Time { at: "2031-03-03T10:00:00Z".to_owned() }));
    }
}
