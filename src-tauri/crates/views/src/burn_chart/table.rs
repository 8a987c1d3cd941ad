//! The numbers behind the drawing, and where its axis of time is labelled.

use super::{BurnChart, BurnRange, COLUMNS, ChartColumn, ChartRow, amount};
use crate::scene::Scene;
use crate::wording::rfc3339;
use emberwatch_charts::Tick;
use emberwatch_domain::series::{Column, columns};
use emberwatch_domain::time_span::TimeSpan;
use jiff::{SignedDuration, Timestamp, Unit, Zoned};

impl BurnRange {
    /// An hour a row of a day, six hours a row of a week.
    fn rows(self) -> usize {
        match self {
            Self::Hours24 => 24,
            Self::Days7 => 28,
        }
    }
}

impl BurnChart {
    pub(super) fn columns(&self) -> Vec<ChartColumn> {
        let lines = self.cut(COLUMNS);
        let column = |index: usize| ChartColumn {
            at: rfc3339(edge(self.window, COLUMNS, index + 1)),
            usd: lines.iter().map(|line| amount(line[index], |column| column.last)).collect(),
            complete: lines.iter().all(|line| line[index].is_none_or(|column| column.complete)),
        };
        (0..COLUMNS).map(column).collect()
    }

    pub(super) fn rows(&self) -> Vec<ChartRow> {
        let count = self.range.rows();
        let lines = self.cut(count);
        let row = |index: usize| ChartRow {
            from: rfc3339(edge(self.window, count, index)),
            highest: lines.iter().map(|line| amount(line[index], |column| column.max)).collect(),
            complete: lines.iter().all(|line| line[index].is_none_or(|column| column.complete)),
        };
        (0..count).rev().map(row).collect()
    }

    fn cut(&self, count: usize) -> Vec<Vec<Option<Column>>> {
        self.lines.iter().map(|line| columns(&line.record, self.window, count)).collect()
    }
}

/// The moment at which the part of this number begins.
fn edge(window: TimeSpan, count: usize, index: usize) -> Timestamp {
    let [count, index] = [count, index].map(|number| i64::try_from(number).unwrap_or(i64::MAX));
    let ahead = window.milliseconds().saturating_mul(index) / count.max(1);
    window.start.checked_add(SignedDuration::from_millis(ahead)).unwrap_or(window.end)
}

/// The parts of a window that a span touches.
pub(super) fn within(window: TimeSpan, count: usize, span: TimeSpan) -> impl Iterator<Item = usize> {
    (0..count)
        .filter(move |index| edge(window, count, *index) < span.end && edge(window, count, index + 1) > span.start)
}

/// Full hours, or midnights, of the user's zone: a day of 23 or 25 hours has its midnights where they are.
pub(super) fn ticks(scene: &Scene<'_>, window: TimeSpan, range: BurnRange) -> Vec<Tick> {
    let (unit, format, every) = match range {
        BurnRange::Hours24 => (Unit::Hour, "%H:%M", 4),
        BurnRange::Days7 => (Unit::Day, "%-d %b", 1),
    };
    let begins = window.start.to_zoned(scene.zone.clone());
    let step = |zoned: &Zoned| match range {
        BurnRange::Hours24 => zoned.checked_add(SignedDuration::from_hours(1)),
        BurnRange::Days7 => zoned.tomorrow().and_then(|zoned| zoned.start_of_day()),
    };
    let first = begins.round(jiff::ZonedRound::new().smallest(unit).mode(jiff::RoundMode::Ceil)).ok();
    let moments = std::iter::successors(first, |zoned| step(zoned).ok());
    let in_window = moments.take_while(|zoned| zoned.timestamp() <= window.end);
    let labelled = in_window.filter(|zoned| unit == Unit::Day || zoned.hour() % every == 0);
    #[expect(clippy::cast_precision_loss, reason = "a place on a screen")]
    let at = |zoned: &Zoned| {
        TimeSpan::new(window.start, zoned.timestamp()).milliseconds() as f64 / window.milliseconds() as f64
    };
    labelled.map(|zoned| Tick { at: at(&zoned), label: zoned.strftime(format).to_string() }).collect()
}
