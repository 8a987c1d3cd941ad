//! What the operating system has to bring.

use std::collections::BTreeSet;

use crate::child::{Task, minutes};
use crate::failure::Failure;
use crate::steps::Did;

/// The window's libraries and a C compiler for the crates that hold C.
pub const TO_BUILD: &[&str] = &[
    "build-essential",
    "file",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libwebkit2gtk-4.1-dev",
    "libxdo-dev",
    "pkg-config",
];

/// A screen, a session bus with a keyring, and the driver of the real window.
pub const TO_TEST: &[&str] = &[
    "at-spi2-core",
    "dbus",
    "dbus-x11",
    "fonts-dejavu-core",
    "gnome-keyring",
    "procps",
    "webkit2gtk-driver",
    "xauth",
    "xvfb",
];

/// Installs those of `wanted` that are missing, or says what to type.
pub fn install(wanted: &[&str]) -> Result<Did, Failure> {
    if !answers("dpkg-query", "--version") || !answers("apt-get", "--version") {
        return elsewhere();
    }
    let shown = Task::new("dpkg-query")
        .args(["-W", "-f=${Package} ${db:Status-Status}\n"])
        .args(wanted)
        .partial_answer()
        .unwrap_or_default();
    let missing = missing(wanted, &shown);
    if missing.is_empty() {
        return Ok(Did::Nothing(format!("all {} are installed", wanted.len())));
    }
    println!("  missing: {}", missing.join(" "));
    let Some(root) = way_to_root() else {
        return Err(Failure::Needs {
            what: "system packages are missing, and this user may not install them".to_owned(),
            command: format!(
                "sudo apt-get update && sudo apt-get install -y --no-install-recommends {}",
                missing.join(" ")
            ),
        });
    };
    apt(root, &["update", "-q"])?;
    let mut arguments = vec!["install", "-q", "-y", "--no-install-recommends"];
    arguments.extend(&missing);
    apt(root, &arguments)?;
    Ok(Did::Work)
}

pub fn answers(program: &str, question: &str) -> bool {
    Task::new(program).args([question]).answer().is_some()
}

#[derive(Debug, Clone, Copy)]
enum Root {
    Already,
    BySudo,
}

fn way_to_root() -> Option<Root> {
    let id = Task::new("id").args(["-u"]).answer()?;
    if id.trim() == "0" {
        return Some(Root::Already);
    }
    Task::new("sudo").args(["-n", "true"]).answer().map(|_| Root::BySudo)
}

fn apt(root: Root, arguments: &[&str]) -> Result<(), Failure> {
    let task = match root {
        Root::Already => Task::new("env"),
        Root::BySudo => Task::new("sudo").args(["-n", "env"]),
    };
    task.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments).limit(minutes(15)).run()
}

/// Those of `wanted` that `dpkg-query` does not call installed.
fn missing<'a>(wanted: &[&'a str], shown: &str) -> Vec<&'a str> {
    let installed: BTreeSet<&str> = shown.lines().filter_map(|line| line.strip_suffix(" installed")).collect();
    wanted.iter().copied().filter(|name| !installed.contains(name)).collect()
}

/// A system without apt: nothing is installed for the user, but what is missing is named with its command.
fn elsewhere() -> Result<Did, Failure> {
    if cfg!(target_os = "macos") {
        return if answers("xcode-select", "-p") {
            Ok(Did::Nothing("the Xcode command line tools are there".to_owned()))
        } else {
            Err(Failure::Needs {
                what: "the Xcode command line tools are missing".to_owned(),
                command: "xcode-select --install".to_owned(),
            })
        };
    }
    if cfg!(windows) {
        return Ok(Did::Nothing("Windows brings WebView2".to_owned()));
    }
    let libraries = ["--exists", "webkit2gtk-4.1", "librsvg-2.0"];
    if Task::new("pkg-config").args(libraries).answer().is_some() {
        return Ok(Did::Nothing("pkg-config finds WebKitGTK 4.1 and librsvg".to_owned()));
    }
    let known = OTHER_SYSTEMS.iter().find(|(program, _)| answers(program, "--version"));
    Err(Failure::Needs {
        what: "WebKitGTK 4.1 is missing".to_owned(),
        command: known.map_or_else(
            || format!("install your system's packages for what Debian calls {}", TO_BUILD.join(" ")),
            |(_, command)| (*command).to_owned(),
        ),
    })
}

/// The packages that Tauri 2 names for each system (v2.tauri.app/start/prerequisites).
const OTHER_SYSTEMS: &[(&str, &str)] = &[
    (
        "dnf",
        "sudo dnf install webkit2gtk4.1-devel libappindicator-gtk3-devel librsvg2-devel libxdo-devel gcc make pkgconf file",
    ),
    ("pacman", "sudo pacman -S --needed webkit2gtk-4.1 libappindicator-gtk3 librsvg xdotool base-devel file"),
    ("zypper", "sudo zypper install webkit2gtk3-devel libappindicator3-1 librsvg-devel gcc make pkg-config file"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_dpkg_does_not_know_or_that_was_removed_is_missing() {
        let shown = "file installed\nxvfb config-files\nxauth installed\n";
        assert_eq!(missing(&["file", "xauth", "xvfb", "dbus"], shown), vec!["xvfb", "dbus"]);
    }

    #[test]
    fn nothing_is_missing_when_all_are_installed() {
        assert!(missing(&["file"], "file installed\n").is_empty());
    }
}
