//! How long the app waits for AWS.

use aws_config::timeout::TimeoutConfig;
use std::time::Duration;

/// The SDK sets none of these by itself but the first. Tests of slow servers set shorter ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For a connection: until then nothing was sent.
    pub connect: Duration,
    /// For one try, from its connection to the last byte of its answer.
    pub attempt: Duration,
    /// For a call with all its tries.
    pub operation: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_millis(3100),
            attempt: Duration::from_secs(10),
            operation: Duration::from_secs(30),
        }
    }
}

impl Patience {
    pub(crate) fn timeouts(&self) -> TimeoutConfig {
        TimeoutConfig::builder()
            .connect_timeout(self.connect)
            .operation_attempt_timeout(self.attempt)
            .operation_timeout(self.operation)
            .build()
    }

    /// How long one call waits for credentials: less than an attempt may take, so that this is what is told.
    /// Fetching them goes on, and the next call waits for the same answer.
    pub(crate) fn for_credentials(&self) -> Duration {
        self.attempt * 9 / 10
    }
}
