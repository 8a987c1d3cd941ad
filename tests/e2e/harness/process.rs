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
        self.alive().iter().filter(|name| name.starts_with(start)).count()
    }

    /// The names of the group's processes that live. One that ended with its last thread (`Zl` has some) holds
    /// nothing any more, though its new parent, the first process of the system, may notice that only now and then.
    fn alive(&self) -> Vec<String> {
        let table = Command::new("ps").args(["-eo", "pgid=,stat=,comm="]).output().expect("ps tells the processes");
        let group = self.child.id().to_string();
        let name_of = |row: &str| {
            let mut words = row.split_whitespace();
            let is_ours = words.next()? == group;
            let state = words.next()?;
            let lives = !state.starts_with('Z') || state.contains('l');
            (is_ours && lives).then(|| words.collect::<Vec<_>>().join(" "))
        };
        String::from_utf8_lossy(&table.stdout).lines().filter_map(name_of).collect()
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
        while !self.alive().is_empty() && waited < Duration::from_secs(5) {
            thread::sleep(pause);
            waited += pause;
        }
    }

    /// A group that is already gone is what we want.
    fn signal_group(&self, name: &str) {
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-s", name, "--", &group]).stderr(Stdio::null()).status();
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
