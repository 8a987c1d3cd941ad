//! Waiting for a state of something other than the page.

use std::fmt::Display;
use std::time::Duration;

/// Long, because only a failing test waits for it.
pub const PATIENCE: Duration = Duration::from_secs(30);
pub const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// Looks again and again until there is something, or fails with what was there instead.
pub async fn until<T, W: Display>(what: &str, look: impl AsyncFn() -> Option<T>, instead: impl AsyncFn() -> W) -> T {
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    };
    match tokio::time::timeout(PATIENCE, looking).await {
        Ok(found) => found,
        Err(_) => panic!("waited {} s for {what}; there was: {}", PATIENCE.as_secs(), instead().await),
    }
}
