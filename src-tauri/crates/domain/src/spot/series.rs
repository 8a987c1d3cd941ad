use crate::money::Usd;
use crate::series::{Column, Stretch, columns_of};
use crate::time_span::TimeSpan;
use jiff::Timestamp;

/// The price of one instance type in one zone over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpotSeries {
    /// In order, each moment once: they are read in order a million times as often as one comes late.
    changes: Vec<(Timestamp, Usd)>,
    /// In their order, none touching another.
    unread: Vec<TimeSpan>,
}

/// What a stretch of time cost on the spot market, and how much of it has no known price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpotCost {
    pub usd: Usd,
    pub unpriced: TimeSpan,
}

impl SpotSeries {
    pub fn record(&mut self, at: Timestamp, price: Usd) {
        if self.changes.last().is_none_or(|(last, _)| *last < at) {
            return self.changes.push((at, price));
        }
        match self.changes.binary_search_by_key(&at, |(at, _)| *at) {
            Ok(known) => self.changes[known].1 = price,
            Err(place) => self.changes.insert(place, (at, price)),
        }
    }

    /// In these spans nobody read what prices were, so that the last known one does not hold on in them. They come in
    /// their order, as [`TimeSpan::without`] leaves them, and take the place of those told before.
    pub fn mark_unread(&mut self, spans: Vec<TimeSpan>) {
        self.unread = spans;
    }

    pub fn price_at(&self, at: Timestamp) -> Option<Usd> {
        self.changes[..self.until(at)].last().map(|(_, price)| *price)
    }

    /// The integral of the price over the span: forward-filled, clipped, weighted by duration.
    /// Time before the first known price is not priced, and told.
    pub fn cost(&self, span: TimeSpan) -> SpotCost {
        let usd = self.pieces(span).map(|(piece, price)| price * piece.hours()).sum();
        SpotCost { usd, unpriced: self.unpriced(span) }
    }

    /// The prices of a window as they held one after the other, those that did not differ joined, for
    /// [`columns`](crate::series::columns) to draw. Nothing stands for the time before the first known change, or for
    /// time that was not read.
    pub fn stretches(&self, window: TimeSpan) -> Vec<Stretch> {
        let mut stretches = Vec::<Stretch>::new();
        for (span, usd) in self.pieces(window) {
            match stretches.last_mut() {
                Some(last) if last.usd == usd && last.span.end == span.start => last.span.end = span.end,
                _ => stretches.push(Stretch { span, usd, complete: true }),
            }
        }
        stretches
    }

    /// The lowest and the highest price in each of so many equal parts of a window: what
    /// [`columns`](crate::series::columns) makes of the stretches, without keeping these, for a drawing may be of a
    /// million changes.
    pub fn columns(&self, window: TimeSpan, count: usize) -> Vec<Option<Column>> {
        let stretches = self.pieces(window).map(|(span, usd)| Stretch { span, usd, complete: true });
        columns_of(stretches, window, count)
    }

    /// What was written down, be it a new price or the old one again.
    pub fn changes(&self) -> impl DoubleEndedIterator<Item = (Timestamp, Usd)> + '_ {
        self.changes.iter().copied()
    }

    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    pub(crate) fn next_change_after(&self, at: Timestamp) -> Option<Timestamp> {
        self.changes.get(self.until(at)).map(|(at, _)| *at)
    }

    /// The beginning of the span in which no price is known yet.
    pub(super) fn unpriced(&self, span: TimeSpan) -> TimeSpan {
        let priced_from = self.pieces(span).next().map_or(span.end, |(piece, _)| piece.start);
        TimeSpan::new(span.start, priced_from)
    }

    /// How often another price than before came in the window, its start included and its end not, so that the counts
    /// of adjoining windows add up. The first known price changed nothing that is known, AWS also writes down prices
    /// that stayed, and of unread time it is not known how many came.
    pub(super) fn price_changes(&self, window: TimeSpan) -> usize {
        let (before, inside) = self.changes.split_at(self.before(window.start));
        let mut before = before.last().map(|(_, price)| *price);
        let inside = inside.iter().take_while(|(at, _)| *at < window.end);
        let changed = inside.filter(|(_, price)| before.replace(*price).is_some_and(|before| before != *price));
        changed.filter(|(at, _)| !self.unread.iter().any(|span| span.start <= *at && *at < span.end)).count()
    }

    /// Each recorded price with the time it held within the span, unread time left out. None of them is empty.
    pub(super) fn pieces(&self, span: TimeSpan) -> impl Iterator<Item = (TimeSpan, Usd)> + '_ {
        span.without(self.unread.iter().copied()).into_iter().flat_map(|read| self.held(read))
    }

    /// What of the span nobody read.
    pub(super) fn unread_in(&self, span: TimeSpan) -> Vec<TimeSpan> {
        span.without(span.without(self.unread.iter().copied()))
    }

    fn held(&self, span: TimeSpan) -> impl Iterator<Item = (TimeSpan, Usd)> + '_ {
        let held = self.price_at(span.start).filter(|_| span.start < span.end).map(|price| (span.start, price));
        let later = self.changes[self.until(span.start)..].iter().copied();
        let mut begins = held.into_iter().chain(later.take_while(move |(at, _)| *at < span.end)).peekable();
        std::iter::from_fn(move || {
            let (from, price) = begins.next()?;
            let until = begins.peek().map_or(span.end, |(at, _)| *at);
            Some((TimeSpan::new(from, until), price))
        })
    }

    /// How many changes came at that moment or before.
    fn until(&self, at: Timestamp) -> usize {
        self.changes.partition_point(|(change, _)| *change <= at)
    }

    /// How many came before that moment.
    fn before(&self, at: Timestamp) -> usize {
        self.changes.partition_point(|(change, _)| *change < at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;
    use rust_decimal_macros::dec;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + hour * 3600).unwrap()
    }

    fn series(changes: &[(i64, rust_decimal::Decimal)]) -> SpotSeries {
        let mut series = SpotSeries::default();
        for (hour, price) in changes {
            series.record(at(*hour), Usd::new(*price));
        }
        series
    }

    #[test]
    fn a_price_that_changes_at_half_time_is_the_mean_of_both() {
        let cost = series(&[(-5, dec!(0.10)), (5, dec!(0.20))]).cost(TimeSpan::new(at(0), at(10)));
        assert_eq!(cost.usd, Usd::new(dec!(1.5)));
        assert_eq!(cost.unpriced.milliseconds(), 0);
    }

    #[test]
    fn time_before_the_first_change_is_not_free_but_unpriced() {
        let cost = series(&[(4, dec!(0.10))]).cost(TimeSpan::new(at(0), at(10)));
        assert_eq!(cost.usd, Usd::new(dec!(0.6)));
        assert_eq!(cost.unpriced, TimeSpan::new(at(0), at(4)));
    }

    #[test]
    fn a_change_that_comes_late_takes_its_place_and_one_that_comes_again_is_corrected() {
        let late = series(&[(4, dec!(0.30)), (0, dec!(0.10)), (2, dec!(0.20)), (4, dec!(0.40))]);
        assert_eq!(late, series(&[(0, dec!(0.10)), (2, dec!(0.20)), (4, dec!(0.40))]));
        assert_eq!(late.price_at(at(3)), Some(Usd::new(dec!(0.20))));
    }

    #[test]
    fn a_market_without_any_change_prices_nothing() {
        let cost = SpotSeries::default().cost(TimeSpan::new(at(0), at(10)));
        assert_eq!((cost.usd, cost.unpriced), (Usd::ZERO, TimeSpan::new(at(0), at(10))));
    }

    #[test]
    fn a_spike_between_two_equal_prices_is_a_stretch_of_its_own_and_a_repeated_price_is_not() {
        let series = series(&[(0, dec!(0.10)), (2, dec!(0.10)), (4, dec!(0.90)), (5, dec!(0.10))]);
        let told: Vec<_> = series.stretches(TimeSpan::new(at(-1), at(8))).iter().map(|s| (s.span, s.usd)).collect();
        let stretch = |from, until, usd| (TimeSpan::new(at(from), at(until)), Usd::new(usd));
        assert_eq!(told, [stretch(0, 4, dec!(0.10)), stretch(4, 5, dec!(0.90)), stretch(5, 8, dec!(0.10))]);
    }

    #[test]
    fn time_that_nobody_read_is_a_gap_and_goes_on_with_no_price() {
        let mut series = series(&[(0, dec!(0.10)), (3, dec!(0.90)), (6, dec!(0.10))]);
        series.mark_unread(vec![TimeSpan::new(at(2), at(5)), TimeSpan::new(at(7), at(9))]);
        let window = TimeSpan::new(at(0), at(8));
        let told: Vec<_> = series.stretches(window).iter().map(|s| (s.span, s.usd)).collect();
        let stretch = |from, until, usd| (TimeSpan::new(at(from), at(until)), Usd::new(usd));
        // What was in force when reading began again is known by its change, though that lies in unread time.
        assert_eq!(told, [stretch(0, 2, dec!(0.10)), stretch(5, 6, dec!(0.90)), stretch(6, 7, dec!(0.10))]);
        let drawn: Vec<bool> = series.columns(window, 8).iter().map(Option::is_some).collect();
        assert_eq!(drawn, [true, true, false, false, false, true, true, false]);
        let told = series.statistics(window).unwrap();
        assert_eq!(told.mean, Usd::new(dec!(1.20) / dec!(4)));
        assert_eq!((told.changes, told.known(), told.known_until), (1, SignedDuration::from_hours(4), at(7)));
        assert_eq!(told.gaps, [TimeSpan::new(at(2), at(5)), TimeSpan::new(at(7), at(8))]);
    }

    #[test]
    fn one_price_on_both_sides_of_unread_time_is_two_stretches() {
        let mut series = series(&[(0, dec!(0.10))]);
        series.mark_unread(vec![TimeSpan::new(at(2), at(3))]);
        assert_eq!(series.stretches(TimeSpan::new(at(0), at(4))).len(), 2);
    }

    #[test]
    fn a_window_of_no_length_holds_nothing() {
        assert_eq!(series(&[(0, dec!(0.10))]).stretches(TimeSpan::new(at(3), at(3))), []);
    }
}
