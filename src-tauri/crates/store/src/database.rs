//! One SQLite file, and the only two ways into it.

use crate::error::{Problem, cannot_write_folder, failed};
use crate::folder::DataFolder;
use emberwatch_app::ports::StoreError;
use parking_lot::Mutex;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use rusqlite_migration::{M, Migrations};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a write waits for another process to finish its own.
const BUSY: Duration = Duration::from_secs(10);

pub struct Database {
    path: PathBuf,
    connection: Mutex<Connection>,
}

/// When a commit is on the disk.
#[derive(Clone, Copy, Debug)]
pub enum Durability {
    /// Soon: a power cut may take the last commits, never the file.
    Soon,
    /// Before the call returns.
    AtOnce,
}

/// Why a file cannot be used.
pub enum Unusable {
    Damaged { reason: String },
    Newer { found: i64, known: usize },
    Other(StoreError),
}

impl Database {
    /// Opens a file of the folder, whole and brought up to date, or says what is wrong with it.
    pub fn open(folder: &DataFolder, name: &str, durability: Durability, steps: &[M<'_>]) -> Result<Self, Unusable> {
        let path = folder.private_file(name).map_err(Unusable::Other)?;
        let connection = connect(&path, durability, steps).map_err(|fault| fault.in_folder(folder, &path))?;
        Ok(Self { path, connection: Mutex::new(connection) })
    }

    /// Reads one state of the file, whatever others write meanwhile. `step` ends the sentence "cannot …".
    pub fn read<T>(
        &self,
        step: &str,
        read: impl FnOnce(&Transaction<'_>) -> Result<T, Problem>,
    ) -> Result<T, StoreError> {
        self.within(TransactionBehavior::Deferred, read).map_err(|problem| problem.at(step, &self.path))
    }

    /// Writes all or nothing; nobody else writes between what is read and what is written in it.
    pub fn write<T>(
        &self,
        step: &str,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, Problem>,
    ) -> Result<T, StoreError> {
        self.within(TransactionBehavior::Immediate, write).map_err(|problem| problem.at(step, &self.path))
    }

    fn within<T>(
        &self,
        behavior: TransactionBehavior,
        act: impl FnOnce(&Transaction<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let mut connection = self.connection.lock();
        let transaction = connection.transaction_with_behavior(behavior)?;
        let value = act(&transaction)?;
        transaction.commit()?;
        Ok(value)
    }
}

enum Fault {
    Sqlite(rusqlite::Error),
    Damaged(String),
    Newer { found: i64, known: usize },
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Sqlite(error),
        }
    }
}

impl Fault {
    fn in_folder(self, folder: &DataFolder, path: &Path) -> Unusable {
        match self {
            Self::Damaged(reason) => Unusable::Damaged { reason },
            Self::Newer { found, known } => Unusable::Newer { found, known },
            Self::Sqlite(error) => {
                let unwritable = matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly));
                let step = match unwritable {
                    true => cannot_write_folder(folder.path(), &error),
                    false => format!("cannot open {}: {error}", path.display()),
                };
                Unusable::Other(failed(step, error))
            }
        }
    }
}

fn connect(path: &Path, durability: Durability, steps: &[M<'_>]) -> Result<Connection, Fault> {
    // The file is there already, with its rights; SQLite gives the same rights to what it puts beside it.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if usize::try_from(found).is_ok_and(|found| found > steps.len()) {
        return Err(Fault::Newer { found, known: steps.len() });
    }
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", durability.pragma())?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    check(&connection)?;
    connection.set_transaction_behavior(TransactionBehavior::Immediate);
    Migrations::from_slice(steps).to_latest(&mut connection).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => migration_fault(err),
        other => Fault::Damaged(other.to_string()),
    })?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// A step that the file's own content refuses, such as a table that should not be there yet, is damage.
fn migration_fault(error: rusqlite::Error) -> Fault {
    match error.sqlite_error_code() {
        Some(ErrorCode::Unknown) => Fault::Damaged(error.to_string()),
        _ => error.into(),
    }
}

fn check(connection: &Connection) -> Result<(), Fault> {
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" { Ok(()) } else { Err(Fault::Damaged(verdict)) }
}

impl Durability {
    fn pragma(self) -> &'static str {
        match self {
            Self::Soon => "normal",
            Self::AtOnce => "full",
        }
    }
}
