//! What is known to be secret on this machine, so that it can be taken out of texts wherever it stands.

use emberwatch_app::redaction::assigned::is_telling;
use std::path::PathBuf;

/// Names that only tell where a secret is.
const PLACES: [&str; 6] = ["_FILE", "_DIR", "_DIRECTORY", "_PATH", "_SOCK", "_URI"];

/// The values of variables that are called like secrets.
pub fn of_the_environment() -> Vec<String> {
    let telling = |name: &str| {
        name == "AWS_ACCESS_KEY_ID" || (is_telling(name) && !PLACES.iter().any(|place| name.ends_with(place)))
    };
    std::env::vars_os()
        .filter(|(name, _)| name.to_str().is_some_and(telling))
        .filter_map(|(_, value)| value.into_string().ok())
        .collect()
}

/// The values of what is called like a secret in the AWS files, however broken they are.
pub fn of_the_files(files: &[PathBuf]) -> Vec<String> {
    let texts = files.iter().filter_map(|file| std::fs::read(file).ok());
    texts.flat_map(|text| of_text(&String::from_utf8_lossy(&text))).collect()
}

fn of_text(text: &str) -> Vec<String> {
    let values = text.lines().filter_map(|line| line.split_once('=')).filter_map(|(name, value)| {
        let (name, value) = (name.trim(), value.trim());
        (name == "aws_access_key_id" || (is_telling(name) && name != "credential_process")).then(|| value.to_owned())
    });
    let programs =
        text.lines().filter_map(|line| line.split_once('=')).filter(|(name, _)| name.trim() == "credential_process");
    // A program's arguments can be anything; its path tells who is asked.
    values.chain(programs.flat_map(|(_, command)| command.split_whitespace().skip(1).map(str::to_owned))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_a_broken_file_are_known_too() {
        let text = "[default\naws_secret_access_key = plain words \n aws_session_token=tok\nregion = eu-west-1\n\
                    credential_process = /opt/vault --pass hunter22\naws_access_key_id=AKIA1";
        assert_eq!(of_text(text), ["plain words", "tok", "AKIA1", "--pass", "hunter22"]);
    }
}
