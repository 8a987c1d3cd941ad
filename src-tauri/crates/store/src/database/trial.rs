//! Whether a file that took no write takes one again, found out without leaving anything in it.

use rusqlite::{Connection, TransactionBehavior};

/// More than most writes need. What is written of it on a disk without so much room stays with the file until the next
/// write, so it is no more.
const TRIAL: &str = "CREATE TABLE trial (room BLOB); INSERT INTO trial VALUES (zeroblob(65536))";

/// With a cache of one page SQLite must write what it would else keep in memory until it commits.
pub fn write_and_take_back(connection: &mut Connection) -> rusqlite::Result<()> {
    let cache: i64 = connection.query_row("PRAGMA cache_size", [], |row| row.get(0))?;
    connection.pragma_update(None, "cache_size", 1)?;
    let tried = write(connection);
    connection.pragma_update(None, "cache_size", cache)?;
    tried
}

fn write(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(TRIAL)?;
    transaction.rollback()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::params;

    #[test]
    fn the_trial_reaches_the_disk_and_leaves_nothing_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = Connection::open(folder.path().join("a.db")).unwrap();
        connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
        connection.execute_batch("CREATE TABLE kept (value TEXT)").unwrap();
        let on_disk = || std::fs::metadata(folder.path().join("a.db-wal")).unwrap().len();
        let before = on_disk();
        write_and_take_back(&mut connection).unwrap();
        assert!(on_disk() >= before + 50_000, "{} after {before}", on_disk());
        connection.execute("INSERT INTO kept VALUES (?1)", params!["x"]).unwrap();
        let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
        let verdict: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!((tables, verdict.as_str()), (1, "ok"));
    }
}
