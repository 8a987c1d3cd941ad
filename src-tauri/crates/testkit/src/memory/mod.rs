//! The app's ports in memory.

mod bills;
mod burned;
mod history;
mod journal;
mod settings;

pub use bills::MemoryBills;
pub use burned::{burned_days, burned_sums};
pub use history::MemoryHistory;
pub use journal::MemoryJournal;
pub use settings::MemorySettings;

use emberwatch_app::ports::StoreError;
use parking_lot::Mutex;

/// Whether writes succeed, and why not.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    broken: Mutex<Option<String>>,
}

impl Disk {
    pub fn break_down(&self, why: &str) {
        *self.broken.lock() = Some(why.to_owned());
    }

    pub fn mend(&self) {
        *self.broken.lock() = None;
    }

    pub fn write(&self) -> Result<(), StoreError> {
        match &*self.broken.lock() {
            None => Ok(()),
            Some(why) => Err(StoreError { step: why.clone(), source: None }),
        }
    }
}
