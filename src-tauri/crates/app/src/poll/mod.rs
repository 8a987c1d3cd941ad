//! Watching: one driver per source, each with its own period and rate budget.
//!
//! A poll takes no arguments, repeats safely and does not retry: the next tick does. Refresh only wakes it.
//! Polls hold read ports, so nothing here can change AWS.

mod calls;
pub mod closeup;
mod describe;
mod ended;
mod errand;
pub mod gate;
pub mod identity;
pub mod inventory;
mod listing;
pub mod nodes;
mod notes;
mod once;
pub mod prices;
mod round;
pub mod site;
pub mod spot;
pub mod station;
mod vouching;
pub mod watcher;

pub(crate) use listing::endless;
pub use listing::{Listing, collect_pages};
pub use once::look_once;
pub use site::Site;
pub use station::Station;
pub use watcher::{Target, Watcher};

use crate::settings::Pace;
use async_trait::async_trait;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// One source, asked again and again.
#[async_trait]
pub trait Poll: Send + Sync {
    /// Asks once, and says how long to wait until the next time.
    async fn poll(&self) -> Duration;
}

/// Repeats a poll until it is cancelled; `wake` shortens the wait.
pub async fn repeat(poll: Arc<dyn Poll>, wake: Arc<Notify>, cancel: CancellationToken) {
    let (_always, pace) = watch::channel(Pace::Normal);
    repeat_at(pace, poll, wake, cancel).await;
}

/// The same at the user's pace. A changed one counts from the last answer on, and `wake` is heard at any pace.
pub async fn repeat_at(
    mut pace: watch::Receiver<Pace>,
    poll: Arc<dyn Poll>,
    wake: Arc<Notify>,
    cancel: CancellationToken,
) {
    loop {
        let wait = tokio::select! {
            () = cancel.cancelled() => return,
            wait = poll.poll() => wait,
        };
        let answered = Instant::now();
        loop {
            let factor = pace.borrow_and_update().factor();
            tokio::select! {
                () = cancel.cancelled() => return,
                () = wake.notified() => break,
                () = until(factor.map(|factor| answered + wait.saturating_mul(factor))) => break,
                Ok(()) = pace.changed() => {}
            }
        }
    }
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}
