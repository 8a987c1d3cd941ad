//! Amounts over time as they were recorded: each holds from one moment until another, and between two stretches there
//! may be nothing, which is a gap and not a zero.

use crate::money::Usd;
use crate::time_span::TimeSpan;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// An amount that held all through a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub span: TimeSpan,
    pub usd: Usd,
    /// False: at least so much; a part of it was not known.
    pub complete: bool,
}

/// What a column of a drawing stands for: the lowest and the highest amount within it, so that no spike is lost however
/// wide the window is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub min: Usd,
    pub max: Usd,
    /// The amount at the column's end, or the last one in it.
    pub last: Usd,
    pub complete: bool,
}

/// The sum of several records. It is known where any of them is; where one has a gap it is only a lower bound, and where
/// all have one so has the sum.
pub fn sum(records: &[&[Stretch]]) -> Vec<Stretch> {
    let mut changes: BTreeMap<Timestamp, Change> = BTreeMap::new();
    for stretch in records.iter().flat_map(|record| record.iter()).filter(|stretch| stretch.span.milliseconds() > 0) {
        changes.entry(stretch.span.start).or_default().begins(stretch);
        changes.entry(stretch.span.end).or_default().ends(stretch);
    }
    let (mut sum, mut running) = (Vec::<Stretch>::new(), Running::default());
    let mut moments = changes.into_iter().peekable();
    while let Some((at, change)) = moments.next() {
        running.take(&change);
        let Some((until, _)) = moments.peek().filter(|_| running.records > 0) else { continue };
        let complete = running.partial == 0 && running.records == present(records, at);
        let stretch = Stretch { span: TimeSpan::new(at, *until), usd: running.usd, complete };
        match sum.last_mut() {
            Some(last) if last.span.end == at && last.usd == stretch.usd && last.complete == complete => {
                last.span.end = *until;
            }
            _ => sum.push(stretch),
        }
    }
    sum
}

/// The columns of a window that is cut into so many equal parts; `None` where nothing was recorded.
pub fn columns(record: &[Stretch], window: TimeSpan, count: usize) -> Vec<Option<Column>> {
    columns_of(touching(record, window).copied(), window, count)
}

/// The same of stretches that need not be kept; each touches the window and lasted for some time in it.
pub(crate) fn columns_of(
    stretches: impl Iterator<Item = Stretch>,
    window: TimeSpan,
    count: usize,
) -> Vec<Option<Column>> {
    let mut columns = vec![None; count];
    let width = window.milliseconds();
    if count == 0 || width == 0 {
        return columns;
    }
    let (start, count_ms) = (window.start.as_millisecond(), i64::try_from(count).unwrap_or(i64::MAX));
    let column_of = |at: Timestamp| (at.as_millisecond() - start).saturating_mul(count_ms).div_euclid(width);
    for stretch in stretches {
        let first = column_of(stretch.span.start.max(window.start));
        // The last millisecond of a stretch is still its own; the end is the next one's.
        let ended = stretch.span.end.min(window.end).as_millisecond() - 1;
        let last = column_of(Timestamp::from_millisecond(ended).unwrap_or(stretch.span.start)).max(first);
        let range = usize::try_from(first).unwrap_or(0)..=usize::try_from(last).unwrap_or(0).min(count - 1);
        for column in &mut columns[range] {
            *column = Some(Column::with(*column, &stretch));
        }
    }
    columns
}

/// The times of the window in which nothing was recorded, the shortest of them left out.
pub fn gaps(record: &[Stretch], window: TimeSpan, shortest: jiff::SignedDuration) -> Vec<TimeSpan> {
    let mut gaps = window.without(touching(record, window).map(|stretch| stretch.span));
    gaps.retain(|gap| gap.end.duration_since(gap.start) > shortest);
    gaps
}

/// What lasted for some time within the window. A stretch that has only begun holds for no time yet.
fn touching(record: &[Stretch], window: TimeSpan) -> impl Iterator<Item = &Stretch> {
    record.iter().filter(move |stretch| {
        stretch.span.end > window.start && stretch.span.start < window.end && stretch.span.end > stretch.span.start
    })
}

impl Column {
    fn with(column: Option<Self>, stretch: &Stretch) -> Self {
        let usd = stretch.usd;
        match column {
            None => Self { min: usd, max: usd, last: usd, complete: stretch.complete },
            Some(before) => Self {
                min: before.min.min(usd),
                max: before.max.max(usd),
                last: usd,
                complete: before.complete && stretch.complete,
            },
        }
    }
}

/// What changes at one moment.
#[derive(Default)]
struct Change {
    usd: Usd,
    less: Usd,
    records: i32,
    partial: i32,
}

impl Change {
    fn begins(&mut self, stretch: &Stretch) {
        self.usd += stretch.usd;
        self.records += 1;
        self.partial += i32::from(!stretch.complete);
    }

    fn ends(&mut self, stretch: &Stretch) {
        self.less += stretch.usd;
        self.records -= 1;
        self.partial -= i32::from(!stretch.complete);
    }
}

#[derive(Default)]
struct Running {
    usd: Usd,
    records: i32,
    partial: i32,
}

impl Running {
    fn take(&mut self, change: &Change) {
        self.usd = self.usd + change.usd - change.less;
        self.records += change.records;
        self.partial += change.partial;
    }
}

/// How many records had begun by then: one that begins later is no part of the sum yet.
fn present(records: &[&[Stretch]], at: Timestamp) -> i32 {
    let begun = records.iter().filter(|record| record.first().is_some_and(|first| first.span.start <= at)).count();
    i32::try_from(begun).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + minute * 60).unwrap()
    }

    fn stretch((from, until, usd): (i64, i64, i64)) -> Stretch {
        Stretch { span: TimeSpan::new(at(from), at(until)), usd: Usd::new(Decimal::from(usd)), complete: true }
    }

    fn record(stretches: &[(i64, i64, i64)]) -> Vec<Stretch> {
        stretches.iter().copied().map(stretch).collect()
    }

    #[test]
    fn a_time_in_which_nothing_was_recorded_is_a_gap_and_no_zero() {
        let record = record(&[(0, 10, 5), (40, 60, 5)]);
        let columns = columns(&record, TimeSpan::new(at(0), at(60)), 6);
        assert_eq!(columns.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, false, false, true, true]);
        let gaps = gaps(&record, TimeSpan::new(at(-10), at(60)), SignedDuration::from_mins(5));
        assert_eq!(gaps, [TimeSpan::new(at(-10), at(0)), TimeSpan::new(at(10), at(40))]);
    }

    #[test]
    fn a_sum_with_one_account_missing_is_a_lower_bound() {
        let (whole, broken) = (record(&[(0, 60, 5)]), record(&[(0, 20, 3), (40, 60, 3)]));
        let sum = sum(&[&whole, &broken]);
        let told: Vec<(Usd, bool)> = sum.iter().map(|stretch| (stretch.usd, stretch.complete)).collect();
        let usd = |usd: i64| Usd::new(Decimal::from(usd));
        assert_eq!(told, [(usd(8), true), (usd(5), false), (usd(8), true)]);
    }

    #[test]
    fn a_spike_of_a_minute_is_seen_in_a_week() {
        let week = 7 * 24 * 60;
        let record = record(&[(0, 5000, 1), (5000, 5001, 90), (5001, week, 1)]);
        let columns = columns(&record, TimeSpan::new(at(0), at(week)), 300);
        assert_eq!(columns.iter().flatten().map(|column| column.max).max(), Some(Usd::new(Decimal::from(90))));
    }

    /// The amount at every minute.
    fn by_minute(stretches: &[(i64, i64, i64)], minute: i64) -> Option<i64> {
        stretches.iter().find(|(from, until, _)| (*from..*until).contains(&minute)).map(|(_, _, usd)| *usd)
    }

    fn any_record() -> impl Strategy<Value = Vec<(i64, i64, i64)>> {
        prop::collection::vec((0_i64..30, 1_i64..30, 0_i64..9), 0..8).prop_map(|parts| {
            let mut from = 0;
            let stretches = parts.into_iter().map(|(pause, length, usd)| {
                let stretch = (from + pause, from + pause + length, usd);
                from = stretch.1;
                stretch
            });
            stretches.collect()
        })
    }

    proptest! {
        #[test]
        fn a_sum_is_what_is_counted_minute_by_minute(first in any_record(), second in any_record()) {
            let sum = sum(&[&record(&first), &record(&second)]);
            for minute in 0..500 {
                let parts = [by_minute(&first, minute), by_minute(&second, minute)];
                let counted = parts.iter().flatten().copied().reduce(|a, b| a + b);
                let found = sum.iter().find(|stretch| stretch.span.start <= at(minute) && at(minute) < stretch.span.end);
                prop_assert_eq!(found.map(|stretch| stretch.usd), counted.map(|usd| Usd::new(Decimal::from(usd))));
            }
        }

        #[test]
        fn a_column_holds_the_lowest_and_the_highest_of_its_minutes(stretches in any_record()) {
            let columns = columns(&record(&stretches), TimeSpan::new(at(0), at(300)), 60);
            for (index, column) in (0_i64..).zip(columns) {
                let minutes = || (index * 5..index * 5 + 5).filter_map(|minute| by_minute(&stretches, minute));
                let usd = |usd: Option<i64>| usd.map(|usd| Usd::new(Decimal::from(usd)));
                prop_assert_eq!(column.map(|column| column.min), usd(minutes().min()));
                prop_assert_eq!(column.map(|column| column.max), usd(minutes().max()));
                prop_assert_eq!(column.map(|column| column.last), usd(minutes().next_back()));
            }
        }
    }
}
