//! A month end against a budget: of one account, or of several together.

use super::month_end::MonthEnd;
use crate::money::Usd;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A month against its budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Against {
    pub budget: Usd,
    /// Billed or estimated so far. `None`: nothing was, of any account.
    pub used: Option<Usd>,
    /// What the month will have cost.
    pub total: Usd,
    /// Negative: so much is left.
    pub over_by: Usd,
    /// The first day at whose end the budget is spent.
    pub crossed_on: Option<Date>,
    pub outlook: Outlook,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlook {
    /// More is used than the budget.
    Over,
    /// The forecast is beyond the budget.
    WillBeOver,
    /// The forecast is within it, and its range reaches beyond.
    MayBeOver,
    Within,
}

/// The budget is for all of these months together, which are the same month.
pub fn against(budget: Usd, ends: &[&MonthEnd]) -> Against {
    let used = ends.iter().flat_map(|end| [end.billed, end.estimated]).flatten().reduce(|all, usd| all + usd);
    let total = ends.iter().map(|end| end.total).sum::<Usd>();
    let outlook = if used.is_some_and(|used| used > budget) {
        Outlook::Over
    } else if total > budget {
        Outlook::WillBeOver
    } else if highest(ends).is_some_and(|high| high > budget) {
        Outlook::MayBeOver
    } else {
        Outlook::Within
    };
    Against { budget, used, total, over_by: total - budget, crossed_on: crossed_on(budget, ends), outlook }
}

/// Of several months there is none: all of them at their highest at once is rarer than a range means.
fn highest(ends: &[&MonthEnd]) -> Option<Usd> {
    match ends {
        [end] => end.range.map(|range| range.high),
        _ => None,
    }
}

fn crossed_on(budget: Usd, ends: &[&MonthEnd]) -> Option<Date> {
    let mut days: BTreeMap<Date, Usd> = BTreeMap::new();
    for day in ends.iter().flat_map(|end| &end.days) {
        *days.entry(day.day).or_insert(Usd::ZERO) += day.usd();
    }
    let mut spent = Usd::ZERO;
    days.into_iter().find_map(|(day, usd)| {
        spent += usd;
        (spent > budget).then_some(day)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::{Asked, History, Range, month_end};
    use crate::spend::Days;
    use jiff::civil::date;
    use rust_decimal::Decimal;

    fn usd(dollars: i64) -> Usd {
        Usd::new(Decimal::from(dollars))
    }

    /// As seen when the 10th of February begins; 29 days of as many dollars.
    fn a_day(dollars: i64) -> MonthEnd {
        let from = date(2023, 10, 1);
        let days = Days::new(from, date(2024, 2, 10));
        let history = History::new(from, vec![Some(usd(dollars)); days.count() as usize]);
        let now = date(2024, 2, 10).at(0, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
        let (unsettled, live) = (BTreeMap::new(), BTreeMap::new());
        let asked = Asked {
            history: &history,
            unsettled: &unsettled,
            live: &live,
            correction: Decimal::ONE,
            cost_explorer: None,
            now,
        };
        month_end(&asked).unwrap()
    }

    #[test]
    fn a_budget_is_crossed_on_the_first_day_beyond_it() {
        let end = a_day(10);
        let over = against(usd(200), &[&end]);
        assert_eq!((over.used, over.total, over.over_by), (Some(usd(90)), usd(290), usd(90)));
        assert_eq!((over.crossed_on, over.outlook), (Some(date(2024, 2, 21)), Outlook::WillBeOver));
        let spent = against(usd(50), &[&end]);
        assert_eq!((spent.crossed_on, spent.outlook), (Some(date(2024, 2, 6)), Outlook::Over));
    }

    #[test]
    fn a_budget_that_is_met_to_the_cent_is_not_crossed() {
        let end = a_day(10);
        let met = against(usd(290), &[&end]);
        assert_eq!((met.over_by, met.crossed_on, met.outlook), (usd(0), None, Outlook::Within));
        let left = against(usd(300), &[&end]);
        assert_eq!((left.over_by, left.crossed_on), (usd(0) - usd(10), None));
    }

    #[test]
    fn a_range_that_reaches_beyond_the_budget_is_told() {
        let end = MonthEnd { range: Some(Range { low: usd(280), high: usd(301) }), ..a_day(10) };
        assert_eq!(against(usd(300), &[&end]).outlook, Outlook::MayBeOver);
        assert_eq!(against(usd(301), &[&end]).outlook, Outlook::Within);
    }

    #[test]
    fn several_accounts_share_one_budget_day_by_day() {
        let (one, other) = (a_day(10), a_day(30));
        let shared = against(usd(400), &[&one, &other]);
        assert_eq!(
            (shared.used, shared.total, shared.crossed_on),
            (Some(usd(360)), usd(1160), Some(date(2024, 2, 11)))
        );
    }
}
