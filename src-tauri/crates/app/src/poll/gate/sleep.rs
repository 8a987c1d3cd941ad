//! Noticing that this machine slept, or that this process stood still.

use crate::ports::Clock;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;
use tokio::time::Instant;

/// Somebody looks at the clocks at least so often.
pub const LOOK: Duration = Duration::from_secs(15);
/// Later than this is not mere business of the machine, and more than the clock is ever slewed by.
const GAP: Duration = Duration::from_secs(10);

/// One look at both clocks. The monotonic one stands still while a Linux machine sleeps, and goes on elsewhere and
/// while a process is stopped; the wall clock goes on in any case, and may be set.
#[derive(Clone, Copy, Debug)]
pub struct Ticks {
    pub wall: Timestamp,
    pub monotonic: Instant,
}

/// How long nobody ran between two looks, beyond what they are apart anyway; `None` when all is as it should be.
/// `goes_in` is how far the wall clock goes in so much real time. A clock set back is no sleep.
pub fn slept(before: Ticks, now: Ticks, goes_in: impl Fn(Duration) -> SignedDuration) -> Option<SignedDuration> {
    let awake = now.monotonic.duration_since(before.monotonic);
    let stood_still = goes_in(awake.saturating_sub(LOOK));
    let jumped = now.wall.duration_since(before.wall) - goes_in(awake);
    let gap = stood_still.max(jumped);
    (gap > goes_in(GAP)).then_some(gap)
}

impl Ticks {
    pub fn now(clock: &dyn Clock) -> Self {
        Self { wall: clock.now(), monotonic: Instant::now() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::constant(1_767_614_400, 0);

    /// So many seconds later on the wall clock and on the monotonic one.
    fn after(wall: i64, monotonic: u64, speed: u32) -> Option<i64> {
        let before = Ticks { wall: START, monotonic: Instant::now() };
        let now = Ticks {
            wall: START + SignedDuration::from_secs(wall),
            monotonic: before.monotonic + Duration::from_secs(monotonic),
        };
        let goes_in = |real: Duration| SignedDuration::try_from(real * speed).unwrap();
        slept(before, now, goes_in).map(|gap| gap.as_secs())
    }

    #[test]
    fn a_night_in_which_the_monotonic_clock_stood_still_is_a_sleep() {
        assert_eq!(after(8 * 3600 + 5, 5, 1), Some(8 * 3600));
    }

    #[test]
    fn a_process_that_was_stopped_has_slept_although_both_clocks_went_on() {
        assert_eq!(after(600, 600, 1), Some(600 - i64::try_from(LOOK.as_secs()).unwrap()));
    }

    #[test]
    fn a_late_look_a_slewed_clock_and_one_that_is_set_back_are_no_sleep() {
        assert_eq!(after(5, 5, 1), None);
        assert_eq!(after(14, 14, 1), None);
        assert_eq!(after(9, 5, 1), None);
        assert_eq!(after(-3600, 5, 1), None);
    }

    #[test]
    fn a_rehearsal_at_sixty_times_the_speed_does_not_sleep_all_the_time() {
        assert_eq!(after(300, 5, 60), None);
        assert_eq!(after(300 + 3600, 5, 60), Some(3600));
    }
}
