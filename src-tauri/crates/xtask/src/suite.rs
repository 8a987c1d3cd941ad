//! Runners one after the other, all of them even when one fails, and one sum at the end.

use std::panic::resume_unwind;
use std::thread;

use crate::child::{self, Task, describe};
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
        self.add_side_by_side(title, runner, vec![task]);
    }

    /// The same of several runners of one kind at once, each with a share of the work.
    pub fn add_side_by_side(&mut self, title: &str, runner: Runner, tasks: Vec<Task>) {
        let stopwatch = announce(title);
        let shares: Vec<_> = tasks.into_iter().map(|task| thread::spawn(move || task.shown())).collect();
        let ends: Vec<_> =
            shares.into_iter().map(|share| share.join().unwrap_or_else(|panic| resume_unwind(panic))).collect();
        let (mut sum, mut wrong) = (Tally::default(), Vec::new());
        for end in ends {
            let (tally, how) = judged(runner, end);
            sum += tally;
            wrong.extend(how);
        }
        match wrong.first() {
            None if runner == Runner::Check => println!("  holds; {}", Shown(stopwatch.elapsed())),
            None => println!("  {sum}; {}", Shown(stopwatch.elapsed())),
            Some(how) if sum.passed == 0 => println!("  failed ({how}); {}", Shown(stopwatch.elapsed())),
            Some(how) => println!("  {sum} ({how}); {}", Shown(stopwatch.elapsed())),
        }
        self.sum += sum;
        self.failed.extend(wrong.into_iter().map(|how| format!("{title}: {how}")));
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

/// What a runner counted, and how it ended where it did not end well.
fn judged(runner: Runner, end: Result<child::Shown, Failure>) -> (Tally, Option<String>) {
    match end {
        Ok(shown) => (
            Tally::read(runner, &shown.text, shown.status.success()),
            (!shown.status.success()).then(|| describe(shown.status)),
        ),
        Err(failure) => (Tally::read(runner, "", false), Some(failure.to_string())),
    }
}
