//! What foreign code comes in, and how: from the registries alone, unchanged, under licences that ask nothing of us,
//! and without a script of its own. deny.toml is the list of rules, which cargo-deny holds the tree against in every
//! test run; here it is shown to find what it should. That each crate has its checksum it does not ask.

mod npm;
mod planted;

use crate::checkout::{assert_none, read};

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

#[test]
fn every_crate_comes_from_the_registry_with_its_checksum() {
    assert_none(&foreign_sources(&read("Cargo.lock")), "Cargo.lock may name the registry and our own crates only");
}

#[test]
fn a_planted_source_or_missing_checksum_is_found() {
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
