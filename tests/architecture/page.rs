//! Which folder of the page may import which.

use crate::checkout::{Source, assert_none, sources};

/// `lib ← design ← features ← views`; `ipc` speaks with Rust, `state` holds what pages share.
const LAYERS: &[(&str, &[&str])] = &[
    ("lib", &["lib"]),
    ("design", &["lib", "design"]),
    ("ipc", &["lib", "ipc"]),
    ("state", &["lib", "ipc", "state"]),
    ("features", &["lib", "design", "ipc", "state", "features"]),
    ("views", &["lib", "design", "ipc", "state", "features", "views"]),
    ("testing", &["lib", "design", "ipc", "state", "testing"]),
];

#[test]
fn only_ipc_speaks_with_tauri() {
    let broken: Vec<String> = imports()
        .into_iter()
        .filter(|import| import.what.starts_with("@tauri-apps/") && import.importing_layer() != Some("ipc"))
        .map(|import| import.told())
        .collect();
    assert_none(&broken, "only ui/src/ipc imports @tauri-apps/*");
}

#[test]
fn imports_of_the_page_point_inwards_only() {
    let mut broken = Vec::new();
    for import in imports() {
        // What stands beside the folders (the entry, the root component) composes them all.
        let (Some(from), Some(to)) = (import.importing_layer(), import.imported_layer()) else { continue };
        let allowed = LAYERS.iter().find(|(layer, _)| *layer == from);
        match allowed {
            None => broken.push(format!("{}: the folder {from} is not in the design", import.file)),
            Some((_, allowed)) if allowed.contains(&to) => {}
            Some(_) if to == "testing" && import.is_in_a_test() => {}
            Some(_) => broken.push(import.told()),
        }
    }
    assert_none(&broken, "lib ← design ← features ← views");
}

#[test]
fn a_feature_imports_no_other_feature() {
    let broken: Vec<String> = imports()
        .into_iter()
        .filter(|import| {
            let (from, to) = (feature(&import.file), import.target.as_deref().and_then(feature));
            from.is_some() && to.is_some() && from != to
        })
        .map(|import| import.told())
        .collect();
    assert_none(&broken, "a feature imports no other feature");
}

#[derive(Debug)]
struct Import {
    file: String,
    what: String,
    /// The path from the root where it is one of our own files.
    target: Option<String>,
}

impl Import {
    fn importing_layer(&self) -> Option<&str> {
        layer(&self.file)
    }

    fn imported_layer(&self) -> Option<&str> {
        self.target.as_deref().and_then(layer)
    }

    fn is_in_a_test(&self) -> bool {
        self.file.contains(".test.")
    }

    fn told(&self) -> String {
        format!("{} imports {}", self.file, self.what)
    }
}

fn imports() -> Vec<Import> {
    let files = sources("ui/src", &[".ts", ".svelte", ".js"]);
    assert!(!files.is_empty(), "ui/src must be there");
    files.iter().flat_map(imports_of).collect()
}

fn imports_of(file: &Source) -> Vec<Import> {
    imported(&file.text)
        .into_iter()
        .map(|what| Import { file: file.path.clone(), target: resolve(&file.path, &what), what })
        .collect()
}

/// What stands in quotes after `from`, `import` and `import(`. A comment that looks like an import counts
/// too; that errs on the side of being told.
fn imported(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in ["from", "import"] {
        for (at, _) in text.match_indices(word) {
            let before = text[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
                continue;
            }
            let rest = text[at + word.len()..].trim_start_matches([' ', '\n', '\t', '(']);
            let Some(quote @ ('"' | '\'')) = rest.chars().next() else { continue };
            if let Some(end) = rest[1..].find(quote) {
                found.push(rest[1..=end].to_owned());
            }
        }
    }
    found
}

/// `../lib/time` seen from ui/src/design/Age.svelte is ui/src/lib/time; `$lib/time` and `@/lib/time` too.
fn resolve(file: &str, what: &str) -> Option<String> {
    let alias = what.strip_prefix("@/").or_else(|| what.strip_prefix('$'));
    if let Some(inner) = alias {
        return Some(format!("ui/src/{inner}"));
    }
    if !what.starts_with('.') {
        return None;
    }
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in what.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The folder under ui/src, or none for what stands beside the folders.
fn layer(path: &str) -> Option<&str> {
    let inner = path.strip_prefix("ui/src/")?;
    let (folder, rest) = inner.split_once('/').unwrap_or((inner, ""));
    let is_a_folder = !rest.is_empty() || LAYERS.iter().any(|(layer, _)| *layer == folder);
    is_a_folder.then_some(folder)
}

fn feature(path: &str) -> Option<&str> {
    path.strip_prefix("ui/src/features/")?.split('/').next()
}

#[test]
fn every_way_to_import_is_seen() {
    let text = "import { a } from './a';\nimport './b.css';\nconst c = await import(\"$lib/c\");\n\
                export * from '../d';\nimport {\n  e,\n} from\n  'e';\nconst transform = 'f';";
    let mut seen = imported(text);
    seen.sort();
    assert_eq!(seen, ["$lib/c", "../d", "./a", "./b.css", "e"]);
}

#[test]
fn an_import_is_followed_to_its_folder() {
    let follow = |what| resolve("ui/src/features/rows/Row.svelte", what);
    assert_eq!(follow("../../design/Age.svelte").as_deref().and_then(layer), Some("design"));
    assert_eq!(follow("$lib/time").as_deref().and_then(layer), Some("lib"));
    assert_eq!(follow("../other/x").as_deref().and_then(feature), Some("other"));
    assert_eq!(follow("svelte"), None);
    assert_eq!(layer("ui/src/App.svelte"), None);
    assert_eq!(follow("../../ipc").as_deref().and_then(layer), Some("ipc"));
}
