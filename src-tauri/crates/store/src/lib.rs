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
mod disk;
mod error;
mod folder;
mod health;
mod history;
mod hold;
mod journal;
mod settings;
#[cfg(feature = "testing")]
pub mod testing;

pub use disk::StoreDisk;
pub use folder::{MovedAside, private_folder};
pub use health::Health;
pub use history::SqliteHistory;
pub use history::forget::{FORGOTTEN, KEPT};
pub use hold::Hold;
pub use journal::{AuditError, SqliteJournal};
pub use settings::SqliteSettings;

use database::{Database, Unusable};
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
    /// Whether what is written arrives: to be shown.
    pub health: Arc<Health>,
    /// The same, to be tried until it does.
    pub disk: Arc<StoreDisk>,
}

impl Store {
    /// Makes the folder and its files where they are missing. `now` names what is moved aside. A folder that is there
    /// and cannot be written is opened as [`Store::read_only`].
    ///
    /// # Errors
    /// One sentence that names the folder or file: there can be no such folder, or `settings.db` is damaged or newer.
    pub fn open(folder: &Path, now: Timestamp) -> Result<Store, StoreError> {
        let folder = DataFolder::prepare(folder)?;
        match Self::writable(&folder, now) {
            Err(Unusable::Unwritable(error)) => {
                tracing::warn!(%error, "the data folder is only read");
                Self::read_only_in(&folder, error.to_string())
            }
            opened => opened.map_err(|unusable| unusable.into_error(folder.path())),
        }
    }

    /// What the folder holds, without a trace in it: what is seen is not kept, settings and journal refuse every change
    /// with this reason.
    ///
    /// # Errors
    /// As [`Store::open`]; a damaged history counts as none.
    pub fn read_only(folder: &Path, reason: &str) -> Result<Store, StoreError> {
        Self::read_only_in(&DataFolder::prepare(folder)?, reason.to_owned())
    }

    fn writable(folder: &DataFolder, now: Timestamp) -> Result<Store, Unusable> {
        // Whoever opens waits for the others: nobody migrates, or moves a file aside, under another's hands.
        let _lock = folder.lock()?;
        let health = Arc::new(Health::default());
        let settings = Database::open(folder, &settings::FILE, &health);
        let settings = settings.map_err(|unusable| settings::told(unusable, folder))?;
        let (history, moved_aside) = history::open(folder, &health, now)?;
        let asking = folder.private_file(history::ASKING)?;
        Ok(Self::of(settings, SqliteHistory::new(history, Some(asking)), moved_aside, health))
    }

    fn read_only_in(folder: &DataFolder, reason: String) -> Result<Store, StoreError> {
        let health = Arc::new(Health::read_only(reason));
        let settings = Database::open_read_only(folder, &settings::FILE, &health);
        let settings = settings.map_err(|unusable| settings::told(unusable, folder).into_error(folder.path()))?;
        let history = Database::open_read_only(folder, &history::FILE, &health);
        let history = history.or_else(|_| Database::empty(folder, &history::FILE, &health));
        let history = history.map_err(|unusable| unusable.into_error(folder.path()))?;
        Ok(Self::of(settings, SqliteHistory::new(history, None), None, health))
    }

    fn of(settings: Database, history: SqliteHistory, moved_aside: Option<MovedAside>, health: Arc<Health>) -> Self {
        let (settings, history) = (Arc::new(settings), Arc::new(history));
        let disk = StoreDisk { health: health.clone(), settings: settings.clone(), history: history.clone() };
        Self {
            disk: Arc::new(disk),
            history,
            settings: Arc::new(SqliteSettings::new(settings.clone())),
            journal: Arc::new(SqliteJournal::new(settings)),
            moved_aside,
            health,
        }
    }
}
