//! Whether what is written arrives on the disk.

use emberwatch_app::ports::StoreError;
use parking_lot::Mutex;
use rusqlite::ErrorCode;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What is wrong with the data folder now. A full disk that has room again is well by itself.
#[derive(Debug, Default)]
pub struct Health {
    read_only: Option<String>,
    troubles: Mutex<BTreeMap<PathBuf, Trouble>>,
}

/// Why a write of a file did not arrive.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    /// What was being written.
    pub step: String,
    pub error: StoreError,
    pub code: Option<ErrorCode>,
}

impl Health {
    pub(crate) fn read_only(reason: String) -> Self {
        Self { read_only: Some(reason), troubles: Mutex::default() }
    }

    /// Why nothing can be written as long as this process lives.
    pub fn why_read_only(&self) -> Option<&str> {
        self.read_only.as_deref()
    }

    /// Why the last write of a file did not arrive; that of the settings and the journal first.
    pub fn trouble(&self) -> Option<StoreError> {
        self.troubles.lock().values().next_back().map(|trouble| trouble.error.clone())
    }

    /// Whether that is for want of room.
    pub fn is_full(&self) -> bool {
        self.troubles.lock().values().next_back().is_some_and(|trouble| trouble.code == Some(ErrorCode::DiskFull))
    }

    /// Whether it is worth trying to write a file again. What is damaged stays so.
    pub(crate) fn may_mend(&self, file: &Path) -> bool {
        let lasting = [Some(ErrorCode::DatabaseCorrupt), Some(ErrorCode::NotADatabase)];
        self.troubles.lock().get(file).is_some_and(|trouble| !lasting.contains(&trouble.code))
    }

    /// A write has arrived. It takes back what a write of its own kind has told: a full disk may still have room for a
    /// smaller one.
    pub(crate) fn is_well(&self, file: &Path, step: &str) {
        let is_its_own = self.troubles.lock().get(file).is_some_and(|trouble| trouble.step == step);
        if is_its_own {
            self.is_mended(file);
        }
    }

    /// The file takes writes of any kind.
    pub(crate) fn is_mended(&self, file: &Path) {
        if self.troubles.lock().remove(file).is_some() {
            tracing::warn!(file = %file.display(), "the file can be written again");
        }
    }

    /// A write has not arrived. It is told once, however often it is tried.
    pub(crate) fn is_ailing(&self, file: &Path, trouble: &Trouble) {
        let before = self.troubles.lock().insert(file.to_owned(), trouble.clone());
        if before.is_none() {
            tracing::error!(error = %trouble.error, "nothing is recorded until the file can be written again");
        }
    }
}

/// Whether this is about the disk or the file, and not about what was to be written.
pub(crate) fn is_about_the_disk(code: Option<ErrorCode>) -> bool {
    matches!(
        code,
        Some(
            ErrorCode::DiskFull
                | ErrorCode::ReadOnly
                | ErrorCode::CannotOpen
                | ErrorCode::SystemIoFailure
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::NotADatabase
        )
    )
}
