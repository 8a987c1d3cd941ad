//! TimePeriod and Granularity: UTC days with an exclusive end, cut into the periods of the answer.

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{AwsError, invalid};
use crate::world::bill::{DAY_S, date};

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DateInterval {
    start: String,
    end: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Granularity {
    Daily,
    Monthly,
    Hourly,
}

/// One period of an answer, as days since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Period(pub(super) Range<i64>);

/// Cost Explorer keeps so many months.
const KEPT_MONTHS: i64 = 14;

impl DateInterval {
    /// The days of a look at the past.
    pub(super) fn past(&self, now: Timestamp) -> Result<Range<i64>, AwsError> {
        let days = self.days()?;
        let today = now.to_zoned(TimeZone::UTC).date();
        let oldest = earlier(today, KEPT_MONTHS.months()).map_or(i64::MIN, number);
        if days.start < oldest {
            return Err(invalid("You haven't enabled historical data beyond 14 months"));
        }
        if days.start > number(today) {
            return Err(invalid(format!("Start time {} is invalid. It lies in the future", self.start)));
        }
        Ok(days)
    }

    pub(super) fn days(&self) -> Result<Range<i64>, AwsError> {
        let (start, end) = (read(&self.start)?, read(&self.end)?);
        if start >= end {
            return Err(invalid("Start date (and hour) should be before end date (and hour)"));
        }
        Ok(number(start)..number(end))
    }
}

impl Granularity {
    /// Cuts days into periods; months begin on their first day, and the outer ones where the days do.
    pub(super) fn periods(self, days: Range<i64>) -> Result<Vec<Period>, AwsError> {
        match self {
            Self::Daily => Ok(days.map(|day| Period(day..day + 1)).collect()),
            Self::Monthly => Ok(months(days)),
            Self::Hourly => Err(invalid("Hourly granularity is not enabled for this account")),
        }
    }
}

impl Period {
    pub(super) fn json(&self) -> Value {
        let text = |day: i64| date(day).map(|date| date.to_string()).unwrap_or_default();
        json!({ "Start": text(self.0.start), "End": text(self.0.end) })
    }
}

/// Dates may carry a midnight, which only an hourly look needs.
fn read(text: &str) -> Result<Date, AwsError> {
    let date = text.strip_suffix("T00:00:00Z").unwrap_or(text);
    // jiff accepts other forms of ISO 8601, Cost Explorer this one only.
    date.parse().ok().filter(|_| date.len() == 10).ok_or_else(|| {
        invalid(format!("Value '{text}' at 'timePeriod' failed to satisfy constraint: a date is written YYYY-MM-DD"))
    })
}

fn months(days: Range<i64>) -> Vec<Period> {
    let next = |day: i64| {
        let following = date(day)?.last_of_month().tomorrow().ok()?;
        Some(number(following).min(days.end))
    };
    let mut periods = Vec::new();
    let mut start = days.start;
    while start < days.end {
        let end = next(start).unwrap_or(days.end);
        periods.push(Period(start..end));
        start = end;
    }
    periods
}

fn earlier(date: Date, by: Span) -> Option<Date> {
    date.checked_sub(by).ok()
}

/// Days since 1970-01-01.
fn number(date: Date) -> i64 {
    date.to_zoned(TimeZone::UTC).map_or(0, |zoned| zoned.timestamp().as_second().div_euclid(DAY_S))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(start: &str, end: &str) -> DateInterval {
        DateInterval { start: start.to_owned(), end: end.to_owned() }
    }

    fn written(start: &str, end: &str) -> Vec<String> {
        let periods = Granularity::Monthly.periods(interval(start, end).days().unwrap()).unwrap();
        periods
            .iter()
            .map(|period| format!("{}..{}", date(period.0.start).unwrap(), date(period.0.end).unwrap()))
            .collect()
    }

    #[test]
    fn months_end_with_their_last_day_a_29th_of_february_included() {
        assert_eq!(
            written("2028-01-31", "2028-03-02"),
            ["2028-01-31..2028-02-01", "2028-02-01..2028-03-01", "2028-03-01..2028-03-02"]
        );
        assert_eq!(written("2026-02-10", "2026-02-12"), ["2026-02-10..2026-02-12"]);
    }

    #[test]
    fn the_past_reaches_back_fourteen_months_and_starts_before_it_ends() {
        let now = "2026-04-30T23:00:00Z".parse().unwrap();
        let code = |start, end| interval(start, end).past(now).map_err(|error| error.code);
        assert!(code("2025-02-28", "2026-05-01").is_ok());
        for (start, end) in [
            ("2025-02-27", "2026-05-01"),
            ("2026-04-30", "2026-04-30"),
            ("2026-05-01", "2026-05-02"),
            ("2026-4-30", "2026-05-02"),
            ("20260401", "2026-05-02"),
        ] {
            assert_eq!(code(start, end).unwrap_err(), "ValidationException", "{start}");
        }
    }
}
