//! A user's machine, as far as emberctl sees it: one folder for each test, and no word of the real one.

use serde_json::Value;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// What of the real environment emberctl may see.
const PASSED_ON: &[&str] = &["PATH", "TMPDIR", "RUST_BACKTRACE"];

pub struct Ground {
    folder: TempDir,
    variables: Vec<(String, OsString)>,
}

/// How a command ended and what it said.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ground {
    /// A new user: no AWS files, an empty data folder.
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("emberctl-").tempdir().unwrap();
        Self { folder, variables: Vec::new() }
    }

    /// The same user with these AWS files.
    pub fn with_files(config: &str, credentials: &str) -> Self {
        let ground = Self::new();
        fs::write(ground.path("config"), config).unwrap();
        fs::write(ground.path("credentials"), credentials).unwrap();
        ground
    }

    pub fn with(mut self, variable: &str, value: impl Into<OsString>) -> Self {
        self.set(variable, value);
        self
    }

    pub fn set(&mut self, variable: &str, value: impl Into<OsString>) {
        self.variables.retain(|(name, _)| name != variable);
        self.variables.push((variable.to_owned(), value.into()));
    }

    pub fn path(&self, part: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(part)
    }

    pub fn data_dir(&self) -> PathBuf {
        self.path("data")
    }

    /// emberctl with these arguments, separated by blanks, on this machine; standard input is closed.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(binary());
        command.args(arguments.split_whitespace()).env_clear().stdin(Stdio::null()).current_dir(self.folder.path());
        for name in PASSED_ON {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command
            .env("HOME", self.folder.path())
            .env("TZ", "UTC")
            .env("LC_ALL", "C.UTF-8")
            .env("EMBERWATCH_DATA_DIR", self.data_dir())
            .env("AWS_CONFIG_FILE", self.path("config"))
            .env("AWS_SHARED_CREDENTIALS_FILE", self.path("credentials"))
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("NO_PROXY", "127.0.0.1,localhost")
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    pub fn run(&self, arguments: &str) -> Ended {
        Ended::of(&mut self.command(arguments))
    }

    /// Runs it with `--json`; it must end with this exit code.
    #[track_caller]
    pub fn json(&self, code: i32, arguments: &str) -> Value {
        let ended = self.run(&format!("{arguments} --json"));
        assert_eq!(ended.code, Some(code), "{arguments}: {ended:#?}");
        ended.json()
    }
}

impl Ended {
    pub fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("not JSON ({error}): {self:#?}"))
    }

    /// It ended with this code and one sentence that holds all of these, and nothing on standard output.
    #[track_caller]
    pub fn assert_told(&self, code: i32, parts: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:#?}");
        assert_eq!(self.stdout, "", "{self:#?}");
        assert_eq!(self.stderr.trim_end().lines().count(), 1, "one sentence: {self:#?}");
        assert!(parts.iter().all(|part| self.stderr.contains(part)), "{parts:?} in {self:#?}");
        self.assert_no_panic();
    }

    #[track_caller]
    pub fn assert_no_panic(&self) {
        for word in ["panicked", "RUST_BACKTRACE", "stack backtrace"] {
            assert!(!self.stderr.contains(word), "{self:#?}");
        }
    }
}

/// Told by whoever runs the tests, else beside this test: it is `<target>/debug/deps/cli-…`.
pub fn binary() -> PathBuf {
    let folder = std::env::var_os("EMBERWATCH_BINARIES")
        .map_or_else(|| std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned(), PathBuf::from);
    let path = folder.join("emberctl");
    assert!(path.exists(), "{} is not built; `cargo xtask test` builds it", path.display());
    path
}
