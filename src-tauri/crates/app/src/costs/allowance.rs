//! What asking costs, and the cap on it: Cost Explorer bills every page.

use crate::meter::Meter;
use crate::ports::{History, StoreError};
use emberwatch_domain::account::{AccountId, Realm};
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::utc_day;
use emberwatch_domain::usage::{self, Tally, Tariff};
use jiff::Timestamp;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// As signatures name Cost Explorer.
pub const COST_EXPLORER: &str = "ce";

/// What Cost Explorer was asked for an account since the month began, by everybody who works on the data folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    pub requests: u64,
    pub usd: Usd,
}

impl Spent {
    pub(super) fn and(self, other: Self) -> Self {
        Self { requests: self.requests + other.requests, usd: self.usd + other.usd }
    }

    /// What was spent after that; a month that began meanwhile began with nothing.
    pub(super) fn since(self, before: Self) -> Self {
        match self.requests.checked_sub(before.requests) {
            Some(requests) => Self { requests, usd: self.usd - before.usd },
            None => self,
        }
    }
}

/// What may be spent on an account in a month of UTC, and what was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    pub cap: Usd,
    pub spent: Spent,
}

impl Allowance {
    /// Whether one more request stays within the cap. One whose price nobody knows is never within it.
    pub fn allows_one_more(&self) -> bool {
        self.allows(1)
    }

    /// Whether so many more do.
    pub(super) fn allows(&self, requests: u32) -> bool {
        match usage::tariff(COST_EXPLORER) {
            Some(Tariff::PerRequest(price)) => self.spent.usd + price * Decimal::from(requests) <= self.cap,
            Some(Tariff::Free) => true,
            None => false,
        }
    }
}

/// What asking has cost in this month for each account, and what it may.
pub(super) struct Spending {
    cap: Usd,
    spent: BTreeMap<AccountId, Spent>,
}

impl Spending {
    /// Of all accounts at once: it is looked at before the window is drawn, and before each request.
    pub fn read(
        meter: &Meter,
        history: &dyn History,
        realm: Realm,
        now: Timestamp,
        cap: Usd,
    ) -> Result<Self, StoreError> {
        let month = utc_day(now).first_of_month();
        let mut spent: BTreeMap<AccountId, Spent> = BTreeMap::new();
        for (key, tally) in meter.asked_since(history, realm, month, Some(COST_EXPLORER))? {
            let usd = usage::cost(&key, Tally { sent: tally.sent, ..Tally::default() }).known;
            let sum = spent.entry(key.place.account).or_default();
            *sum = sum.and(Spent { requests: tally.sent, usd });
        }
        Ok(Self { cap, spent })
    }

    pub fn of(&self, account: &AccountId) -> Allowance {
        Allowance { cap: self.cap, spent: self.spent.get(account).copied().unwrap_or_default() }
    }

    pub fn sum(&self, accounts: &[AccountId]) -> Spent {
        accounts.iter().fold(Spent::default(), |sum, account| sum.and(self.of(account).spent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn allowance(cap: Usd, spent: Usd) -> Allowance {
        Allowance { cap, spent: Spent { requests: 0, usd: spent } }
    }

    #[test]
    fn the_last_cent_may_be_spent_and_no_other() {
        let cap = Usd::new(dec!(2));
        assert!(allowance(cap, Usd::new(dec!(1.99))).allows_one_more());
        assert!(!allowance(cap, cap).allows_one_more());
        assert!(!allowance(Usd::ZERO, Usd::ZERO).allows_one_more(), "a cap of nothing asks nothing");
    }
}
