//! A data folder, and somebody who is killed while writing to it.

use emberwatch_store::Store;
use emberwatch_testkit::START;
use rusqlite::Connection;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// So many of its lines at most are awaited before a kill.
const MOST_LINES: u64 = 24;

pub struct Scene {
    folder: TempDir,
    data: PathBuf,
    aws: PathBuf,
}

/// What a victim has said.
pub struct Told(Vec<String>);

/// Random numbers that are the same in every run; the machine adds its own chance.
pub struct Dice(u64);

impl Scene {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (data, aws) = (folder.path().join("data"), folder.path().join("aws"));
        Self { folder, data, aws }
    }

    pub fn folder(&self) -> &Path {
        &self.data
    }

    pub fn aws(&self) -> &Path {
        &self.aws
    }

    /// Starts a victim and kills it: after some of its lines, and then at any moment of the next writes.
    pub fn kill(&self, what: &str, life: i64, dice: &mut Dice) -> Told {
        let mut victim = Command::new(env!("CARGO_BIN_EXE_emberwatch-victim"))
            .args([self.data.as_os_str(), self.aws.as_os_str()])
            .args([what, &life.to_string()])
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(victim.stdout.take().unwrap());
        let mut lines = Vec::new();
        let awaited = dice.roll(MOST_LINES);
        while (lines.len() as u64) < awaited {
            let mut line = String::new();
            assert!(said.read_line(&mut line).unwrap() > 0, "the victim ended by itself after {lines:?}");
            lines.push(line);
        }
        // Before the first line it starts up, which takes longer than a write.
        let longest = if awaited == 0 { 15_000 } else { 2_500 };
        std::thread::sleep(Duration::from_micros(dice.roll(longest)));
        victim.kill().unwrap();
        let mut rest = String::new();
        said.read_to_string(&mut rest).unwrap();
        assert_eq!(victim.wait().unwrap().signal(), Some(9), "the victim ended by itself after {lines:?}{rest}");
        lines.extend(rest.split_inclusive('\n').map(str::to_owned));
        // A line that was cut was not said.
        lines.retain(|line| line.ends_with('\n'));
        Told(lines)
    }
}

impl Told {
    /// The number of the last such line; 0 when there is none.
    pub fn last(&self, when: &str, what: &str) -> u64 {
        let numbers = self.names(&format!("{when} {what}"));
        numbers.last().map_or(0, |number| number.parse().unwrap())
    }

    /// What follows these words, line by line.
    pub fn names(&self, words: &str) -> Vec<&str> {
        let named = self.0.iter().filter_map(|line| line.trim_end().strip_prefix(words)?.strip_prefix(' '));
        named.collect()
    }
}

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// From 0 to below this.
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// The store opens, both of its files are sound to the last page, and the audit holds.
pub fn whole(folder: &Path) -> Store {
    let store = Store::open(folder, START).unwrap();
    assert_eq!(store.moved_aside, None, "nothing had to be moved aside");
    store.journal.verify_audit().unwrap();
    for file in ["settings.db", "history.db"] {
        let hand = Connection::open(folder.join(file)).unwrap();
        let verdict: String = hand.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(verdict, "ok", "{file}");
        let orphans: i64 =
            hand.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
        assert_eq!(orphans, 0, "{file}");
    }
    store
}
