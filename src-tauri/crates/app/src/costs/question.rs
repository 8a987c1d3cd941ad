//! A question to the bill: answers to different questions hold the same money again, so they are kept apart.

use emberwatch_cloud::MOST_DIMENSIONS;
use emberwatch_domain::account::AccountId;
use emberwatch_domain::attribution::JOB_FLOW_TAG;
use emberwatch_domain::spend::{Basis, BillDay, CostFilter, Days, Dimension, is_settled, utc_day};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What an account was asked, whichever days of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    pub account: AccountId,
    pub basis: Basis,
    pub by: Vec<Dimension>,
    /// Rows that AWS alone can tell from others, for there is no room to group by what tells them apart.
    pub only: Vec<CostFilter>,
}

impl Question {
    /// Cost Explorer groups by two dimensions. One of them is the account wherever there is room, so that a payer's
    /// answer tells whose money it is; what is asked by nothing or by account is asked by service too, so that the
    /// three of them are one question.
    pub fn new(account: AccountId, basis: Basis, wanted: &[Dimension]) -> Self {
        Self::narrowed(account, basis, wanted, &[])
    }

    /// What is left out stands in the answer too wherever there is room for it: whoever then wants another value, or
    /// all of them, finds it there and pays for nothing.
    pub fn narrowed(account: AccountId, basis: Basis, wanted: &[Dimension], only: &[CostFilter]) -> Self {
        let mut by: Vec<Dimension> = Vec::new();
        let mut add = |dimension: &Dimension| {
            if by.len() < MOST_DIMENSIONS && !by.contains(dimension) {
                by.push(dimension.clone());
            }
        };
        let is_account = |dimension: &&Dimension| **dimension == Dimension::LinkedAccount;
        let filtered = || only.iter().map(|filter| &filter.dimension);
        wanted.iter().filter(|by| !is_account(by)).for_each(&mut add);
        wanted.iter().chain(filtered()).filter(is_account).for_each(&mut add);
        filtered().for_each(&mut add);
        add(&Dimension::LinkedAccount);
        add(&Dimension::Service);
        by.sort_by_key(|dimension| *dimension != Dimension::LinkedAccount);
        let mut only: Vec<CostFilter> = only.iter().filter(|f| !by.contains(&f.dimension)).cloned().collect();
        only.sort();
        Self { account, basis, by, only }
    }

    /// Whether it is asked month by month.
    pub(super) fn is_by_month(&self) -> bool {
        self.by.iter().any(has_many_values)
    }

    /// The days of each request, the newest first. By what has many values a month is pages long and takes AWS its
    /// time, so that each month is asked and kept by itself: what fails takes no other month with it. Everything else
    /// is asked as a whole, for every request costs money.
    pub fn parts(&self, due: Vec<Days>) -> Vec<Days> {
        let newest_first = due.into_iter().rev();
        if self.is_by_month() {
            newest_first.flat_map(|days| days.months().into_iter().rev()).collect()
        } else {
            newest_first.collect()
        }
    }
}

fn has_many_values(dimension: &Dimension) -> bool {
    match dimension {
        Dimension::UsageType => true,
        Dimension::Tag(key) => key == JOB_FLOW_TAG,
        Dimension::Service | Dimension::LinkedAccount | Dimension::Region | Dimension::PurchaseOption => false,
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
    pub days: KeptDays,
    pub rows: Vec<BillDay>,
}

impl KeptBill {
    pub(super) fn rows_by_day(rows: Vec<BillDay>) -> BTreeMap<Date, Vec<BillDay>> {
        let mut by_day: BTreeMap<Date, Vec<BillDay>> = BTreeMap::new();
        rows.into_iter().for_each(|row| by_day.entry(row.day).or_default().push(row));
        by_day
    }
}

/// Every day that was answered.
pub type KeptDays = BTreeMap<Date, KeptDay>;

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
    use jiff::civil::date;

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
    fn what_is_left_out_is_asked_too_while_there_is_room_and_only_else_left_to_aws() {
        let only = [(Dimension::Region, "eu-west-1"), (Dimension::LinkedAccount, "2"), (Dimension::Service, "EMR")];
        let only = only.map(|(dimension, value)| CostFilter::one(dimension, Some(value)));
        let told = |wanted: &[Dimension], only: &[CostFilter]| {
            let question = Question::narrowed("1".into(), Basis::default(), wanted, only);
            let left = question.only.into_iter().map(|filter| filter.dimension).collect::<Vec<_>>();
            (question.by, left)
        };
        let (account, service, region) = (Dimension::LinkedAccount, Dimension::Service, Dimension::Region);
        let by_service = [service.clone()];
        assert_eq!(told(&by_service, &only[1..]), (vec![account.clone(), service.clone()], vec![]));
        assert_eq!(told(&by_service, &only[..1]), (vec![service.clone(), region.clone()], vec![]));
        assert_eq!(told(&by_service, &only), (vec![account.clone(), service.clone()], vec![region.clone()]));
        let parts = [service, Dimension::UsageType];
        assert_eq!(told(&parts, &only[..2]), (parts.to_vec(), vec![account, region]));
    }

    #[test]
    fn by_cluster_each_month_is_a_request_and_by_service_all_days_are_one() {
        let due =
            || vec![Days::new(date(2026, 1, 3), date(2026, 1, 5)), Days::new(date(2026, 1, 30), date(2026, 3, 2))];
        let asked = |by: Dimension| Question::new("1".into(), Basis::default(), &[by]).parts(due());
        let firsts = |parts: Vec<Days>| parts.iter().map(|part| part.first).collect::<Vec<_>>();
        let months = [date(2026, 3, 1), date(2026, 2, 1), date(2026, 1, 30), date(2026, 1, 3)];
        assert_eq!(firsts(asked(Dimension::Tag(JOB_FLOW_TAG.into()))), months);
        assert_eq!(firsts(asked(Dimension::Service)), [date(2026, 1, 30), date(2026, 1, 3)]);
    }

    #[test]
    fn two_other_dimensions_leave_no_room_for_the_account() {
        let two = [Dimension::Service, Dimension::UsageType];
        assert_eq!(by(&two), two);
    }
}
