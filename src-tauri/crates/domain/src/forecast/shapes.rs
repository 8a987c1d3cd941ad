//! Days as they could have been: the shapes over which forecasts are tried. The same seed gives the same days.

use super::History;
use super::history::to_usd;
use crate::spend::Days;
use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// About the same every day.
    Flat,
    /// A little more every day.
    Trend,
    /// Working days and week ends.
    Weekly,
    /// Quiet, and now and then a dear day or a few.
    Burst,
    /// Twice as much from one day on.
    Step,
    /// Every day a little more or less than the day before.
    Walk,
}

impl Shape {
    pub const ALL: [Shape; 6] = [Self::Flat, Self::Trend, Self::Weekly, Self::Burst, Self::Step, Self::Walk];

    /// One amount for each of these days, about a hundred dollars each.
    pub fn history(self, days: Days, seed: u64) -> History {
        let mut noise = Noise::of(seed ^ ((self as u64) << 32));
        let mut carried = Carried::default();
        let count = days.count();
        let amounts = (0..count).map(|day| {
            let amount = self.amount(f64::from(day), f64::from(count), &mut carried, &mut noise);
            Some(to_usd(amount.max(0.0)))
        });
        History::new(days.first, amounts.collect())
    }

    fn amount(self, day: f64, count: f64, carried: &mut Carried, noise: &mut Noise) -> f64 {
        let jitter = 1.0 + 0.08 * noise.bell();
        match self {
            Self::Flat => 100.0 * jitter,
            Self::Trend => (60.0 + 0.5 * day) * jitter,
            Self::Weekly => {
                if day % 7.0 < 5.0 {
                    130.0 * jitter
                } else {
                    40.0 * jitter
                }
            }
            Self::Burst => {
                if carried.burst_days > 0 {
                    carried.burst_days -= 1;
                } else if noise.even() < 0.05 {
                    carried.burst_days = 1 + (noise.even() * 3.0) as u32;
                }
                if carried.burst_days > 0 { 400.0 * jitter } else { 60.0 * jitter }
            }
            Self::Step => {
                if day * 2.0 < count {
                    80.0 * jitter
                } else {
                    160.0 * jitter
                }
            }
            Self::Walk => {
                carried.walked += 0.03 * noise.bell();
                100.0 * carried.walked.exp() * (1.0 + 0.03 * noise.bell())
            }
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flat => "flat",
            Self::Trend => "trend",
            Self::Weekly => "weekly",
            Self::Burst => "burst",
            Self::Step => "step",
            Self::Walk => "walk",
        })
    }
}

#[derive(Default)]
struct Carried {
    burst_days: u32,
    walked: f64,
}

/// Numbers that look random and are not (splitmix64, Steele and others 2014).
struct Noise(u64);

impl Noise {
    fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// From 0 until 1.
    fn even(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// About a bell of width one: the sum of twelve.
    fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.even()).sum::<f64>() - 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_same_seed_gives_the_same_days_and_another_gives_others() {
        let days = Days::new(date(2024, 1, 1), date(2025, 2, 1));
        for shape in Shape::ALL {
            assert_eq!(shape.history(days, 1), shape.history(days, 1));
            assert_ne!(shape.history(days, 1), shape.history(days, 2));
            assert_eq!(shape.history(days, 1).known(), 397);
        }
    }
}
