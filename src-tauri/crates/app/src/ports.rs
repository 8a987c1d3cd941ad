//! What the app asks of the machine it runs on. Each is a handful of calls and nothing more.

mod bills;
mod history;
mod journal;

pub use bills::{AskingTurn, BillCache};
pub use history::{
    BurnMark, BurnRecord, CallsOfDay, Forgot, Forgotten, History, KnownProfile, Progress, Seen, SpotRead, Upkeep,
};
pub use journal::{Journal, JournalEntry, JournalRequest, JournalStep, Opened};

use crate::settings::Settings;
use jiff::{SignedDuration, Timestamp};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// The wall clock, or a rehearsal's, which may run faster.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;

    /// How far this clock goes in so much real time. For limits on people and processes, which no rehearsal makes
    /// faster; limits on what AWS does are spans of this clock itself.
    fn real_span(&self, real: Duration) -> SignedDuration {
        SignedDuration::try_from(real).unwrap_or(SignedDuration::MAX)
    }
}

/// The store could not do what was asked; the text names the file and the step.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{step}")]
pub struct StoreError {
    pub step: String,
    #[source]
    pub source: Option<Arc<dyn Error + Send + Sync>>,
}

/// What everything is kept on. Calls may block for a moment.
pub trait Disk: Send + Sync {
    /// The last write did not arrive.
    fn is_ailing(&self) -> bool;

    /// Finds out whether writes arrive again, where that may mend by itself.
    fn try_again(&self);
}

/// The user's choices, shared by every running Emberwatch on this data folder.
pub trait SettingsStore: Send + Sync {
    fn load(&self) -> Result<Settings, StoreError>;

    /// Changes them under a lock that other processes respect, and returns what they are now.
    fn update(&self, change: &mut dyn FnMut(&mut Settings)) -> Result<Settings, StoreError>;

    /// Another number once somebody else has written where the settings are kept, cheap enough to be asked all the time.
    /// `None` where that cannot be told without waiting.
    fn others_wrote(&self) -> Option<i64>;
}
