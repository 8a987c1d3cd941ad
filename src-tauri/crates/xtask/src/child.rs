//! Other programs: started, shown, watched, and ended with all they started when they take too long.

use std::ffi::OsStr;
use std::io::{IsTerminal, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use crate::failure::Failure;
use crate::steps::Stopwatch;
use crate::tree;

/// How long the output of an ended program may stay open in the hands of something it left behind.
const DRAIN: Duration = Duration::from_secs(5);

pub fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

/// One program to run within a bounded time.
#[derive(Debug)]
pub struct Task {
    command: Command,
    name: String,
    limit: Duration,
}

/// What a program showed, both streams together, and how it ended.
#[derive(Debug)]
pub struct Shown {
    pub text: String,
    pub status: ExitStatus,
}

impl Task {
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let program = program.as_ref();
        let mut command = Command::new(program);
        command.stdin(Stdio::null());
        without_cargo_run_variables(&mut command);
        Self {
            command,
            name: Path::new(program).file_name().unwrap_or(program).to_string_lossy().into_owned(),
            limit: minutes(10),
        }
    }

    pub fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        for arg in args {
            // The name grows only with plain words, so that messages stay one line.
            let word = arg.as_ref().to_string_lossy();
            if self.name.len() + word.len() < 60 && !word.contains('\n') {
                self.name.push(' ');
                self.name.push_str(&word);
            }
            self.command.arg(arg);
        }
        self
    }

    pub fn env(mut self, key: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.command.env(key, value);
        self
    }

    pub fn without_env(mut self, key: impl AsRef<OsStr>) -> Self {
        self.command.env_remove(key);
        self
    }

    pub fn dir(mut self, dir: impl AsRef<Path>) -> Self {
        self.command.current_dir(dir);
        self
    }

    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// The same task as the last arguments of `outer`, which is to start it.
    pub fn inside(self, mut outer: Self) -> Self {
        for (key, value) in self.command.get_envs() {
            match value {
                Some(value) => outer.command.env(key, value),
                None => outer.command.env_remove(key),
            };
        }
        if let Some(dir) = self.command.get_current_dir() {
            outer.command.current_dir(dir);
        }
        outer.args([self.command.get_program()]).args(self.command.get_args()).limit(self.limit)
    }

    /// Runs with the terminal as its output; an end other than success is a failure.
    pub fn run(mut self) -> Result<(), Failure> {
        let mut child = self.spawn()?;
        let status = self.watch(&mut child)?;
        self.judged(status)
    }

    /// Runs while showing its output and keeping a copy of it; the caller judges how it ended.
    pub fn shown(mut self) -> Result<Shown, Failure> {
        if std::io::stdout().is_terminal() {
            // A pipe would otherwise turn the tools' colours off.
            self.command.env("CARGO_TERM_COLOR", "always").env("FORCE_COLOR", "1");
        }
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.spawn()?;
        let (sender, pieces) = channel();
        tee(child.stdout.take(), std::io::stdout(), sender.clone());
        tee(child.stderr.take(), std::io::stderr(), sender);
        let status = self.watch(&mut child)?;
        Ok(Shown { text: collect(&pieces), status })
    }

    /// Runs without showing anything: for questions, not for work. `None` if it cannot be started or fails.
    pub fn answer(mut self) -> Option<String> {
        let output = self.command.stderr(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Like `answer`, for programs whose exit code only says that a part of the answer is missing.
    pub fn partial_answer(mut self) -> Option<String> {
        let output = self.command.stderr(Stdio::null()).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Runs for as long as the user wants: no watchdog, and the terminal's input.
    pub fn attended(mut self) -> Result<ExitStatus, Failure> {
        self.command.stdin(Stdio::inherit());
        let mut child = self.spawn()?;
        child.wait().map_err(|source| Failure::Spawn { program: self.name.clone(), source })
    }

    fn spawn(&mut self) -> Result<Child, Failure> {
        self.command.spawn().map_err(|source| Failure::Spawn { program: self.name.clone(), source })
    }

    fn watch(&self, child: &mut Child) -> Result<ExitStatus, Failure> {
        let stopwatch = Stopwatch::start();
        loop {
            let ended = child.try_wait().map_err(|source| Failure::Spawn { program: self.name.clone(), source })?;
            if let Some(status) = ended {
                return Ok(status);
            }
            if stopwatch.elapsed() > self.limit {
                tree::end(child.id());
                let _ = child.wait();
                return Err(Failure::TimedOut { program: self.name.clone(), after: self.limit });
            }
            thread::sleep(Duration::from_millis(30));
        }
    }

    fn judged(&self, status: ExitStatus) -> Result<(), Failure> {
        if status.success() {
            return Ok(());
        }
        Err(Failure::Ended { program: self.name.clone(), how: describe(status) })
    }
}

pub fn describe(status: ExitStatus) -> String {
    status.code().map_or_else(|| status.to_string(), |code| format!("exit code {code}"))
}

/// `cargo run` describes xtask to xtask. Build scripts that watch these variables would see other values
/// than under a plain `cargo build`, and would be built again for nothing.
fn without_cargo_run_variables(command: &mut Command) {
    for (key, _) in std::env::vars_os() {
        let name = key.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&key);
        }
    }
}

fn tee(source: Option<impl Read + Send + 'static>, mut sink: impl Write + Send + 'static, pieces: Sender<Vec<u8>>) {
    let Some(mut source) = source else { return };
    thread::spawn(move || {
        let mut buffer = [0_u8; 8192];
        while let Ok(count @ 1..) = source.read(&mut buffer) {
            // A closed terminal must not end the work.
            let _ = sink.write_all(&buffer[..count]);
            let _ = sink.flush();
            if pieces.send(buffer[..count].to_vec()).is_err() {
                return;
            }
        }
    });
}

/// Everything until both ends closed, or until nothing came for the drain time.
fn collect(pieces: &Receiver<Vec<u8>>) -> String {
    let mut bytes = Vec::new();
    while let Ok(piece) = pieces.recv_timeout(DRAIN) {
        bytes.extend(piece);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_shows_is_kept_and_its_end_is_told() {
        let shown = Task::new("sh").args(["-c", "echo out; echo err >&2; exit 3"]).shown().unwrap();
        assert!(shown.text.contains("out") && shown.text.contains("err"));
        assert_eq!(describe(shown.status), "exit code 3");
    }

    #[test]
    fn a_program_without_an_end_is_ended() {
        let failure = Task::new("sh").args(["-c", "sleep 600"]).limit(Duration::from_millis(100)).run().unwrap_err();
        assert!(matches!(failure, Failure::TimedOut { .. }), "{failure}");
    }

    #[test]
    fn a_missing_program_is_named() {
        let failure = Task::new("no-such-program-anywhere").run().unwrap_err();
        assert!(failure.to_string().contains("no-such-program-anywhere"));
    }
}
