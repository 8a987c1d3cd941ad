//! What accounts burned, day by day of UTC, as the live record knows it.

use emberwatch_domain::account::AccountId;
use emberwatch_domain::money::Usd;
use emberwatch_domain::time_span::TimeSpan;
use jiff::SignedDuration;
use jiff::civil::Date;
use rust_decimal::Decimal;

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
}
