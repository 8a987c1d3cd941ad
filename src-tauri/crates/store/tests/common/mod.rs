#![allow(clippy::unwrap_used, dead_code, reason = "shared by test programs that use a part of it each")]

use emberwatch_store::Store;
use emberwatch_testkit::START;
use rusqlite::Connection;
use std::path::Path;
use tempfile::TempDir;

/// A data folder of its own, gone after the test.
pub fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

pub fn open(folder: &Path) -> Store {
    Store::open(folder, START).unwrap_or_else(|error| panic!("{error}"))
}

pub fn refusal(folder: &Path) -> String {
    Store::open(folder, START).err().unwrap().to_string()
}

/// Another hand on a file of the store.
pub fn other_hand(folder: &Path, file: &str) -> Connection {
    Connection::open(folder.join(file)).unwrap()
}

pub fn count(folder: &Path, file: &str, table: &str) -> i64 {
    other_hand(folder, file).query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}
