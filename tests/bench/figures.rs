//! Medians and how far the runs lie apart.

use std::fmt;
use std::time::Duration;

#[derive(Clone, Copy, Debug)]
pub struct Spread {
    pub least: Duration,
    pub median: Duration,
    pub most: Duration,
}

impl Spread {
    /// Of at least one run.
    pub fn of(runs: &[Duration]) -> Self {
        let mut sorted = runs.to_vec();
        sorted.sort_unstable();
        Self { least: sorted[0], median: sorted[sorted.len() / 2], most: sorted[sorted.len() - 1] }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:.1} ms ({:.1} to {:.1})", millis(self.median), millis(self.least), millis(self.most))
    }
}

pub fn millis(span: Duration) -> f64 {
    span.as_secs_f64() * 1000.0
}
