//! What one market does in one UTC day.

use jiff::Timestamp;

use super::{PriceChange, SpotMarket};

pub(super) struct Day<'a> {
    pub(super) market: &'a SpotMarket,
    /// Days since 1970-01-01, negative before.
    pub(super) number: i64,
}

/// The day that a second since 1970 lies in.
pub(super) fn number_of(second: i64) -> i64 {
    second.div_euclid(SECONDS)
}

impl Day<'_> {
    /// The changes of the day, oldest first, at least one.
    pub(super) fn changes(&self) -> Vec<PriceChange> {
        let spike = self.spike();
        let mut seconds: Vec<i64> = (0..self.count()).map(|index| self.second(index)).collect();
        seconds.extend(spike.iter().flat_map(|spike| [spike.start, spike.end]));
        seconds.sort_unstable();
        seconds.dedup();
        seconds.into_iter().filter_map(|second| self.change(second, spike.as_ref())).collect()
    }

    fn change(&self, second: i64, spike: Option<&Spike>) -> Option<PriceChange> {
        let share = match spike {
            Some(spike) if spike.start <= second && second < spike.end => spike.share,
            _ => self.calm_share(second),
        };
        let at = Timestamp::from_second(second).ok()?;
        Some(PriceChange { at, price: self.market.price(share) })
    }

    /// AWS repeats even a price that does not move about once a day, so no day is without a change.
    fn count(&self) -> i64 {
        let mean = self.market.changes_per_day;
        let extra = self.market.noise.unit("extra change", self.number) < mean.fract();
        (mean.trunc() as i64 + i64::from(extra)).max(1)
    }

    /// The day is cut into as many equal parts as it has changes, and each part has its change somewhere.
    fn second(&self, index: i64) -> i64 {
        let part = SECONDS / self.count();
        let within = self.market.noise.unit("second", self.number * 1_000 + index) * part as f64;
        self.number * SECONDS + index * part + within as i64
    }

    fn calm_share(&self, second: i64) -> f64 {
        let noise = &self.market.noise;
        let slow = noise.smooth("slow", second, 5 * SECONDS);
        let quick = noise.smooth("quick", second, SECONDS / 2);
        let jitter = noise.unit("jitter", second) * 2.0 - 1.0;
        self.market.level * (self.market.swing * (slow + 0.5 * quick + 0.2 * jitter)).exp()
    }

    /// At most one spike a day, of a quarter of an hour to four hours, which ends on the same day.
    fn spike(&self) -> Option<Spike> {
        let noise = &self.market.noise;
        if noise.unit("spike", self.number) >= self.market.spikes_per_day {
            return None;
        }
        let length = 900.0 + noise.unit("spike length", self.number) * 13_500.0;
        let latest_start = SECONDS as f64 - length - 1.0;
        let start = self.number * SECONDS + (noise.unit("spike start", self.number) * latest_start) as i64;
        let share = 0.8 + 0.2 * noise.unit("spike height", self.number);
        Some(Spike { start, end: start + length as i64, share })
    }
}

struct Spike {
    start: i64,
    end: i64,
    /// Of the on-demand price.
    share: f64,
}

const SECONDS: i64 = 86_400;
