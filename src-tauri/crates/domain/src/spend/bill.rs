//! The answers to one question to the bill: one basis, one grouping, one filter. Answers to different questions hold the
//! same money again, so they are never put into one `Bill`.

use super::period::{days_between, later};
use super::{Basis, BillKey, CostFilter, Days};
use crate::money::Usd;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// AWS marks days as estimated until the month's invoice, but what a day used is in the bill after so many days.
pub const SETTLING_DAYS: i32 = 2;

/// What one day cost under one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillDay {
    /// In UTC.
    pub day: Date,
    pub key: BillKey,
    pub usd: Usd,
    pub estimated: bool,
}

/// Why a day has no amount.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum NoData {
    /// It lies before the first day that ever cost something.
    BeforeFirstBill,
    /// It is today, or so recent that nothing of it reached the bill.
    NotYetBilled,
    /// It has not begun.
    ToCome,
    /// It is older than what Cost Explorer tells, and nobody asked for it while it was told.
    OlderThanKept {
        /// The oldest day that is told still.
        from: Date,
    },
    /// Nobody asked for it yet.
    NotAsked,
    /// AWS refused, in its words.
    Refused { reason: String },
    /// AWS took longer to answer than it is waited for.
    NotInTime,
    /// AWS has no data for this account yet, as in its first day.
    Unavailable,
    /// The bill has the day and does not tell its clusters apart.
    NotToldApart,
    /// What may be spent on asking is spent.
    AskingBudgetReached,
}

/// What is known of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayCost {
    Billed { usd: Usd, estimated: bool },
    NoData(NoData),
}

/// Whether nothing more of this day will come into the bill.
pub fn is_settled(day: Date, estimated: bool, today: Date) -> bool {
    !estimated || days_between(day, today) > SETTLING_DAYS
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    pub basis: Basis,
    days: BTreeMap<Date, Result<Answer, NoData>>,
}

/// A day that was answered without any row cost nothing, or nothing yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Answer {
    rows: BTreeMap<BillKey, Usd>,
    /// It had rows, and none of them is meant: of what is meant it cost nothing, and that is no guess.
    had_others: bool,
    estimated: bool,
}

impl Bill {
    pub fn new(basis: Basis) -> Self {
        Self { basis, days: BTreeMap::new() }
    }

    /// AWS answered for these days; what was known of them before is replaced. Rows of other days are left out.
    /// `estimated_from` is the first day that AWS marked as an estimate, for a day without rows carries no mark.
    pub fn record(&mut self, days: Days, rows: impl IntoIterator<Item = BillDay>, estimated_from: Option<Date>) {
        for day in days.iter() {
            let estimated = estimated_from.is_some_and(|from| from <= day);
            self.days.insert(day, Ok(Answer { estimated, ..Answer::default() }));
        }
        for row in rows.into_iter().filter(|row| days.contains(row.day)) {
            if let Some(Ok(answer)) = self.days.get_mut(&row.day) {
                *answer.rows.entry(row.key).or_insert(Usd::ZERO) += row.usd;
                answer.estimated |= row.estimated;
            }
        }
    }

    /// There was no answer for these days. An older answer stays.
    pub fn miss(&mut self, days: Days, why: &NoData) {
        for day in days.iter() {
            let known = self.days.entry(day).or_insert_with(|| Err(why.clone()));
            if known.is_err() {
                *known = Err(why.clone());
            }
        }
    }

    /// Forgets the rows that are not meant. A day of which no row is left was billed all the same.
    pub fn narrow(&mut self, only: &[CostFilter]) {
        for answer in self.days.values_mut().flatten() {
            let before = answer.rows.len();
            answer.rows.retain(|key, _| only.iter().all(|filter| filter.holds(key)));
            answer.had_others |= answer.rows.len() < before;
        }
    }

    /// The sum of all keys.
    pub fn day(&self, day: Date, today: Date) -> DayCost {
        match self.answer(day, today) {
            Ok((rows, estimated)) => DayCost::Billed { usd: rows.values().copied().sum(), estimated },
            Err(why) => DayCost::NoData(why),
        }
    }

    /// The first day that cost something.
    pub fn first_day(&self) -> Option<Date> {
        self.days.iter().find(|(_, answer)| answer.as_ref().is_ok_and(Answer::is_billed)).map(|(day, _)| *day)
    }

    /// The first day of the newest stretch of days that are still estimates.
    pub fn estimated_from(&self) -> Option<Date> {
        let answered = self.days.iter().rev().filter_map(|(day, answer)| Some((day, answer.as_ref().ok()?)));
        answered.take_while(|(_, answer)| answer.estimated).last().map(|(day, _)| *day)
    }

    pub(super) fn answer(&self, day: Date, today: Date) -> Result<(&BTreeMap<BillKey, Usd>, bool), NoData> {
        if day > today {
            return Err(NoData::ToCome);
        }
        let answer = match self.days.get(&day) {
            Some(Ok(answer)) => answer,
            // No answer would have told it, whatever hindered the asking.
            Some(Err(_)) | None if day < Days::told_on(today).first => {
                return Err(NoData::OlderThanKept { from: Days::told_on(today).first });
            }
            Some(Err(why)) => return Err(why.clone()),
            // Nobody asks for today: nothing of it can be in the bill.
            None if day == today => return Err(NoData::NotYetBilled),
            None => return Err(NoData::NotAsked),
        };
        if answer.is_billed() {
            return Ok((&answer.rows, answer.estimated));
        }
        match self.first_day() {
            _ if day >= later(today, -SETTLING_DAYS) => Err(NoData::NotYetBilled),
            Some(first) if first < day => Ok((&answer.rows, answer.estimated)),
            // An account without any row may be new, or may cost nothing: neither is a zero that AWS vouched for.
            _ => Err(NoData::BeforeFirstBill),
        }
    }
}

impl Answer {
    fn is_billed(&self) -> bool {
        self.had_others || !self.rows.is_empty()
    }
}

impl fmt::Display for NoData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BeforeFirstBill => f.write_str("before the first bill"),
            Self::NotYetBilled => f.write_str("not yet billed"),
            Self::ToCome => f.write_str("still to come"),
            Self::OlderThanKept { from } => {
                write!(f, "older than what Cost Explorer keeps; on this day it tells what was billed from {from} on")
            }
            Self::NotAsked => f.write_str("not asked yet"),
            Self::Refused { reason } => write!(f, "refused: {reason}"),
            Self::NotInTime => f.write_str("AWS took too long to answer; asking again goes on from there"),
            Self::Unavailable => f.write_str("AWS has no data for this account yet"),
            Self::NotToldApart => f.write_str("the bill does not tell clusters apart"),
            Self::AskingBudgetReached => f.write_str("what may be spent on asking is spent"),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::spend::Dimension;
    use jiff::civil::date;
    use rust_decimal::Decimal;

    pub(crate) fn usd(cents: i64) -> Usd {
        Usd::new(Decimal::new(cents, 2))
    }

    pub(crate) fn row(day: Date, service: &str, cents: i64) -> BillDay {
        BillDay { day, key: BillKey::default().with(Dimension::Service, service), usd: usd(cents), estimated: false }
    }

    pub(crate) fn january(day: i8) -> Date {
        date(2024, 1, day)
    }

    #[test]
    fn a_day_without_data_says_why_and_is_never_zero() {
        let mut bill = Bill::new(Basis::default());
        bill.record(Days::new(january(1), january(20)), [row(january(3), "a", 500), row(january(5), "a", 100)], None);
        bill.miss(Days::new(january(20), january(21)), &NoData::AskingBudgetReached);
        let told = |day| bill.day(january(day), january(22));
        assert_eq!(told(1), DayCost::NoData(NoData::BeforeFirstBill));
        assert_eq!(told(3), DayCost::Billed { usd: usd(500), estimated: false });
        // AWS answered for this day and had bills before it: it cost nothing.
        assert_eq!(told(4), DayCost::Billed { usd: Usd::ZERO, estimated: false });
        assert_eq!(told(20), DayCost::NoData(NoData::AskingBudgetReached));
        assert_eq!(told(21), DayCost::NoData(NoData::NotAsked));
        assert_eq!(told(22), DayCost::NoData(NoData::NotYetBilled));
        assert_eq!(told(23), DayCost::NoData(NoData::ToCome));
    }

    #[test]
    fn a_day_that_aws_has_forgotten_says_from_when_on_there_is_data() {
        let mut bill = Bill::new(Basis::default());
        let (from, kept) = (date(2022, 12, 1), date(2022, 11, 30));
        assert_eq!(bill.day(kept, january(22)), DayCost::NoData(NoData::OlderThanKept { from }));
        assert_eq!(bill.day(from, january(22)), DayCost::NoData(NoData::NotAsked));
        bill.record(Days::one(kept), [row(kept, "a", 500)], None);
        let told = bill.day(kept, january(22));
        assert_eq!(told, DayCost::Billed { usd: usd(500), estimated: false }, "what was asked in time stays");
    }

    #[test]
    fn a_day_of_which_nothing_is_meant_cost_nothing_of_it() {
        let mut bill = Bill::new(Basis::default());
        bill.record(Days::new(january(1), january(3)), [row(january(1), "a", 500), row(january(2), "b", 70)], None);
        bill.narrow(&[CostFilter::one(Dimension::Service, Some("b"))]);
        let told = [1, 2].map(|day| bill.day(january(day), january(22)));
        assert_eq!(told, [0, 70].map(|cents| DayCost::Billed { usd: usd(cents), estimated: false }));
    }

    #[test]
    fn yesterday_without_rows_is_not_yet_billed() {
        let mut bill = Bill::new(Basis::default());
        bill.record(Days::new(january(1), january(11)), [row(january(1), "a", 1)], Some(january(9)));
        assert_eq!(bill.day(january(10), january(11)), DayCost::NoData(NoData::NotYetBilled));
        assert_eq!(bill.estimated_from(), Some(january(9)));
    }

    #[test]
    fn a_refusal_forgets_no_answer_and_an_answer_ends_a_refusal() {
        let mut bill = Bill::new(Basis::default());
        let refused = NoData::Refused { reason: "denied".into() };
        let days = Days::new(january(1), january(3));
        bill.record(Days::one(january(1)), [row(january(1), "a", 100)], None);
        bill.miss(days, &refused);
        assert_eq!(bill.day(january(1), january(9)), DayCost::Billed { usd: usd(100), estimated: false });
        assert_eq!(bill.day(january(2), january(9)), DayCost::NoData(refused));
        bill.record(days, [row(january(1), "a", 100), row(january(2), "a", 200)], None);
        assert_eq!(bill.day(january(2), january(9)), DayCost::Billed { usd: usd(200), estimated: false });
    }

    #[test]
    fn a_day_that_aws_still_marks_is_settled_after_two_days() {
        let settled = |day| is_settled(january(day), true, january(10));
        assert_eq!([7, 8, 9].map(settled), [true, false, false]);
        assert!(is_settled(january(9), false, january(10)));
    }
}
