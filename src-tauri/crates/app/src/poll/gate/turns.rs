//! Who goes when, after everybody was held up together.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// A sweep is spread over at least so long, so that the machines of one office do not return as one, …
const SHORTEST: Duration = Duration::from_secs(3);
/// … over so much more for every poll …
const EACH: Duration = Duration::from_millis(20);
/// … and over no longer than somebody likes to wait for fresh rows.
const LONGEST: Duration = Duration::from_secs(20);

/// Two looks for the network are so far apart, give or take a third.
const PROBE: Duration = Duration::from_secs(30);

/// Spreads differently in every process.
#[derive(Debug, Default)]
pub struct Turns(RandomState);

impl Turns {
    /// When in a sweep of so many polls this one's turn is.
    pub fn of(&self, poll: u64, polls: usize) -> Duration {
        window(polls).mul_f64(self.share(poll))
    }

    /// How long after one look for the network the next one is due.
    pub fn until_probe(&self, nth: u64) -> Duration {
        PROBE.mul_f64(2.0 / 3.0 + self.share(nth) * 2.0 / 3.0)
    }

    /// From 0 to 1, the same for the same number.
    fn share(&self, number: u64) -> f64 {
        let hash = self.0.hash_one(number) >> 32;
        f64::from(u32::try_from(hash).unwrap_or(u32::MAX)) / f64::from(u32::MAX)
    }
}

/// How long a sweep of so many polls takes.
fn window(polls: usize) -> Duration {
    EACH.saturating_mul(u32::try_from(polls).unwrap_or(u32::MAX)).clamp(SHORTEST, LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sweep_is_spread_over_its_window_and_ends_with_it() {
        let turns = Turns::default();
        let mut per_second = [0; 20];
        for poll in 0..1700 {
            let turn = turns.of(poll, 1700);
            assert!(turn <= LONGEST);
            per_second[(turn.as_secs() as usize).min(19)] += 1;
        }
        // Eighty-five a second on average; a second that gets twice as many would be no spread.
        assert!(per_second.iter().all(|count| (30..170).contains(count)), "{per_second:?}");
    }

    #[test]
    fn few_polls_do_not_wait_for_long_and_many_not_for_ever() {
        assert_eq!([5, 500, 5000].map(|polls| window(polls).as_secs()), [3, 10, 20]);
    }

    #[test]
    fn two_processes_do_not_keep_step() {
        let (one, other) = (Turns::default(), Turns::default());
        assert!((0..20).any(|source| one.of(source, 20) != other.of(source, 20)));
        for nth in 0..100 {
            let pause = one.until_probe(nth).as_secs();
            assert!((20..=40).contains(&pause), "{pause} s");
        }
    }
}
