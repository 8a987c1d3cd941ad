//! `cargo xtask test` and `cargo xtask e2e`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::build::{cargo, over_everything};
use crate::child::{Task, minutes};
use crate::failure::Failure;
use crate::layout::Layout;
use crate::node::npm;
use crate::steps::{Shown, Stopwatch};
use crate::suite::Suite;
use crate::tally::Runner;
use crate::{session, setup};

/// Every check and every test. A build that fails stops; everything else is run to the end, so that one
/// call shows all that is wrong.
pub fn everything(layout: &Layout) -> Result<ExitCode, Failure> {
    let stopwatch = Stopwatch::start();
    let mut suite = Suite::default();
    if let Err(failure) = setup::everything(layout) {
        suite.stopped_by(&failure);
        return Ok(close(suite, stopwatch));
    }
    let shelter = Shelter::new()?;
    suite.add("Checking the format of the Rust code", Runner::Check, cargo(layout).args(["fmt", "--all", "--check"]));
    suite.add("Checking the dependencies with cargo-deny", Runner::Check, dependencies(layout));
    suite.add("Checking the page's types", Runner::Check, npm(layout, &["run", "check"]).limit(minutes(5)));
    suite.add("Checking the page's style", Runner::Check, npm(layout, &["run", "lint"]).limit(minutes(5)));
    suite.add("Testing the page", Runner::Vitest, npm(layout, &["run", "test"]).limit(minutes(10)));
    suite.add("Testing the crates and the wire", Runner::Nextest, shelter.cover(crates(layout)));
    suite.add("Testing the wire with boto3 and moto", Runner::Pytest, shelter.cover(wire_in_python(layout)));
    in_window(layout, &shelter, None, &mut suite);
    suite.add(
        "Checking the Rust code with clippy",
        Runner::Check,
        over_everything(layout, &["clippy"]).args(["--", "-D", "warnings"]).limit(minutes(25)),
    );
    Ok(close(suite, stopwatch))
}

/// Only the tests in the real window.
pub fn window_only(layout: &Layout, filter: Option<&str>) -> Result<ExitCode, Failure> {
    let stopwatch = Stopwatch::start();
    setup::everything(layout)?;
    let mut suite = Suite::default();
    let shelter = Shelter::new()?;
    in_window(layout, &shelter, filter, &mut suite);
    Ok(close(suite, stopwatch))
}

fn close(suite: Suite, stopwatch: Stopwatch) -> ExitCode {
    println!("\nEverything together took {}.", Shown(stopwatch.elapsed()));
    if suite.close() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Advisories need a database from the network, so they are looked up by hand.
fn dependencies(layout: &Layout) -> Task {
    let task = Task::new(layout.cargo_deny()).args(["--locked", "check", "bans", "licenses", "sources"]);
    task.dir(&layout.root).limit(minutes(5))
}

fn crates(layout: &Layout) -> Task {
    over_everything(layout, &["nextest", "run"])
        .args(["--no-fail-fast", "-E", "not binary(e2e)"])
        .env("EMBERWATCH_CARGO_DENY", layout.cargo_deny())
        .env("EMBERWATCH_PYTHON", layout.venv_python())
        .limit(minutes(25))
}

fn wire_in_python(layout: &Layout) -> Task {
    Task::new(layout.venv_python())
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider"])
        .args([layout.wire_python()])
        .dir(&layout.root)
        .env("EMBERCTL", layout.binary("emberctl"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .limit(minutes(10))
}

/// Two sessions side by side, with every other scenario each: a window waits more than it works.
fn in_window(layout: &Layout, shelter: &Shelter, filter: Option<&str>, suite: &mut Suite) {
    let shares = ["count:1/2", "count:2/2"].map(|share| shelter.cover(in_a_session(layout, share, filter)));
    suite.add_side_by_side("Testing the real window", Runner::Nextest, shares.into());
}

/// One window at a time: the app lets only one of itself live on a session bus.
fn in_a_session(layout: &Layout, share: &str, filter: Option<&str>) -> Task {
    over_everything(layout, &["nextest", "run"])
        .args(["--no-fail-fast", "--no-tests", "pass", "--test-threads", "1", "--partition", share])
        .args(["-E", "binary(e2e)"])
        .args(filter)
        .env("EMBERWATCH_PYTHON", layout.venv_python())
        .env("EMBERWATCH_BINARIES", layout.binaries())
        .limit(minutes(25))
        .inside(session::task())
}

/// Keeps tests away from whoever runs them: no AWS setting of theirs is seen, and a test that forgets to
/// name its own files finds empty ones.
pub struct Shelter {
    folder: PathBuf,
}

impl Shelter {
    pub fn new() -> Result<Self, Failure> {
        let folder = std::env::temp_dir().join(format!("emberwatch-tests-{}", std::process::id()));
        for part in ["aws", "data"] {
            let path = folder.join(part);
            fs::create_dir_all(&path).map_err(Failure::file(&path))?;
        }
        for name in ["aws/config", "aws/credentials"] {
            let path = folder.join(name);
            fs::write(&path, "").map_err(Failure::file(&path))?;
        }
        Ok(Self { folder })
    }

    pub fn cover(&self, task: Task) -> Task {
        let aws_settings =
            std::env::vars_os().map(|(key, _)| key).filter(|key| key.to_string_lossy().starts_with("AWS_"));
        aws_settings
            .fold(task, Task::without_env)
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_CONFIG_FILE", self.path("aws/config"))
            .env("AWS_SHARED_CREDENTIALS_FILE", self.path("aws/credentials"))
            .env("EMBERWATCH_DATA_DIR", self.path("data"))
            .env("NO_PROXY", "127.0.0.1,localhost")
            .env("no_proxy", "127.0.0.1,localhost")
            // Where a test failed is in its message; pages of frames hide that.
            .env("RUST_BACKTRACE", "0")
            // Snapshots are accepted by hand; a test run leaves the checkout as it was.
            .env("INSTA_UPDATE", "no")
    }

    pub fn path(&self, part: &str) -> PathBuf {
        Path::new(&self.folder).join(part)
    }
}

impl Drop for Shelter {
    fn drop(&mut self) {
        // Whatever stays behind lies in the temporary folder and is harmless.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
