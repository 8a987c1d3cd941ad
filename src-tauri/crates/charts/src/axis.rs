//! Where the lines of an axis stand.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// A label at a place along an axis, from 0 at its beginning to 1 at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    pub at: f64,
    pub label: String,
}

/// The round number at which an axis ends that must hold `highest`, and the steps that lead there: 1, 2, 2.5 or 5 times a
/// power of ten, three to five of them.
pub fn ceiling(highest: Decimal) -> (Decimal, Vec<Decimal>) {
    let highest = highest.to_f64().filter(|highest| *highest > 0.0).unwrap_or(1.0);
    let magnitude = highest.log10().floor();
    let step = [0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 2.5]
        .into_iter()
        .map(|step| step * 10_f64.powf(magnitude))
        .find(|step| highest / step <= 4.0)
        .unwrap_or(highest);
    let count = (highest / step).ceil().max(1.0);
    let exact = |amount: f64| Decimal::try_from(amount).unwrap_or_default().round_dp(6).normalize();
    let steps = (0..=100).map(f64::from).take_while(|index| *index <= count).map(|index| exact(index * step)).collect();
    (exact(count * step), steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn an_axis_ends_at_a_round_number_above_all_amounts() {
        assert_eq!(ceiling(dec!(37)), (dec!(40), vec![dec!(0), dec!(10), dec!(20), dec!(30), dec!(40)]));
        assert_eq!(ceiling(dec!(0.9)).0, dec!(1));
        assert_eq!(ceiling(dec!(101)).0, dec!(150));
    }

    #[test]
    fn an_axis_of_nothing_has_a_length_all_the_same() {
        assert!(ceiling(dec!(0)).0 > dec!(0));
    }
}
