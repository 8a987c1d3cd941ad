//! The data folder: `history.db` is what was seen, `settings.db` is what was chosen and done.
//!
//! They are two files so that a damaged history never hurts settings, journal and audit: the history is moved aside
//! and begun anew, the other file is never replaced behind the user's back. The window and the terminal use both at
//! once; every write takes SQLite's one writer's place before it reads (`BEGIN IMMEDIATE`).
//!
//! Money: prices are kept as decimal text, exact to the last digit that AWS gave, because a price per hour has more
//! digits than micro-dollars hold and is never summed in SQL. Totals, where a table has them, are micro-dollars.

mod columns;
mod database;
mod error;
mod folder;
mod history;
mod journal;
mod settings;

pub use folder::MovedAside;
pub use history::SqliteHistory;
pub use journal::{AuditError, SqliteJournal};
pub use settings::SqliteSettings;

use emberwatch_app::ports::StoreError;
use folder::DataFolder;
use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;

/// An open data folder.
pub struct Store {
    pub history: Arc<SqliteHistory>,
    pub settings: Arc<SqliteSettings>,
    pub journal: Arc<SqliteJournal>,
    /// Set when the history could not be used and was begun anew: to be shown.
    pub moved_aside: Option<MovedAside>,
}

impl Store {
    /// Makes the folder and its files where they are missing. `now` names what is moved aside.
    ///
    /// # Errors
    /// One sentence that names the folder or file: it cannot be written, or `settings.db` is damaged or newer.
    pub fn open(folder: &Path, now: Timestamp) -> Result<Store, StoreError> {
        let folder = DataFolder::prepare(folder)?;
        // Whoever opens waits for the others: nobody migrates, or moves a file aside, under another's hands.
        let _lock = folder.lock()?;
        let settings = Arc::new(settings::open(&folder)?);
        let (history, moved_aside) = history::open(&folder, now)?;
        Ok(Store {
            history: Arc::new(SqliteHistory::new(history)),
            settings: Arc::new(SqliteSettings::new(settings.clone())),
            journal: Arc::new(SqliteJournal::new(settings)),
            moved_aside,
        })
    }
}
