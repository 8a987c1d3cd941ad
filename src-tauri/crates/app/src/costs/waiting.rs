//! Whether somebody still waits for an answer: what nobody waits for is not paid for.

use parking_lot::Mutex;
use std::future::Future;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Somebody who waits, for as long as they do.
#[derive(Clone, Debug, Default)]
pub struct Waiting {
    ended: CancellationToken,
    progress: Arc<Mutex<Option<Progress>>>,
}

/// How many months are answered of those that are asked of one bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub answered: usize,
    pub months: usize,
}

impl Waiting {
    /// They have asked something else since, or left.
    pub fn end(&self) {
        self.ended.cancel();
    }

    pub fn has_ended(&self) -> bool {
        self.ended.is_cancelled()
    }

    /// How far the answer is; only where it is asked month by month, and something is asked at all.
    pub fn progress(&self) -> Option<Progress> {
        *self.progress.lock()
    }

    pub(super) fn begin(&self, months: usize) {
        *self.progress.lock() = Some(Progress { answered: 0, months }).filter(|progress| progress.months > 0);
    }

    pub(super) fn answered_a_month(&self) {
        self.progress.lock().iter_mut().for_each(|progress| progress.answered += 1);
    }

    /// `None` where the waiting ends first.
    pub(super) async fn until<T>(&self, ready: impl Future<Output = T>) -> Option<T> {
        self.ended.run_until_cancelled(ready).await
    }
}
