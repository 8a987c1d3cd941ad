//! `cargo xtask bench`: the benchmarks of tests/bench, built as the release is, on a screen of their own.

use std::process::ExitCode;

use crate::build::{CUSTOM_PROTOCOL, cargo};
use crate::child::{Task, minutes};
use crate::failure::Failure;
use crate::layout::Layout;
use crate::steps::{Did, announce, step};
use crate::test::Shelter;
use crate::{session, setup};

/// Runs the benchmarks that are named, or all. A missed count is a failure; the table says which.
pub fn run(layout: &Layout, wanted: &[String]) -> Result<ExitCode, Failure> {
    setup::to_test(layout)?;
    step("Building with the release's optimisations (the first time takes a quarter of an hour)", || build(layout))?;
    let shelter = Shelter::new()?;
    announce("Running the benchmarks");
    let shown = shelter.cover(benchmarks(layout, wanted)).shown()?;
    Ok(if shown.status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The binaries, the benchmarks, and the bare window that they compare with. The selection has the same features as
/// the one that is packaged, so neither builds what the other has built.
fn build(layout: &Layout) -> Result<Did, Failure> {
    selected(layout, "build").args(["--release", "--bins", "--bench", "bench", "--example", "bare"]).run()?;
    Ok(Did::Work)
}

/// Cargo knows where it has put the benchmark; what it runs was built just before.
fn benchmarks(layout: &Layout, wanted: &[String]) -> Task {
    selected(layout, "bench")
        .args(["--bench", "bench", "--"])
        .args(wanted)
        .env("EMBERWATCH_PYTHON", layout.venv_python())
        .env("EMBERWATCH_BINARIES", layout.released())
        .inside(session::task())
}

fn selected(layout: &Layout, subcommand: &str) -> Task {
    let task = cargo(layout).args([subcommand, "--workspace", "--features", CUSTOM_PROTOCOL]);
    task.limit(minutes(60))
}
