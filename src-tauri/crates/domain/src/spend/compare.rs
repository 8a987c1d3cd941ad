//! A period beside the one before it.

use super::{Bill, BillKey, Days, Dimension, is_settled};
use crate::money::Usd;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;
use std::collections::BTreeMap;

/// Like is compared with like: the first day with the first day and so on, and only where nothing more comes to either:
/// a day half of which is billed is no dearer or cheaper than a whole one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub now: Days,
    pub before: Days,
    /// Pairs of days that were compared.
    pub pairs: u32,
    /// Pairs that were not, for one of them has no amount or is an estimate.
    pub left_out: u32,
    /// The dearest change first, up or down.
    pub by_key: Vec<Compared>,
    pub total: Compared,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    pub key: BillKey,
    pub now: Usd,
    pub before: Usd,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    pub usd: Usd,
    /// `None` where there was nothing before: no percentage says how much more that is.
    pub percent: Option<Decimal>,
}

impl Compared {
    pub fn change(&self) -> Change {
        let usd = self.now - self.before;
        Change { usd, percent: percent(usd, self.before) }
    }
}

impl Bill {
    pub fn compare(&self, now: Days, by: &[Dimension], today: Date) -> Comparison {
        let before = now.previous();
        let mut found: BTreeMap<BillKey, Compared> = BTreeMap::new();
        let (mut pairs, mut left_out) = (0, 0);
        for (day, earlier) in now.iter().zip(before.iter()) {
            let (Some(rows), Some(earlier)) = (self.settled(day, today), self.settled(earlier, today)) else {
                left_out += 1;
                continue;
            };
            pairs += 1;
            let mut add = |key: &BillKey, now: Usd, before: Usd| {
                let compared = found.entry(key.only(by)).or_default();
                compared.now += now;
                compared.before += before;
            };
            rows.iter().for_each(|(key, usd)| add(key, *usd, Usd::ZERO));
            earlier.iter().for_each(|(key, usd)| add(key, Usd::ZERO, *usd));
        }
        let mut by_key: Vec<Compared> = found.into_iter().map(|(key, compared)| Compared { key, ..compared }).collect();
        by_key.sort_by_key(|compared| std::cmp::Reverse(compared.change().usd.amount().abs()));
        let sum = |amount: fn(&Compared) -> Usd| by_key.iter().map(amount).sum();
        let total = Compared { key: BillKey::default(), now: sum(|c| c.now), before: sum(|c| c.before) };
        Comparison { now, before, pairs, left_out, by_key, total }
    }

    fn settled(&self, day: Date, today: Date) -> Option<&BTreeMap<BillKey, Usd>> {
        let (rows, estimated) = self.answer(day, today).ok()?;
        is_settled(day, estimated, today).then_some(rows)
    }
}

/// Of a whole that is not zero.
pub(crate) fn percent(usd: Usd, of: Usd) -> Option<Decimal> {
    (!of.amount().is_zero()).then(|| usd.amount() / of.amount().abs() * dec!(100))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spend::Basis;
    use crate::spend::bill::tests::{january, row, usd};

    fn bill(known: Days) -> Bill {
        let mut bill = Bill::new(Basis::default());
        let rows = known.iter().flat_map(|day| {
            let cents = if day < january(11) { 100 } else { 150 };
            [row(day, "a", cents), row(day, if day < january(11) { "old" } else { "new" }, 10)]
        });
        bill.record(known, rows.collect::<Vec<_>>(), None);
        bill
    }

    #[test]
    fn what_is_new_has_no_percentage_and_what_is_gone_is_told() {
        let comparison = bill(Days::new(january(1), january(21))).compare(
            Days::new(january(11), january(21)),
            &[Dimension::Service],
            january(30),
        );
        let told: Vec<_> = comparison
            .by_key
            .iter()
            .map(|c| (c.key.value(&Dimension::Service), c.change().usd, c.change().percent))
            .collect();
        let expected = [
            (Some("a"), usd(500), Some(dec!(50))),
            (Some("new"), usd(100), None),
            (Some("old"), usd(0) - usd(100), Some(dec!(-100))),
        ];
        assert_eq!(told, expected);
        assert_eq!(comparison.total.change().usd, usd(500));
    }

    #[test]
    fn a_day_that_may_still_move_is_not_compared() {
        let mut bill = bill(Days::new(january(1), january(13)));
        bill.record(Days::one(january(12)), [row(january(12), "a", 3)], Some(january(12)));
        let comparison = bill.compare(Days::new(january(11), january(13)), &[], january(13));
        assert_eq!((comparison.pairs, comparison.left_out), (1, 1));
        assert_eq!((comparison.total.now, comparison.total.before), (usd(160), usd(110)));
    }

    #[test]
    fn a_period_that_is_not_over_is_compared_with_as_many_days_before() {
        let comparison =
            bill(Days::new(january(1), january(14))).compare(Days::new(january(11), january(21)), &[], january(14));
        assert_eq!((comparison.pairs, comparison.left_out), (3, 7));
        assert_eq!((comparison.total.now, comparison.total.before), (usd(480), usd(330)));
    }
}
