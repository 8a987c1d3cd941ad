//! `cargo xtask bench`: the benchmarks of tests/bench. What is counted is built as the tests are; what is timed is built
//! as the release is, and runs on a screen of its own.

use std::process::ExitCode;

use crate::build::{self, EVERYTHING, cargo};
use crate::child::{Task, minutes};
use crate::failure::Failure;
use crate::layout::Layout;
use crate::steps::{announce, step};
use crate::test::Shelter;
use crate::{session, setup};

/// Runs the benchmarks that are named, or all. A missed count is a failure; the table says which.
pub fn run(layout: &Layout, wanted: &[String]) -> Result<ExitCode, Failure> {
    setup::to_test(layout)?;
    step(build::RELEASING, || build::released(layout))?;
    let shelter = Shelter::new()?;
    let rows = shelter.path("rows");
    announce("Counting, in simulated time");
    let counted = shelter.cover(counted(layout, wanted)).env("EMBERWATCH_BENCH_ROWS", &rows).shown()?;
    announce("Timing");
    let timed = shelter.cover(timed(layout, wanted)).env("EMBERWATCH_BENCH_ROWS", &rows).shown()?;
    let well = counted.status.success() && timed.status.success();
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn counted(layout: &Layout, wanted: &[String]) -> Task {
    // What is counted is the same in every profile.
    let task = cargo(layout).args(["test", "--workspace", "--features", EVERYTHING, "--bench", "counted", "--"]);
    task.args(wanted).limit(minutes(60))
}

fn timed(layout: &Layout, wanted: &[String]) -> Task {
    Task::new(layout.released().join("timed"))
        .args(wanted)
        .dir(&layout.root)
        .env("EMBERWATCH_PYTHON", layout.venv_python())
        .env("EMBERWATCH_BINARIES", layout.released())
        .limit(minutes(60))
        .inside(session::task())
}
