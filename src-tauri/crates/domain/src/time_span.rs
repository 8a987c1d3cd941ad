//! Stretches of time, and what AWS bills of them.

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// EC2 and EMR bill per second, but at least this much for an instance.
/// <https://aws.amazon.com/emr/pricing/> ("per-second rate … one-minute minimum").
pub const LEAST_BILLED_SECONDS: i64 = 60;

/// The clocks of one machine's processes agree within this.
const AGREE: SignedDuration = SignedDuration::from_mins(1);

/// Whether what is of this age was noted by a clock that was ahead then.
pub fn is_ahead(age: SignedDuration) -> bool {
    age < -AGREE
}

/// Whether something of this age is younger than that. What a clock noted that was ahead once counts as old: else it
/// would stay fresh for as long as the clock was ahead.
pub fn is_younger(age: SignedDuration, than: SignedDuration) -> bool {
    !is_ahead(age) && age < than
}

/// From `start` until `end`, the end left out. Never negative: a reversed span is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeSpan {
    pub start: Timestamp,
    pub end: Timestamp,
}

impl TimeSpan {
    pub fn new(start: Timestamp, end: Timestamp) -> Self {
        Self { start, end: end.max(start) }
    }

    pub fn milliseconds(&self) -> i64 {
        self.end.as_millisecond() - self.start.as_millisecond()
    }

    /// Exact hours, to the millisecond.
    pub fn hours(&self) -> Decimal {
        Decimal::from(self.milliseconds()) / Decimal::from(3_600_000)
    }

    /// What is left of it without these spans, which may overlap and come in any order.
    pub fn without(self, taken: impl IntoIterator<Item = TimeSpan>) -> Vec<TimeSpan> {
        let mut taken: Vec<TimeSpan> =
            taken.into_iter().filter(|span| span.end > self.start && span.start < self.end).collect();
        taken.sort_by_key(|span| span.start);
        let (mut left, mut taken_until) = (Vec::new(), self.start);
        for span in taken {
            left.push(TimeSpan::new(taken_until, span.start.max(taken_until)));
            taken_until = taken_until.max(span.end);
        }
        left.push(TimeSpan::new(taken_until, self.end));
        left.retain(|span| span.start < span.end);
        left
    }

    /// What is billed of an instance that ran this long: whole seconds started, and at least a minute.
    pub fn billed(&self) -> TimeSpan {
        let seconds = self.milliseconds().div_euclid(1000) + i64::from(self.milliseconds() % 1000 != 0);
        let billed = seconds.max(LEAST_BILLED_SECONDS);
        let end = self.start + SignedDuration::from_secs(billed);
        TimeSpan { start: self.start, end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + second).unwrap()
    }

    #[test]
    fn twenty_seconds_are_billed_as_a_minute() {
        assert_eq!(TimeSpan::new(at(0), at(20)).billed(), TimeSpan::new(at(0), at(60)));
    }

    #[test]
    fn ninety_seconds_are_billed_as_ninety() {
        assert_eq!(TimeSpan::new(at(0), at(90)).billed(), TimeSpan::new(at(0), at(90)));
    }

    #[test]
    fn what_is_left_of_a_span_is_what_no_other_covers() {
        let left = TimeSpan::new(at(0), at(100)).without([
            TimeSpan::new(at(60), at(200)),
            TimeSpan::new(at(-50), at(10)),
            TimeSpan::new(at(20), at(30)),
            TimeSpan::new(at(25), at(40)),
        ]);
        assert_eq!(left, [TimeSpan::new(at(10), at(20)), TimeSpan::new(at(40), at(60))]);
        assert_eq!(TimeSpan::new(at(0), at(1)).without([]), [TimeSpan::new(at(0), at(1))]);
        assert_eq!(TimeSpan::new(at(0), at(1)).without([TimeSpan::new(at(0), at(1))]), []);
    }

    #[test]
    fn a_reversed_span_is_empty() {
        assert_eq!(TimeSpan::new(at(5), at(0)).milliseconds(), 0);
    }

    #[test]
    fn what_is_of_the_future_is_old_unless_it_is_of_the_next_seconds() {
        let (second, hour) = (SignedDuration::from_secs(1), SignedDuration::from_hours(1));
        for (age, young) in [(second, true), (-second, true), (hour, false), (-hour, false), (hour - second, true)] {
            assert_eq!(is_younger(age, hour), young, "{age:?}");
        }
    }
}
