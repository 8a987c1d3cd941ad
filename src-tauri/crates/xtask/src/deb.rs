//! The package for Debian and Ubuntu: whether all is in it, and whether it can be installed and runs.

use std::fs;
use std::path::Path;

use crate::child::Task;
use crate::failure::Failure;
use crate::steps::Did;

/// What a user of the package looks for.
const LOOKED_FOR: &[&str] = &[
    "usr/bin/emberwatch",
    "usr/bin/emberctl",
    "usr/share/applications/Emberwatch.desktop",
    "usr/share/icons/hicolor/128x128/apps/emberwatch.png",
    "usr/share/doc/emberwatch/copyright",
];

pub fn look_into(package: &Path) -> Result<Did, Failure> {
    let listing = Task::new("dpkg-deb").args(["--contents"]).args([package]).answer().unwrap_or_default();
    match missing(&listing).as_slice() {
        [] => Ok(Did::Work),
        missing => {
            println!("  not in it: {}", missing.join(", "));
            Err(Failure::Environment("the package is incomplete"))
        }
    }
}

/// `dpkg-deb` lists one file a line, its path last.
fn missing(listing: &str) -> Vec<&'static str> {
    let has = |path: &str| {
        listing.lines().any(|line| line.split_whitespace().last().is_some_and(|it| it.trim_start_matches("./") == path))
    };
    LOOKED_FOR.iter().copied().filter(|path| !has(path)).collect()
}

/// Unpacks it as apt would, starts what it brings for the terminal, and asks apt whether it could install it here.
pub fn try_out(package: &Path, work: &Path) -> Result<Did, Failure> {
    let tree = work.join("bundle").join("unpacked");
    Task::new("dpkg-deb").args(["--extract"]).args([package, &tree]).run()?;
    Task::new(tree.join("usr/bin/emberctl")).args(["--version"]).run()?;
    let entry = tree.join("usr/share/applications/Emberwatch.desktop");
    let entry = fs::read_to_string(&entry).map_err(Failure::file(&entry))?;
    if !leads_into(&entry, &tree) {
        return Err(Failure::Environment("the desktop entry names a program or an icon that is not in the package"));
    }
    // It says what it lacks, so it is shown.
    Task::new("apt-get").args(["install", "--simulate", "--quiet"]).args([package]).run()?;
    Ok(Did::Work)
}

/// Whether what a desktop entry starts and shows is in the package.
fn leads_into(entry: &str, tree: &Path) -> bool {
    let value = |key: &str| entry.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
    let program = value("Exec").and_then(|words| words.split_whitespace().next());
    let has = |path: String| tree.join(path).is_file();
    program.is_some_and(|program| has(format!("usr/bin/{program}")))
        && value("Icon").is_some_and(|icon| has(format!("usr/share/icons/hicolor/128x128/apps/{icon}.png")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_without_the_terminals_program_is_incomplete() {
        let line = |path: &str| format!("-rwxr-xr-x 0/0  108390488 2026-11-24 18:06 ./{path}\n");
        let full: String = LOOKED_FOR.iter().map(|path| line(path)).collect();
        assert!(missing(&full).is_empty());
        assert_eq!(missing(&full.replace("bin/emberctl", "bin/emberctl.old")), ["usr/bin/emberctl"]);
        assert_eq!(missing(""), LOOKED_FOR);
    }

    #[test]
    fn a_desktop_entry_that_starts_or_shows_something_else_leads_nowhere() {
        let tree = std::env::temp_dir().join(format!("emberwatch-entry-{}", std::process::id()));
        for file in ["usr/bin/emberwatch", "usr/share/icons/hicolor/128x128/apps/emberwatch.png"] {
            let path = tree.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let entry = |program: &str, icon: &str| format!("[Desktop Entry]\nExec={program} %U\nIcon={icon}\n");
        assert!(leads_into(&entry("emberwatch", "emberwatch"), &tree));
        assert!(!leads_into(&entry("ember", "emberwatch"), &tree));
        assert!(!leads_into(&entry("emberwatch", "ember"), &tree));
        assert!(!leads_into("", &tree));
        fs::remove_dir_all(&tree).unwrap();
    }
}
