//! What a dollar of estimate comes to on the bill, learnt from days that are closed in both ledgers.

use super::Line;
use crate::money::Usd;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;
use serde::{Deserialize, Serialize};

/// The latest days that count.
const DAYS: usize = 28;
/// With fewer nothing is corrected.
const LEAST_DAYS: usize = 5;
/// Of less than this a ratio says nothing: rounding alone would move it.
const LEAST_USD: Usd = Usd::new(dec!(0.10));
/// Whatever was seen, an estimate is not halved or doubled: then something is wrong that no factor mends.
const LOWEST: Decimal = dec!(0.5);
const HIGHEST: Decimal = dec!(2);

/// A factor with its evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Estimates are multiplied by it. One where too little is known.
    pub factor: Decimal,
    /// Closed days behind it that were recorded throughout.
    pub days: u32,
    /// Half of those days were within.
    pub middle_half: Option<(Decimal, Decimal)>,
    /// Whether the days said more than a factor may.
    pub bounded: bool,
}

/// The median, so that a few odd days do not move it. Lines come oldest first.
pub fn correction(lines: &[Line], today: Date) -> Correction {
    let closed = lines.iter().rev().filter_map(|line| line.closed(today)).filter(|(live, _)| *live >= LEAST_USD);
    let mut ratios: Vec<Decimal> = closed.take(DAYS).map(|(live, billed)| billed.amount() / live.amount()).collect();
    ratios.sort();
    let days = u32::try_from(ratios.len()).unwrap_or(u32::MAX);
    if ratios.len() < LEAST_DAYS {
        return Correction { factor: Decimal::ONE, days, middle_half: None, bounded: false };
    }
    let last = ratios.len() - 1;
    let median = (ratios[last / 2] + ratios[last.div_ceil(2)]) / dec!(2);
    let factor = median.clamp(LOWEST, HIGHEST);
    Correction {
        factor,
        days,
        middle_half: Some((ratios[last / 4], ratios[last - last / 4])),
        bounded: factor != median,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Live;
    use super::*;
    use crate::money::Estimate;
    use crate::spend::DayCost;
    use jiff::civil::date;

    const TODAY: Date = date(2024, 3, 1);

    fn line(day: i8, live: Decimal, billed: Decimal) -> Line {
        let estimate = Estimate { known: Usd::new(live), unknown: vec![] };
        let billed = DayCost::Billed { usd: Usd::new(billed), estimated: false };
        Line::new(date(2024, 2, day), Some(Live { estimate, recorded_throughout: true }), billed, &[])
    }

    #[test]
    fn the_median_day_corrects_and_an_odd_one_does_not_move_it() {
        let mut lines: Vec<Line> = (1..=9).map(|day| line(day, dec!(10), dec!(9.2))).collect();
        lines.push(line(10, dec!(10), dec!(400)));
        let found = correction(&lines, TODAY);
        assert_eq!((found.factor, found.days, found.bounded), (dec!(0.92), 10, false));
        assert_eq!(found.middle_half, Some((dec!(0.92), dec!(0.92))));
    }

    #[test]
    fn a_day_with_a_gap_an_unknown_price_or_a_moving_bill_is_no_evidence() {
        let gap = Line {
            live: line(1, dec!(1), dec!(9)).live.map(|l| Live { recorded_throughout: false, ..l }),
            ..line(1, dec!(1), dec!(9))
        };
        let mut unknown = line(2, dec!(1), dec!(9));
        unknown.live.as_mut().unwrap().estimate.add_unknown("a price");
        let moving =
            Line { billed: DayCost::Billed { usd: Usd::new(dec!(9)), estimated: true }, ..line(28, dec!(1), dec!(9)) };
        let found = correction(&vec![[gap, unknown, moving]; 9].concat(), TODAY);
        assert_eq!((found.factor, found.days), (dec!(1), 0));
    }

    #[test]
    fn four_days_are_too_few_and_no_estimate_is_more_than_doubled() {
        let lines: Vec<Line> = (1..=5).map(|day| line(day, dec!(1), dec!(9))).collect();
        assert_eq!(correction(&lines[..4], TODAY).factor, dec!(1));
        let found = correction(&lines, TODAY);
        assert_eq!((found.factor, found.bounded), (dec!(2), true));
    }

    #[test]
    fn a_day_of_a_few_cents_says_nothing() {
        let lines: Vec<Line> = (1..=9).map(|day| line(day, dec!(0.05), dec!(0.08))).collect();
        assert_eq!(correction(&lines, TODAY).days, 0);
    }
}
