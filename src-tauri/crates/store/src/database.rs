//! One SQLite file, and the only two ways into it.

mod read_only;
mod trial;

use crate::error::{Problem, cannot_write_folder, failed};
use crate::folder::DataFolder;
use crate::health::{Health, Trouble, is_about_the_disk};
use emberwatch_app::ports::StoreError;
use parking_lot::Mutex;
use read_only::{empty, read_only};
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use rusqlite_migration::{M, Migrations};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

const FLAGS: OpenFlags = OpenFlags::SQLITE_OPEN_NO_MUTEX.union(OpenFlags::SQLITE_OPEN_NOFOLLOW);

/// How long a write waits for another process to finish its own.
const BUSY: Duration = Duration::from_secs(10);

pub struct Database {
    path: PathBuf,
    connection: Mutex<Connection>,
    health: Arc<Health>,
}

/// When a commit is on the disk.
#[derive(Clone, Copy, Debug)]
pub enum Durability {
    /// Soon: a power cut may take the last commits, never the file.
    Soon,
    /// Before the call returns.
    AtOnce,
}

/// One of the folder's files.
pub struct DataFile<'a> {
    pub name: &'a str,
    pub durability: Durability,
    pub steps: &'a [M<'a>],
}

/// Why a file cannot be used.
pub enum Unusable {
    Damaged {
        reason: String,
    },
    Newer {
        found: i64,
        known: usize,
    },
    /// It could be, if it could be written.
    Unwritable(StoreError),
    Other(StoreError),
}

impl Database {
    /// Opens a file of the folder, whole and brought up to date, or says what is wrong with it.
    pub fn open(folder: &DataFolder, file: &DataFile<'_>, health: &Arc<Health>) -> Result<Self, Unusable> {
        let path = folder.private_file(file.name)?;
        let connection = connect(&path, file).map_err(|fault| fault.in_folder(folder, &path))?;
        Ok(Self { path, connection: Mutex::new(connection), health: health.clone() })
    }

    /// Opens a file that cannot be written: whatever is asked of it but reading is refused with the folder's reason.
    /// Where there is no file, or only one of an older version, nothing is known.
    pub fn open_read_only(folder: &DataFolder, file: &DataFile<'_>, health: &Arc<Health>) -> Result<Self, Unusable> {
        let path = folder.path().join(file.name);
        let connection = read_only(folder, &path, file).map_err(|fault| fault.in_folder(folder, &path))?;
        Ok(Self { path, connection: Mutex::new(connection), health: health.clone() })
    }

    /// In place of a file that cannot be read either.
    pub fn empty(folder: &DataFolder, file: &DataFile<'_>, health: &Arc<Health>) -> Result<Self, Unusable> {
        let path = folder.path().join(file.name);
        let connection = empty(file).map_err(|fault| fault.in_folder(folder, &path))?;
        Ok(Self { path, connection: Mutex::new(connection), health: health.clone() })
    }

    /// Why nothing can be written, if so.
    pub fn why_read_only(&self) -> Option<&str> {
        self.health.why_read_only()
    }

    /// Another number once another connection has committed something; nothing while this one is in use.
    pub fn others_wrote(&self) -> Option<i64> {
        let connection = self.connection.try_lock()?;
        connection.prepare_cached("PRAGMA data_version").and_then(|mut ask| ask.query_row([], |row| row.get(0))).ok()
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
        if let Some(reason) = self.why_read_only() {
            return Err(StoreError { step: format!("cannot {step}: {reason}"), source: None });
        }
        let mut written = false;
        let result = self.within(TransactionBehavior::Immediate, |tx| {
            let before = tx.total_changes();
            let value = write(tx)?;
            written = tx.total_changes() != before;
            Ok(value)
        });
        self.learn_from(step, result, written)
    }

    /// A long task on a connection of its own: between its steps others read and write as ever.
    pub fn beside<T>(
        &self,
        step: &str,
        act: impl FnOnce(&mut Connection) -> Result<T, Problem>,
    ) -> Result<T, StoreError> {
        if let Some(reason) = self.why_read_only() {
            return Err(StoreError { step: format!("cannot {step}: {reason}"), source: None });
        }
        let result = bare(&self.path).map_err(Problem::from).and_then(|mut connection| act(&mut connection));
        self.learn_from(step, result, true)
    }

    /// As [`Database::write`] for what was seen: where nothing can be written, it is shown and not kept.
    pub fn record(
        &self,
        step: &str,
        write: impl FnOnce(&Transaction<'_>) -> Result<(), Problem>,
    ) -> Result<(), StoreError> {
        if self.why_read_only().is_some() { Ok(()) } else { self.write(step, write) }
    }

    /// Where a write of this file has not arrived: finds out whether one would now.
    pub fn try_again(&self) {
        if !self.health.may_mend(&self.path) {
            return;
        }
        // Readers of this file wait for no other process meanwhile.
        let mut connection = self.connection.lock();
        let tried = connection.busy_timeout(Duration::ZERO).and_then(|()| trial::write_and_take_back(&mut connection));
        match connection.busy_timeout(BUSY).and(tried) {
            Ok(()) => self.health.is_mended(&self.path),
            Err(error) => tracing::debug!(%error, "the file cannot be written yet"),
        }
    }

    /// A write that had nothing to write proves nothing about the disk.
    fn learn_from<T>(&self, step: &str, result: Result<T, Problem>, written: bool) -> Result<T, StoreError> {
        let problem = match result {
            Ok(value) => {
                if written {
                    self.health.is_well(&self.path, step);
                }
                return Ok(value);
            }
            Err(problem) => problem,
        };
        let code = if let Problem::Sqlite(error) = &problem { error.sqlite_error_code() } else { None };
        let error = problem.at(step, &self.path);
        if is_about_the_disk(code) {
            self.health.is_ailing(&self.path, &Trouble { step: step.to_owned(), error: error.clone(), code });
        }
        Err(error)
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

impl Unusable {
    /// The sentence, for a file that is neither damaged nor newer.
    pub fn into_error(self, file: &Path) -> StoreError {
        match self {
            Self::Unwritable(error) | Self::Other(error) => error,
            Self::Damaged { reason } => {
                StoreError { step: format!("cannot use {}: {reason}", file.display()), source: None }
            }
            Self::Newer { .. } => {
                StoreError { step: format!("cannot use {}: a newer Emberwatch wrote it", file.display()), source: None }
            }
        }
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
            Self::Sqlite(error) if is_about_the_disk(error.sqlite_error_code()) => {
                Unusable::Unwritable(failed(cannot_write_folder(folder.path(), &error), error))
            }
            Self::Sqlite(error) => Unusable::Other(failed(format!("cannot open {}: {error}", path.display()), error)),
        }
    }
}

fn bare(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | FLAGS)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

fn connect(path: &Path, file: &DataFile<'_>) -> Result<Connection, Fault> {
    // The file is there already, with its rights; SQLite gives the same rights to what it puts beside it.
    let mut connection = bare(path)?;
    version(&connection, file)?;
    // Of a new file only: what is forgotten gives its room back.
    connection.pragma_update(None, "auto_vacuum", "incremental")?;
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", file.durability.pragma())?;
    connection.pragma_update(None, "trusted_schema", false)?;
    check(&connection)?;
    connection.set_transaction_behavior(TransactionBehavior::Immediate);
    migrate(&mut connection, file)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn version(connection: &Connection, file: &DataFile<'_>) -> Result<usize, Fault> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = file.steps.len();
    usize::try_from(found).ok().filter(|found| *found <= known).ok_or(Fault::Newer { found, known })
}

fn migrate(connection: &mut Connection, file: &DataFile<'_>) -> Result<(), Fault> {
    Migrations::from_slice(file.steps).to_latest(connection).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => migration_fault(err),
        other => Fault::Damaged(other.to_string()),
    })
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
