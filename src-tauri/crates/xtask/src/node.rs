//! The page: its npm packages and its build.

use crate::child::{Task, minutes};
use crate::failure::Failure;
use crate::layout::Layout;
use crate::packages::answers;
use crate::stamp::Stamp;
use crate::steps::Did;

/// Exactly the lock file's packages. Install scripts of foreign packages are not run.
pub fn packages(layout: &Layout) -> Result<Did, Failure> {
    if !answers("npm", "--version") {
        return Err(Failure::Needs {
            what: "npm is missing; Emberwatch's page is built with Node.js 20.19 or newer".to_owned(),
            command: "sudo apt-get install -y nodejs npm    (or see https://nodejs.org)".to_owned(),
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
