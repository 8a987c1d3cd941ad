//! The simulator's clock: real time, or a time of its own that may run faster.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

/// A clock, written `<RFC 3339>@<speed>`: it agreed with this machine's clock at that instant, and since then so many
/// of its seconds pass in one real second. One that never agreed with it, for it was started at a time of its own, is
/// written `<RFC 3339>@<speed>@<RFC 3339>`: what it showed, and what this machine's showed then. Either way the text
/// says all there is to say, so that whoever reads it, however late, shows the same time. Clones show it too.
#[derive(Debug, Clone)]
pub struct SimClock(Kind);

#[derive(Debug, Clone)]
enum Kind {
    /// Shows `shown` when this machine's clock shows `wall`.
    Running { wall: Timestamp, shown: Timestamp, speed: f64 },
    /// Stands still until a test moves it.
    Manual(Arc<Mutex<Timestamp>>),
}

/// Nobody rehearses outside these, and sums over times near the end of the calendar would overflow.
const EARLIEST: Timestamp = Timestamp::UNIX_EPOCH;
const LATEST: Timestamp = Timestamp::constant(32_503_680_000, 0);

/// The text is no clock.
#[derive(Debug, thiserror::Error)]
pub enum ClockError {
    #[error("a clock is written <RFC 3339>@<speed>, or with a third part, @<RFC 3339 of the real time then>")]
    Format,
    #[error("the clock's time is not RFC 3339")]
    Time(#[source] jiff::Error),
    #[error("the clock's speed must be a number above 0 and at most 100000")]
    Speed,
    #[error("the clock would show {0}, and only a time between 1970 and 3000 can be simulated")]
    OutOfRange(Timestamp),
}

impl SimClock {
    /// Real time.
    pub fn real() -> Self {
        let now = system_time();
        Self(Kind::Running { wall: now, shown: now, speed: 1.0 })
    }

    /// Starts at `start` (now, where none) and runs `speed` times as fast as real time.
    ///
    /// # Errors
    /// When the speed is not above 0 and at most 100,000, or the time not between 1970 and 3000.
    pub fn starting(start: Option<Timestamp>, speed: f64) -> Result<Self, ClockError> {
        let now = system_time();
        Self::anchored(start.unwrap_or(now), speed, now)
    }

    /// A clock that stands still until [`SimClock::advance`].
    pub fn manual(start: Timestamp) -> Self {
        Self(Kind::Manual(Arc::new(Mutex::new(start))))
    }

    /// Moves a manual clock; a running one goes its own way.
    pub fn advance(&self, by: Duration) {
        if let Kind::Manual(now) = &self.0 {
            let mut now = now.lock();
            *now = later(*now, SignedDuration::try_from(by).unwrap_or(SignedDuration::ZERO));
        }
    }

    pub fn now(&self) -> Timestamp {
        self.shown_at(system_time())
    }

    /// How far the clock goes in so much real time; one that a test moves is taken to go as real time does.
    pub fn goes_in(&self, real: Duration) -> SignedDuration {
        let real = SignedDuration::try_from(real).unwrap_or(SignedDuration::MAX);
        match &self.0 {
            Kind::Running { speed, .. } => scaled(real, *speed),
            Kind::Manual(_) => real,
        }
    }
}

impl SimClock {
    fn anchored(shown: Timestamp, speed: f64, wall: Timestamp) -> Result<Self, ClockError> {
        if !(speed.is_finite() && speed > 0.0 && speed <= 100_000.0) {
            return Err(ClockError::Speed);
        }
        let clock = Self(Kind::Running { wall, shown, speed });
        match clock.now() {
            now if (EARLIEST..LATEST).contains(&now) => Ok(clock),
            now => Err(ClockError::OutOfRange(now)),
        }
    }

    /// What the clock shows when this machine's shows `wall`.
    fn shown_at(&self, wall: Timestamp) -> Timestamp {
        match &self.0 {
            Kind::Manual(now) => *now.lock(),
            Kind::Running { wall: anchor, shown, speed } => later(*shown, scaled(wall.duration_since(*anchor), *speed)),
        }
    }
}

impl Default for SimClock {
    fn default() -> Self {
        Self::real()
    }
}

impl fmt::Display for SimClock {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Running { wall, shown, speed } if shown == wall => write!(out, "{shown}@{speed}"),
            Kind::Running { wall, shown, speed } => write!(out, "{shown}@{speed}@{wall}"),
            Kind::Manual(now) => write!(out, "{}@0", now.lock()),
        }
    }
}

impl FromStr for SimClock {
    type Err = ClockError;

    fn from_str(text: &str) -> Result<Self, ClockError> {
        let (shown, rest) = text.split_once('@').ok_or(ClockError::Format)?;
        let (speed, wall) = rest.split_once('@').unwrap_or((rest, shown));
        let time = |text: &str| text.parse().map_err(ClockError::Time);
        Self::anchored(time(shown)?, speed.parse().map_err(|_| ClockError::Speed)?, time(wall)?)
    }
}

/// Exact at the speed of real time, which a sum over a day must not notice.
fn scaled(span: SignedDuration, speed: f64) -> SignedDuration {
    if (speed - 1.0).abs() < f64::EPSILON {
        return span;
    }
    SignedDuration::try_from_secs_f64(span.as_secs_f64() * speed).unwrap_or(SignedDuration::ZERO)
}

fn later(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[allow(clippy::disallowed_methods, reason = "this clock is where the simulator's time comes from")]
fn system_time() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::{SignedDuration, Timestamp};

    use super::{ClockError, SimClock};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_clock_is_written_as_time_and_speed_and_says_when_it_never_agreed_with_the_real_one() {
        let noon = at("2026-11-21T12:00:00Z");
        let written = |shown, speed| SimClock::anchored(at(shown), speed, noon).unwrap().to_string();
        assert_eq!(written("2026-11-21T12:00:00Z", 1.0), "2026-11-21T12:00:00Z@1");
        assert_eq!(written("2026-11-21T12:00:00Z", 60.0), "2026-11-21T12:00:00Z@60");
        assert_eq!(written("2026-03-02T08:00:00Z", 60.0), "2026-03-02T08:00:00Z@60@2026-11-21T12:00:00Z");
    }

    #[test]
    fn a_clock_goes_on_from_what_it_showed_as_fast_as_it_says() {
        let clock: SimClock = "2026-03-02T08:00:00Z@60@2026-11-21T12:00:00Z".parse().unwrap();
        assert_eq!(clock.shown_at(at("2026-11-21T12:02:00Z")), at("2026-03-02T10:00:00Z"));
        assert_eq!(clock.goes_in(Duration::from_secs(10)), SignedDuration::from_mins(10));
    }

    #[test]
    fn a_manual_clock_is_written_as_one_that_stands() {
        let clock = SimClock::manual(at("2026-03-02T08:00:00Z"));
        clock.advance(Duration::from_secs(90));
        assert_eq!(clock.to_string(), "2026-03-02T08:01:30Z@0");
    }

    #[test]
    fn a_written_clock_shows_the_same_time_whenever_it_is_read() {
        let in_march = Some(at("2026-03-02T08:00:00Z"));
        for (start, speed) in [(None, 1.0), (None, 60.0), (in_march, 1.0), (in_march, 60.0), (in_march, 0.25)] {
            let clock = SimClock::starting(start, speed).unwrap();
            let read: SimClock = clock.to_string().parse().unwrap();
            let any = at("2026-11-21T04:36:54.123456789Z");
            assert_eq!(read.shown_at(any), clock.shown_at(any), "{clock}");
        }
    }

    #[test]
    fn nonsense_is_no_clock() {
        assert!(matches!("2026-03-02T08:00:00Z".parse::<SimClock>(), Err(ClockError::Format)));
        assert!(matches!("yesterday@1".parse::<SimClock>(), Err(ClockError::Time(_))));
        assert!(matches!("2026-03-02T08:00:00Z@0".parse::<SimClock>(), Err(ClockError::Speed)));
        assert!(matches!("2026-03-02T08:00:00Z@NaN".parse::<SimClock>(), Err(ClockError::Speed)));
        assert!(matches!("2026-03-02T08:00:00Z@60@noon".parse::<SimClock>(), Err(ClockError::Time(_))));
        assert!(matches!("0001-01-01T00:00:00Z@100000".parse::<SimClock>(), Err(ClockError::OutOfRange(_))));
    }
}
