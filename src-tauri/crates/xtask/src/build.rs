//! Cargo, always with the same selection of packages and features.

use crate::child::{Task, minutes};
use crate::failure::Failure;
use crate::layout::Layout;
use crate::steps::Did;

/// One selection for build, test and clippy: another one unifies features otherwise and would build
/// hundreds of dependencies anew. `run` uses it too, so that changing between `run` and `test` is quick.
const SELECTION: &[&str] = &["--workspace", "--all-targets", "--features", EVERYTHING];
/// Without its `custom-protocol` a built window loads the development address; the others are for the benchmarks.
pub const EVERYTHING: &str = "emberwatch-desktop/custom-protocol,emberwatch-desktop/bare,emberwatch-tests/timed";

/// A cargo task over everything: `cargo <subcommand> <selection>`.
pub fn over_everything(layout: &Layout, subcommand: &[&str]) -> Task {
    let task = cargo(layout).args(subcommand).args(SELECTION);
    if std::env::var_os("CI").is_some() {
        // Whoever adds a dependency commits the lock file with it.
        task.args(["--locked"])
    } else {
        task
    }
}

pub fn cargo(layout: &Layout) -> Task {
    Task::new(cargo_program()).dir(&layout.root).env("CARGO_TARGET_DIR", &layout.target)
}

pub fn everything(layout: &Layout) -> Result<Did, Failure> {
    over_everything(layout, &["build"]).limit(minutes(45)).run()?;
    Ok(Did::Work)
}

pub const RELEASING: &str = "Building with the release's optimisations (the first time takes a quarter of an hour)";

/// What is benchmarked and what is packaged is built alike, so that neither builds what the other has built.
pub fn released(layout: &Layout) -> Result<Did, Failure> {
    let task = cargo(layout).args(["build", "--release", "--workspace", "--bins", "--features", EVERYTHING]);
    task.limit(minutes(90)).run()?;
    Ok(Did::Work)
}

/// The system that the Rust here builds for, as in `x86_64-unknown-linux-gnu`.
pub fn host() -> Result<String, Failure> {
    let told = Task::new("rustc").args(["-vV"]).answer().unwrap_or_default();
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or(Failure::Environment("rustc does not say which system it builds for"))
}

/// The cargo that runs us, so that a toolchain chosen by `+name` is kept.
pub fn cargo_program() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
