//! Where commands are kept: in memory, or in a file that several processes share, one JSON object a line.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;

use super::{Commands, Recorded};

/// The commands given so far; cheap to clone, clones share their content.
#[derive(Debug, Clone)]
pub struct CommandLog(Arc<Mutex<State>>);

/// The command log could not be used.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("opening the command log {path}")]
    Open {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the command log {path} is a symbolic link or no regular file")]
    NotARegularFile { path: PathBuf },
    #[error("reading the command log {path}")]
    Read {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("writing the command log {path}")]
    Write {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("encoding a command")]
    Encode(#[source] serde_json::Error),
}

#[derive(Debug)]
struct State {
    commands: Arc<Commands>,
    shared: Option<Shared>,
}

#[derive(Debug)]
struct Shared {
    path: PathBuf,
    file: File,
    /// Bytes of whole lines taken in so far.
    read: u64,
}

impl CommandLog {
    /// A log that ends with the process.
    pub fn in_memory() -> Self {
        Self(Arc::new(Mutex::new(State { commands: Arc::default(), shared: None })))
    }

    /// A log in a file, created for its owner alone where it is missing.
    ///
    /// # Errors
    /// When the path is no regular file or cannot be opened.
    pub fn file(path: impl Into<PathBuf>) -> Result<Self, LogError> {
        let path = path.into();
        match std::fs::symlink_metadata(&path) {
            Ok(found) if !found.is_file() => return Err(LogError::NotARegularFile { path }),
            Err(source) if source.kind() != io::ErrorKind::NotFound => return Err(LogError::Open { path, source }),
            _ => {}
        }
        let file = open(&path).map_err(|source| LogError::Open { path: path.clone(), source })?;
        let shared = Some(Shared { path, file, read: 0 });
        Ok(Self(Arc::new(Mutex::new(State { commands: Arc::default(), shared }))))
    }

    /// Every command, those that other processes appended since the last look included.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn commands(&self) -> Result<Arc<Commands>, LogError> {
        let mut state = self.0.lock();
        state.take_in()?;
        Ok(Arc::clone(&state.commands))
    }

    /// Records one command, whose content may depend on all before it: other writers wait meanwhile.
    ///
    /// # Errors
    /// When the file cannot be read or written; then nothing is recorded.
    pub(crate) fn append(&self, make: impl FnOnce(&Commands) -> Recorded) -> Result<Recorded, LogError> {
        let mut state = self.0.lock();
        let Some(lock) = state.shared.as_ref().map(Shared::lock).transpose()? else {
            let recorded = make(&state.commands);
            Arc::make_mut(&mut state.commands).add(recorded.clone());
            return Ok(recorded);
        };
        state.take_in()?;
        let recorded = make(&state.commands);
        if let Some(shared) = &mut state.shared {
            shared.write(&recorded)?;
        }
        state.take_in()?;
        drop(lock);
        Ok(recorded)
    }
}

impl State {
    /// Reads the lines that were appended since the last look.
    fn take_in(&mut self) -> Result<(), LogError> {
        let Some(shared) = &mut self.shared else { return Ok(()) };
        let (text, restarted) = shared.news()?;
        if restarted {
            self.commands = Arc::default();
        }
        if text.is_empty() {
            return Ok(());
        }
        let commands = Arc::make_mut(&mut self.commands);
        for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            match serde_json::from_slice(line) {
                Ok(recorded) => commands.add(recorded),
                Err(error) => {
                    tracing::warn!(%error, path = %shared.path.display(), "skipping a damaged line of the command log")
                }
            }
        }
        Ok(())
    }
}

/// Held while this process alone may append; the operating system frees it when the process dies.
struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file unlocks it as well; a failure here has no further consequence.
        let _ = self.0.unlock();
    }
}

impl Shared {
    fn lock(&self) -> Result<Lock, LogError> {
        let lock = || {
            let file = self.file.try_clone()?;
            file.lock()?;
            Ok(Lock(file))
        };
        lock().map_err(|source| LogError::Write { path: self.path.clone(), source })
    }

    /// Whole lines after what was read before, and whether reading had to start anew because the file shrank.
    fn news(&mut self) -> Result<(Vec<u8>, bool), LogError> {
        let failed = |source| LogError::Read { path: self.path.clone(), source };
        let length = self.file.metadata().map_err(failed)?.len();
        let restarted = length < self.read;
        if restarted {
            self.read = 0;
        }
        if length == self.read {
            return Ok((Vec::new(), restarted));
        }
        let mut text = Vec::new();
        self.file.seek(SeekFrom::Start(self.read)).map_err(failed)?;
        self.file.read_to_end(&mut text).map_err(failed)?;
        // A line without its end is still being written.
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        text.truncate(whole);
        self.read += whole as u64;
        Ok((text, restarted))
    }

    /// One write of one line. A torn line that a killed writer left behind is closed first.
    fn write(&mut self, recorded: &Recorded) -> Result<(), LogError> {
        let mut line = serde_json::to_vec(recorded).map_err(LogError::Encode)?;
        line.push(b'\n');
        let mut append = || {
            if self.file.metadata()?.len() > self.read {
                line.insert(0, b'\n');
            }
            self.file.write_all(&line)?;
            self.file.sync_data()
        };
        append().map_err(|source| LogError::Write { path: self.path.clone(), source })
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
