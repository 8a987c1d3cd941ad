//! The simulator's clock: real time, or a time of its own that may run faster.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

/// A clock, written `<RFC 3339>@<speed>`: the simulated time at which it was read, and how many simulated seconds
/// pass in one real second. Clones show the same time.
#[derive(Debug, Clone)]
pub struct SimClock(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Running {
        real_start: Timestamp,
        start: Timestamp,
        speed: f64,
    },
    /// Stands still until a test moves it.
    Manual(Arc<Mutex<Timestamp>>),
}

/// The text is no clock.
#[derive(Debug, thiserror::Error)]
pub enum ClockError {
    #[error("a clock is written <RFC 3339>@<speed>, as in 2026-03-02T08:00:00Z@60")]
    Format,
    #[error("the clock's time is not RFC 3339")]
    Time(#[source] jiff::Error),
    #[error("the clock's speed must be a number above 0 and at most 100000")]
    Speed,
}

impl SimClock {
    /// Real time.
    pub fn real() -> Self {
        let now = system_time();
        Self(Kind::Running { real_start: now, start: now, speed: 1.0 })
    }

    /// Starts at `start` (now, where none) and runs `speed` times as fast as real time.
    ///
    /// # Errors
    /// When the speed is not above 0 and at most 100,000.
    pub fn starting(start: Option<Timestamp>, speed: f64) -> Result<Self, ClockError> {
        if !(speed.is_finite() && speed > 0.0 && speed <= 100_000.0) {
            return Err(ClockError::Speed);
        }
        let now = system_time();
        Ok(Self(Kind::Running { real_start: now, start: start.unwrap_or(now), speed }))
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
        match &self.0 {
            Kind::Manual(now) => *now.lock(),
            Kind::Running { real_start, start, speed } => {
                let passed = system_time().duration_since(*real_start);
                if (*speed - 1.0).abs() < f64::EPSILON {
                    return later(*start, passed);
                }
                later(
                    *start,
                    SignedDuration::try_from_secs_f64(passed.as_secs_f64() * speed).unwrap_or(SignedDuration::ZERO),
                )
            }
        }
    }

    pub fn speed(&self) -> f64 {
        match &self.0 {
            Kind::Running { speed, .. } => *speed,
            Kind::Manual(_) => 1.0,
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
        write!(out, "{}@{}", self.now(), self.speed())
    }
}

impl FromStr for SimClock {
    type Err = ClockError;

    /// A clock that shows the given time now.
    fn from_str(text: &str) -> Result<Self, ClockError> {
        let (time, speed) = text.rsplit_once('@').ok_or(ClockError::Format)?;
        let start = time.parse().map_err(ClockError::Time)?;
        let speed = speed.parse().map_err(|_| ClockError::Speed)?;
        Self::starting(Some(start), speed)
    }
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

    use super::{ClockError, SimClock};

    #[test]
    fn a_clock_is_written_as_time_and_speed() {
        let clock = SimClock::manual("2026-03-02T08:00:00Z".parse().unwrap());
        clock.advance(Duration::from_secs(90));
        assert_eq!(clock.to_string(), "2026-03-02T08:01:30Z@1");
    }

    #[test]
    fn a_written_clock_is_read_with_its_speed() {
        let clock: SimClock = "2026-03-02T08:00:00Z@60".parse().unwrap();
        assert!((clock.speed() - 60.0).abs() < f64::EPSILON);
        assert!(clock.now() >= "2026-03-02T08:00:00Z".parse().unwrap());
    }

    #[test]
    fn nonsense_is_no_clock() {
        assert!(matches!("2026-03-02T08:00:00Z".parse::<SimClock>(), Err(ClockError::Format)));
        assert!(matches!("yesterday@1".parse::<SimClock>(), Err(ClockError::Time(_))));
        assert!(matches!("2026-03-02T08:00:00Z@0".parse::<SimClock>(), Err(ClockError::Speed)));
        assert!(matches!("2026-03-02T08:00:00Z@NaN".parse::<SimClock>(), Err(ClockError::Speed)));
    }
}
