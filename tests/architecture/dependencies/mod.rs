//! What foreign code comes in, and how: from the registries alone, unchanged, under licences that ask nothing of us,
//! and without a script of its own. deny.toml is the one list of rules; `cargo deny check bans licenses sources`
//! reads it too, and says the same of every platform at once.

mod licences;
mod npm;

use crate::checkout::{assert_none, read, root};
use licences::is_allowed;
use serde_json::Value;
use std::process::Command;

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

#[test]
fn every_crate_comes_from_the_registry_with_its_checksum() {
    assert_none(&foreign_sources(&read("Cargo.lock")), "Cargo.lock may name the registry and our own crates only");
}

#[test]
fn every_crate_has_a_licence_that_is_allowed_and_none_is_barred() {
    let (rules, packages) = (read("deny.toml"), resolved());
    assert!(packages.len() > 300, "{} packages are not the whole tree", packages.len());
    assert_none(&unlicensed(&packages, &allowed(&rules)), "a licence that deny.toml does not allow");
    assert_none(&barred(&read("Cargo.lock"), &banned(&rules)), "a crate that deny.toml bars");
    assert_none(&wildcards(&packages), "a version that may be any");
}

#[test]
fn a_planted_source_checksum_licence_version_or_barred_crate_is_found() {
    let planted = |lines: &str| format!("version = 4\n\n[[package]]\nname = \"evil\"\nversion = \"1.0.0\"\n{lines}\n");
    let sum = "checksum = \"00\"";
    for lines in [
        format!("source = \"git+https://github.com/evil/evil#0123\"\n{sum}"),
        format!("source = \"registry+https://example.com/index\"\n{sum}"),
        format!("source = \"sparse+https://example.com/\"\n{sum}"),
        format!("source = \"{REGISTRY}\""),
        String::new(),
    ] {
        assert_eq!(foreign_sources(&planted(&lines)).len(), 1, "{lines}");
    }
    assert_eq!(foreign_sources(&planted(&format!("source = \"{REGISTRY}\"\n{sum}"))), Vec::<String>::new());

    let rules = read("deny.toml");
    let of = |licence: Value| serde_json::json!([{ "name": "evil", "license": licence, "source": REGISTRY }]);
    for licence in ["GPL-3.0", "AGPL-3.0-only", "MIT AND GPL-2.0", "SSPL-1.0", "LicenseRef-evil", ""] {
        let packages = of(licence.into());
        assert_eq!(unlicensed(packages.as_array().unwrap(), &allowed(&rules)).len(), 1, "{licence}");
    }
    assert_eq!(unlicensed(of(Value::Null).as_array().unwrap(), &allowed(&rules)).len(), 1, "no licence at all");
    assert_eq!(barred("name = \"openssl-sys\"\n", &banned(&rules)), ["openssl-sys"]);
    let any = serde_json::json!([{ "name": "emberwatch-app", "source": null,
        "dependencies": [{ "name": "evil", "req": "*", "source": REGISTRY }] }]);
    assert_eq!(wildcards(any.as_array().unwrap()), ["emberwatch-app → evil"]);
}

/// Packages that come from anywhere but the registry, or without a checksum. Ours have neither.
fn foreign_sources(lock: &str) -> Vec<String> {
    let value = |package: &str, key: &str| {
        let line = package.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
        line.map(|text| text.trim_matches('"').to_owned())
    };
    let packages = lock.split("[[package]]").skip(1);
    let is_ours = |name: &str| name.starts_with("emberwatch") || matches!(name, "emberctl" | "xtask");
    packages
        .filter_map(|package| {
            let name = value(package, "name")?;
            let source = value(package, "source");
            let is_known = match source.as_deref() {
                None => is_ours(&name),
                Some(source) => source == REGISTRY && value(package, "checksum").is_some(),
            };
            (!is_known).then(|| format!("{name} from {}", source.unwrap_or_else(|| "nowhere".to_owned())))
        })
        .collect()
}

fn unlicensed(packages: &[Value], allowed: &[String]) -> Vec<String> {
    let foreign = packages.iter().filter(|package| !package["source"].is_null());
    let licence = |package: &Value| package["license"].as_str().unwrap_or_default().to_owned();
    let broken = foreign.filter(|package| !is_allowed(&licence(package), allowed));
    broken.map(|package| format!("{}: {:?}", text(package, "name"), licence(package))).collect()
}

fn barred(lock: &str, banned: &[String]) -> Vec<String> {
    let names = lock.lines().filter_map(|line| Some(line.strip_prefix("name = \"")?.trim_end_matches('"')));
    names.filter(|name| banned.iter().any(|barred| barred == name)).map(str::to_owned).collect()
}

/// Ours say which versions they were tried with.
fn wildcards(packages: &[Value]) -> Vec<String> {
    let ours = packages.iter().filter(|package| package["source"].is_null());
    let wild = ours.flat_map(|package| {
        let dependencies = package["dependencies"].as_array().into_iter().flatten();
        let any = dependencies.filter(|dependency| dependency["req"] == "*" && !dependency["source"].is_null());
        any.map(|dependency| format!("{} → {}", text(package, "name"), text(dependency, "name")))
    });
    wild.collect()
}

/// Everything that is built here, as cargo has resolved it; nothing is fetched.
fn resolved() -> Vec<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let host = Command::new("rustc").args(["--print", "host-tuple"]).output().expect("rustc is beside cargo");
    let host = String::from_utf8_lossy(&host.stdout).trim().to_owned();
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", &host])
        .current_dir(root())
        .output()
        .expect("cargo runs these tests, so it can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    metadata["packages"].as_array().cloned().unwrap_or_default()
}

fn allowed(rules: &str) -> Vec<String> {
    strings(rules, "[licenses]", "allow = [")
}

fn banned(rules: &str) -> Vec<String> {
    strings(rules, "[bans]", "deny = [")
}

/// The quoted words of one list of one section, as deny.toml is laid out.
fn strings(rules: &str, section: &str, list: &str) -> Vec<String> {
    let (_, section) = rules.split_once(section).unwrap_or_else(|| panic!("deny.toml has {section}"));
    let (_, list) = section.split_once(list).unwrap_or_else(|| panic!("deny.toml has {list}"));
    let lines = list.lines().take_while(|line| !line.starts_with(']')).filter(|line| !line.trim().starts_with('#'));
    let words: Vec<String> = lines.filter_map(|line| line.split('"').nth(1)).map(str::to_owned).collect();
    assert!(!words.is_empty(), "{list} holds something");
    words
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}
