//! The randomness of one market, as real numbers.

use crate::world::Dice;

#[derive(Debug, Clone, Copy)]
pub(super) struct Noise {
    dice: Dice,
}

impl Noise {
    pub(super) fn new(dice: Dice, zone: &str, instance_type: &str) -> Self {
        Self { dice: dice.named("spot").named(zone).named(instance_type) }
    }

    /// A value in [0, 1) for a purpose and a number.
    pub(super) fn unit(&self, purpose: &str, number: i64) -> f64 {
        let bits = self.dice.named(purpose).with(number.cast_unsigned()).value();
        // 53 bits are what a double holds exactly.
        (bits >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A value in [-1, 1) that drifts smoothly, with a new random target every `period` seconds.
    pub(super) fn smooth(&self, purpose: &str, second: i64, period: i64) -> f64 {
        let knot = second.div_euclid(period);
        let along = second.rem_euclid(period) as f64 / period as f64;
        let weight = along * along * (3.0 - 2.0 * along);
        let (from, to) = (self.unit(purpose, knot), self.unit(purpose, knot + 1));
        (from + (to - from) * weight) * 2.0 - 1.0
    }
}
