//! A disk that took no write is tried again, whether or not somebody has something to write: most is written once a
//! minute or when the user acts, and what is said of the disk must not be older than that.

use crate::poll::{Poll, repeat};
use crate::ports::Disk;
use async_trait::async_trait;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

const PERIOD: Duration = Duration::from_secs(2);

/// Tries the disk for as long as something ails it. Dropping it ends that.
pub struct Recovery {
    changes: watch::Sender<u64>,
    _stop: DropGuard,
}

struct Trial {
    disk: Arc<dyn Disk>,
    go_on: Arc<dyn Fn() + Send + Sync>,
    changes: watch::Sender<u64>,
    was_ailing: AtomicBool,
}

impl Recovery {
    /// `go_on` writes what has waited, as soon as the disk takes it; it may block. Call it within a runtime.
    pub fn start(disk: Arc<dyn Disk>, go_on: impl Fn() + Send + Sync + 'static) -> Self {
        let (changes, cancel) = (watch::Sender::new(0), CancellationToken::new());
        let was_ailing = AtomicBool::new(false);
        let trial = Trial { disk, go_on: Arc::new(go_on), changes: changes.clone(), was_ailing };
        tokio::spawn(repeat(Arc::new(trial), Arc::default(), cancel.clone()));
        Self { changes, _stop: cancel.drop_guard() }
    }

    /// Ticks when something ails the disk, and when nothing does any more.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }
}

#[async_trait]
impl Poll for Trial {
    async fn poll(&self) -> Duration {
        if self.disk.is_ailing() {
            let (disk, go_on) = (self.disk.clone(), self.go_on.clone());
            let tried = tokio::task::spawn_blocking(move || {
                disk.try_again();
                if !disk.is_ailing() {
                    go_on();
                }
            });
            drop(tried.await);
        }
        let is_ailing = self.disk.is_ailing();
        if self.was_ailing.swap(is_ailing, Ordering::Relaxed) != is_ailing {
            self.changes.send_modify(|revision| *revision += 1);
        }
        PERIOD
    }
}
