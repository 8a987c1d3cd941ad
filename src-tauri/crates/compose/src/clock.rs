//! The wall clock, and the simulator's for whoever rehearses.

use crate::OpenError;
use emberwatch_app::ports::Clock;
use emberwatch_simulator::SimClock;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// Sets the app's clock to a simulator's, in the words of its ready line; [`SimClock`] says what they mean.
pub const CLOCK_VARIABLE: &str = "EMBERWATCH_CLOCK";

/// The one place where the app's time comes from.
#[derive(Clone, Debug)]
pub enum AppClock {
    Wall,
    Simulated(SimClock),
}

impl AppClock {
    pub fn from_env() -> Result<Self, OpenError> {
        let Ok(text) = std::env::var(CLOCK_VARIABLE) else { return Ok(Self::Wall) };
        match text.parse() {
            Ok(clock) => Ok(Self::Simulated(clock)),
            Err(source) => Err(OpenError::Clock { text, source: Box::new(source) }),
        }
    }

    /// The sample lives in the time that everything else is told in.
    pub(crate) fn of_the_sample(&self) -> SimClock {
        match self {
            Self::Wall => SimClock::real(),
            Self::Simulated(clock) => clock.clone(),
        }
    }

    pub fn is_simulated(&self) -> bool {
        matches!(self, Self::Simulated(_))
    }
}

impl Clock for AppClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is given")]
    fn now(&self) -> Timestamp {
        match self {
            Self::Wall => Timestamp::now(),
            Self::Simulated(clock) => clock.now(),
        }
    }

    fn real_span(&self, real: Duration) -> SignedDuration {
        match self {
            Self::Wall => SignedDuration::try_from(real).unwrap_or(SignedDuration::MAX),
            Self::Simulated(clock) => clock.goes_in(real),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_simulators_clock_goes_further_in_real_time_than_the_wall_clock_does() {
        let simulated = AppClock::Simulated("2026-03-02T08:00:00Z@60@2026-03-02T09:00:00Z".parse().unwrap());
        let span = |clock: &AppClock| clock.real_span(Duration::from_secs(10)).as_secs();
        assert_eq!((span(&AppClock::Wall), span(&simulated)), (10, 600));
    }
}
