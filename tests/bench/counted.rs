//! The benchmarks of counts and of simulated time. `cargo xtask bench [B1 …]` runs these and the timed ones, and prints
//! one table.
//!
//! Counts decide: a missed one ends the run with a failure.
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on must end at once")]

mod abiding;
mod asking;
mod budgets;
mod day;
mod showing;
mod theirs;

#[path = "../faults/emberwatch.rs"]
#[allow(dead_code, reason = "the tests of faults use more of it")]
mod emberwatch;
#[path = "../faults/world.rs"]
#[allow(dead_code, reason = "the tests of faults use more of it")]
mod world;

use emberwatch_tests::running::{Asked, Benchmark};
use emberwatch_tests::{running, table};
use std::process::ExitCode;

const BENCHMARKS: &[Benchmark] = &[
    Benchmark { name: "B2", does: budgets::DOES, run: budgets::run },
    Benchmark { name: "B3", does: asking::DOES, run: asking::run },
    Benchmark { name: "B6", does: abiding::DOES, run: abiding::run },
    Benchmark { name: "forecast", does: theirs::DOES, run: theirs::run },
    Benchmark { name: "B10", does: showing::DOES, run: showing::run },
];

fn main() -> ExitCode {
    let asked = match Asked::from_arguments() {
        Ok(asked) => asked,
        Err(end) => return end,
    };
    let rows = asked.run(BENCHMARKS);
    if running::hand_on(&rows) { running::close(&rows) } else { running::exit(&rows) }
}
