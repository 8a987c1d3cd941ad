//! A question to the bill: answers to different questions hold the same money again, so they are kept apart.

use emberwatch_domain::account::AccountId;
use emberwatch_domain::spend::{Basis, BillDay, Days, Dimension, is_settled, utc_day};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What an account was asked, whichever days of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    pub account: AccountId,
    pub basis: Basis,
    pub by: Vec<Dimension>,
}

impl Question {
    /// Cost Explorer groups by two dimensions. One of them is the account wherever there is room, so that a payer's
    /// answer tells whose money it is; what is asked by nothing or by account is asked by service too, so that the
    /// three of them are one question.
    pub fn new(account: AccountId, basis: Basis, wanted: &[Dimension]) -> Self {
        let mut others: Vec<Dimension> = wanted.iter().filter(|by| **by != Dimension::LinkedAccount).cloned().collect();
        others.dedup();
        others.truncate(2);
        let by = match others.len() {
            0 => vec![Dimension::LinkedAccount, Dimension::Service],
            1 => [vec![Dimension::LinkedAccount], others].concat(),
            _ => others,
        };
        Self { account, basis, by }
    }
}

/// What AWS answered for these days, as a whole: a day without rows cost nothing, or nothing yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    pub days: Days,
    pub rows: Vec<BillDay>,
    pub estimated_from: Option<Date>,
    pub asked_at: Timestamp,
}

impl Answered {
    /// Whether the day could still move when it was asked for. AWS marks days until the invoice, but a settled day is
    /// not asked for again, so that its mark would never fall.
    pub fn was_estimated(&self, day: Date) -> bool {
        let is_marked = self.estimated_from.is_some_and(|from| from <= day)
            || self.rows.iter().any(|row| row.day == day && row.estimated);
        is_marked && !is_settled(day, is_marked, utc_day(self.asked_at))
    }
}

/// What is kept of the answers to one question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptBill {
    /// Every day that was answered.
    pub days: BTreeMap<Date, KeptDay>,
    pub rows: Vec<BillDay>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptDay {
    pub estimated: bool,
    pub asked_at: Timestamp,
}

/// Something else that an account was answered, as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillNote {
    pub at: Timestamp,
    pub json: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(wanted: &[Dimension]) -> Vec<Dimension> {
        Question::new("1".into(), Basis::default(), wanted).by
    }

    #[test]
    fn by_nothing_by_account_and_by_service_are_one_question() {
        let expected = [Dimension::LinkedAccount, Dimension::Service];
        assert_eq!(by(&[]), expected);
        assert_eq!(by(&[Dimension::LinkedAccount]), expected);
        assert_eq!(by(&[Dimension::Service]), expected);
        assert_eq!(by(&[Dimension::Region, Dimension::LinkedAccount]), [Dimension::LinkedAccount, Dimension::Region]);
    }

    #[test]
    fn two_other_dimensions_leave_no_room_for_the_account() {
        let two = [Dimension::Service, Dimension::UsageType];
        assert_eq!(by(&two), two);
    }
}
