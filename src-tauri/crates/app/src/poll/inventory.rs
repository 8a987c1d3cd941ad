//! Which clusters there are: lists first, a description only of what is new or changed.

use super::Poll;
use super::describe::{Missing, fetch};
use super::listing::{Listing, collect_pages};
use super::site::Site;
use super::station::ENDED_KEPT;
use crate::record::ClusterRecord;
use async_trait::async_trait;
use emberwatch_cloud::{CloudError, ListClusters};
use emberwatch_domain::cluster::{ClusterId, ClusterState, ClusterSummary};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// How often active clusters are listed where there are some, and where there are none.
pub const BUSY_PERIOD: Duration = Duration::from_secs(30);
pub const QUIET_PERIOD: Duration = Duration::from_secs(300);
const ENDED_PERIOD: SignedDuration = SignedDuration::from_hours(1);
const DEEP_PERIOD: SignedDuration = SignedDuration::from_hours(24);
/// EMR lists ended clusters for about two months.
const DEEP_REACH: SignedDuration = SignedDuration::from_hours(30 * 24);
const INVENTORY: &str = "inventory";

pub struct InventoryPoll {
    site: Arc<Site>,
    ended: Mutex<EndedListings>,
}

/// When the ended clusters were last listed, and how far back by their creation.
#[derive(Debug, Default)]
struct EndedListings {
    shallow_at: Option<Timestamp>,
    deep_at: Option<Timestamp>,
}

impl EndedListings {
    /// How far back to list now, if it is time. The first listing is short, so that a first look is quick; then once a
    /// day those are found that were created long ago and ended lately.
    fn due(&self, now: Timestamp) -> Option<SignedDuration> {
        let due = |last: Option<Timestamp>, period| last.is_none_or(|at| now.duration_since(at) >= period);
        if self.shallow_at.is_some() && due(self.deep_at, DEEP_PERIOD) {
            return Some(DEEP_REACH);
        }
        due(self.shallow_at, ENDED_PERIOD).then_some(ENDED_KEPT)
    }

    fn listed(&mut self, reach: SignedDuration, now: Timestamp) {
        self.shallow_at = Some(now);
        if reach == DEEP_REACH {
            self.deep_at = Some(now);
        }
    }

    /// Something ended that only this listing can tell.
    fn wanted(&mut self) {
        self.deep_at = None;
    }
}

impl InventoryPoll {
    pub fn new(site: Arc<Site>) -> Self {
        Self { site, ended: Mutex::default() }
    }

    async fn list(&self, query: ListClusters) -> (Listing<ClusterSummary>, Option<CloudError>) {
        let query = Arc::new(query);
        collect_pages(
            |summary: &ClusterSummary| summary.id.clone(),
            |marker| {
                let query = query.clone();
                async move {
                    self.site
                        .call("ListClusters", |readers| {
                            let (query, marker) = (query.clone(), marker.clone());
                            async move { readers.clusters.list_clusters(&query, marker.as_ref()).await }
                        })
                        .await
                }
            },
        )
        .await
    }

    /// Ended clusters change no more: they are listed once an hour, and known ones are left as they are.
    async fn list_ended(&self) -> Option<CloudError> {
        let now = self.site.station.now();
        let reach = self.ended.lock().due(now)?;
        let query = ListClusters { states: ClusterState::ENDED.to_vec(), created_after: Some(now - reach) };
        let (mut listing, failure) = self.list(query).await;
        listing.items.retain(|summary| !is_long_over(summary, now));
        if listing.complete {
            self.ended.lock().listed(reach, now);
        }
        self.take(listing.items);
        self.site.to_describe.notify_one();
        let is_over = |record: &ClusterRecord| record.summary.state.has_ended() && is_long_over(&record.summary, now);
        let over = self.site.records_that(is_over);
        let over: BTreeSet<ClusterId> = over.iter().map(|record| record.id().clone()).collect();
        if !over.is_empty() {
            self.site.forget(&over);
        }
        failure
    }

    fn take(&self, listed: Vec<ClusterSummary>) {
        let Some(profile) = self.site.profile() else { return };
        let (now, look) = (self.site.station.now(), self.site.look());
        self.site.edit(|records| {
            for summary in listed {
                match records.get(&summary.id) {
                    Some(record) if record.summary == summary && summary.state.has_ended() => {}
                    Some(_) => records.update(&summary.id.clone(), |record| {
                        record.profile = profile.clone();
                        record.seen_at = now;
                        record.take_summary(summary, look);
                    }),
                    None => {
                        let place = self.site.place.clone();
                        records.put(ClusterRecord::listed(place, profile.clone(), summary, now));
                    }
                }
            }
        });
    }

    /// Clusters that we hold for active and that a complete listing did not show: ended, or missed while changing state.
    fn missing(&self, listed: &BTreeSet<ClusterId>) -> Vec<ClusterId> {
        self.site.active().map(|record| record.id().clone()).filter(|id| !listed.contains(id)).collect()
    }

    /// By what is known to run there: a listing that failed shows nothing, and proves nothing.
    fn period(&self) -> Duration {
        if self.site.active().next().is_some() { BUSY_PERIOD } else { QUIET_PERIOD }
    }

    /// Absence from a listing proves nothing; the cluster itself is asked. What cannot be asked keeps its age.
    async fn ask_for(&self, missing: Vec<ClusterId>) {
        for id in missing {
            match fetch(&self.site, &id, Missing::Detail).await {
                Ok(()) => {}
                // AWS has forgotten it, so it is not active any more; what we saw of it stays.
                Err(CloudError::NotFound { .. }) => self.site.update(&id, |record| {
                    let ended_at = record.summary.ended_at.or(Some(record.seen_at));
                    let summary = record.summary.clone();
                    let summary = ClusterSummary { state: ClusterState::Terminated, ended_at, ..summary };
                    record.take_summary(summary, self.site.look());
                }),
                // The listing of ended clusters tells it too.
                Err(CloudError::Denied { .. }) => self.ended.lock().wanted(),
                Err(error) => {
                    tracing::debug!(%error, place = %self.site.place, "a missing cluster could not be asked for");
                    return;
                }
            }
        }
    }
}

#[async_trait]
impl Poll for InventoryPoll {
    async fn poll(&self) -> Duration {
        if let Some(left) = self.site.rest_left(INVENTORY) {
            return left;
        }
        let query = ListClusters { states: ClusterState::ACTIVE.to_vec(), created_after: None };
        let (listing, mut failure) = self.list(query).await;
        let listed: BTreeSet<ClusterId> = listing.items.iter().map(|summary| summary.id.clone()).collect();
        let complete = listing.complete;
        self.take(listing.items);
        if failure.is_none() && complete {
            self.ask_for(self.missing(&listed)).await;
        }
        // What lives waits for no listing of what has ended, which may take AWS's bucket half an hour.
        self.site.to_describe.notify_one();
        // The nodes of what was known are counted in a period of their own.
        if self.site.active().any(|record| record.nodes.is_none()) {
            self.site.to_count.notify_one();
        }
        if failure.is_none() {
            failure = self.list_ended().await;
        }
        let period = self.period();
        match failure {
            None => {
                // After an incomplete listing the rows it lacks keep their age.
                if complete {
                    self.site.answered();
                }
                period
            }
            Some(error) => {
                let pause = self.site.rest_after(INVENTORY, &error, period);
                self.site.failed(error);
                pause
            }
        }
    }
}

/// Ended so long ago that no screen shows it.
fn is_long_over(summary: &ClusterSummary, now: Timestamp) -> bool {
    summary.ended_at.is_some_and(|ended| now.duration_since(ended) > ENDED_KEPT)
}
