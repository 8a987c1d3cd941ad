//! What this machine is, as far as it helps to understand what goes wrong on it.

use crate::log::{LOG_FILE, OLD_LOG_FILE};
use emberwatch_views::diagnostics::Fact;
use std::fs;
use std::path::Path;

/// The files of the data folder and how much of the disk they take, by what they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub what: &'static str,
    pub file: &'static str,
    pub bytes: u64,
}

const PARTS: [(&str, &str); 5] = [
    ("History", "history.db"),
    ("Settings and journal", "settings.db"),
    ("Sample", "sample.jsonl"),
    ("Log", LOG_FILE),
    ("Other", ""),
];

/// How much each part of the data folder takes, SQLite's files beside its own counted with it.
pub fn parts(data_dir: &Path) -> Vec<Part> {
    let mut parts: Vec<Part> = PARTS.iter().map(|(what, file)| Part { what, file, bytes: 0 }).collect();
    let other = parts.len() - 1;
    for entry in fs::read_dir(data_dir).into_iter().flatten().flatten() {
        let Ok(found) = entry.metadata() else { continue };
        if !found.is_file() {
            continue;
        }
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let own = PARTS[..other].iter().position(|(_, file)| {
            name == *file || name.strip_prefix(file).is_some_and(|rest| matches!(rest, "-wal" | "-shm"))
        });
        let part = if name == OLD_LOG_FILE { Some(3) } else { own };
        parts[part.unwrap_or(other)].bytes += found.len();
    }
    parts
}

/// Its system, desktop and language.
pub fn facts() -> Vec<Fact> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let mut facts = vec![Fact::new("system", format!("{} on {}", system(), std::env::consts::ARCH))];
    let desktop = [set("XDG_CURRENT_DESKTOP"), set("XDG_SESSION_TYPE")].into_iter().flatten().collect::<Vec<_>>();
    if !desktop.is_empty() {
        facts.push(Fact::new("desktop", desktop.join(", ")));
    }
    let bus = if set("DBUS_SESSION_BUS_ADDRESS").is_some() { "there" } else { "none" };
    facts.push(Fact::new("session bus", bus.to_owned()));
    facts.push(Fact::new("language", crate::moment::system_locale()));
    facts
}

fn system() -> String {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME=")).map(|name| name.trim_matches('"'));
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    match name {
        Some(name) => format!("{name}, {} {}", std::env::consts::OS, kernel.trim()),
        None => std::env::consts::OS.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_a_file_is_counted_with_it_and_the_rest_is_other() {
        let folder = tempfile::tempdir().unwrap();
        for (name, length) in [
            ("history.db", 10),
            ("history.db-wal", 5),
            ("history.db.damaged-1", 100),
            ("emberwatch.log.1", 7),
            ("emberwatch.log", 1),
        ] {
            fs::write(folder.path().join(name), "x".repeat(length)).unwrap();
        }
        let bytes: Vec<u64> = parts(folder.path()).iter().map(|part| part.bytes).collect();
        assert_eq!(bytes, [15, 0, 0, 8, 100]);
    }
}
