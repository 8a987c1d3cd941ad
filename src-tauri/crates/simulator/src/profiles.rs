//! The accounts of the simulator as AWS profiles: in memory for the app, in files for any AWS tool.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::wire::credentials::SessionCredentials;
use crate::world::{Account, Dice};

/// Everything needed to call the simulator as one of its accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The profile's name, which is the account's.
    pub name: &'static str,
    pub account_id: &'static str,
    pub access_key_id: String,
    pub secret_access_key: String,
    pub region: &'static str,
    /// Regions where clusters run.
    pub watched_regions: &'static [&'static str],
}

/// Keys of an assumed role, which stop working when they expire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionKeys {
    pub access_key_id: String,
    pub secret_access_key: String,
    pub session_token: String,
    pub expires_at: Timestamp,
}

/// Where the profile files were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServePaths {
    pub config_file: PathBuf,
    pub credentials_file: PathBuf,
}

/// The profile files could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ProfilesError {
    #[error("creating the folder {path}")]
    Folder {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("writing {path}")]
    File {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

/// One profile per account of the sample.
pub fn sample_profiles() -> Vec<Profile> {
    profiles_of(Account::all())
}

/// One profile per account.
pub fn profiles_of(accounts: &'static [Account]) -> Vec<Profile> {
    accounts.iter().map(Profile::of).collect()
}

impl Profile {
    fn of(account: &'static Account) -> Self {
        Self {
            name: account.name,
            account_id: account.id,
            access_key_id: account.access_key_id(),
            // Signatures are not verified; the word tells whoever finds it in a file.
            secret_access_key: "sample-secret-of-the-emberwatch-simulator".to_owned(),
            region: account.default_region,
            watched_regions: account.active_regions,
        }
    }

    /// Keys of a role in this account that are good until `expires_at`.
    pub fn session(&self, role: &str, expires_at: Timestamp) -> Option<SessionKeys> {
        let account = Account::by_id(self.account_id)?;
        let chance = Dice::new(0).named(role).with(expires_at.as_second().unsigned_abs());
        let keys = SessionCredentials::mint(account, role, "emberwatch", expires_at, chance);
        Some(SessionKeys {
            access_key_id: keys.access_key_id,
            secret_access_key: keys.secret_access_key,
            session_token: keys.session_token,
            expires_at,
        })
    }
}

/// Writes `config` and `credentials` of these profiles into `dir`, with every endpoint at `address`. Both files belong to
/// their owner alone and appear whole or not at all.
///
/// # Errors
/// When the folder or a file cannot be written.
pub fn write_profiles(dir: &Path, address: SocketAddr, profiles: Vec<Profile>) -> Result<ServePaths, ProfilesError> {
    create_folder(dir).map_err(|source| ProfilesError::Folder { path: dir.to_owned(), source })?;
    let (mut config, mut credentials) = (String::new(), String::new());
    for profile in profiles {
        let Profile { name, region, access_key_id, secret_access_key, .. } = profile;
        // Writing to a String cannot fail.
        let _ = writeln!(config, "[profile {name}]\nregion = {region}\nendpoint_url = http://{address}\n");
        let _ = writeln!(
            credentials,
            "[{name}]\naws_access_key_id = {access_key_id}\naws_secret_access_key = {secret_access_key}\n"
        );
    }
    let paths = ServePaths { config_file: dir.join("config"), credentials_file: dir.join("credentials") };
    for (path, text) in [(&paths.config_file, config), (&paths.credentials_file, credentials)] {
        write_whole(path, &text).map_err(|source| ProfilesError::File { path: path.clone(), source })?;
    }
    Ok(paths)
}

fn create_folder(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let draft = path.with_extension(format!("{}.draft", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // A draft that a killed process of the same id left behind is in the way.
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let written =
        options.open(&draft).and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    written.and_then(|()| fs::rename(&draft, path)).inspect_err(|_| {
        let _ = fs::remove_file(&draft);
    })
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::{sample_profiles, write_profiles};

    #[test]
    fn both_files_hold_one_profile_per_account_for_their_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let address: SocketAddr = "127.0.0.1:4711".parse().unwrap();
        let paths = write_profiles(&dir.path().join("aws"), address, sample_profiles()).unwrap();
        let config = std::fs::read_to_string(&paths.config_file).unwrap();
        let credentials = std::fs::read_to_string(&paths.credentials_file).unwrap();
        for name in ["analytics-prod", "research", "sandbox"] {
            assert!(config.contains(&format!("[profile {name}]")), "{config}");
            assert!(credentials.contains(&format!("[{name}]")), "{credentials}");
        }
        assert_eq!(config.matches("endpoint_url = http://127.0.0.1:4711").count(), 3);
        #[cfg(unix)]
        for path in [paths.config_file, paths.credentials_file] {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_place_of_a_file_makes_way_and_is_not_followed() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().unwrap();
        let (target, aws) = (dir.path().join("target"), dir.path().join("aws"));
        std::fs::write(&target, "theirs").unwrap();
        super::create_folder(&aws).unwrap();
        symlink(&target, aws.join("credentials")).unwrap();
        let paths = write_profiles(&aws, "127.0.0.1:4711".parse().unwrap(), sample_profiles()).unwrap();
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "theirs");
        assert!(std::fs::symlink_metadata(&paths.credentials_file).unwrap().is_file());
        assert_eq!(std::fs::metadata(&aws).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
