//! The page: its npm packages and its build.

use crate::child::{Task, minutes};
use crate::failure::Failure;
use crate::layout::Layout;
use crate::packages::answers;
use crate::stamp::Stamp;
use crate::steps::Did;

/// Exactly the lock file's packages. Install scripts of foreign packages are not run.
pub fn packages(layout: &Layout) -> Result<Did, Failure> {
    let version = Task::new("node").args(["--version"]).answer().unwrap_or_default();
    if !is_new_enough(&version) || !answers("npm", "--version") {
        let found = if version.is_empty() { "none" } else { version.trim() };
        return Err(Failure::Needs {
            what: format!("the page is built with npm and Node.js 20.19, 22.12 or newer, and here is {found}"),
            command: "install Node.js from https://nodejs.org/en/download".to_owned(),
        });
    }
    let stamp =
        Stamp::of_files(layout.node_modules().join(".emberwatch-lock"), &[layout.ui().join("package-lock.json")])?;
    if stamp.is_fresh() {
        return Ok(Did::Nothing("the lock file has not changed".to_owned()));
    }
    stamp.clear()?;
    npm(layout, &["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).limit(minutes(10)).run()?;
    stamp.set()?;
    Ok(Did::Work)
}

/// Builds ui/dist, which the window binary takes in. A build without need would make cargo link it again.
pub fn page(layout: &Layout) -> Result<Did, Failure> {
    let stamp =
        Stamp::of_tree(layout.node_modules().join(".emberwatch-page"), &layout.ui(), &["node_modules", "dist"])?;
    if stamp.is_fresh() && layout.ui().join("dist/index.html").exists() {
        return Ok(Did::Nothing("no file of the page has changed".to_owned()));
    }
    stamp.clear()?;
    npm(layout, &["run", "build"]).limit(minutes(5)).run()?;
    stamp.set()?;
    Ok(Did::Work)
}

pub fn npm(layout: &Layout, arguments: &[&str]) -> Task {
    Task::new("npm").args(arguments).dir(layout.ui()).env("npm_config_update_notifier", "false")
}

/// What vite 8 asks for: `^20.19.0 || >=22.12.0`. Debian 12's own Node.js 18 is too old.
fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.trim().trim_start_matches('v').split('.').map_while(|part| part.parse::<u32>().ok());
    match (numbers.next(), numbers.next()) {
        (Some(20), Some(minor)) => minor >= 19,
        (Some(22), Some(minor)) => minor >= 12,
        (Some(major), Some(_)) => major > 22,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_node_of_the_page_has_a_least_version() {
        for version in ["v20.19.0\n", "v20.20.2", "v22.12.0", "v24.1.0"] {
            assert!(is_new_enough(version), "{version}");
        }
        for version in ["", "v18.20.4", "v20.18.9", "v21.9.0", "v22.11.0", "nonsense"] {
            assert!(!is_new_enough(version), "{version}");
        }
    }
}
