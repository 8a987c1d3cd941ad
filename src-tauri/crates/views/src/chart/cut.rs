//! A record cut into the steps of a drawing or the rows of a table, and where an axis of time is labelled.

use super::{ChartColumn, ChartRow};
use crate::wording::rfc3339;
use emberwatch_charts::Tick;
use emberwatch_domain::money::Usd;
use emberwatch_domain::series::{Column, Stretch, columns};
use emberwatch_domain::time_span::TimeSpan;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Unit, Zoned};

const DAY_HOURS: i64 = 24;
/// A longer window is labelled by its days.
const HOURS_LABELLED: i64 = 2 * DAY_HOURS;
/// More labels run into each other.
const MOST_DAYS: usize = 8;

/// What is told of every step: the amount at its end.
pub(crate) fn chart_columns(
    lines: &[Vec<Option<Column>>],
    window: TimeSpan,
    count: usize,
    written: fn(Usd) -> String,
) -> Vec<ChartColumn> {
    let column = |index: usize| ChartColumn {
        at: rfc3339(edge(window, count, index + 1)),
        usd: lines.iter().map(|line| line[index].map(|column| written(column.last))).collect(),
        complete: is_complete(lines, index),
    };
    (0..count).map(column).collect()
}

/// The highest amount of every row, the newest first.
pub(crate) fn chart_rows(
    lines: &[Vec<Option<Column>>],
    window: TimeSpan,
    count: usize,
    written: fn(Usd) -> String,
) -> Vec<ChartRow> {
    let row = |index: usize| ChartRow {
        from: rfc3339(edge(window, count, index)),
        highest: lines.iter().map(|line| line[index].map(|column| written(column.max))).collect(),
        complete: is_complete(lines, index),
    };
    (0..count).rev().map(row).collect()
}

/// The parts of a window that a span touches.
pub(crate) fn within(window: TimeSpan, count: usize, span: TimeSpan) -> impl Iterator<Item = usize> {
    (0..count)
        .filter(move |index| edge(window, count, *index) < span.end && edge(window, count, index + 1) > span.start)
}

/// Full hours, or midnights, of the user's zone: a day of 23 or 25 hours has its midnights where they are.
pub(crate) fn ticks(zone: &TimeZone, window: TimeSpan) -> Vec<Tick> {
    let hourly = window.milliseconds() <= HOURS_LABELLED * 3_600_000;
    let (unit, format) = if hourly { (Unit::Hour, "%H:%M") } else { (Unit::Day, "%-d %b") };
    let begins = window.start.to_zoned(zone.clone());
    let full = |zoned: Zoned| zoned.round(jiff::ZonedRound::new().smallest(unit).mode(jiff::RoundMode::Ceil));
    let step = |zoned: &Zoned| match unit {
        // An hour later it is not a full one where the clocks went by half of one.
        Unit::Hour => zoned.checked_add(SignedDuration::from_hours(1)).and_then(full),
        _ => zoned.tomorrow().and_then(|zoned| zoned.start_of_day()),
    };
    let moments = std::iter::successors(full(begins).ok(), |zoned| step(zoned).ok());
    let in_window: Vec<Zoned> = moments.take_while(|zoned| zoned.timestamp() <= window.end).collect();
    let every = if hourly { 1 } else { in_window.len().div_ceil(MOST_DAYS).max(1) };
    let mut labelled: Vec<&Zoned> =
        in_window.iter().step_by(every).filter(|zoned| !hourly || zoned.hour() % 4 == 0).collect();
    // An hour that the clocks tell twice is labelled where it first begins.
    labelled.dedup_by_key(|zoned| (zoned.date(), zoned.hour()));
    #[expect(clippy::cast_precision_loss, reason = "a place on a screen")]
    let at = |zoned: &Zoned| {
        TimeSpan::new(window.start, zoned.timestamp()).milliseconds() as f64 / window.milliseconds() as f64
    };
    labelled.into_iter().map(|zoned| Tick { at: at(zoned), label: zoned.strftime(format).to_string() }).collect()
}

/// Every record in so many parts.
pub(crate) fn cut(records: &[&[Stretch]], window: TimeSpan, count: usize) -> Vec<Vec<Option<Column>>> {
    records.iter().map(|record| columns(record, window, count)).collect()
}

fn is_complete(lines: &[Vec<Option<Column>>], index: usize) -> bool {
    lines.iter().all(|line| line[index].is_none_or(|column| column.complete))
}

/// The moment at which the part of this number begins.
fn edge(window: TimeSpan, count: usize, index: usize) -> Timestamp {
    let [count, index] = [count, index].map(|number| i64::try_from(number).unwrap_or(i64::MAX));
    let ahead = window.milliseconds().saturating_mul(index) / count.max(1);
    window.start.checked_add(SignedDuration::from_millis(ahead)).unwrap_or(window.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_window_is_labelled_by_as_many_days_as_there_is_room_for() {
        let end: Timestamp = "2026-07-18T14:05:00Z".parse().unwrap();
        for (days, labels) in [(7, 7), (30, 8), (90, 8)] {
            let window = TimeSpan::new(end - SignedDuration::from_hours(24 * days), end);
            let ticks = ticks(&TimeZone::UTC, window);
            assert_eq!(ticks.len(), labels, "{days} days: {ticks:?}");
        }
    }
}
