//! Which clusters there are: lists first, a description only of what is new or changed.

use super::Poll;
use super::listing::{Listing, collect_pages};
use super::site::{Site, pause_after};
use super::station::ENDED_KEPT;
use crate::record::ClusterRecord;
use async_trait::async_trait;
use emberwatch_cloud::{CloudError, ListClusters};
use emberwatch_domain::cluster::{ClusterId, ClusterState, ClusterSummary};
use jiff::Timestamp;
use parking_lot::Mutex;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// How often active clusters are listed where there are some, and where there are none.
pub const BUSY_PERIOD: Duration = Duration::from_secs(30);
pub const QUIET_PERIOD: Duration = Duration::from_secs(300);
const ENDED_PERIOD: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);

pub struct InventoryPoll {
    site: Arc<Site>,
    ended_listed_at: Mutex<Option<Timestamp>>,
}

impl InventoryPoll {
    pub fn new(site: Arc<Site>) -> Self {
        Self { site, ended_listed_at: Mutex::new(None) }
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
        if self.ended_listed_at.lock().is_some_and(|at| now.duration_since(at) < ENDED_PERIOD) {
            return None;
        }
        let query = ListClusters { states: ClusterState::ENDED.to_vec(), created_after: Some(now - ENDED_KEPT) };
        let (listing, failure) = self.list(query).await;
        if listing.complete {
            *self.ended_listed_at.lock() = Some(now);
        }
        self.take(listing.items);
        failure
    }

    fn take(&self, listed: Vec<ClusterSummary>) {
        let Some(profile) = self.site.profile() else { return };
        let now = self.site.station.now();
        self.site.edit(|records| {
            for summary in listed {
                match records.get(&summary.id) {
                    Some(record) if record.summary == summary && summary.state.has_ended() => {}
                    Some(_) => records.update(&summary.id.clone(), |record| {
                        record.profile = profile.clone();
                        record.seen_at = now;
                        record.take_summary(summary);
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
        let active = self.site.records().into_iter().filter(|record| !record.summary.state.has_ended());
        active.map(|record| record.id().clone()).filter(|id| !listed.contains(id)).collect()
    }

    /// Absence from a listing proves nothing; the cluster itself is asked.
    async fn ask_for(&self, missing: Vec<ClusterId>) -> Option<CloudError> {
        for id in missing {
            let result = self
                .site
                .call("DescribeCluster", |readers| {
                    let id = id.clone();
                    async move { readers.clusters.describe_cluster(&id).await }
                })
                .await;
            match result {
                Ok(detail) => self.site.update(&id, |record| record.take_detail(detail)),
                // AWS has forgotten it, so it is not active any more; what we saw of it stays.
                Err(CloudError::NotFound { .. }) => self.site.update(&id, |record| {
                    let ended_at = record.summary.ended_at.or(Some(record.seen_at));
                    let summary = record.summary.clone();
                    record.take_summary(ClusterSummary { state: ClusterState::Terminated, ended_at, ..summary });
                }),
                Err(error) => return Some(error),
            }
        }
        None
    }
}

#[async_trait]
impl Poll for InventoryPoll {
    async fn poll(&self) -> Duration {
        let query = ListClusters { states: ClusterState::ACTIVE.to_vec(), created_after: None };
        let (listing, mut failure) = self.list(query).await;
        let listed: BTreeSet<ClusterId> = listing.items.iter().map(|summary| summary.id.clone()).collect();
        let complete = listing.complete;
        self.take(listing.items);
        if failure.is_none() {
            failure = self.list_ended().await;
        }
        if failure.is_none() && complete {
            let missing = self.missing(&listed);
            failure = self.ask_for(missing).await;
        }
        self.site.to_describe.notify_one();
        self.site.to_count.notify_one();
        let period = if listed.is_empty() { QUIET_PERIOD } else { BUSY_PERIOD };
        match failure {
            None => {
                // After an incomplete listing the rows it lacks keep their age.
                if complete {
                    self.site.answered();
                }
                period
            }
            Some(error) => {
                let pause = pause_after(&error, period);
                self.site.failed(error);
                pause
            }
        }
    }
}
