use emberwatch_app::ports::StoreError;
use std::path::PathBuf;

/// Why Emberwatch cannot start; each text is one sentence for the user.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("no home folder was found: set EMBERWATCH_DATA_DIR to a folder that Emberwatch may write")]
    NoDataDir,
    /// It names its cause and what to do itself, and would be told twice as a source.
    #[error("{0}")]
    Store(StoreError),
    #[error("{0}: go on in that window, or choose another folder with EMBERWATCH_DATA_DIR")]
    Taken(StoreError),
    #[error("the sample account cannot be kept in {}", path.display())]
    Sample {
        path: PathBuf,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("EMBERWATCH_CLOCK is {text:?}: it must be a time and a speed, such as 2026-01-31T09:00:00Z@60")]
    Clock {
        text: String,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("EMBERWATCH_CLOCK is only for the simulator: the profile {profile} does not lead to this machine")]
    ClockNotLoopback { profile: String },
}
