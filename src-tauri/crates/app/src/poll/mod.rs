//! Watching: one driver per source, each with its own period and rate budget.
//!
//! A poll takes no arguments, repeats safely and does not retry: the next tick does. Refresh only wakes it.
//! Polls hold read ports, so nothing here can change AWS.

pub mod closeup;
mod describe;
pub mod gate;
pub mod identity;
pub mod inventory;
mod listing;

pub mod nodes;
pub mod prices;
pub mod site;
pub mod spot;
pub mod station;
mod vouching;
pub mod watcher;

pub use listing::{Listing, collect_pages};
pub use site::Site;
pub use station::Station;
pub use watcher::{Target, Watcher, look_once};

use async_trait::async_trait;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// One source, asked again and again.
#[async_trait]
pub trait Poll: Send + Sync {
    /// Asks once, and says how long to wait until the next time.
    async fn poll(&self) -> Duration;
}

/// Repeats a poll until it is cancelled; `wake` shortens the wait.
pub async fn repeat(poll: Arc<dyn Poll>, wake: Arc<Notify>, cancel: CancellationToken) {
    loop {
        let wait = tokio::select! {
            () = cancel.cancelled() => return,
            wait = poll.poll() => wait,
        };
        tokio::select! {
            () = cancel.cancelled() => return,
            () = wake.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}
