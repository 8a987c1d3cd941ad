//! cargo-deny with our rules, on small packages that break one of them each.

use crate::checkout::read;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A package of the world outside, of which ours is made for the length of a test.
struct Planted<'a> {
    name: &'a str,
    licence: &'a str,
    /// How ours asks for it.
    asked: &'a str,
}

const HARMLESS: Planted<'_> =
    Planted { name: "evil", licence: "license = \"MIT\"", asked: "{ path = \"evil\", version = \"1\" }" };

#[test]
fn what_keeps_every_rule_passes() {
    assert_eq!(broken_by(&HARMLESS), None);
}

#[test]
fn a_planted_licence_that_is_not_allowed_is_refused() {
    for licence in ["GPL-3.0-only", "AGPL-3.0-only", "MIT AND GPL-2.0-only", "SSPL-1.0", "LicenseRef-evil"] {
        let licence = format!("license = \"{licence}\"");
        assert_eq!(broken_by(&Planted { licence: &licence, ..HARMLESS }).as_deref(), Some("licenses"), "{licence}");
    }
    assert_eq!(broken_by(&Planted { licence: "", ..HARMLESS }).as_deref(), Some("licenses"), "no licence at all");
}

#[test]
fn a_planted_crate_that_is_barred_is_refused() {
    for name in ["openssl", "openssl-sys", "native-tls"] {
        let asked = format!("{{ path = \"{name}\", version = \"1\" }}");
        assert_eq!(broken_by(&Planted { name, asked: &asked, ..HARMLESS }).as_deref(), Some("bans"), "{name}");
    }
}

#[test]
fn a_planted_version_that_may_be_any_is_refused() {
    let asked = "{ path = \"evil\" }";
    assert_eq!(broken_by(&Planted { asked, ..HARMLESS }).as_deref(), Some("bans"));
}

/// The first kind of rule that a package asking for the planted one breaks.
fn broken_by(planted: &Planted<'_>) -> Option<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let manifest = |name: &str, more: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"1.0.0\"\nedition = \"2024\"\n{more}\n")
    };
    let ours = format!("license = \"MIT\"\n[dependencies]\n{} = {}\n[workspace]", planted.name, planted.asked);
    package(folder.path(), &manifest("ours", &ours));
    package(&folder.path().join(planted.name), &manifest(planted.name, planted.licence));
    // The features are those of our packages, which are not here.
    let rules = read("deny.toml");
    let (head, rest) = rules.split_once("[graph]").expect("deny.toml names the features of the graph");
    let (_, rest) = rest.split_once("\n\n").expect("a section after it");
    fs::write(folder.path().join("deny.toml"), format!("{head}{rest}")).expect("a temporary file");
    let kinds = ["bans", "licenses", "sources"];
    kinds.into_iter().find(|kind| !holds(folder.path(), kind)).map(str::to_owned)
}

fn package(folder: &Path, manifest: &str) {
    fs::create_dir_all(folder.join("src")).expect("a folder inside the temporary one");
    fs::write(folder.join("Cargo.toml"), manifest).expect("a temporary file");
    fs::write(folder.join("src/lib.rs"), "").expect("a temporary file");
}

fn holds(folder: &Path, kind: &str) -> bool {
    let program = std::env::var_os("EMBERWATCH_CARGO_DENY").unwrap_or_else(|| "cargo-deny".into());
    let output = Command::new(&program)
        .args(["--offline", "check", kind])
        .current_dir(folder)
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}; `cargo xtask test` prepares it", program.display()));
    // Its exit code alone would also say that nothing was looked at.
    let said = [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
    assert!(["ok", "FAILED"].iter().any(|word| said.contains(&format!("{kind} {word}"))), "{said}");
    output.status.success()
}
