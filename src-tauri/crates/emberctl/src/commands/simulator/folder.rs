//! Where the simulator's profile files are written, and never over files of AWS's own.

use crate::stopped::Stopped;
use emberwatch_simulator::world::{Account, MOST_ACCOUNTS};
use emberwatch_simulator::{Profile, ServePaths, profiles_of, write_profiles};
use std::error::Error;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder that was named and stays, or a new one that goes with this value.
pub enum Folder {
    Named(PathBuf),
    New(TempDir),
}

impl Folder {
    pub fn new(named: Option<&Path>) -> Result<Self, Stopped> {
        let Some(named) = named else {
            let made = tempfile::Builder::new().prefix("emberwatch-simulator-").tempdir();
            return made.map(Self::New).map_err(|error| {
                Stopped::failed(
                    format!("no folder can be made for the profile files: {error}"),
                    "name one with --config-dir",
                )
            });
        };
        let path = std::path::absolute(named).unwrap_or_else(|_| named.to_owned());
        match ["config", "credentials"].iter().map(|file| path.join(file)).find(|file| !is_ours(file)) {
            Some(file) => Err(Stopped::failed(
                format!("{} is not a file of the simulator and is not overwritten", file.display()),
                "choose another folder with --config-dir",
            )),
            None => Ok(Self::Named(path)),
        }
    }

    pub fn write(&self, address: SocketAddr, profiles: Vec<Profile>) -> Result<ServePaths, Stopped> {
        let path = match self {
            Self::Named(path) => path,
            Self::New(folder) => folder.path(),
        };
        write_profiles(path, address, profiles).map_err(|error| {
            let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
            Stopped::failed(
                format!("{}{cause}", unpathed(&error, path)),
                "choose a folder that can be written with --config-dir",
            )
        })
    }
}

fn unpathed(error: &dyn Error, path: &Path) -> String {
    let text = error.to_string();
    if text.contains(&*path.to_string_lossy()) { text } else { format!("{text} in {}", path.display()) }
}

/// Whether a file is absent, or holds the simulator's profiles and nothing else.
fn is_ours(file: &Path) -> bool {
    match fs::read_to_string(file) {
        Ok(text) => holds_only_ours(&text),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

fn holds_only_ours(text: &str) -> bool {
    let profiles = profiles_of(Account::some(MOST_ACCOUNTS));
    text.lines().map(str::trim).filter(|line| !line.is_empty()).all(|line| {
        if let Some(section) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            let name = section.strip_prefix("profile ").unwrap_or(section);
            return profiles.iter().any(|profile| profile.name == name);
        }
        match line.split_once(" = ") {
            Some(("region", _)) => true,
            Some(("endpoint_url", url)) => url.starts_with("http://127.0.0.1:"),
            Some(("aws_access_key_id", key)) => profiles.iter().any(|profile| profile.access_key_id == key),
            Some(("aws_secret_access_key", secret)) => {
                profiles.iter().any(|profile| profile.secret_access_key == secret)
            }
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stopped::Exit;
    use emberwatch_simulator::sample_profiles;

    fn address() -> SocketAddr {
        "127.0.0.1:4711".parse().unwrap()
    }

    #[test]
    fn the_simulators_own_files_are_replaced() {
        let dir = tempfile::tempdir().unwrap();
        for _ in 0..2 {
            Folder::new(Some(dir.path())).map(|folder| folder.write(address(), sample_profiles())).unwrap().unwrap();
        }
    }

    #[test]
    fn files_with_real_credentials_are_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let own = "[sandbox]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = mine\n";
        fs::write(dir.path().join("credentials"), own).unwrap();
        let Err(stopped) = Folder::new(Some(dir.path())) else { panic!("real credentials are not ours") };
        assert_eq!(stopped.exit, Exit::Failed);
        assert!(stopped.to_string().contains("credentials"));
        assert_eq!(fs::read_to_string(dir.path().join("credentials")).unwrap(), own);
    }

    #[test]
    fn a_config_file_with_a_profile_of_its_own_is_not_ours() {
        assert!(!holds_only_ours("[profile mine]\nregion = eu-west-1\n"));
        assert!(!holds_only_ours("[profile sandbox]\nrole_arn = arn:aws:iam::1:role/x\n"));
        assert!(holds_only_ours("[profile sandbox]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:1\n"));
    }

    #[test]
    fn a_new_folder_goes_with_its_value() {
        let folder = Folder::new(None).unwrap();
        let paths = folder.write(address(), sample_profiles()).unwrap();
        assert!(paths.config_file.exists());
        drop(folder);
        assert!(!paths.config_file.exists());
    }
}
