//! `cargo xtask package`: what this system installs Emberwatch from, with `emberctl` beside the window.

use std::env::consts::{EXE_SUFFIX, OS};
use std::fs;
use std::path::{Path, PathBuf};

use crate::child::{Task, minutes};
use crate::failure::Failure;
use crate::layout::Layout;
use crate::steps::{Did, step};
use crate::{build, deb, setup};

pub fn make(layout: &Layout) -> Result<(), Failure> {
    setup::to_build(layout)?;
    step(build::RELEASING, || build::released(layout))?;
    // What an earlier version left there would be told as made now.
    let bundles = layout.released().join("bundle");
    let _ = fs::remove_dir_all(&bundles);
    step("Bundling", || bundle(layout))?;
    let made = made(&bundles, kinds(OS))?;
    for package in made.iter().filter(|path| path.extension().is_some_and(|ending| ending == "deb")) {
        step("Looking into the package", || deb::look_into(package))?;
        step("Trying what is in the package", || deb::try_out(package, &layout.released()))?;
        println!("\nTo install it: sudo apt-get install {}", package.display());
    }
    println!("\n{}", made.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join("\n"));
    Ok(())
}

/// What the bundler makes on each system, under the names that it has for them. Only the first was ever tried.
fn kinds(os: &str) -> &'static [&'static str] {
    match os {
        "linux" => &["deb"],
        "macos" => &["app", "dmg"],
        _ => &["nsis"],
    }
}

/// What was built is taken as it is: nothing is compiled, fetched or marked with the kind of its package.
fn bundle(layout: &Layout) -> Result<Did, Failure> {
    let staged = stage(layout, &build::host()?)?;
    Task::new("node")
        .args([layout.node_modules().join("@tauri-apps/cli/tauri.js")])
        .args(["bundle", "--ci", "--no-binary-patching", "--bundles", &kinds(OS).join(",")])
        .args(["--config", &with_the_terminals(&staged)])
        .dir(layout.root.join("src-tauri"))
        .env("CARGO_TARGET_DIR", &layout.target)
        .limit(minutes(10))
        .run()?;
    Ok(Did::Work)
}

/// The bundler takes a program that comes along only under a name with the system it is for.
fn stage(layout: &Layout, host: &str) -> Result<PathBuf, Failure> {
    let folder = layout.released().join("beside-the-window");
    fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
    let built = layout.released().join(format!("emberctl{EXE_SUFFIX}"));
    fs::copy(&built, folder.join(format!("emberctl-{host}{EXE_SUFFIX}"))).map_err(Failure::file(&built))?;
    Ok(folder.join("emberctl"))
}

/// It is no part of tauri.conf.json, because every ordinary build would then ask for a release of `emberctl` first.
fn with_the_terminals(staged: &Path) -> String {
    let path = staged.to_string_lossy().replace('\\', r"\\").replace('"', "\\\"");
    format!(r#"{{"bundle":{{"externalBin":["{path}"]}}}}"#)
}

/// The packages that there are now.
fn made(bundles: &Path, kinds: &[&str]) -> Result<Vec<PathBuf>, Failure> {
    let mut packages = Vec::new();
    for kind in kinds {
        let folder = bundles.join(kind);
        let found = fs::read_dir(&folder).map_err(Failure::file(&folder))?;
        packages.extend(found.flatten().map(|entry| entry.path()).filter(|path| is_package(path)));
    }
    packages.sort();
    Ok(packages)
}

/// The bundler leaves what it was made from beside it.
fn is_package(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    matches!(ending, Some("deb" | "app" | "dmg" | "exe"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_any_system_is_told_to_the_bundler_as_json() {
        let told = with_the_terminals(Path::new(r#"C:\a "b"\emberctl"#));
        assert_eq!(told, r#"{"bundle":{"externalBin":["C:\\a \"b\"\\emberctl"]}}"#);
    }

    #[test]
    fn every_system_has_its_package() {
        assert_eq!(kinds("linux"), ["deb"]);
        assert_eq!(kinds("macos"), ["app", "dmg"]);
        assert_eq!(kinds("windows"), ["nsis"]);
    }

    #[test]
    fn what_is_installed_is_told_from_what_it_was_made_from() {
        assert!(is_package(Path::new("deb/Emberwatch_0.1.0_amd64.deb")));
        assert!(!is_package(Path::new("deb/Emberwatch_0.1.0_amd64")));
    }
}
