//! How a step tells what it does and how long it took.

use std::fmt;
use std::io::Write;
use std::time::{Duration, Instant};

use crate::failure::Failure;

/// What a step found to do.
#[derive(Debug)]
pub enum Did {
    Work,
    Nothing(String),
}

/// Says `title`, does the work, and says how long it took.
pub fn step(title: impl fmt::Display, work: impl FnOnce() -> Result<Did, Failure>) -> Result<(), Failure> {
    let stopwatch = announce(title);
    let result = work();
    let took = stopwatch.elapsed();
    match &result {
        Ok(Did::Work) => println!("  done in {}", Shown(took)),
        Ok(Did::Nothing(why)) => println!("  nothing to do: {why} ({})", Shown(took)),
        Err(_) => println!("  failed after {}", Shown(took)),
    }
    result.map(drop)
}

pub fn announce(title: impl fmt::Display) -> Stopwatch {
    println!("\n> {title}");
    // Children write to the same terminal by themselves; the title must stand above their lines.
    let _ = std::io::stdout().flush();
    Stopwatch::start()
}

/// The one clock of this tool: it times steps for the person who waits, nothing depends on it.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    #[allow(clippy::disallowed_methods, reason = "measures what the user waited for; std only")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// A duration as people read it: `0.4 s`, `42 s`, `3 min 5 s`.
#[derive(Debug, Clone, Copy)]
pub struct Shown(pub Duration);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        match seconds {
            0..10 => write!(f, "{:.1} s", self.0.as_secs_f64()),
            10..60 => write!(f, "{seconds} s"),
            _ => write!(f, "{} min {} s", seconds / 60, seconds % 60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_like_a_person_says_them() {
        assert_eq!(Shown(Duration::from_millis(440)).to_string(), "0.4 s");
        assert_eq!(Shown(Duration::from_secs(42)).to_string(), "42 s");
        assert_eq!(Shown(Duration::from_secs(185)).to_string(), "3 min 5 s");
    }
}
