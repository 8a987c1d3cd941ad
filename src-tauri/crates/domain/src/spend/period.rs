//! Days as bills count them: in UTC, from midnight to midnight, whatever clock the user reads; an end is left out.

use crate::time_span::TimeSpan;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How far back Cost Explorer answers: the running month and so many before it.
/// <https://docs.aws.amazon.com/cost-management/latest/userguide/ce-enable.html>
pub const MONTHS_BACK: i32 = 13;

/// From `first` until `end`, the end left out. Never negative: a reversed period is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Days {
    pub first: Date,
    pub end: Date,
}

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month {
    /// Its first day, by which it is known.
    first: Date,
}

/// The day on which AWS bills what happens at this moment.
pub fn utc_day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

impl Days {
    pub fn new(first: Date, end: Date) -> Self {
        Self { first, end: end.max(first) }
    }

    pub fn one(day: Date) -> Self {
        Self::new(day, later(day, 1))
    }

    /// All that Cost Explorer still tells on this day, itself included.
    pub fn told_on(today: Date) -> Self {
        let oldest = Month::of(today).first.saturating_sub(MONTHS_BACK.months());
        Self::new(oldest, later(today, 1))
    }

    pub fn count(&self) -> u32 {
        u32::try_from(days_between(self.first, self.end)).unwrap_or(0)
    }

    pub fn is_empty(&self) -> bool {
        self.first == self.end
    }

    pub fn contains(&self, day: Date) -> bool {
        self.first <= day && day < self.end
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Date> + use<> {
        let first = self.first;
        (0..i32::try_from(self.count()).unwrap_or(i32::MAX)).map(move |day| later(first, day))
    }

    /// As many days just before.
    pub fn previous(&self) -> Self {
        Self::new(later(self.first, -days_between(self.first, self.end)), self.first)
    }

    /// The days of both.
    pub fn common(&self, other: &Days) -> Self {
        Self::new(self.first.max(other.first), self.end.min(other.end))
    }

    /// Every month that has a day of it, the first and the last one cut to it.
    pub fn months(&self) -> Vec<Days> {
        let mut months = Vec::new();
        let mut month = Month::of(self.first);
        while month.first < self.end && !self.is_empty() {
            months.push(self.common(&month.days()));
            month = month.next();
        }
        months
    }

    /// From midnight UTC to midnight UTC.
    pub fn span(&self) -> TimeSpan {
        TimeSpan::new(midnight(self.first), midnight(self.end))
    }
}

impl Month {
    pub fn of(day: Date) -> Self {
        Self { first: day.first_of_month() }
    }

    pub fn days(&self) -> Days {
        Days::new(self.first, self.next().first)
    }

    pub fn next(&self) -> Self {
        Self { first: self.first.saturating_add(1.month()) }
    }

    pub fn previous(&self) -> Self {
        Self { first: self.first.saturating_sub(1.month()) }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

/// So many days later, or earlier if negative.
pub(crate) fn later(day: Date, days: i32) -> Date {
    day.saturating_add(days.days())
}

/// From the one until the other; negative if that is earlier.
pub(crate) fn days_between(from: Date, until: Date) -> i32 {
    i32::try_from(until.duration_since(from).as_hours() / 24).unwrap_or(i32::MAX)
}

fn midnight(day: Date) -> Timestamp {
    day.to_zoned(TimeZone::UTC).map_or(Timestamp::MAX, |midnight| midnight.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_month_ends_before_the_first_of_the_next() {
        assert_eq!(Month::of(date(2024, 2, 10)).days(), Days::new(date(2024, 2, 1), date(2024, 3, 1)));
        assert_eq!(Month::of(date(2024, 2, 29)).days().count(), 29);
        assert_eq!(Month::of(date(2025, 2, 28)).days().count(), 28);
        assert_eq!(Month::of(date(2025, 12, 31)).next(), Month::of(date(2026, 1, 1)));
        assert_eq!(Month::of(date(2025, 1, 31)).previous().to_string(), "2024-12");
    }

    #[test]
    fn the_previous_period_is_as_long_and_ends_where_this_one_begins() {
        let march = Month::of(date(2024, 3, 1)).days();
        assert_eq!(march.previous(), Days::new(date(2024, 1, 30), date(2024, 3, 1)));
        assert_eq!(march.previous().count(), 31);
    }

    #[test]
    fn thirteen_months_back_is_the_first_of_a_month_also_from_29_february() {
        let told = Days::told_on(date(2024, 2, 29));
        assert_eq!(told, Days::new(date(2023, 1, 1), date(2024, 3, 1)));
        assert_eq!(told.months().len(), 14);
    }

    #[test]
    fn a_period_over_a_month_end_is_cut_there() {
        let months = Days::new(date(2024, 1, 30), date(2024, 3, 2)).months();
        assert_eq!(months.iter().map(Days::count).collect::<Vec<_>>(), [2, 29, 1]);
    }

    #[test]
    fn a_reversed_period_is_empty() {
        let days = Days::new(date(2024, 3, 2), date(2024, 3, 1));
        assert!(days.is_empty() && days.iter().next().is_none() && days.months().is_empty());
    }

    /// In Berlin the clock sprang on 31 March 2024 and fell back on 27 October: those days have 23 and 25 hours there.
    #[test]
    fn a_clock_change_where_the_user_lives_moves_no_day_of_the_bill() {
        for day in [date(2024, 3, 31), date(2024, 10, 27)] {
            assert_eq!(Days::one(day).span().milliseconds(), 24 * 3_600_000);
        }
        let late: Timestamp = "2024-03-31T00:30:00+01:00[Europe/Berlin]".parse::<jiff::Zoned>().unwrap().timestamp();
        assert_eq!(utc_day(late), date(2024, 3, 30));
    }

    #[test]
    fn whatever_zone_the_user_lives_in_a_moment_is_of_the_same_day_of_the_bill() {
        let moments = ["2024-02-29T23:59:59Z", "2024-03-01T00:00:00Z", "2024-10-27T00:30:00Z", "2024-12-31T23:59:59Z"];
        for (moment, expected) in moments.into_iter().zip(["2024-02-29", "2024-03-01", "2024-10-27", "2024-12-31"]) {
            let moment: Timestamp = moment.parse().unwrap();
            for name in jiff::tz::db().available() {
                let Ok(zone) = TimeZone::get(name.as_str()) else { continue };
                assert_eq!(utc_day(moment.to_zoned(zone).timestamp()).to_string(), expected, "{name}");
            }
        }
    }

    proptest! {
        #[test]
        fn every_moment_is_of_the_one_day_whose_span_holds_it(second in 0_i64..4_000_000_000) {
            let at = Timestamp::from_second(second).unwrap();
            let span = Days::one(utc_day(at)).span();
            prop_assert!(span.start <= at && at < span.end);
        }

        #[test]
        fn the_months_of_a_period_have_all_its_days_once(first in 0_i32..20_000, count in 0_i32..900) {
            let days = Days::new(later(date(1990, 1, 1), first), later(date(1990, 1, 1), first + count));
            let of_months: Vec<Date> = days.months().iter().flat_map(Days::iter).collect();
            prop_assert_eq!(of_months, days.iter().collect::<Vec<_>>());
            prop_assert_eq!(days.previous().count(), days.count());
        }
    }
}
