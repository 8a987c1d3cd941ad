//! Files that can be read and not written.

use super::{BUSY, DataFile, FLAGS, Fault, check, migrate, version};
use crate::folder::DataFolder;
use crate::health::is_about_the_disk;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// With what another process may have left beside the file, else as a file that nobody writes, else nothing.
pub(super) fn read_only(folder: &DataFolder, path: &Path, file: &DataFile<'_>) -> Result<Connection, Fault> {
    let attempt = |immutable: bool| -> Result<Connection, Fault> {
        let mut uri = url_of(path);
        if immutable {
            uri.push_str("?immutable=1");
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | FLAGS;
        let connection = Connection::open_with_flags(uri, flags)?;
        connection.busy_timeout(BUSY)?;
        if version(&connection, file)? == file.steps.len() {
            check(&connection)?;
            return Ok(connection);
        }
        empty(file)
    };
    if !folder.holds_file(file.name) {
        return empty(file);
    }
    match attempt(false) {
        Err(Fault::Sqlite(error)) if is_about_the_disk(error.sqlite_error_code()) => attempt(true),
        other => other,
    }
}

/// A file that holds nothing and that nobody keeps.
pub(super) fn empty(file: &DataFile<'_>) -> Result<Connection, Fault> {
    let mut connection = Connection::open_in_memory()?;
    migrate(&mut connection, file)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// `file:///data/a%20folder/history.db`
fn url_of(path: &Path) -> String {
    let mut url = String::from("file://");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => url.push(char::from(*byte)),
            other => url.push_str(&format!("%{other:02X}")),
        }
    }
    url
}
