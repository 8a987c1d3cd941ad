//! Which days are to be asked for. A day that is closed is never asked for twice: each request costs money.

use super::question::KeptDays;
use emberwatch_domain::spend::{Days, is_settled, utc_day};
use emberwatch_domain::time_span::is_younger;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// A day that may still move is asked for again after so long: twice a day. AWS computes it at most three times a day.
pub const REFRESH: SignedDuration = SignedDuration::from_hours(12);

/// The days among these that AWS should be asked for now, in stretches without a gap. Today is not among them: what
/// is told of it is next to nothing.
pub fn due(days: Days, kept: &KeptDays, now: Timestamp) -> Vec<Days> {
    let today = utc_day(now);
    let mut stretches: Vec<Days> = Vec::new();
    let told = days.common(&Days::told_on(today));
    for day in told.iter().filter(|day| *day < today && is_open(*day, kept)) {
        match stretches.last_mut() {
            Some(last) if last.end == day => last.end = next(day),
            _ => stretches.push(Days::one(day)),
        }
    }
    // What moves together is asked together: each day at its own time would take a request each.
    stretches.retain(|stretch| stretch.iter().any(|day| is_due(day, kept, now)));
    stretches
}

/// Whether it was never told, or could still move when it was asked for: whether it could now does not count.
fn is_open(day: Date, kept: &KeptDays) -> bool {
    kept.get(&day).is_none_or(|known| !is_settled(day, known.estimated, utc_day(known.asked_at)))
}

fn is_due(day: Date, kept: &KeptDays, now: Timestamp) -> bool {
    let Some(known) = kept.get(&day) else { return true };
    !is_younger(now.duration_since(known.asked_at), REFRESH)
}

fn next(day: Date) -> Date {
    day.saturating_add(1.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::costs::question::KeptDay;
    use jiff::civil::date;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn january(first: i8, end: i8) -> Days {
        Days::new(date(2026, 1, first), date(2026, 1, end))
    }

    /// All days of a stretch were answered at a time, and marked as estimates as AWS does until the invoice.
    fn kept(days: Days, asked_at: &str) -> KeptDays {
        let answered = KeptDay { estimated: true, asked_at: at(asked_at) };
        days.iter().map(|day| (day, answered)).collect()
    }

    #[test]
    fn what_was_never_asked_is_asked_in_one_stretch_up_to_yesterday() {
        let told = due(january(1, 31), &KeptDays::new(), at("2026-01-20T09:00:00Z"));
        assert_eq!(told, [january(1, 20)]);
    }

    #[test]
    fn a_closed_day_is_never_asked_twice() {
        let kept = kept(january(1, 20), "2026-01-20T09:00:00Z");
        assert_eq!(due(january(1, 20), &kept, at("2026-01-20T20:00:00Z")), [], "twelve hours have not passed");
        // The 18th and the 19th could still move when they were asked for.
        assert_eq!(due(january(1, 20), &kept, at("2026-01-20T21:00:00Z")), [january(18, 20)]);
        assert_eq!(due(january(1, 20), &kept, at("2026-06-01T00:00:00Z")), [january(18, 20)]);
    }

    #[test]
    fn a_gap_of_what_is_known_is_not_asked_over_the_known_days() {
        let kept = kept(january(5, 8), "2026-01-20T09:00:00Z");
        assert_eq!(due(january(3, 10), &kept, at("2026-01-20T09:00:00Z")), [january(3, 5), january(8, 10)]);
    }

    #[test]
    fn what_still_moves_is_asked_in_one_request_when_any_of_it_is_due() {
        let mut kept = kept(january(1, 20), "2026-01-20T15:00:00Z");
        let told = |kept: &KeptDays, now| due(january(1, 22), kept, at(now));
        assert_eq!(told(&kept, "2026-01-20T23:45:00Z"), []);
        // The 20th was never told, and the two days before it may have moved.
        assert_eq!(told(&kept, "2026-01-21T00:00:00Z"), [january(18, 21)]);
        let midnight = KeptDay { estimated: true, asked_at: at("2026-01-21T00:00:00Z") };
        kept.extend(january(18, 21).iter().map(|day| (day, midnight)));
        assert_eq!(told(&kept, "2026-01-21T11:45:00Z"), []);
    }

    #[test]
    fn what_aws_has_forgotten_is_not_asked() {
        let days = Days::new(date(2020, 1, 1), date(2026, 1, 2));
        let told = due(days, &KeptDays::new(), at("2026-01-20T09:00:00Z"));
        assert_eq!(told, [Days::new(date(2024, 12, 1), date(2026, 1, 2))]);
    }

    #[test]
    fn an_estimate_of_a_clock_that_was_far_ahead_is_asked_again() {
        let kept = kept(january(19, 20), "2026-01-20T23:00:00Z");
        assert_eq!(due(january(19, 20), &kept, at("2026-01-20T01:00:00Z")), [january(19, 20)]);
    }
}
