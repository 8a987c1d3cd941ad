//! Spot prices of the types that run, per zone: now, and back to the launch of their oldest node.

use super::site::{Site, pause_after};
use super::station::SPOT_KEPT;
use super::{Poll, collect_pages};
use async_trait::async_trait;
use emberwatch_cloud::{CloudError, SpotHistory};
use emberwatch_domain::cluster::InstanceType;
use emberwatch_domain::spot::SpotChange;
use jiff::Timestamp;
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

pub const PERIOD: Duration = Duration::from_secs(300);

pub struct SpotPoll {
    site: Arc<Site>,
    /// From when until when each type's prices have been read.
    read: Mutex<BTreeMap<InstanceType, (Timestamp, Timestamp)>>,
}

impl SpotPoll {
    pub fn new(site: Arc<Site>) -> Self {
        Self { site, read: Mutex::default() }
    }

    /// From when on each type's prices are needed.
    fn needed(&self) -> BTreeMap<InstanceType, Timestamp> {
        let floor = self.site.station.now() - SPOT_KEPT;
        let mut needed: BTreeMap<InstanceType, Timestamp> = BTreeMap::new();
        for record in self.site.records() {
            for node in record.spot_nodes() {
                let since = node.launched_at.max(floor);
                let oldest = needed.entry(node.instance_type.clone()).or_insert(since);
                *oldest = since.min(*oldest);
            }
        }
        needed
    }

    /// The windows still to be read, types with the same window in one request.
    fn windows(&self, now: Timestamp) -> BTreeMap<(Timestamp, Timestamp), Vec<InstanceType>> {
        let read = self.read.lock();
        let mut windows: BTreeMap<(Timestamp, Timestamp), Vec<InstanceType>> = BTreeMap::new();
        for (instance_type, since) in self.needed() {
            let window = match read.get(&instance_type) {
                Some((from, until)) if *from <= since => (*until, now),
                _ => (since, now),
            };
            windows.entry(window).or_default().push(instance_type);
        }
        windows
    }

    async fn read_window(&self, query: SpotHistory) -> Result<(), CloudError> {
        let query = Arc::new(query);
        let (listing, failure) = collect_pages(
            |change: &SpotChange| (change.instance_type.clone(), change.zone.clone(), change.at),
            |marker| {
                let query = query.clone();
                async move {
                    self.site
                        .call("DescribeSpotPriceHistory", |readers| {
                            let (query, marker) = (query.clone(), marker.clone());
                            async move { readers.spot.history(&query, marker.as_ref()).await }
                        })
                        .await
                }
            },
        )
        .await;
        self.take(&listing.items);
        if let Some(error) = failure {
            return Err(error);
        }
        let mut read = self.read.lock();
        for instance_type in &query.instance_types {
            let span = read.entry(instance_type.clone()).or_insert((query.since, query.until));
            *span = (span.0.min(query.since), query.until);
        }
        Ok(())
    }

    fn take(&self, changes: &[SpotChange]) {
        if changes.is_empty() {
            return;
        }
        self.site.station.board.change(&self.site.place.account, |snapshot| {
            let book = Arc::make_mut(&mut snapshot.spot);
            changes.iter().for_each(|change| book.record(change));
        });
        let station = &self.site.station;
        if let Err(error) = station.history.record_spot(station.realm(), &self.site.place, changes) {
            tracing::warn!(%error, place = %self.site.place, "spot prices could not be recorded");
        }
    }
}

#[async_trait]
impl Poll for SpotPoll {
    async fn poll(&self) -> Duration {
        let now = self.site.station.now();
        for ((since, until), instance_types) in self.windows(now) {
            if let Err(error) = self.read_window(SpotHistory { instance_types, since, until }).await {
                tracing::debug!(%error, place = %self.site.place, "spot prices could not be read");
                return pause_after(&error, PERIOD);
            }
        }
        PERIOD
    }
}
