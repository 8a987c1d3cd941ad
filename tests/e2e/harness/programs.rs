//! The built binaries and the other programs of a scenario.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use super::home::Home;

/// The folder of the built binaries: told by xtask, else where this test itself was built.
pub fn binary(name: &str) -> PathBuf {
    let folder = std::env::var_os("EMBERWATCH_BINARIES").map_or_else(beside_this_test, PathBuf::from);
    let path = folder.join(name);
    assert!(path.exists(), "{} is not built; `cargo xtask e2e` builds it", path.display());
    path
}

/// How a program ended and what it said.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("not JSON ({error}): {}{}", self.stdout, self.stderr))
    }

    fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap_or_else(|error| panic!("could not start {command:?}: {error}"));
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Runs `emberctl` on this home's data folder, while the window may be open on it too.
pub fn emberctl(home: &Home, arguments: &[&str]) -> Ended {
    Ended::of(home.command(binary("emberctl")).args(arguments))
}

/// The id of the sample's active cluster of this name, as the terminal tells it.
#[track_caller]
pub fn sample_cluster(home: &Home, name: &str) -> String {
    let told = emberctl(home, &["--sample", "--json", "clusters"]).json();
    let clusters = told["clusters"].as_array().into_iter().flatten();
    // The one that started last lives longest: two can overlap where they follow each other.
    let active = clusters.filter(|cluster| cluster["name"] == name && cluster["ended_at"].is_null());
    let found = active.max_by_key(|cluster| cluster["created_at"].to_string());
    found.and_then(|cluster| cluster["id"].as_str()).unwrap_or_else(|| panic!("no active {name}")).to_owned()
}

/// Runs a Python script with boto3 at hand, as a witness that shares no line with us. It must succeed.
#[track_caller]
pub fn boto3(home: &Home, script: &str, arguments: &[&str]) -> String {
    python(home, script, arguments)
}

/// Starts the app once more while it runs, and tells how that one ended: it must not stay.
pub fn started_again(home: &Home) -> Ended {
    Ended::of(&mut home.command(binary("emberwatch")))
}

#[track_caller]
pub fn python(home: &Home, script: &str, arguments: &[&str]) -> String {
    let ended = Ended::of(&mut python_command(home, script, arguments));
    assert_eq!(ended.code, Some(0), "the script failed: {ended:#?}");
    ended.stdout
}

pub fn python_command(home: &Home, script: &str, arguments: &[&str]) -> Command {
    let python = std::env::var_os("EMBERWATCH_PYTHON")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cache/emberwatch/venv/bin/python")))
        .expect("a Python environment, as `cargo xtask e2e` makes it");
    let mut command = home.command(python);
    command.args(["-c", script]).args(arguments);
    command
}

/// This test is `<target>/debug/deps/e2e-…`; the binaries lie one folder above.
fn beside_this_test() -> PathBuf {
    let test = std::env::current_exe().expect("this test has a path");
    test.ancestors().nth(2).expect("cargo builds tests two folders deep").to_owned()
}
