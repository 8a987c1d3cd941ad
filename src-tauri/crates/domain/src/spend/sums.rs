//! Sums of a bill by key, per day and per month.

use super::{Bill, BillKey, Days, Dimension, NoData};
use crate::money::Usd;
use jiff::civil::Date;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    Day,
    Month,
}

/// What a period cost, by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodSum {
    pub days: Days,
    pub by_key: BTreeMap<BillKey, Usd>,
    /// Days with an amount.
    pub billed: u32,
    /// How many days have none, by reason.
    pub missing: BTreeMap<NoData, u32>,
    /// The first day that is still an estimate.
    pub estimated_from: Option<Date>,
}

impl PeriodSum {
    /// `None` where no day has an amount. With days missing it is the sum of the others.
    pub fn total(&self) -> Option<Usd> {
        (self.billed > 0).then(|| self.by_key.values().copied().sum())
    }

    pub fn is_whole(&self) -> bool {
        self.missing.is_empty()
    }
}

impl Bill {
    /// One sum a day or a month, oldest first; the first and the last month are cut to the period.
    pub fn sums(&self, days: Days, grain: Grain, by: &[Dimension], today: Date) -> Vec<PeriodSum> {
        let periods = match grain {
            Grain::Day => days.iter().map(Days::one).collect(),
            Grain::Month => days.months(),
        };
        periods.into_iter().map(|period| self.sum(period, by, today)).collect()
    }

    /// The whole period as one.
    pub fn sum(&self, days: Days, by: &[Dimension], today: Date) -> PeriodSum {
        let mut sum =
            PeriodSum { days, by_key: BTreeMap::new(), billed: 0, missing: BTreeMap::new(), estimated_from: None };
        for day in days.iter() {
            match self.answer(day, today) {
                Err(why) => *sum.missing.entry(why).or_default() += 1,
                Ok((rows, estimated)) => {
                    sum.billed += 1;
                    sum.estimated_from = sum.estimated_from.or(estimated.then_some(day));
                    rows.iter().for_each(|(key, usd)| *sum.by_key.entry(key.only(by)).or_insert(Usd::ZERO) += *usd);
                }
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spend::Basis;
    use crate::spend::bill::tests::{january, row, usd};
    use crate::spend::period::later;
    use proptest::prelude::*;

    #[test]
    fn a_month_with_days_missing_tells_how_many_and_why() {
        let mut bill = Bill::new(Basis::default());
        bill.record(Days::new(january(1), january(11)), [row(january(1), "a", 100), row(january(9), "b", 50)], None);
        let months = bill.sums(Days::new(january(1), january(16)), Grain::Month, &[Dimension::Service], january(13));
        let [month] = &months[..] else { panic!("one month") };
        assert_eq!((month.total(), month.billed, month.by_key.len()), (Some(usd(150)), 10, 2));
        let reasons = [(NoData::NotYetBilled, 1), (NoData::ToCome, 2), (NoData::NotAsked, 2)];
        assert_eq!(month.missing, BTreeMap::from(reasons));
    }

    #[test]
    fn a_period_of_which_nothing_is_known_has_no_total() {
        let sum = Bill::new(Basis::default()).sum(Days::new(january(1), january(3)), &[], january(9));
        assert_eq!((sum.total(), sum.is_whole()), (None, false));
    }

    proptest! {
        #[test]
        fn days_months_and_groups_all_add_up_to_the_whole(
            rows in prop::collection::vec((0_i32..120, 0_usize..4, -500_i64..90_000), 1..80),
        ) {
            let days = Days::new(january(1), later(january(1), 120));
            let mut bill = Bill::new(Basis::default());
            let rows: Vec<_> = rows.iter().map(|(day, kind, c)| row(later(january(1), *day), ["a", "b", "c", "d"][*kind], *c)).collect();
            let whole: Usd = rows.iter().map(|row| row.usd).sum();
            bill.record(days, rows, None);
            for (grain, by) in [(Grain::Day, vec![]), (Grain::Day, vec![Dimension::Service]), (Grain::Month, vec![Dimension::Service])] {
                let sums = bill.sums(days, grain, &by, later(january(1), 200));
                prop_assert_eq!(sums.iter().filter_map(PeriodSum::total).sum::<Usd>(), whole);
            }
        }
    }
}
