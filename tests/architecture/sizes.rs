//! No file asks for more than one sitting.

use crate::checkout::{assert_none, read, sources};

const LONGEST: usize = 400;

/// Written by tools, read by tools.
const GENERATED: &[&str] = &["ui/src/ipc/generated"];

#[test]
fn no_source_file_is_longer_than_400_lines() {
    let endings = [".rs", ".ts", ".js", ".mjs", ".svelte", ".css", ".html", ".py", ".sh", ".sql"];
    let broken: Vec<String> = sources("", &endings)
        .iter()
        .filter(|file| !GENERATED.iter().any(|generated| file.path.starts_with(generated)))
        .map(|file| (file.text.lines().count(), &file.path))
        .filter(|(lines, _)| *lines > LONGEST)
        .map(|(lines, path)| format!("{path} has {lines}"))
        .collect();
    assert_none(&broken, "a file longer than 400 lines holds two things");
}

#[test]
fn the_windows_main_only_hands_over() {
    let lines = read("src-tauri/src/main.rs").lines().count();
    assert!(lines <= 10, "src-tauri/src/main.rs has {lines} lines; ten are enough to call the library");
}
