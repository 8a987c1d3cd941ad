//! The benchmarks of real time, and the one table. `cargo xtask bench [B1 …]` runs these after the counted ones.
//!
//! Times and sizes are told as ratios of what was measured in the same run; a busy machine alone fails nothing.
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on must end at once")]

mod apps;
mod clicking;
mod drawing;
mod growing;
mod profiles;
mod resting;
mod spotting;
mod starting;
mod sweep;
mod telling;
mod year;

#[path = "../faults/emberwatch.rs"]
#[allow(dead_code, reason = "the tests of faults use more of it")]
mod emberwatch;
#[path = "../e2e/harness/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the tests of the window use more of it")]
mod harness;
#[path = "../faults/world.rs"]
#[allow(dead_code, reason = "the tests of faults use more of it")]
mod world;

use emberwatch_tests::running::{Asked, Benchmark};
use emberwatch_tests::table::{Row, Verdict};
use emberwatch_tests::{figures, running, table};
use std::process::ExitCode;

const BENCHMARKS: &[Benchmark] = &[
    Benchmark { name: "B1", does: sweep::DOES, run: sweep::run },
    Benchmark { name: "B5", does: starting::DOES, run: starting::run },
    Benchmark { name: "B6", does: resting::DOES, run: resting::run },
    Benchmark { name: "B7", does: spotting::DOES, run: spotting::run },
    Benchmark { name: "B8", does: year::DOES, run: year::run },
    Benchmark { name: "B9", does: drawing::DOES, run: drawing::run },
    Benchmark { name: "growth", does: growing::DOES, run: growing::run },
    Benchmark { name: "profiles", does: profiles::DOES, run: profiles::run },
    Benchmark { name: "forecast", does: telling::DOES, run: telling::run },
    Benchmark { name: "B10", does: clicking::DOES, run: clicking::run },
];

/// What the features of later issues are measured by.
const LATER: [(&str, &str); 1] = [("B4", "idle detection, 50 clusters")];

fn main() -> ExitCode {
    // As the window does.
    emberwatch_compose::keep_for_the_next_sweep();
    let asked = match Asked::from_arguments() {
        Ok(asked) => asked,
        Err(end) => return end,
    };
    let mut rows = running::handed_on();
    rows.extend(asked.run(BENCHMARKS));
    let later = LATER.into_iter().filter(|(name, _)| asked.wants(name));
    rows.extend(later.map(|(name, measure)| Row::new(name, measure).target("", Verdict::NotYet)));
    rows.sort_by_key(Row::place);
    running::close(&rows)
}
