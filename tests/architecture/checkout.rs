//! The checkout as the checks read it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold what was installed or made, never what was written.
const NOT_WRITTEN: &[&str] = &["node_modules", "dist", "target", "output", "gen", ".git", "__pycache__"];

pub fn root() -> PathBuf {
    // The runner names the folder of the package it runs; a checkout may have moved since it was built.
    let package =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    package.parent().expect("the tests package lies in the checkout").to_owned()
}

pub fn read(path: &str) -> String {
    let full = root().join(path);
    fs::read_to_string(&full).unwrap_or_else(|error| panic!("{path} must be there: {error}"))
}

pub fn json(path: &str) -> serde_json::Value {
    serde_json::from_str(&read(path)).unwrap_or_else(|error| panic!("{path} must be JSON: {error}"))
}

/// One written file, by its path from the root with `/` between the parts.
#[derive(Debug, Clone)]
pub struct Source {
    pub path: String,
    pub text: String,
}

/// Every written file under `folder` with one of the endings, in a stable order.
pub fn sources(folder: &str, endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root().join(folder), endings, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Fails with every broken rule at once, one on a line.
#[track_caller]
pub fn assert_none(broken: &[String], rule: &str) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

/// Both sets agree, or the difference is told in the readers' words.
#[track_caller]
pub fn assert_same(left: (&str, &BTreeSet<String>), right: (&str, &BTreeSet<String>)) {
    let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect::<Vec<_>>().join(", ");
    assert!(
        left.1 == right.1,
        "{} and {} must name the same.\n  only in {}: {}\n  only in {}: {}",
        left.0,
        right.0,
        left.0,
        only(left.1, right.1),
        right.0,
        only(right.1, left.1),
    );
}

fn collect(folder: &Path, endings: &[&str], found: &mut Vec<Source>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if !NOT_WRITTEN.contains(&name.as_str()) {
                collect(&path, endings, found);
            }
            continue;
        }
        if endings.iter().any(|ending| name.ends_with(ending)) {
            let text = fs::read_to_string(&path).unwrap_or_default();
            found.push(Source { path: relative(&path), text });
        }
    }
}

fn relative(path: &Path) -> String {
    let inner = path.strip_prefix(root()).expect("the walk began at the root");
    inner.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
