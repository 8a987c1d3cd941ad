//! The page's packages: exact, with their checksums, from the registry, and none of them runs a script.

use crate::checkout::{assert_none, json, read};
use serde_json::{Value, json as value};
use std::fs;
use std::process::Command;

#[test]
fn every_package_of_the_page_is_exact_and_locked_with_its_checksum() {
    assert_none(&unlocked(&json("ui/package-lock.json")), "ui/package-lock.json");
    assert_none(&inexact(&json("ui/package.json")), "ui/package.json names exact versions");
}

#[test]
fn a_planted_package_without_checksum_from_elsewhere_or_of_any_version_is_found() {
    let sum = "sha512-AAAA";
    for package in [
        value!({ "version": "1.0.0" }),
        value!({ "version": "1.0.0", "integrity": "sha1-AAAA" }),
        value!({ "version": "1.0.0", "integrity": sum, "resolved": "https://example.com/evil.tgz" }),
        value!({ "version": "1.0.0", "integrity": sum, "resolved": "git+ssh://git@github.com/evil/evil.git" }),
        value!({ "resolved": "../evil", "link": true, "integrity": sum }),
    ] {
        let lock = value!({ "lockfileVersion": 3, "packages": { "": {}, "node_modules/evil": package } });
        assert_eq!(unlocked(&lock).len(), 1, "{lock}");
    }
    for version in
        ["^1.0.0", "~1.0.0", "*", "latest", ">=1.0.0", "1.x", "https://example.com/evil.tgz", "git://x", "file:../x"]
    {
        assert_eq!(inexact(&value!({ "devDependencies": { "evil": version } })).len(), 1, "{version}");
    }
}

/// The very arguments with which the packages are installed, on a package that has a script.
#[test]
fn a_planted_install_script_does_not_run() {
    let source = read("src-tauri/crates/xtask/src/node.rs");
    let arguments = install_arguments(&source);
    let folder = tempfile::tempdir().unwrap();
    let script = "node -e \"require('fs').writeFileSync('ran', '')\"";
    let package = value!({ "name": "planted", "version": "1.0.0", "scripts": { "postinstall": script } });
    let root = value!({ "name": "planted", "version": "1.0.0", "hasInstallScript": true });
    let lock = value!({ "name": "planted", "version": "1.0.0", "lockfileVersion": 3, "packages": { "": root } });
    fs::write(folder.path().join("package.json"), package.to_string()).unwrap();
    fs::write(folder.path().join("package-lock.json"), lock.to_string()).unwrap();
    let install = |arguments: &[&str]| {
        let status = Command::new("npm")
            .args(arguments)
            .arg("--offline")
            .current_dir(folder.path())
            .env("HOME", folder.path())
            .env_remove("npm_config_ignore_scripts")
            .output()
            .unwrap();
        assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
        folder.path().join("ran").exists()
    };
    assert!(!install(&arguments), "{arguments:?} ran a script");
    assert!(install(&["ci", "--no-audit", "--no-fund"]), "the script would run if it were let");
    fs::remove_file(folder.path().join("ran")).unwrap();
    fs::write(folder.path().join(".npmrc"), read("ui/.npmrc")).unwrap();
    assert!(!install(&["ci", "--no-audit", "--no-fund"]), "ui/.npmrc lets scripts run");
}

fn install_arguments(source: &str) -> Vec<&str> {
    let (_, list) = source.split_once("&[\"ci\"").expect("xtask installs with npm ci");
    let (list, _) = list.split_once(']').expect("a list of arguments");
    ["ci"].into_iter().chain(list.split('"').skip(1).step_by(2)).collect()
}

fn unlocked(lock: &Value) -> Vec<String> {
    let packages = lock["packages"].as_object().expect("a lock file of version 2 or 3");
    let foreign = packages.iter().filter(|(path, _)| !path.is_empty());
    let is_locked = |package: &Value| {
        let has_sum = package["integrity"].as_str().is_some_and(|sum| sum.starts_with("sha512-"));
        let from = package["resolved"].as_str();
        has_sum && package["link"].is_null() && from.is_none_or(|url| url.starts_with("https://registry.npmjs.org/"))
    };
    foreign.filter(|(_, package)| !is_locked(package)).map(|(path, _)| path.clone()).collect()
}

fn inexact(package: &Value) -> Vec<String> {
    let lists = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];
    let named = lists.iter().filter_map(|list| package[list].as_object()).flatten();
    let is_exact = |version: &str| {
        let parts: Vec<&str> = version.split('-').next().unwrap_or_default().split('.').collect();
        parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
    };
    let broken = named.filter(|(_, version)| !version.as_str().is_some_and(is_exact));
    broken.map(|(name, version)| format!("{name} {version}")).collect()
}
