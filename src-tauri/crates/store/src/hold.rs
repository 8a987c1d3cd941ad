//! One window a data folder: two would poll every account twice and warn twice.

use crate::error::failed;
use crate::folder::DataFolder;
use emberwatch_app::ports::StoreError;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

const LOCK: &str = "window.lock";
/// Whoever quits and starts anew at once need not be told that the one before is still leaving.
const LOOKS: u32 = 20;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// The data folder's window. The system gives the place back with its process, however that ends.
#[derive(Debug)]
pub struct Hold {
    /// Nothing where the folder is only read, and nobody can take it.
    _lock: Option<File>,
}

impl Hold {
    /// # Errors
    /// Another process is this folder's window, and stays it for two seconds.
    pub fn take(data_dir: &Path) -> Result<Self, StoreError> {
        let Ok(path) = DataFolder::prepare(data_dir).map_err(drop).and_then(|it| it.private_file(LOCK).map_err(drop))
        else {
            return Ok(Self { _lock: None });
        };
        let step = || format!("Emberwatch is open already on the data folder {}", data_dir.display());
        let file = OpenOptions::new().write(true).open(path).map_err(|error| failed(step(), error))?;
        for _ in 0..LOOKS {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _lock: Some(file) }),
                Err(TryLockError::WouldBlock) => sleep(BETWEEN_LOOKS),
                // A file system without locks has no window to tell from another.
                Err(TryLockError::Error(_)) => return Ok(Self { _lock: None }),
            }
        }
        Err(StoreError { step: step(), source: None })
    }
}
