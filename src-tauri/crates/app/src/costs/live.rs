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
