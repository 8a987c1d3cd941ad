//! Spot prices of the types that run, per zone: now, and back to the launch of their oldest node.

use super::Poll;
use super::site::Site;
use super::station::SPOT_KEPT;
use crate::market::missing::FRESH;
use crate::market::reading;
use crate::record::ClusterRecord;
use async_trait::async_trait;
use emberwatch_cloud::{CloudError, SpotHistory};
use emberwatch_domain::cluster::{ClusterId, InstanceType, Node};
use emberwatch_domain::spot::{SpotBook, SpotChange};
use emberwatch_domain::time_span::{is_ahead, is_younger};
use jiff::Timestamp;
use parking_lot::Mutex;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

pub const PERIOD: Duration = Duration::from_secs(300);
const SPOT: &str = "spot";

pub struct SpotPoll {
    site: Arc<Site>,
    /// From when until when each type's prices have been read.
    read: Mutex<BTreeMap<InstanceType, (Timestamp, Timestamp)>>,
    /// Clusters that ended and of which every price was read: most of what is known of a place, and they change no more.
    settled: Mutex<HashSet<ClusterId>>,
}

impl SpotPoll {
    pub fn new(site: Arc<Site>) -> Self {
        Self { site, read: Mutex::default(), settled: Mutex::default() }
    }

    fn unsettled(&self) -> Vec<Arc<ClusterRecord>> {
        let settled = self.settled.lock();
        self.site.records_that(|record| !settled.contains(record.id()))
    }

    /// Lays aside the clusters that ended and of which nothing more is to be read.
    fn settle(&self, now: Timestamp) {
        let is_read = |node: &Node| {
            let read = self.read.lock().get(&node.instance_type).copied();
            let (since, ended_at) = (node.launched_at.max(now - SPOT_KEPT), node.ended_at);
            read.zip(ended_at).is_some_and(|((from, to), ended_at)| from <= since && ended_at <= to)
        };
        let is_over = |record: &ClusterRecord| record.summary.state.has_ended() && !record.lacks_nodes();
        let mut settled = self.settled.lock();
        let over = self.site.records_that(|record| {
            is_over(record) && !settled.contains(record.id()) && record.spot_nodes().all(is_read)
        });
        if !over.is_empty() {
            let on_board: HashSet<ClusterId> = self.site.records().iter().map(|record| record.id().clone()).collect();
            settled.retain(|id| on_board.contains(id));
            settled.extend(over.iter().map(|record| record.id().clone()));
        }
    }

    /// From when until when each type's prices are needed.
    fn needed(&self, now: Timestamp) -> BTreeMap<InstanceType, (Timestamp, Timestamp)> {
        let floor = now - SPOT_KEPT;
        let mut needed: BTreeMap<InstanceType, (Timestamp, Timestamp)> = BTreeMap::new();
        for record in self.unsettled() {
            for node in record.spot_nodes() {
                let (since, until) = (node.launched_at.max(floor), node.ended_at.unwrap_or(now));
                let span = needed.entry(node.instance_type.clone()).or_insert((since, until));
                *span = (span.0.min(since), span.1.max(until));
            }
        }
        needed
    }

    /// The windows still to be read, types with the same window in one request.
    fn windows(&self, now: Timestamp) -> BTreeMap<(Timestamp, Timestamp), Vec<InstanceType>> {
        let mut read = self.read.lock();
        let snapshot = self.site.station.board.snapshot(&self.site.place.account);
        let mut windows: BTreeMap<(Timestamp, Timestamp), Vec<InstanceType>> = BTreeMap::new();
        for (instance_type, (since, until)) in self.needed(now) {
            if !read.contains_key(&instance_type)
                && let Some(span) = snapshot.as_ref().and_then(|snapshot| self.recorded(&snapshot.spot, &instance_type))
            {
                read.insert(instance_type.clone(), span);
            }
            // What was read by a clock that was ahead is read anew.
            let known = read.get(&instance_type).filter(|(_, to)| !is_ahead(now.duration_since(*to)));
            let window = match known {
                // A wake in between is for types that were never asked.
                Some((from, to)) if *from <= since && (*to >= until || is_younger(now.duration_since(*to), FRESH)) => {
                    continue;
                }
                Some((from, to)) if *from <= since => ((*to).max(since), now),
                _ => (since, now),
            };
            windows.entry(window).or_default().push(instance_type);
        }
        windows
    }

    /// What the store remembers of a type here: every zone from its first change to its last.
    fn recorded(&self, book: &SpotBook, instance_type: &InstanceType) -> Option<(Timestamp, Timestamp)> {
        let spans = book.spans(instance_type).filter(|(zone, _, _)| zone.is_in(&self.site.place.region));
        spans.map(|(_, first, last)| (first, last)).reduce(|a, b| (a.0.max(b.0), a.1.min(b.1)))
    }

    async fn read_window(&self, query: SpotHistory) -> Result<(), CloudError> {
        let (changes, failure) = reading::read(&self.site, &query).await;
        self.take(&changes);
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
    }
}

#[async_trait]
impl Poll for SpotPoll {
    async fn poll(&self) -> Duration {
        if let Some(left) = self.site.rest_left(SPOT) {
            return left;
        }
        let now = self.site.station.now();
        for ((since, until), instance_types) in self.windows(now) {
            let types = instance_types.clone();
            let Err(error) = self.read_window(SpotHistory { instance_types, since, until }).await else { continue };
            tracing::debug!(%error, place = %self.site.place, "spot prices could not be read");
            if let CloudError::Denied { action, .. } = &error {
                self.site.edit(|records| {
                    records.update_all(|record| {
                        record.spot_nodes().any(|node| types.contains(&node.instance_type))
                            && record.deny(action.clone())
                    });
                });
            }
            return self.site.rest_after(SPOT, &error, PERIOD);
        }
        self.settle(now);
        PERIOD
    }
}
