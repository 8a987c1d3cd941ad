//! What each day cost, without a hole in the row of days.

use crate::money::Usd;
use crate::spend::{Bill, DayCost, Days, is_settled, later};
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use std::collections::BTreeMap;

/// Days one after the other; a day without data is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    first: Date,
    days: Vec<Option<Usd>>,
}

impl History {
    pub fn new(first: Date, days: Vec<Option<Usd>>) -> Self {
        Self { first, days }
    }

    /// The settled days of the bill, from the first that cost something.
    pub fn of_bill(bill: &Bill, days: Days, today: Date) -> Self {
        let first = bill.first_day().map_or(days.end, |first| first.max(days.first));
        let settled = |day| match bill.day(day, today) {
            DayCost::Billed { usd, estimated } => is_settled(day, estimated, today).then_some(usd),
            DayCost::NoData(_) => None,
        };
        let mut told: Vec<Option<Usd>> = Days::new(first, days.end).iter().map(settled).collect();
        let known = told.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        told.truncate(known);
        Self::new(first, told)
    }

    /// What the bill says so far of days that are not settled.
    pub fn unsettled(bill: &Bill, days: Days, today: Date) -> BTreeMap<Date, Usd> {
        let unsettled = |day| match bill.day(day, today) {
            DayCost::Billed { usd, estimated } => (!is_settled(day, estimated, today)).then_some((day, usd)),
            DayCost::NoData(_) => None,
        };
        days.iter().filter_map(unsettled).collect()
    }

    pub fn days(&self) -> Days {
        Days::new(self.first, later(self.first, i32::try_from(self.days.len()).unwrap_or(i32::MAX)))
    }

    pub fn known(&self) -> usize {
        self.days.iter().flatten().count()
    }

    pub fn day(&self, day: Date) -> Option<Usd> {
        let days = self.days();
        let at = days.contains(day).then(|| Days::new(days.first, day).count())?;
        *self.days.get(at as usize)?
    }

    pub(super) fn push(&mut self, usd: Option<Usd>) {
        self.days.push(usd);
    }

    /// A hole is filled by what the same weekday cost before, else by the mean of what is known by then, so that no
    /// method mistakes it for a day that cost nothing. It never looks ahead.
    pub(super) fn amounts(&self) -> Vec<f64> {
        let mut amounts: Vec<f64> = Vec::with_capacity(self.days.len());
        for usd in self.days.iter().skip_while(|usd| usd.is_none()) {
            let amount = usd.map(to_f64).or_else(|| amounts.iter().rev().nth(6).copied());
            amounts.push(amount.unwrap_or_else(|| mean(&amounts)));
        }
        amounts
    }
}

pub(super) fn mean(amounts: &[f64]) -> f64 {
    if amounts.is_empty() { 0.0 } else { amounts.iter().sum::<f64>() / amounts.len() as f64 }
}

pub(super) fn to_f64(usd: Usd) -> f64 {
    usd.amount().to_f64().unwrap_or(0.0)
}

/// To the micro-dollar, as the store keeps money.
pub(super) fn to_usd(amount: f64) -> Usd {
    Usd::new(Decimal::from_f64(amount).unwrap_or_default().round_dp(6))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spend::{Basis, BillDay, BillKey};
    use jiff::civil::date;

    fn history(days: &[Option<i64>]) -> History {
        History::new(date(2024, 1, 1), days.iter().map(|usd| usd.map(|usd| Usd::new(Decimal::from(usd)))).collect())
    }

    #[test]
    fn a_hole_is_what_the_same_weekday_cost_and_no_zero() {
        let week = [Some(1), Some(2), None, Some(4), Some(5), Some(6), Some(7)];
        let amounts = history(&[&week[..], &[None, Some(9)]].concat()).amounts();
        assert_eq!(amounts, [1.0, 2.0, 1.5, 4.0, 5.0, 6.0, 7.0, 1.0, 9.0]);
    }

    #[test]
    fn a_history_begins_with_the_first_bill_and_ends_with_the_last_settled_day() {
        let day = |day| date(2024, 1, day);
        let row = |of| BillDay { day: day(of), key: BillKey::default(), usd: Usd::from_micros(1), estimated: of >= 8 };
        let mut bill = Bill::new(Basis::default());
        bill.record(Days::new(day(1), day(10)), [3, 4, 6, 7, 8, 9].map(row), Some(day(8)));
        let all = Days::new(day(1), day(11));
        let history = History::of_bill(&bill, all, day(10));
        assert_eq!((history.days(), history.known()), (Days::new(day(3), day(8)), 5));
        // Of the 5th the bill was asked and it cost nothing.
        assert_eq!(history.day(day(5)), Some(Usd::ZERO));
        let unsettled = History::unsettled(&bill, all, day(10));
        assert_eq!(unsettled.into_keys().collect::<Vec<_>>(), [day(8), day(9)]);
    }

    #[test]
    fn a_day_is_found_by_its_date_and_outside_there_is_nothing() {
        let history = history(&[Some(1), None, Some(3)]);
        assert_eq!(history.day(date(2024, 1, 3)), Some(Usd::new(Decimal::from(3))));
        assert_eq!([date(2024, 1, 2), date(2024, 1, 4), date(2023, 12, 31)].map(|day| history.day(day)), [None; 3]);
    }
}
