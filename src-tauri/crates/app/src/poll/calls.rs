//! Records how much is asked of AWS, so that a restart forgets nothing of the day.

use super::Poll;
use super::station::Station;
use async_trait::async_trait;
use std::sync::Arc;
use std::time::Duration;

const PERIOD: Duration = Duration::from_secs(60);

pub struct CallsPoll {
    station: Arc<Station>,
}

impl CallsPoll {
    pub fn new(station: Arc<Station>) -> Self {
        Self { station }
    }
}

#[async_trait]
impl Poll for CallsPoll {
    async fn poll(&self) -> Duration {
        let station = self.station.clone();
        // SQLite may wait for another process: not on a thread that others need.
        drop(tokio::task::spawn_blocking(move || station.keep_calls()).await);
        PERIOD
    }
}
