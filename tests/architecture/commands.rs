//! One list of commands: declared, granted and exported alike.

use std::collections::BTreeSet;

use crate::checkout::{assert_none, assert_same, json, read, sources};

const DECLARED: &str = "src-tauri/build.rs";
const EXPORTED: &str = "ui/src/ipc/generated.ts";

#[test]
fn every_declared_command_is_exported_to_the_page_and_no_other() {
    let declared = declared(&read(DECLARED));
    assert!(!declared.is_empty(), "{DECLARED} lists the commands");
    assert_same((DECLARED, &declared), (EXPORTED, &exported(&read(EXPORTED))));
}

#[test]
fn every_declared_command_is_granted_to_a_window_and_no_other() {
    assert_same((DECLARED, &declared(&read(DECLARED))), ("src-tauri/capabilities", &granted()));
}

/// A command is one sentence; the file says which feature it belongs to.
#[test]
fn every_declared_command_is_written_under_commands() {
    let written: String = sources("src-tauri/src/commands", &[".rs"]).iter().map(|file| file.text.as_str()).collect();
    let broken: Vec<String> = declared(&read(DECLARED))
        .into_iter()
        .filter(|name| !written.contains(&format!("fn {name}(")) && !written.contains(&format!("fn {name}<")))
        .collect();
    assert_none(&broken, "these commands have no function under src-tauri/src/commands");
}

/// The quoted names of the one list that the manifest is made from.
fn declared(build: &str) -> BTreeSet<String> {
    assert!(build.contains(".commands(COMMANDS)"), "{DECLARED} hands COMMANDS to the AppManifest");
    let list = build.split_once("COMMANDS: &[&str] = &[").map_or("", |(_, rest)| rest);
    let list = list.split_once(']').map_or("", |(inside, _)| inside);
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The names that the generated client hands to `invoke`.
fn exported(generated: &str) -> BTreeSet<String> {
    generated
        .split("INVOKE(")
        .skip(1)
        .filter_map(|call| call.trim_start().strip_prefix('"')?.split('"').next())
        .map(str::to_owned)
        .collect()
}

/// `allow-list-clusters` grants `list_clusters`; names with a colon belong to Tauri and its plugins.
fn granted() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in sources("src-tauri/capabilities", &[".json"]) {
        for permission in json(&file.path)["permissions"].as_array().into_iter().flatten() {
            let name = permission["identifier"].as_str().or(permission.as_str()).unwrap_or_default();
            if let Some(command) = name.strip_prefix("allow-") {
                names.insert(command.replace('-', "_"));
            }
        }
    }
    names
}

#[test]
fn the_three_lists_are_read_as_their_tools_write_them() {
    let build = r#"const COMMANDS: &[&str] = &[
        "clusters", // what burns
        "terminate",
    ];
    AppManifest::new().commands(COMMANDS)"#;
    assert_eq!(declared(build).into_iter().collect::<Vec<_>>(), ["clusters", "terminate"]);
    let client =
        r#"clusters: () => typedError<A, B>(__TAURI_INVOKE("clusters")), x: __TAURI_INVOKE("terminate", { ids })"#;
    assert_eq!(exported(client).into_iter().collect::<Vec<_>>(), ["clusters", "terminate"]);
}
