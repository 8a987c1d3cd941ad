//! The tools of cargo's that the checks are run with.

use crate::build::cargo_program;
use crate::child::{Task, minutes};
use crate::failure::Failure;
use crate::layout::Layout;
use crate::packages::answers;
use crate::steps::Did;

/// Another version may find more or read deny.toml otherwise, so it is changed by hand.
const CARGO_DENY: &str = "0.20.2";

pub fn nextest() -> Result<Did, Failure> {
    let found = Task::new(cargo_program()).args(["nextest", "--version"]).answer();
    if let Some(version) = found {
        let first = version.lines().next().unwrap_or_default().to_owned();
        return Ok(Did::Nothing(format!("{first} is there")));
    }
    install("cargo-nextest").run()?;
    Ok(Did::Work)
}

/// Kept apart from the user's own tools, beside what is built.
pub fn cargo_deny(layout: &Layout) -> Result<Did, Failure> {
    let found = Task::new(layout.cargo_deny()).args(["--version"]).answer();
    if let Some(version) = found.filter(|version| version.trim().ends_with(CARGO_DENY)) {
        return Ok(Did::Nothing(format!("{} is there", version.trim())));
    }
    install("cargo-deny").args(["--version", CARGO_DENY, "--root"]).args([&layout.tools]).run()?;
    Ok(Did::Work)
}

/// Clippy and rustfmt come with most toolchains, but not with the minimal profile.
pub fn components() -> Result<Did, Failure> {
    let missing: Vec<&str> = [("clippy", "cargo-clippy"), ("rustfmt", "rustfmt")]
        .into_iter()
        .filter(|(_, program)| !answers(program, "--version"))
        .map(|(component, _)| component)
        .collect();
    if missing.is_empty() {
        return Ok(Did::Nothing("clippy and rustfmt are there".to_owned()));
    }
    if !answers("rustup", "--version") {
        return Err(Failure::Needs {
            what: format!("this Rust lacks {}", missing.join(" and ")),
            command: format!("rustup component add {}", missing.join(" ")),
        });
    }
    Task::new("rustup").args(["component", "add"]).args(missing).limit(minutes(5)).run()?;
    Ok(Did::Work)
}

/// A tool is no part of the project: it is built in a folder of its own and leaves only its binary.
fn install(name: &str) -> Task {
    Task::new(cargo_program()).args(["install", name, "--locked"]).without_env("CARGO_TARGET_DIR").limit(minutes(20))
}
