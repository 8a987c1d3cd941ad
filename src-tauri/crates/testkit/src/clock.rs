use emberwatch_app::ports::Clock;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use std::time::Duration;
use tokio::time::Instant;

/// Monday, 5 January 2026, noon UTC: when every small world begins.
pub const START: Timestamp = Timestamp::constant(1_767_614_400, 0);

/// So many minutes after [`START`].
pub fn minutes(count: i64) -> Timestamp {
    START + SignedDuration::from_mins(count)
}

/// A wall clock that a test moves, or that follows tokio's clock.
#[derive(Debug)]
pub struct TestClock {
    base: Mutex<Timestamp>,
    /// Where tokio's clock stood when `base` was set; `None`: time stands still.
    since: Mutex<Option<Instant>>,
    /// How many of its seconds pass in one of tokio's.
    speed: u32,
}

impl TestClock {
    /// Stands at `now` until it is moved.
    pub fn at(now: Timestamp) -> Self {
        Self { base: Mutex::new(now), since: Mutex::new(None), speed: 1 }
    }

    /// Starts at `start` and goes on as tokio's clock does; call it within a runtime, most usefully a paused one.
    pub fn ticking(start: Timestamp) -> Self {
        Self::rehearsing(start, 1)
    }

    /// As [`TestClock::ticking`], and so many times as fast, as a simulator's clock may be.
    pub fn rehearsing(start: Timestamp, speed: u32) -> Self {
        Self { base: Mutex::new(start), since: Mutex::new(Some(Instant::now())), speed }
    }

    /// Moves the wall clock alone, as a user or an NTP server does.
    pub fn set(&self, now: Timestamp) {
        let mut since = self.since.lock();
        *self.base.lock() = now;
        *since = since.map(|_| Instant::now());
    }

    pub fn advance(&self, by: SignedDuration) {
        *self.base.lock() += by;
    }
}

impl Default for TestClock {
    fn default() -> Self {
        Self::at(START)
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        let since = self.since.lock();
        let elapsed = since.map(|instant| instant.elapsed()).unwrap_or_default();
        *self.base.lock() + elapsed * self.speed
    }

    fn real_span(&self, real: Duration) -> SignedDuration {
        SignedDuration::try_from(real * self.speed).unwrap_or(SignedDuration::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_stands_until_it_is_moved() {
        let clock = TestClock::at(START);
        clock.advance(SignedDuration::from_mins(5));
        assert_eq!(clock.now(), minutes(5));
        clock.set(minutes(2));
        assert_eq!(clock.now(), minutes(2));
    }

    #[tokio::test(start_paused = true)]
    async fn a_ticking_clock_follows_paused_time_and_may_jump() {
        let clock = TestClock::ticking(START);
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!(clock.now(), minutes(1));
        clock.set(minutes(60));
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!(clock.now(), minutes(61));
    }

    #[tokio::test(start_paused = true)]
    async fn a_rehearsing_clock_runs_ahead_of_paused_time() {
        let clock = TestClock::rehearsing(START, 60);
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!((clock.now(), clock.real_span(Duration::from_secs(2))), (minutes(60), SignedDuration::from_mins(2)));
    }
}
