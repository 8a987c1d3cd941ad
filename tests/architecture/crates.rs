//! Which crate may name which.

use std::process::Command;

use serde_json::Value;

use crate::checkout::{assert_none, root};

/// What each crate of ours may depend on, by the names without `emberwatch-`. A new crate gets a row.
///
/// `domain ← cloud ← cloud-aws`, `{domain, cloud} ← app ← store`, `{domain, app} ← views`,
/// everything ← compose ← the binaries. The simulator knows none of us, so that it can disagree.
const ARROWS: &[(&str, &[&str])] = &[
    ("allocator", &[]),
    ("domain", &[]),
    ("cloud", &["domain"]),
    ("cloud-aws", &["domain", "cloud"]),
    ("simulator", &[]),
    ("app", &["domain", "cloud"]),
    ("charts", &["domain"]),
    ("store", &["domain", "cloud", "app"]),
    ("views", &["domain", "app", "charts"]),
    ("compose", &["allocator", "domain", "cloud", "cloud-aws", "simulator", "store", "app", "charts", "views"]),
    ("desktop", &["domain", "cloud", "cloud-aws", "simulator", "store", "app", "charts", "views", "compose"]),
    ("emberctl", &["domain", "cloud", "cloud-aws", "simulator", "store", "app", "charts", "views", "compose"]),
    ("testkit", &["domain", "cloud", "app"]),
    ("xtask", &[]),
    ("tests", &["domain", "cloud", "cloud-aws", "simulator", "store", "app", "charts", "views", "compose", "testkit"]),
];

/// All that the pure rules may use: numbers, dates, digests and the shapes of stored values.
const FOR_THE_DOMAIN: &[&str] =
    &["jiff", "rust_decimal", "rust_decimal_macros", "serde", "serde_json", "sha2", "thiserror"];

#[derive(Debug)]
struct Arrow {
    from: String,
    to: String,
    /// Whether it exists for the crate's tests only.
    dev: bool,
}

impl Arrow {
    fn told(&self) -> String {
        format!("{} → {}", self.from, self.to)
    }
}

#[test]
fn arrows_between_crates_point_inwards_only() {
    let packages = packages();
    let ours: Vec<&str> = packages.iter().map(|package| short(text(package, "name"))).collect();
    let mut broken: Vec<String> = ours
        .iter()
        .filter(|name| !ARROWS.iter().any(|(crate_name, _)| crate_name == *name))
        .map(|name| format!("{name} has no row in this test's table"))
        .collect();
    for arrow in arrows(&packages).iter().filter(|arrow| ours.contains(&arrow.to.as_str())) {
        let allowed = ARROWS.iter().find(|(name, _)| *name == arrow.from).map_or(&[][..], |(_, allowed)| allowed);
        let for_tests = arrow.dev && arrow.to == "testkit" && arrow.from != "simulator";
        if !allowed.contains(&arrow.to.as_str()) && !for_tests && arrow.from != arrow.to {
            broken.push(arrow.told());
        }
    }
    assert_none(&broken, "these arrows are not in the design");
}

#[test]
fn the_domain_is_pure() {
    let broken: Vec<String> = arrows(&packages())
        .iter()
        .filter(|arrow| arrow.from == "domain" && !arrow.dev && !FOR_THE_DOMAIN.contains(&arrow.to.as_str()))
        .map(Arrow::told)
        .collect();
    assert_none(&broken, "the domain has no I/O, no runtime, no clock and no chance");
}

#[test]
fn only_the_window_knows_tauri() {
    only("tauri", &["desktop"]);
}

#[test]
fn sdk_types_end_in_cloud_aws() {
    only("aws-", &["cloud-aws"]);
}

#[test]
fn only_the_store_knows_sqlite() {
    only("rusqlite", &["store", "tests"]);
}

#[test]
fn the_tool_that_installs_everything_needs_nothing() {
    let broken: Vec<String> =
        arrows(&packages()).iter().filter(|arrow| arrow.from == "xtask").map(Arrow::told).collect();
    assert_none(&broken, "xtask uses std only");
}

#[track_caller]
fn only(prefix: &str, knowing: &[&str]) {
    let broken: Vec<String> = arrows(&packages())
        .iter()
        .filter(|arrow| arrow.to.starts_with(prefix) && !knowing.contains(&arrow.from.as_str()))
        .map(Arrow::told)
        .collect();
    assert_none(&broken, &format!("only {} may name {prefix}…", knowing.join(" and ")));
}

/// The workspace's packages as cargo reads their manifests; nothing is resolved and nothing is fetched.
fn packages() -> Vec<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs these tests, so it can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    metadata["packages"].as_array().cloned().unwrap_or_default()
}

fn arrows(packages: &[Value]) -> Vec<Arrow> {
    let mut arrows = Vec::new();
    for package in packages {
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            arrows.push(Arrow {
                from: short(text(package, "name")).to_owned(),
                to: short(text(dependency, "name")).to_owned(),
                dev: dependency["kind"] == "dev",
            });
        }
    }
    arrows
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn short(name: &str) -> &str {
    name.strip_prefix("emberwatch-").unwrap_or(name)
}
