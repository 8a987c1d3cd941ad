//! Runners one after the other, all of them even when one fails, and one sum at the end.

use crate::child::{Task, describe};
use crate::failure::Failure;
use crate::steps::{Shown, announce};
use crate::tally::{Runner, Tally};

#[derive(Debug, Default)]
pub struct Suite {
    sum: Tally,
    failed: Vec<String>,
}

impl Suite {
    /// Runs one runner; what goes wrong is remembered, told at the end, and does not stop the next one.
    pub fn add(&mut self, title: &str, runner: Runner, task: Task) {
        let stopwatch = announce(title);
        let (tally, end) = match task.shown() {
            Ok(shown) => (
                Tally::read(runner, &shown.text, shown.status.success()),
                (!shown.status.success()).then(|| describe(shown.status)),
            ),
            Err(failure) => (Tally::read(runner, "", false), Some(failure.to_string())),
        };
        match &end {
            None if runner == Runner::Check => println!("  holds; {}", Shown(stopwatch.elapsed())),
            None => println!("  {tally}; {}", Shown(stopwatch.elapsed())),
            Some(how) if tally.passed == 0 => println!("  failed ({how}); {}", Shown(stopwatch.elapsed())),
            Some(how) => println!("  {tally} ({how}); {}", Shown(stopwatch.elapsed())),
        }
        self.sum += tally;
        if let Some(how) = end {
            self.failed.push(format!("{title}: {how}"));
        }
    }

    /// A step that is no runner and stopped the rest.
    pub fn stopped_by(&mut self, failure: &Failure) {
        self.sum += Tally { passed: 0, failed: 1 };
        self.failed.push(failure.to_string());
    }

    /// Names what failed, then says the sum alone on the last line. True when nothing failed.
    pub fn close(self) -> bool {
        let well = self.failed.is_empty() && self.sum.failed == 0;
        println!();
        for failure in &self.failed {
            println!("failed: {failure}");
        }
        println!("{}", self.sum);
        well
    }
}
