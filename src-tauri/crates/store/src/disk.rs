//! Both files of the data folder, as far as they take writes.

use crate::database::Database;
use crate::health::Health;
use crate::history::SqliteHistory;
use emberwatch_app::ports::Disk;
use std::sync::Arc;

/// What the data folder is on.
pub struct StoreDisk {
    pub(crate) health: Arc<Health>,
    pub(crate) settings: Arc<Database>,
    pub(crate) history: Arc<SqliteHistory>,
}

impl Disk for StoreDisk {
    fn is_ailing(&self) -> bool {
        self.health.trouble().is_some()
    }

    fn try_again(&self) {
        self.settings.try_again();
        self.history.database().try_again();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emberwatch_app::ports::{Journal, JournalRequest};
    use emberwatch_testkit::{START, journal_request};

    /// What a file may grow to; `None`: as large as it is now.
    fn limit(database: &Database, pages: Option<i64>) {
        let limit = |tx: &rusqlite::Transaction<'_>| {
            let now: i64 = tx.query_row("PRAGMA page_count", [], |row| row.get(0))?;
            let pages = pages.unwrap_or(now);
            Ok(tx.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?)
        };
        database.read("change the room on the disk", limit).unwrap();
    }

    #[test]
    fn a_disk_with_room_again_is_well_before_anybody_writes_and_one_without_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let store = crate::Store::open(folder.path(), START).unwrap();
        let settings = &store.disk.settings;
        limit(settings, None);
        let long = JournalRequest { reason: "x".repeat(100_000), ..journal_request("j-1") };
        store.journal.open(&long).unwrap_err();
        store.disk.try_again();
        assert!(store.disk.is_ailing() && store.health.is_full());
        limit(settings, Some(1_000_000));
        store.disk.try_again();
        assert!(!store.disk.is_ailing() && !store.health.is_full());
        store.journal.open(&long).unwrap();
        store.journal.verify_audit().unwrap();
    }
}
