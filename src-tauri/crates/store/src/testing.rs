//! For tests only: a disk that is full, as far as a store can see.

use crate::Store;
use crate::database::Database;
use emberwatch_app::ports::StoreError;
use rusqlite::Transaction;

impl Store {
    /// No file of the store grows any more.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn fill_the_disk(&self) -> Result<(), StoreError> {
        self.each_file(|tx| {
            let pages: i64 = tx.query_row("PRAGMA page_count", [], |row| row.get(0))?;
            tx.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
        })
    }

    /// There is room again.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn make_room(&self) -> Result<(), StoreError> {
        self.each_file(|tx| tx.query_row("PRAGMA max_page_count = 1073741823", [], |_| Ok(())))
    }

    fn each_file(&self, act: impl Fn(&Transaction<'_>) -> rusqlite::Result<()>) -> Result<(), StoreError> {
        let files: [&Database; 2] = [self.history.database(), self.journal.database()];
        files.into_iter().try_for_each(|file| file.read("change the room on the disk", |tx| Ok(act(tx)?)))
    }
}
