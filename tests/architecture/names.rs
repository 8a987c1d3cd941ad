//! Names say what a thing is, not that it does something.

use crate::checkout::{assert_none, sources};

const EMPTY_WORDS: &[&str] = &["Manager", "Service", "Helper", "Helpers", "Util", "Utils"];

/// `tower::Service` is the wire's own trait; whoever implements it is named by what it is.
#[test]
fn no_type_is_named_by_an_empty_word() {
    let mut broken = Vec::new();
    for file in sources("", &[".rs", ".ts", ".svelte"]) {
        for name in declared_types(&file.text) {
            if EMPTY_WORDS.iter().any(|word| name.ends_with(word)) {
                broken.push(format!("{}: {name}", file.path));
            }
        }
    }
    assert_none(&broken, "Manager, Service, Helper and Util say nothing");
}

#[test]
fn no_file_is_named_by_an_empty_word() {
    let broken: Vec<String> = sources("", &[".rs", ".ts", ".svelte", ".py"])
        .into_iter()
        .map(|file| file.path)
        .filter(|path| {
            let name = path.rsplit('/').next().unwrap_or(path);
            let stem = name.split('.').next().unwrap_or(name).to_lowercase();
            EMPTY_WORDS.iter().any(|word| stem.ends_with(&word.to_lowercase()))
        })
        .collect();
    assert_none(&broken, "a file is named by what it holds");
}

/// Names after `struct`, `enum`, `trait`, `type`, `class` and `interface` at the beginning of a line.
fn declared_types(text: &str) -> Vec<&str> {
    let keywords = ["struct", "enum", "trait", "type", "class", "interface"];
    let modifiers = ["pub", "pub(crate)", "pub(super)", "export", "default", "abstract", "declare"];
    text.lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace().skip_while(|word| modifiers.contains(word));
            let keyword = words.next()?;
            let name = words.next()?;
            let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
            keywords.contains(&keyword).then_some(&name[..end])
        })
        .collect()
}

#[test]
fn declarations_are_found_and_uses_are_not() {
    let text =
        "pub(crate) struct Sweep<T> {\nexport interface Row {\nimpl tower::Service<R> for Wire {\n// a type Service\n";
    assert_eq!(declared_types(text), ["Sweep", "Row"]);
}
