use super::SpotSeries;
use crate::money::Usd;
use crate::time_span::TimeSpan;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What a price did in a window. Every figure is of the time in which a price is known, weighted by how long it held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpotStatistics {
    pub window: TimeSpan,
    /// The beginning of the window in which no price is known; empty where all of it is priced.
    pub unpriced: TimeSpan,
    /// What of the window was not read, after its first known price.
    pub gaps: Vec<TimeSpan>,
    /// The window's end, or where the last gap begins that reaches until there.
    pub known_until: Timestamp,
    /// The last known price, at the window's end where that was read.
    pub now: Usd,
    pub mean: Usd,
    /// The least price that was not exceeded for half of the time.
    pub p50: Usd,
    pub p95: Usd,
    pub min: Usd,
    pub max: Usd,
    /// How often another price than before came, the window's start included.
    pub changes: usize,
    pub changes_per_day: Decimal,
    held: HeldTimes,
}

impl SpotSeries {
    /// `None` where no price is known for any of the window's time.
    pub fn statistics(&self, window: TimeSpan) -> Option<SpotStatistics> {
        let held = HeldTimes::of(self, window)?;
        let changes = self.price_changes(window);
        let unpriced = self.unpriced(window);
        let gaps = self.unread_in(TimeSpan::new(unpriced.end, window.end));
        let open = gaps.last().filter(|gap| gap.end == window.end);
        Some(SpotStatistics {
            window,
            unpriced,
            known_until: open.map_or(window.end, |gap| gap.start),
            gaps,
            now: self.price_at(window.end)?,
            mean: held.mean(),
            p50: held.percentile(50),
            p95: held.percentile(95),
            min: held.percentile(0),
            max: held.percentile(100),
            changes,
            changes_per_day: Decimal::from(changes) * Decimal::from(DAY_MS) / Decimal::from(held.total_ms),
            held,
        })
    }
}

impl SpotStatistics {
    /// The part of the priced time, from 0 to 1, in which the price was at or below a limit.
    pub fn share_at_or_below(&self, limit: Usd) -> Decimal {
        Decimal::from(self.held.ms_at_or_below(limit)) / Decimal::from(self.held.total_ms)
    }

    /// The least price that was not exceeded for so many percent of the time.
    pub fn percentile(&self, percent: u8) -> Usd {
        self.held.percentile(percent)
    }

    /// The time of the window in which a price is known, without its gaps.
    pub fn known(&self) -> SignedDuration {
        SignedDuration::from_millis(self.held.total_ms)
    }
}

/// How long each price held, so that a limit can be dragged without reading the series again.
#[derive(Clone, Debug, PartialEq, Eq)]
struct HeldTimes {
    /// Each price once, ascending, with the time at or below it.
    ms_up_to: Vec<(Usd, i64)>,
    total_ms: i64,
}

impl HeldTimes {
    /// `None` where nothing held for a millisecond.
    fn of(series: &SpotSeries, window: TimeSpan) -> Option<Self> {
        let pieces = series.pieces(window).map(|(span, usd)| (usd, span.milliseconds()));
        let mut held: Vec<(Usd, i64)> = pieces.filter(|(_, ms)| *ms > 0).collect();
        held.sort_unstable_by_key(|(usd, _)| *usd);
        let (mut ms_up_to, mut total_ms) = (Vec::<(Usd, i64)>::new(), 0);
        for (usd, ms) in held {
            total_ms += ms;
            match ms_up_to.last_mut() {
                Some(last) if last.0 == usd => last.1 = total_ms,
                _ => ms_up_to.push((usd, total_ms)),
            }
        }
        (total_ms > 0).then_some(Self { ms_up_to, total_ms })
    }

    /// Summed in whole milliseconds and divided once, so that nothing but the last place is rounded.
    fn mean(&self) -> Usd {
        let (mut sum, mut before) = (Decimal::ZERO, 0);
        for (usd, up_to) in &self.ms_up_to {
            sum += usd.amount() * Decimal::from(up_to - before);
            before = *up_to;
        }
        Usd::new(sum / Decimal::from(self.total_ms))
    }

    fn percentile(&self, percent: u8) -> Usd {
        let (percent, total) = (i128::from(percent.min(100)), i128::from(self.total_ms));
        let below = self.ms_up_to.partition_point(|(_, ms)| i128::from(*ms) * 100 < percent * total);
        self.ms_up_to.get(below).map_or(Usd::ZERO, |(usd, _)| *usd)
    }

    fn ms_at_or_below(&self, limit: Usd) -> i64 {
        let above = self.ms_up_to.partition_point(|(usd, _)| *usd <= limit);
        above.checked_sub(1).and_then(|last| self.ms_up_to.get(last)).map_or(0, |(_, ms)| *ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + minute * 60).unwrap()
    }

    fn window(from: i64, until: i64) -> TimeSpan {
        TimeSpan::new(at(from), at(until))
    }

    fn series(changes: &[(i64, Decimal)]) -> SpotSeries {
        let mut series = SpotSeries::default();
        changes.iter().for_each(|(minute, price)| series.record(at(*minute), Usd::new(*price)));
        series
    }

    #[test]
    fn a_price_counts_as_long_as_it_held() {
        let series = series(&[(-90, dec!(0.10)), (57, dec!(0.40)), (58, dec!(0.50)), (59, dec!(0.10))]);
        let told = series.statistics(window(0, 60)).unwrap();
        assert_eq!(told.mean, Usd::new(dec!(6.70) / dec!(60)));
        assert_eq!((told.p50, told.p95), (Usd::new(dec!(0.10)), Usd::new(dec!(0.10))));
        assert_eq!((told.min, told.max, told.now), (Usd::new(dec!(0.10)), Usd::new(dec!(0.50)), Usd::new(dec!(0.10))));
        assert_eq!((told.changes, told.changes_per_day), (3, dec!(72)));
    }

    #[test]
    fn a_third_of_the_time_three_times_is_exactly_the_price() {
        let series = series(&[(0, dec!(0.3)), (20, dec!(0.1)), (40, dec!(0.2))]);
        assert_eq!(series.statistics(window(0, 60)).unwrap().mean, Usd::new(dec!(0.2)));
    }

    #[test]
    fn time_before_the_first_change_is_told_and_in_no_figure() {
        let told = series(&[(45, dec!(0.10)), (50, dec!(0.30))]).statistics(window(0, 60)).unwrap();
        assert_eq!((told.unpriced, told.known()), (window(0, 45), SignedDuration::from_mins(15)));
        assert_eq!((told.min, told.share_at_or_below(Usd::ZERO)), (Usd::new(dec!(0.10)), dec!(0)));
        assert_eq!(told.mean, Usd::new(dec!(3.5) / dec!(15)));
    }

    #[test]
    fn a_series_that_knows_nothing_of_the_window_is_unknown() {
        assert_eq!(SpotSeries::default().statistics(window(0, 60)), None);
        assert_eq!(series(&[(60, dec!(0.10))]).statistics(window(0, 60)), None);
        assert_eq!(series(&[(0, dec!(0.10))]).statistics(window(30, 30)), None);
    }

    #[test]
    fn a_price_that_only_equals_the_limit_is_under_it() {
        let told = series(&[(0, dec!(0.10)), (45, dec!(0.20))]).statistics(window(0, 60)).unwrap();
        let shares = [dec!(0.09), dec!(0.10), dec!(0.19), dec!(0.20)].map(|usd| told.share_at_or_below(Usd::new(usd)));
        assert_eq!(shares, [dec!(0), dec!(0.75), dec!(0.75), dec!(1)]);
    }

    #[test]
    fn a_price_that_was_written_down_again_is_no_change() {
        let told = series(&[(-9, dec!(0.10)), (0, dec!(0.20)), (9, dec!(0.20)), (60, dec!(0.10))]);
        assert_eq!(told.statistics(window(0, 60)).unwrap().changes, 1);
    }
}
