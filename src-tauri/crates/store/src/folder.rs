//! The data folder: private to its user, and its files are files, not links to somewhere else.

use crate::database::Unusable;
use crate::error::{cannot_write_folder, failed};
use emberwatch_app::ports::StoreError;
use jiff::Timestamp;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// What SQLite keeps beside a database.
const COMPANIONS: [&str; 3] = ["", "-wal", "-shm"];

/// A file that could not be used and is kept under another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedAside {
    pub path: PathBuf,
    /// Why, without full stop.
    pub reason: String,
}

pub struct DataFolder {
    path: PathBuf,
}

/// A folder within the data folder for what others write on our behalf: made where it is missing, 0700 whatever it was,
/// and no link, so that nobody else decides where those files go.
///
/// # Errors
/// One sentence that names the folder: it cannot be made, or something else has its name.
pub fn private_folder(data_dir: &Path, name: &str) -> Result<PathBuf, StoreError> {
    let path = data_dir.join(name);
    let unwritable = |error: io::Error| failed(cannot_write_folder(&path, &error.kind()), error);
    match modes::private_folder(&mut DirBuilder::new()).create(&path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(unwritable(error)),
        _ => {}
    }
    if !fs::symlink_metadata(&path).map_err(unwritable)?.is_dir() {
        let step = format!("cannot use {}: it is a link or a file, not a folder; move it away", path.display());
        return Err(StoreError { step, source: None });
    }
    modes::make_folder_private(&path).map_err(unwritable)?;
    Ok(path)
}

impl DataFolder {
    /// Makes the folder, with the rights 0700. One that exists is made private only while it is empty: a folder that
    /// holds other things may be shared for a reason, and our files in it are private anyway.
    pub fn prepare(folder: &Path) -> Result<Self, StoreError> {
        let unwritable = |error: io::Error| {
            let step = cannot_write_folder(folder, &error.kind());
            failed(format!("{step}; choose another one with EMBERWATCH_DATA_DIR, or make this one writable"), error)
        };
        modes::private_folder(DirBuilder::new().recursive(true)).create(folder).map_err(unwritable)?;
        let path = folder.canonicalize().map_err(unwritable)?;
        if fs::read_dir(&path).map_err(unwritable)?.next().is_none() {
            // Whether the folder can be written at all is found out by its first file.
            match modes::make_folder_private(&path) {
                Err(error) if !is_about_rights(&error) => return Err(unwritable(error)),
                _ => {}
            }
        }
        Ok(Self { path })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Held until it is dropped; other processes wait for it.
    pub fn lock(&self) -> Result<File, Unusable> {
        let path = self.private_file("opening.lock")?;
        let file = OpenOptions::new().write(true).open(path).map_err(|error| self.unusable(error))?;
        file.lock().map_err(|error| self.unusable(error))?;
        Ok(file)
    }

    /// Whether there is a file of this name, and no link or folder.
    pub fn holds_file(&self, name: &str) -> bool {
        fs::symlink_metadata(self.path.join(name)).is_ok_and(|found| found.file_type().is_file())
    }

    fn unusable(&self, error: io::Error) -> Unusable {
        use ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        let kind = error.kind();
        let error = failed(cannot_write_folder(&self.path, &kind), error);
        match kind {
            PermissionDenied | QuotaExceeded | ReadOnlyFilesystem | StorageFull => Unusable::Unwritable(error),
            _ => Unusable::Other(error),
        }
    }

    /// The path of a file that exists, is no link and has the rights 0600.
    ///
    /// An existing file is not opened here: closing it again would drop the locks that SQLite holds on it.
    pub fn private_file(&self, name: &str) -> Result<PathBuf, Unusable> {
        let path = self.path.join(name);
        let made = modes::private_file(OpenOptions::new().write(true).create_new(true)).open(&path);
        let checked = match made {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => check(&path).map_err(Unusable::Other)?,
            other => other.map(drop),
        };
        checked.map_err(|error| self.unusable(error))?;
        Ok(path)
    }

    /// Renames a database and what belongs to it, to a name that says when.
    pub fn move_aside(&self, name: &str, reason: String, now: Timestamp) -> Result<MovedAside, StoreError> {
        let stem = format!("{name}.damaged-{}", now.strftime("%Y%m%dT%H%M%SZ"));
        let (mut aside, mut number) = (stem.clone(), 1);
        while self.path.join(&aside).exists() {
            number += 1;
            aside = format!("{stem}-{number}");
        }
        for companion in COMPANIONS {
            let (from, to) =
                (self.path.join(format!("{name}{companion}")), self.path.join(format!("{aside}{companion}")));
            match fs::rename(&from, &to) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    let step = format!("cannot move {} aside: {}", from.display(), error.kind());
                    return Err(failed(step, error));
                }
                _ => {}
            }
        }
        Ok(MovedAside { path: self.path.join(aside), reason })
    }
}

fn is_about_rights(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

/// The outer error is final; the inner one is about the folder.
fn check(path: &Path) -> Result<io::Result<()>, StoreError> {
    match fs::symlink_metadata(path) {
        Err(error) => Ok(Err(error)),
        Ok(found) if found.file_type().is_file() => Ok(modes::make_file_private(path, &found)),
        Ok(_) => {
            let step = format!("cannot use {}: it is a link or a folder, not a file; move it away", path.display());
            Err(StoreError { step, source: None })
        }
    }
}

#[cfg(unix)]
mod modes {
    use std::fs::{self, DirBuilder, Metadata, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
    use std::path::Path;

    pub fn private_folder(builder: &mut DirBuilder) -> &mut DirBuilder {
        builder.mode(0o700)
    }

    pub fn make_folder_private(path: &Path) -> io::Result<()> {
        fs::set_permissions(path, Permissions::from_mode(0o700))
    }

    pub fn private_file(options: &mut OpenOptions) -> &mut OpenOptions {
        options.mode(0o600)
    }

    pub fn make_file_private(path: &Path, found: &Metadata) -> io::Result<()> {
        match found.permissions().mode() & 0o077 {
            0 => Ok(()),
            _ => fs::set_permissions(path, Permissions::from_mode(0o600)),
        }
    }
}

/// Elsewhere the user's own data folder is private by itself.
#[cfg(not(unix))]
mod modes {
    use std::fs::{DirBuilder, Metadata, OpenOptions};
    use std::io;
    use std::path::Path;

    pub fn private_folder(builder: &mut DirBuilder) -> &mut DirBuilder {
        builder
    }

    pub fn make_folder_private(_path: &Path) -> io::Result<()> {
        Ok(())
    }

    pub fn private_file(options: &mut OpenOptions) -> &mut OpenOptions {
        options
    }

    pub fn make_file_private(_path: &Path, _found: &Metadata) -> io::Result<()> {
        Ok(())
    }
}
