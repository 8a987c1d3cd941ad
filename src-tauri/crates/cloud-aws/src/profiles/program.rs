//! Whether the program of a `credential_process` can be found, before anything is started.

use super::files::FileLocations;
use std::path::{Path, PathBuf};

/// Words that the shell runs itself.
const BUILTINS: [&str; 14] =
    [".", ":", "cd", "command", "echo", "eval", "exec", "export", "false", "printf", "set", "test", "true", "umask"];
/// On Windows a program is also found without its ending.
const ENDINGS: [&str; 4] = ["", ".exe", ".cmd", ".bat"];

/// The program's name when it is certainly not there. What only a shell could tell is not judged.
pub(super) fn missing<'a>(command: &'a str, at: &FileLocations) -> Option<&'a str> {
    let program = program(command)?;
    if BUILTINS.contains(&program) {
        return None;
    }
    let found = if program.contains(['/', '\\']) {
        exists(Path::new(program))
    } else {
        at.program_folders().iter().any(|folder| exists(&folder.join(program)))
    };
    (!found).then_some(program)
}

/// The command's first word, if it is a plain one or wholly quoted.
fn program(command: &str) -> Option<&str> {
    let command = command.trim();
    for quote in ['"', '\''] {
        if let Some(rest) = command.strip_prefix(quote) {
            let (word, after) = rest.split_once(quote)?;
            let ends = after.is_empty() || after.starts_with(char::is_whitespace);
            return (ends && !word.contains(['$', '`'])).then_some(word);
        }
    }
    let word = command.split_whitespace().next()?;
    let plain = word.chars().all(|c| c.is_alphanumeric() || "/\\._-+:@".contains(c));
    plain.then_some(word)
}

fn exists(path: &Path) -> bool {
    let endings: &[&str] = if cfg!(windows) { &ENDINGS } else { &ENDINGS[..1] };
    endings.iter().any(|ending| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name).is_file()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(folder: &Path) -> FileLocations {
        FileLocations::at("", "").with_variable("PATH", folder)
    }

    #[test]
    fn a_program_on_the_path_or_by_its_full_path_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("get keys");
        std::fs::write(&program, "").unwrap();
        std::fs::write(folder.path().join("keys"), "").unwrap();
        assert_eq!(missing("keys --for x", &at(folder.path())), None);
        assert_eq!(missing(&format!("\"{}\" --for x", program.display()), &at(folder.path())), None);
    }

    #[test]
    fn a_program_that_is_nowhere_is_named() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(missing("aws-vault exec x", &at(folder.path())), Some("aws-vault"));
        assert_eq!(missing("'/nowhere/my tool' x", &at(folder.path())), Some("/nowhere/my tool"));
    }

    #[test]
    fn what_only_a_shell_understands_is_not_judged() {
        let folder = tempfile::tempdir().unwrap();
        for command in ["$HOME/bin/x", "A=1 x", "~/x", "(x)", "echo {}", "\"$HOME/x\" y", "", "'unclosed"] {
            assert_eq!(missing(command, &at(folder.path())), None, "{command}");
        }
    }
}
