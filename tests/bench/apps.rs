//! The built window and the bare one, each started the same way.

use crate::harness::{Home, Window, binary};
use serde_json::Value;
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How long a start may take on a busy machine.
const PATIENCE: u32 = 600;
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
/// When what the window is opened for was first on the screen, in milliseconds since 1970; the page marks it.
/// Before it: when the page was asked for, when its document was read, and when its program had run.
const USEFUL: &str = "const mark = performance.getEntriesByName('useful')[0];\
    const [page] = performance.getEntriesByType('navigation');\
    const steps = [0, page.responseEnd, page.domInteractive, page.domContentLoadedEventEnd, mark?.startTime];\
    return mark ? steps.map((at) => performance.timeOrigin + at) : null;";
const STEPS: usize = 5;

/// How far a start has come at each step, from the start of its process on.
pub type Start = [Duration; STEPS];

/// Opens an app in a window of its own; the last step is the first useful paint.
pub async fn useful_after(home: &Home, app: &str) -> Start {
    let (program, started) = (launcher(home, app), home.path("started"));
    let window = Window::open_as(home, &program, &[]).await;
    for _ in 0..PATIENCE {
        if let Some(steps) = window.script(USEFUL).await.as_array() {
            let nanoseconds: f64 = std::fs::read_to_string(&started).unwrap().trim().parse().unwrap();
            window.close().await;
            let since = |step: &Value| (step.as_f64().unwrap() - nanoseconds / 1e6) / 1000.0;
            return std::array::from_fn(|step| Duration::from_secs_f64(since(&steps[step]).max(0.0)));
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    panic!("{app} showed nothing useful");
}

/// A script that notes the time and becomes the app.
fn launcher(home: &Home, app: &str) -> PathBuf {
    let (path, started) = (home.path(format!("start-{app}")), home.path("started"));
    let text = format!("#!/bin/sh\ndate +%s%N >'{}'\nexec '{}' \"$@\"\n", started.display(), binary(app).display());
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// An app without a driver, which would wake it; it ends with this value, and so does what it started.
pub struct Resting(Child);

impl Resting {
    pub fn start(home: &Home, app: &str, arguments: &[&str]) -> Self {
        use std::os::unix::process::CommandExt;
        let mut command = home.command(binary(app));
        command.args(arguments).process_group(0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self(command.spawn().unwrap())
    }

    /// Its processes: the app first, then what it started.
    pub fn processes(&self) -> Vec<Process> {
        let group = self.0.id();
        let entries = std::fs::read_dir("/proc").unwrap().flatten();
        let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let mut found: Vec<Process> = numbers.filter_map(|id| Process::read(id, group)).collect();
        found.sort_by_key(|process| process.id != group);
        found
    }
}

impl Drop for Resting {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        for signal in ["TERM", "KILL"] {
            let _ = Command::new("kill").args(["-s", signal, "--", &group]).stderr(Stdio::null()).status();
            std::thread::sleep(Duration::from_millis(500));
        }
        let _ = self.0.wait();
    }
}

/// What one process has used so far.
#[derive(Clone, Debug)]
pub struct Process {
    pub id: u32,
    pub name: String,
    /// Hundredths of a second.
    pub ticks: u64,
    /// By their numbers: a thread that ends takes its counts along.
    pub threads: BTreeMap<u32, Thread>,
    pub pss_kib: u64,
}

/// What one thread has used so far.
#[derive(Clone, Debug)]
pub struct Thread {
    pub name: String,
    /// How often it was woken.
    pub wakes: u64,
    /// Hundredths of a second.
    pub ticks: u64,
}

impl Process {
    fn read(id: u32, group: u32) -> Option<Self> {
        let stat = Stat::read(&Path::new("/proc").join(id.to_string()))?;
        if stat.group != group {
            return None;
        }
        let rollup = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
        let Stat { name, ticks, .. } = stat;
        Some(Self { id, name, ticks, threads: threads(id), pss_kib: number_after(&rollup, "Pss:") })
    }
}

fn threads(id: u32) -> BTreeMap<u32, Thread> {
    let found = std::fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
    let read = found.filter_map(|thread| {
        let status = std::fs::read_to_string(thread.path().join("status")).ok()?;
        let Stat { name, ticks, .. } = Stat::read(&thread.path())?;
        let wakes = number_after(&status, "\nvoluntary_ctxt_switches:");
        Some((thread.file_name().to_str()?.parse().ok()?, Thread { name, wakes, ticks }))
    });
    read.collect()
}

/// What the kernel tells of a process and of a thread alike.
struct Stat {
    name: String,
    group: u32,
    ticks: u64,
}

impl Stat {
    fn read(folder: &Path) -> Option<Self> {
        let stat = std::fs::read_to_string(folder.join("stat")).ok()?;
        let (head, tail) = stat.rsplit_once(')')?;
        let fields: Vec<&str> = tail.split_whitespace().collect();
        let ticks = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
        Some(Self { name: head.split_once('(')?.1.to_owned(), group: fields.get(2)?.parse().ok()?, ticks })
    }
}

fn number_after(text: &str, word: &str) -> u64 {
    let rest = text.split_once(word).map(|(_, rest)| rest).unwrap_or_default();
    rest.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or_default()
}
