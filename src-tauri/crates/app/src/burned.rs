//! What accounts burned, day by day of UTC, as the live record knows it.

use emberwatch_domain::account::AccountId;
use emberwatch_domain::money::Usd;
use emberwatch_domain::series::Stretch;
use emberwatch_domain::spend::{Days, utc_day};
use emberwatch_domain::time_span::TimeSpan;
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What one account burned on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BurnedDay {
    pub account: AccountId,
    pub day: Date,
    pub usd: Usd,
    /// From the first record of the day to the last.
    pub recorded: TimeSpan,
    /// The longest time between them of which nothing was recorded.
    pub longest_gap: SignedDuration,
    /// False: at least so much.
    pub complete: bool,
}

/// What one account burned on several days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BurnedSum {
    pub usd: Usd,
    /// False: at least so much.
    pub complete: bool,
}

impl BurnedDay {
    /// Of micro-dollars per hour times seconds.
    pub fn usd(micro_seconds: i64) -> Usd {
        Usd::new(Decimal::new(micro_seconds, 6) / Decimal::from(3600))
    }

    /// The days of an account's record, which is in order.
    pub fn of_record(account: &AccountId, record: &[Stretch]) -> Vec<Self> {
        let mut days: BTreeMap<Date, Self> = BTreeMap::new();
        for stretch in record {
            for (day, span) in by_day(stretch.span).filter(|(_, span)| span.milliseconds() > 0) {
                let known = days.entry(day).or_insert_with(|| Self {
                    account: account.clone(),
                    day,
                    usd: Usd::ZERO,
                    recorded: TimeSpan::new(span.start, span.start),
                    longest_gap: SignedDuration::ZERO,
                    complete: true,
                });
                // Divided once, in the end: the sum is exact until then.
                known.usd += stretch.usd * Decimal::from(span.milliseconds());
                known.longest_gap = known.longest_gap.max(span.start.duration_since(known.recorded.end));
                known.recorded.end = span.end;
                known.complete &= stretch.complete;
            }
        }
        let an_hour = |day: Self| Self { usd: Usd::new(day.usd.amount() / Decimal::from(3_600_000)), ..day };
        days.into_values().map(an_hour).collect()
    }
}

impl BurnedSum {
    /// Of each account, in any order.
    pub fn of_days(days: &[BurnedDay]) -> BTreeMap<AccountId, Self> {
        let mut sums: BTreeMap<AccountId, Self> = BTreeMap::new();
        for day in days {
            let sum = sums.entry(day.account.clone()).or_insert(Self { usd: Usd::ZERO, complete: true });
            *sum = Self { usd: sum.usd + day.usd, complete: sum.complete && day.complete };
        }
        sums
    }
}

/// A span cut at midnights; a part may be empty.
fn by_day(span: TimeSpan) -> impl Iterator<Item = (Date, TimeSpan)> {
    let days = Days::new(utc_day(span.start), utc_day(span.end).saturating_add(1.day()));
    days.iter().map(move |day| {
        let whole = Days::one(day).span();
        (day, TimeSpan::new(span.start.max(whole.start), span.end.min(whole.end)))
    })
}
