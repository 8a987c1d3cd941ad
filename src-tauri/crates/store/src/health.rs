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
    /// Of each file what was being written, and why it did not arrive.
    troubles: Mutex<BTreeMap<PathBuf, (String, StoreError)>>,
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
        self.troubles.lock().values().next_back().map(|(_, error)| error.clone())
    }

    /// A write has arrived. It takes back what a write of its own kind has told: a full disk may still have room for a
    /// smaller one.
    pub(crate) fn is_well(&self, file: &Path, step: &str) {
        let mut troubles = self.troubles.lock();
        if troubles.get(file).is_some_and(|(ailing, _)| ailing == step) {
            troubles.remove(file);
            tracing::warn!(file = %file.display(), "the file can be written again");
        }
    }

    /// A write has not arrived. It is told once, however often it is tried.
    pub(crate) fn is_ailing(&self, file: &Path, step: &str, error: &StoreError) {
        let before = self.troubles.lock().insert(file.to_owned(), (step.to_owned(), error.clone()));
        if before.is_none() {
            tracing::error!(%error, "nothing is recorded until the file can be written again");
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
