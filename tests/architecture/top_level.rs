//! The fixed first view of the repository.

use std::fs;

use crate::checkout::{assert_none, root};

const FOLDERS: &[&str] = &["src-tauri", "ui", "icons", "tests"];

const FILES: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "README.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "LICENSE",
    // The tools' own config files.
    "clippy.toml",
    "deny.toml",
    "rustfmt.toml",
];

/// Made by cargo when nobody says where to build, and ignored by git.
const MADE: &[&str] = &["target"];

#[test]
fn the_top_level_holds_nothing_that_the_design_does_not_name() {
    let broken: Vec<String> = fs::read_dir(root())
        .expect("the checkout can be read")
        .flatten()
        .map(|entry| (entry.path(), entry.file_name().to_string_lossy().into_owned()))
        .filter(|(_, name)| !name.starts_with('.') && !MADE.contains(&name.as_str()))
        .filter(|(path, name)| {
            let known = if path.is_dir() { FOLDERS } else { FILES };
            !known.contains(&name.as_str())
        })
        .map(|(_, name)| name)
        .collect();
    assert_none(&broken, "these stand at the top without a place in the design");
}

#[test]
fn the_top_level_holds_everything_a_reader_looks_for() {
    let broken: Vec<String> = FOLDERS
        .iter()
        .chain(FILES)
        .chain(&[".ci/run"])
        .filter(|name| !root().join(name).exists())
        .map(|name| (*name).to_owned())
        .collect();
    assert_none(&broken, "these are missing at the top");
}
