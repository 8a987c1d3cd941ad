//! What was recorded live, by the days of UTC in which a bill is told.

use super::{AccountBill, Costs};
use crate::ports::{BurnRecord, StoreError};
use emberwatch_domain::account::AccountId;
use emberwatch_domain::forecast::LiveDay;
use emberwatch_domain::ledger::{Correction, Line, Live, correction};
use emberwatch_domain::money::{Estimate, Usd};
use emberwatch_domain::series::{Stretch, gaps, sum};
use emberwatch_domain::spend::{Days, utc_day};
use emberwatch_domain::time_span::TimeSpan;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::collections::{BTreeMap, BTreeSet};

/// So many days are compared with the bill.
const DAYS: i64 = 40;
/// A shorter time without a record is a restart, and changes no day.
pub(super) const SHORT: SignedDuration = SignedDuration::from_mins(30);

/// The live record of the accounts that a bill holds.
#[derive(Clone, Debug)]
pub struct LiveLedger {
    pub days: BTreeMap<Date, LiveDay>,
    /// What a dollar of it comes to on the bill.
    pub correction: Correction,
}

impl LiveLedger {
    /// Whether it stands for the whole bill: it knows clusters only, and where other costs outweigh them no factor
    /// makes a bill of them.
    pub fn speaks_for_the_bill(&self) -> bool {
        self.correction.middle_half.is_some() && !self.correction.bounded
    }
}

impl Costs {
    /// # Errors
    /// What was recorded cannot be read.
    pub fn live(&self, bill: &AccountBill, held: &BTreeSet<AccountId>) -> Result<LiveLedger, StoreError> {
        let now = self.station.now();
        let today = utc_day(now);
        let days = Days::new(today.saturating_sub(DAYS.days()), today.saturating_add(1.day()));
        let record = self.station.history.burn(self.station.realm(), days.span().start)?;
        let days = live_days(&record, held, days, now);
        let lines: Vec<Line> = days
            .iter()
            .filter(|(day, _)| **day < today)
            .map(|(day, live)| {
                let estimate = Estimate { known: live.usd, unknown: Vec::new() };
                let live = Live { estimate, recorded_throughout: live.whole };
                Line::new(*day, Some(live), bill.bill.day(*day, today), &[])
            })
            .collect();
        Ok(LiveLedger { correction: correction(&lines, today), days })
    }
}

/// Of each day what these accounts burned together; a day of which nothing was recorded is left out.
pub fn live_days(
    record: &BurnRecord,
    accounts: &BTreeSet<AccountId>,
    days: Days,
    now: Timestamp,
) -> BTreeMap<Date, LiveDay> {
    let of_accounts = record.iter().filter(|(account, _)| accounts.contains(*account));
    let records: Vec<&[Stretch]> = of_accounts.map(|(_, stretches)| stretches.as_slice()).collect();
    let together = sum(&records);
    let day = |day: Date| {
        let whole = Days::one(day).span();
        let window = TimeSpan::new(whole.start, whole.end.min(now));
        let within = |stretch: &Stretch| {
            let span = TimeSpan::new(stretch.span.start.max(window.start), stretch.span.end.min(window.end));
            (span.milliseconds() > 0).then_some((span, stretch.usd, stretch.complete))
        };
        let parts: Vec<_> = together.iter().filter_map(within).collect();
        let usd: Usd = parts.iter().map(|(span, usd, _)| *usd * span.hours()).sum();
        let whole = parts.iter().all(|(.., complete)| *complete) && gaps(&together, window, SHORT).is_empty();
        (!parts.is_empty()).then_some((day, LiveDay { usd, whole }))
    };
    days.iter().filter(|of| Days::one(*of).span().start < now).filter_map(day).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use rust_decimal::Decimal;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn stretch(from: &str, until: &str, usd: i64) -> Stretch {
        Stretch { span: TimeSpan::new(at(from), at(until)), usd: Usd::new(Decimal::from(usd)), complete: true }
    }

    #[test]
    fn a_stretch_over_midnight_is_of_both_days_and_a_gap_makes_a_day_less_than_whole() {
        let record = BurnRecord::from([
            ("1".into(), vec![stretch("2026-01-01T00:00:00Z", "2026-01-02T12:00:00Z", 2)]),
            ("9".into(), vec![stretch("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", 100)]),
        ]);
        let days = Days::new(date(2026, 1, 1), date(2026, 1, 4));
        let live = live_days(&record, &BTreeSet::from(["1".into()]), days, at("2026-01-02T18:00:00Z"));
        let told: Vec<_> = live.values().map(|day| (day.usd.total_text(), day.whole)).collect();
        assert_eq!(told, [("48.00".to_owned(), true), ("24.00".to_owned(), false)]);
    }
}
