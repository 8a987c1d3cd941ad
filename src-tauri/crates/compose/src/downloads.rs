//! Files for the user: new ones in the folder of downloads, whole or not there at all, readable by nobody else.

use jiff::Zoned;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// So many files of one minute are told apart; whoever saves more has other troubles.
const NAMES: u32 = 1_000;

#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("no folder for downloads was found, and no home folder")]
    NoFolder,
    #[error("{} cannot be written: {source}", folder.display())]
    Unwritable { folder: PathBuf, source: io::Error },
}

/// Where the user looks for what was saved: the folder of downloads, else of documents, else the home folder.
pub fn downloads() -> Result<PathBuf, SaveError> {
    let home = dirs::home_dir();
    // A desktop without `xdg-user-dirs` names no folders, and may have the usual one all the same.
    let usual = home.as_ref().map(|home| home.join("Downloads"));
    let folders = [dirs::download_dir(), usual, dirs::document_dir(), home];
    folders.into_iter().flatten().find(|folder| folder.is_dir()).ok_or(SaveError::NoFolder)
}

/// Writes a new file such as `emberwatch-clusters-2026-11-20-1402.csv`, and returns its path. No file is ever
/// replaced, and none is followed to somewhere else: the name is taken only if nothing has it.
pub fn save(folder: &Path, what: &str, extension: &str, now: &Zoned, content: &[u8]) -> Result<PathBuf, SaveError> {
    let unwritable = |source: io::Error| SaveError::Unwritable { folder: folder.to_owned(), source };
    let mut draft = draft(folder, content).map_err(unwritable)?;
    let stem = format!("emberwatch-{what}-{}", now.strftime("%Y-%m-%d-%H%M"));
    for number in 1..=NAMES {
        let again = if number == 1 { String::new() } else { format!("-{number}") };
        let path = folder.join(format!("{stem}{again}.{extension}"));
        match draft.persist_noclobber(&path) {
            Ok(_) => return Ok(path),
            Err(taken) if taken.error.kind() == ErrorKind::AlreadyExists => draft = taken.file,
            Err(failed) => return Err(unwritable(failed.error)),
        }
    }
    Err(unwritable(ErrorKind::AlreadyExists.into()))
}

/// The same under a name that the user chose.
///
/// # Errors
/// Something has that name already, or the file cannot be written there.
pub fn save_as(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    draft(folder, content)?.persist_noclobber(path).map(drop).map_err(|failed| failed.error)
}

/// Private (0600) from the first byte on, and removed if anything fails.
fn draft(folder: &Path, content: &[u8]) -> io::Result<NamedTempFile> {
    let mut draft = tempfile::Builder::new().prefix(".emberwatch-").tempfile_in(folder)?;
    draft.write_all(content).and_then(|()| draft.as_file().sync_all())?;
    Ok(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn saved(folder: &Path, content: &str) -> Result<PathBuf, SaveError> {
        let now: Zoned = "2026-11-20T14:02:30+01:00[Europe/Berlin]".parse().unwrap();
        save(folder, "clusters", "csv", &now, content.as_bytes())
    }

    fn name(path: &Path) -> &str {
        path.file_name().unwrap().to_str().unwrap()
    }

    #[test]
    fn a_file_says_what_it_holds_and_when_and_never_replaces_another() {
        let folder = tempfile::tempdir().unwrap();
        let first = saved(folder.path(), "one").unwrap();
        let second = saved(folder.path(), "two").unwrap();
        assert_eq!(name(&first), "emberwatch-clusters-2026-11-20-1402.csv");
        assert_eq!(name(&second), "emberwatch-clusters-2026-11-20-1402-2.csv");
        assert_eq!(fs::read_to_string(first).unwrap() + &fs::read_to_string(second).unwrap(), "onetwo");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no draft is left behind");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_private_and_a_link_in_its_way_is_not_followed() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = folder.path().join("elsewhere");
        symlink(&elsewhere, folder.path().join("emberwatch-clusters-2026-11-20-1402.csv")).unwrap();
        let path = saved(folder.path(), "one").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(!elsewhere.exists() && name(&path).ends_with("-2.csv"));
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = saved(Path::new("/no/such/folder"), "one").unwrap_err().to_string();
        assert!(error.starts_with("/no/such/folder cannot be written"), "{error}");
    }
}
