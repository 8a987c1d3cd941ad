//! Money is a decimal number of US dollars; it is rounded once, when it is shown.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Sub};

/// US dollars, exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Usd(Decimal);

impl Usd {
    pub const ZERO: Usd = Usd(Decimal::ZERO);

    pub const fn new(amount: Decimal) -> Self {
        Self(amount)
    }

    pub const fn amount(self) -> Decimal {
        self.0
    }

    /// How an hourly price is shown: four places, half to even.
    pub fn per_hour_text(self) -> String {
        self.text(4)
    }

    /// How a total is shown: two places, half to even.
    pub fn total_text(self) -> String {
        self.text(2)
    }

    /// Whole micro-dollars, as the store keeps money; half to even.
    pub fn micros(self) -> i64 {
        let micros =
            (self.0 * Decimal::from(1_000_000)).round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven);
        i64::try_from(micros).unwrap_or(i64::MAX)
    }

    pub fn from_micros(micros: i64) -> Self {
        Self(Decimal::new(micros, 6))
    }

    fn text(self, places: u32) -> String {
        let mut rounded = self.0.round_dp_with_strategy(places, RoundingStrategy::MidpointNearestEven);
        // Not by a precision in the format: with one, amounts of 27 digits panic, and a user may type them as a limit.
        rounded.rescale(places);
        rounded.to_string()
    }
}

impl fmt::Display for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Add for Usd {
    type Output = Usd;
    fn add(self, other: Usd) -> Usd {
        Usd(self.0 + other.0)
    }
}

impl AddAssign for Usd {
    fn add_assign(&mut self, other: Usd) {
        self.0 += other.0;
    }
}

impl Sub for Usd {
    type Output = Usd;
    fn sub(self, other: Usd) -> Usd {
        Usd(self.0 - other.0)
    }
}

impl Mul<Decimal> for Usd {
    type Output = Usd;
    fn mul(self, factor: Decimal) -> Usd {
        Usd(self.0 * factor)
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Usd>>(amounts: I) -> Usd {
        amounts.fold(Usd::ZERO, Add::add)
    }
}

/// An amount of which some parts may be unknown; then it is a lower bound, shown as "≥".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    pub known: Usd,
    /// What is missing, in words a reader understands, each once.
    pub unknown: Vec<String>,
}

impl Estimate {
    pub fn is_complete(&self) -> bool {
        self.unknown.is_empty()
    }

    pub fn add_unknown(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.unknown.contains(&what) {
            self.unknown.push(what);
        }
    }
}

impl AddAssign<&Estimate> for Estimate {
    fn add_assign(&mut self, other: &Estimate) {
        self.known += other.known;
        for what in &other.unknown {
            self.add_unknown(what.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn halves_round_to_even_at_display() {
        assert_eq!(Usd::new(dec!(0.125)).total_text(), "0.12");
        assert_eq!(Usd::new(dec!(0.135)).total_text(), "0.14");
        assert_eq!(Usd::new(dec!(4.86)).per_hour_text(), "4.8600");
    }

    #[test]
    fn zeros_fill_the_places_and_no_amount_is_too_large_to_be_told() {
        assert_eq!([dec!(0), dec!(7), dec!(-0.5)].map(|usd| Usd::new(usd).total_text()), ["0.00", "7.00", "-0.50"]);
        assert_eq!(Usd::new(Decimal::MAX).per_hour_text(), Decimal::MAX.to_string());
    }

    #[test]
    fn micros_survive_the_store() {
        assert_eq!(Usd::from_micros(Usd::new(dec!(0.0801)).micros()), Usd::new(dec!(0.0801)));
    }
}
