//! Whether somebody still waits for an answer: what nobody waits for is not paid for.

use std::future::Future;
use tokio_util::sync::CancellationToken;

/// Somebody who waits, for as long as they do.
#[derive(Clone, Debug, Default)]
pub struct Waiting(CancellationToken);

impl Waiting {
    /// They have asked something else since, or left.
    pub fn end(&self) {
        self.0.cancel();
    }

    pub fn has_ended(&self) -> bool {
        self.0.is_cancelled()
    }

    /// `None` where the waiting ends first.
    pub(super) async fn until<T>(&self, ready: impl Future<Output = T>) -> Option<T> {
        self.0.run_until_cancelled(ready).await
    }
}
