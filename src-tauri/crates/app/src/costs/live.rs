//! What was recorded live, by the days of UTC in which a bill is told.

use super::{AccountBill, Costs};
use crate::burned::BurnedDay;
use crate::ports::StoreError;
use emberwatch_domain::account::AccountId;
use emberwatch_domain::forecast::LiveDay;
use emberwatch_domain::ledger::{Correction, Line, Live, correction};
use emberwatch_domain::money::Estimate;
use emberwatch_domain::spend::{Days, utc_day};
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
        let burned = self.station.history.burned(self.station.realm(), days)?;
        let days = live_days(&burned, held, now);
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

/// Of each day what these accounts burned together, as far as it is over; a day of which nothing was recorded is left
/// out. The rows are in the order of their days.
pub fn live_days(burned: &[BurnedDay], accounts: &BTreeSet<AccountId>, now: Timestamp) -> BTreeMap<Date, LiveDay> {
    let of_accounts: Vec<&BurnedDay> = burned.iter().filter(|row| accounts.contains(&row.account)).collect();
    let mut begun: BTreeSet<&AccountId> = BTreeSet::new();
    let mut days = BTreeMap::new();
    for rows in of_accounts.chunk_by(|a, b| a.day == b.day) {
        let window = Days::one(rows[0].day).span();
        if window.start >= now {
            continue;
        }
        let until = window.end.min(now);
        let from_the_start = |row: &BurnedDay| row.recorded.start.duration_since(window.start) <= SHORT;
        // An account that was added in the course of the day was no part of it before.
        let is_whole = |row: &BurnedDay| {
            row.complete
                && row.longest_gap <= SHORT
                && until.duration_since(row.recorded.end) <= SHORT
                && (from_the_start(row) || !begun.contains(&row.account))
        };
        let told = rows.iter().filter(|row| begun.contains(&row.account)).count();
        let whole =
            told == begun.len() && rows.iter().all(|row| is_whole(row)) && rows.iter().any(|row| from_the_start(row));
        let usd = rows.iter().map(|row| row.usd).sum();
        begun.extend(rows.iter().map(|row| &row.account));
        days.insert(rows[0].day, LiveDay { usd, whole });
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::BurnRecord;
    use emberwatch_domain::money::Usd;
    use emberwatch_domain::series::Stretch;
    use emberwatch_domain::time_span::TimeSpan;
    use rust_decimal::Decimal;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn stretch(from: &str, until: &str, usd: i64) -> Stretch {
        Stretch { span: TimeSpan::new(at(from), at(until)), usd: Usd::new(Decimal::from(usd)), complete: true }
    }

    /// By day, as the history tells it.
    fn burned(record: &BurnRecord) -> Vec<BurnedDay> {
        let mut burned: Vec<_> = record.iter().flat_map(|(id, record)| BurnedDay::of_record(id, record)).collect();
        burned.sort_by_key(|row| row.day);
        burned
    }

    fn whole(record: &BurnRecord, now: &str) -> Vec<bool> {
        let accounts = record.keys().cloned().collect();
        live_days(&burned(record), &accounts, at(now)).values().map(|day| day.whole).collect()
    }

    #[test]
    fn a_restart_changes_no_day_and_an_account_that_is_missing_from_one_does() {
        let (noon, end) = ("2026-01-01T12:00:00Z", "2026-01-03T00:00:00Z");
        let broken = vec![stretch("2026-01-01T00:00:00Z", noon, 2), stretch("2026-01-01T12:20:00Z", end, 2)];
        let alone = BurnRecord::from([("1".into(), broken.clone())]);
        assert_eq!(whole(&alone, end), [true, true]);
        let added = BurnRecord::from([("1".into(), broken.clone()), ("2".into(), vec![stretch(noon, end, 1)])]);
        assert_eq!(whole(&added, end), [true, true]);
        let left =
            BurnRecord::from([("1".into(), broken), ("2".into(), vec![stretch("2026-01-01T00:00:00Z", noon, 1)])]);
        assert_eq!(whole(&left, end), [false, false]);
        let late = BurnRecord::from([("2".into(), vec![stretch(noon, end, 1)])]);
        assert_eq!(whole(&late, end), [false, true]);
    }

    #[test]
    fn a_stretch_over_midnight_is_of_both_days_and_a_gap_makes_a_day_less_than_whole() {
        let record = BurnRecord::from([
            ("1".into(), vec![stretch("2026-01-01T00:00:00Z", "2026-01-02T12:00:00Z", 2)]),
            ("9".into(), vec![stretch("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", 100)]),
        ]);
        let live = live_days(&burned(&record), &BTreeSet::from(["1".into()]), at("2026-01-02T18:00:00Z"));
        let told: Vec<_> = live.values().map(|day| (day.usd.total_text(), day.whole)).collect();
        assert_eq!(told, [("48.00".to_owned(), true), ("24.00".to_owned(), false)]);
    }
}
