//! What goes wrong in a file, and the one sentence that says so.

use emberwatch_app::ports::StoreError;
use std::error::Error;
use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;

/// Why a step within a database failed.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error("a row cannot be understood: {0}")]
    Json(#[from] serde_json::Error),
    #[error("a row cannot be understood: {0}")]
    Row(String),
    /// Not the file's fault: the rules do not allow it.
    #[error(transparent)]
    Refused(#[from] StoreError),
}

impl Problem {
    /// `cannot record clusters in /data/history.db: database or disk is full`
    pub fn at(self, step: &str, file: &Path) -> StoreError {
        match self {
            Self::Refused(refused) => refused,
            other => failed(format!("cannot {step} in {}: {other}", file.display()), other),
        }
    }
}

pub fn failed(step: String, source: impl Error + Send + Sync + 'static) -> StoreError {
    StoreError { step, source: Some(Arc::new(source)) }
}

pub fn cannot_write_folder(folder: &Path, cause: &(impl Display + ?Sized)) -> String {
    format!("cannot write the data folder {}: {cause}", folder.display())
}
