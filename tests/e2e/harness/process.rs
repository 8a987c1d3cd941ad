//! Processes that end with the value that holds them.

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// A process in a group of its own, so that what it starts ends with it: the driver starts the window, and
/// the window starts WebKit's processes.
#[derive(Debug)]
pub struct Running {
    child: Child,
    name: String,
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let name = command.get_program().to_string_lossy().into_owned();
        let child =
            command.process_group(0).stdin(Stdio::null()).spawn().unwrap_or_else(|error| {
                panic!("could not start {name}: {error}; `cargo xtask e2e` prepares everything")
            });
        Self { child, name }
    }

    /// The output pipe, once, if the command asked for one.
    pub fn stdout(&mut self) -> std::process::ChildStdout {
        self.child.stdout.take().expect("started with a pipe, and taken once")
    }

    /// Fails the test when the process has ended although it should live.
    pub fn assert_alive(&mut self) {
        if let Ok(Some(status)) = self.child.try_wait() {
            panic!("{} ended by itself with {status}", self.name);
        }
    }

    /// How many processes it has started whose name begins so, and theirs.
    pub fn children_named(&self, start: &str) -> usize {
        let table = Command::new("ps").args(["-eo", "pgid=,comm="]).output().expect("ps tells the processes");
        let table = String::from_utf8_lossy(&table.stdout).into_owned();
        let of_the_group = table.lines().filter_map(|row| row.trim().split_once(' '));
        let group = self.child.id().to_string();
        of_the_group.filter(|(of, name)| *of == group && name.trim().starts_with(start)).count()
    }

    fn ended_within(&mut self, patience: Duration) -> bool {
        let pause = Duration::from_millis(20);
        let mut waited = Duration::ZERO;
        while waited < patience {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return true;
            }
            thread::sleep(pause);
            waited += pause;
        }
        false
    }

    /// The app lets only one of itself live: the next window must not meet the last breath of this one.
    fn await_the_others(&self) {
        let pause = Duration::from_millis(20);
        let mut waited = Duration::ZERO;
        while self.signal_group("0") && waited < Duration::from_secs(5) {
            thread::sleep(pause);
            waited += pause;
        }
    }

    /// Whether anybody was there to get it. A group that is already gone is what we want.
    fn signal_group(&self, name: &str) -> bool {
        Command::new("kill")
            .args(["-s", name, "--", &format!("-{}", self.child.id())])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.signal_group("TERM");
        self.ended_within(Duration::from_secs(3));
        // The first process of the group may have ended before those that it started.
        self.signal_group("KILL");
        let _ = self.child.wait();
        self.await_the_others();
    }
}

/// A port nobody listened on a moment ago.
pub fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .expect("the loopback device has a free port")
        .port()
}
