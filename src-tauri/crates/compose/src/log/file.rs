//! The log in the data folder: what the window and emberctl warn of, without secrets, and never more than two files.

use emberwatch_app::redaction::Redactor;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The newest lines.
pub const LOG_FILE: &str = "emberwatch.log";
/// Those before them.
pub const OLD_LOG_FILE: &str = "emberwatch.log.1";
/// A file that has grown so long becomes the old one.
const FULL: u64 = 512 * 1024;
/// A longer line is cut: an answer of AWS can be long.
const LONGEST: usize = 8 * 1024;

/// Adds lines to the log. Several processes may: each line is one write at the end of whatever is the newest file then.
#[derive(Clone)]
pub struct LogFile {
    folder: PathBuf,
    /// Who writes: `window[4711]`.
    who: String,
    redactor: Arc<Redactor>,
}

impl LogFile {
    /// Nothing is made before there is something to say, and no folder ever: until the store has made it, nothing is kept.
    pub fn new(folder: &Path, who: &str, redactor: Redactor) -> Self {
        let who = format!("{who}[{}]", std::process::id());
        Self { folder: folder.to_owned(), who, redactor: Arc::new(redactor) }
    }

    fn append(&self, line: &str) -> io::Result<()> {
        let path = self.folder.join(LOG_FILE);
        let mut file = open(&path)?;
        file.write_all(self.written(line).as_bytes())?;
        if file.metadata()?.len() >= FULL {
            self.begin_anew(&file, &path)?;
        }
        Ok(())
    }

    /// One line, whatever was in it, and who says it after when it was said.
    fn written(&self, line: &str) -> String {
        let line = self.redactor.redact(line.trim_end());
        let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
        match line.split_once(' ') {
            Some((at, rest)) => format!("{at} {} {}\n", self.who, rest.trim_start()),
            None => format!("{line} {}\n", self.who),
        }
    }

    /// Whoever comes second finds that the newest file is not the one it has just written to, and leaves it.
    fn begin_anew(&self, full: &File, path: &Path) -> io::Result<()> {
        // A process that was stopped while it held the lock must not stop the others: the next line tries again.
        if full.try_lock().is_err() {
            return Ok(());
        }
        if same_file(full, path)? {
            fs::rename(path, self.folder.join(OLD_LOG_FILE))?;
        }
        Ok(())
    }
}

/// An event comes as one write.
impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        // Nobody can be told that the log cannot be written: what it would say is on standard error too.
        let _ = self.append(&String::from_utf8_lossy(line));
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The last lines, the oldest of them first.
pub fn last_lines(folder: &Path, most: usize) -> Vec<String> {
    let text = [OLD_LOG_FILE, LOG_FILE].map(|name| end_of(&folder.join(name)).unwrap_or_default()).concat();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(most)..].iter().map(|line| (*line).to_owned()).collect()
}

/// The end of a file, from the beginning of a line on.
fn end_of(path: &Path) -> io::Result<String> {
    const ENOUGH: u64 = 128 * 1024;
    if !fs::symlink_metadata(path)?.is_file() {
        return Ok(String::new());
    }
    let mut file = File::open(path)?;
    let skipped = file.metadata()?.len().saturating_sub(ENOUGH);
    file.seek(SeekFrom::Start(skipped))?;
    let mut bytes = Vec::new();
    file.take(ENOUGH).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let begin = if skipped == 0 { 0 } else { text.find('\n').map_or(text.len(), |end| end + 1) };
    Ok(text[begin..].to_owned())
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK)
        .open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create(true).open(path)
}

#[cfg(unix)]
fn same_file(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let (ours, theirs) = (file.metadata()?, fs::symlink_metadata(path)?);
    Ok((ours.dev(), ours.ino()) == (theirs.dev(), theirs.ino()))
}

/// Elsewhere a file that is open elsewhere cannot be renamed, so it is the same.
#[cfg(not(unix))]
fn same_file(_file: &File, _path: &Path) -> io::Result<bool> {
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use emberwatch_app::redaction::Accounts;

    fn log(folder: &Path) -> LogFile {
        LogFile::new(folder, "test", Redactor::new(Accounts::Masked))
    }

    fn say(log: &mut LogFile, text: &str) {
        log.write_all(format!("2026-11-24T13:00:00Z  WARN {text}\n").as_bytes()).unwrap();
    }

    #[test]
    fn a_line_says_when_who_and_what_and_no_secret() {
        let folder = tempfile::tempdir().unwrap();
        say(&mut log(folder.path()), "token=hunter2 of 441088120031\nforged line \u{1b}[2J");
        let lines = last_lines(folder.path(), 9);
        let who = format!("test[{}]", std::process::id());
        let expected = format!("2026-11-24T13:00:00Z {who} WARN token=[secret] of [account …0031] forged line  [2J");
        assert_eq!(lines, [expected]);
    }

    #[test]
    fn the_log_never_outgrows_two_files_and_keeps_the_newest() {
        let folder = tempfile::tempdir().unwrap();
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let mut log = log(folder.path());
                std::thread::spawn(move || {
                    (0..900).for_each(|n| say(&mut log, &format!("{writer}-{n} {}", "x ".repeat(500))))
                })
            })
            .collect();
        writers.into_iter().for_each(|writer| writer.join().unwrap());
        let sizes =
            [LOG_FILE, OLD_LOG_FILE].map(|name| fs::metadata(folder.path().join(name)).map_or(0, |file| file.len()));
        assert!(sizes.iter().all(|size| *size < FULL + 64 * 1024), "{sizes:?}");
        let text =
            [OLD_LOG_FILE, LOG_FILE].map(|name| fs::read_to_string(folder.path().join(name)).unwrap_or_default());
        assert!(text.concat().lines().all(|line| line.starts_with("2026-") && line.ends_with(" x")), "no line is torn");
        assert_eq!(last_lines(folder.path(), 3).len(), 3);
    }

    #[test]
    fn a_folder_that_is_not_there_is_not_made_and_nobody_fails() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("none");
        say(&mut log(&missing), "nobody hears this");
        assert!(!missing.exists() && last_lines(&missing, 9).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn the_log_is_0600_and_a_link_in_its_place_is_not_followed() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        say(&mut log(folder.path()), "a");
        let path = folder.path().join(LOG_FILE);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::remove_file(&path).unwrap();
        let target = elsewhere.path().join("target");
        fs::write(&target, "theirs\n").unwrap();
        symlink(&target, &path).unwrap();
        say(&mut log(folder.path()), "b");
        assert_eq!(fs::read_to_string(&target).unwrap(), "theirs\n");
        assert!(last_lines(folder.path(), 9).is_empty(), "and it is not read either");
    }
}
