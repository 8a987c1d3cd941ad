//! The wall clock, and the simulator's for whoever rehearses.

use crate::OpenError;
use emberwatch_app::ports::Clock;
use emberwatch_simulator::SimClock;
use jiff::Timestamp;

/// Sets the app's clock to a simulator's, as its ready line says: `<RFC 3339>@<speed>`.
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
}
