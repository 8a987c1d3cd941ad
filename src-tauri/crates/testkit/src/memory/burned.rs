//! The days of a record added up stretch by stretch: a second opinion on the sums that the store keeps as it records.

use emberwatch_app::burned::{BurnedDay, BurnedSum};
use emberwatch_domain::account::AccountId;
use emberwatch_domain::money::Usd;
use emberwatch_domain::series::Stretch;
use emberwatch_domain::spend::{Days, utc_day};
use emberwatch_domain::time_span::TimeSpan;
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The days of an account's record, which is in order.
pub fn burned_days(account: &AccountId, record: &[Stretch]) -> Vec<BurnedDay> {
    let mut days: BTreeMap<Date, BurnedDay> = BTreeMap::new();
    for stretch in record {
        for (day, span) in by_day(stretch.span).filter(|(_, span)| span.milliseconds() > 0) {
            let known = days.entry(day).or_insert_with(|| BurnedDay {
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
    let an_hour = |day: BurnedDay| BurnedDay { usd: Usd::new(day.usd.amount() / Decimal::from(3_600_000)), ..day };
    days.into_values().map(an_hour).collect()
}

/// Of each account, in any order.
pub fn burned_sums(days: &[BurnedDay]) -> BTreeMap<AccountId, BurnedSum> {
    let mut sums: BTreeMap<AccountId, BurnedSum> = BTreeMap::new();
    for day in days {
        let sum = sums.entry(day.account.clone()).or_insert(BurnedSum { usd: Usd::ZERO, complete: true });
        *sum = BurnedSum { usd: sum.usd + day.usd, complete: sum.complete && day.complete };
    }
    sums
}

/// A span cut at midnights; a part may be empty.
fn by_day(span: TimeSpan) -> impl Iterator<Item = (Date, TimeSpan)> {
    let days = Days::new(utc_day(span.start), utc_day(span.end).saturating_add(1.day()));
    days.iter().map(move |day| {
        let whole = Days::one(day).span();
        (day, TimeSpan::new(span.start.max(whole.start), span.end.min(whole.end)))
    })
}
