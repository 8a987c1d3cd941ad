//! A day in both ledgers, of an account or of one cluster.

use super::{Cause, Explained};
use crate::money::{Estimate, Usd};
use crate::spend::{DayCost, is_settled, percent};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// What was estimated of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    pub estimate: Estimate,
    /// Whether the record has no gap in which something ran.
    pub recorded_throughout: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub day: Date,
    /// `None`: nothing was recorded on that day.
    pub live: Option<Live>,
    pub billed: DayCost,
    /// Where both have an amount.
    pub difference: Option<Difference>,
}

/// The bill less the estimate. `usd` is exactly what is explained and `unexplained` together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    pub live: Usd,
    pub billed: Usd,
    pub usd: Usd,
    /// Of the bill; `None` where the bill is zero.
    pub percent: Option<Decimal>,
    /// Each cause once.
    pub explained: Vec<Explained>,
    pub unexplained: Usd,
}

impl Line {
    pub fn new(day: Date, live: Option<Live>, billed: DayCost, causes: &[Explained]) -> Self {
        let difference = match (&live, &billed) {
            (Some(live), DayCost::Billed { usd, .. }) => Some(difference(live.estimate.known, *usd, causes)),
            _ => None,
        };
        Self { day, live, billed, difference }
    }

    /// The two amounts, if nothing more will come to either: by such days estimates are corrected.
    pub fn closed(&self, today: Date) -> Option<(Usd, Usd)> {
        let DayCost::Billed { usd, estimated } = self.billed else { return None };
        let live = self.live.as_ref().filter(|live| live.recorded_throughout && live.estimate.is_complete())?;
        is_settled(self.day, estimated, today).then_some((live.estimate.known, usd))
    }
}

pub fn difference(live: Usd, billed: Usd, causes: &[Explained]) -> Difference {
    let usd = billed - live;
    let explained = together(causes);
    let told: Usd = explained.iter().filter_map(|cause| cause.usd).sum();
    Difference { live, billed, usd, percent: percent(usd, billed), explained, unexplained: usd - told }
}

/// Of the days that both ledgers know; of the others a sum would compare one with nothing.
pub fn total<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Option<Difference> {
    let (mut live, mut billed, mut causes) = (Usd::ZERO, Usd::ZERO, Vec::new());
    let mut any = false;
    for day in lines.into_iter().filter_map(|line| line.difference.as_ref()) {
        any = true;
        live += day.live;
        billed += day.billed;
        causes.extend_from_slice(&day.explained);
    }
    any.then(|| difference(live, billed, &causes))
}

/// Amounts of one cause are added; a cause without an amount is named if it has none at all.
fn together(causes: &[Explained]) -> Vec<Explained> {
    let mut by_cause = std::collections::BTreeMap::<Cause, Option<Usd>>::new();
    for cause in causes {
        let sum = by_cause.entry(cause.cause).or_default();
        *sum = [*sum, cause.usd].into_iter().flatten().reduce(|a, b| a + b);
    }
    by_cause.into_iter().map(|(cause, usd)| Explained { cause, usd }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spend::NoData;
    use jiff::civil::date;
    use proptest::prelude::*;
    use rust_decimal_macros::dec;

    fn usd(cents: i64) -> Usd {
        Usd::new(Decimal::new(cents, 2))
    }

    fn live(cents: i64) -> Option<Live> {
        Some(Live { estimate: Estimate { known: usd(cents), unknown: vec![] }, recorded_throughout: true })
    }

    fn billed(cents: i64) -> DayCost {
        DayCost::Billed { usd: usd(cents), estimated: false }
    }

    #[test]
    fn what_no_cause_explains_is_named_with_its_amount() {
        let causes = [
            Explained { cause: Cause::Nat, usd: Some(usd(300)) },
            Explained { cause: Cause::Credits, usd: Some(usd(-500)) },
            Explained { cause: Cause::NotRecorded, usd: None },
        ];
        let told = difference(usd(10_000), usd(10_100), &causes);
        assert_eq!((told.usd, told.unexplained), (usd(100), usd(300)));
        assert_eq!(told.percent.unwrap().round_dp(4), dec!(0.9901));
        assert!(told.explained.contains(&Explained { cause: Cause::NotRecorded, usd: None }));
    }

    #[test]
    fn a_day_that_one_ledger_does_not_know_has_no_difference_and_is_in_no_total() {
        let day = date(2024, 2, 1);
        let unbilled = Line::new(day, live(500), DayCost::NoData(NoData::NotYetBilled), &[]);
        let unrecorded = Line::new(day, None, billed(700), &[]);
        assert_eq!((&unbilled.difference, &unrecorded.difference), (&None, &None));
        assert_eq!(total([&unbilled, &unrecorded]), None);
        let known = Line::new(day, live(100), billed(101), &[]);
        assert_eq!(total([&unbilled, &known]).map(|total| total.usd), Some(usd(1)));
    }

    #[test]
    fn a_bill_of_zero_has_no_percentage() {
        assert_eq!(difference(usd(5), Usd::ZERO, &[]).percent, None);
    }

    proptest! {
        #[test]
        fn causes_and_the_unexplained_add_up_to_the_difference(
            days in prop::collection::vec((0_i64..99_999, 0_i64..99_999, -5_000_i64..5_000, 0_usize..3), 1..20),
        ) {
            let causes = [Cause::Ebs, Cause::Nat, Cause::Credits];
            let line = |(a, b, c, cause): &(i64, i64, i64, usize)| {
                let explained = [Explained { cause: causes[*cause], usd: Some(usd(*c)) }];
                Line::new(date(2024, 1, 1), live(*a), billed(*b), &explained)
            };
            let lines: Vec<Line> = days.iter().map(line).collect();
            let total = total(&lines).unwrap();
            let explained: Usd = total.explained.iter().filter_map(|cause| cause.usd).sum();
            prop_assert_eq!(total.usd, explained + total.unexplained);
            prop_assert_eq!(total.usd, lines.iter().filter_map(|line| Some(line.difference.as_ref()?.usd)).sum::<Usd>());
        }
    }
}
