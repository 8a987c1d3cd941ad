//! Which clusters there are: lists first, a description only of what is new or changed.

use super::Poll;
use super::describe::{Missing, fetch};
use super::ended::EndedPoll;
use super::listing::{Listing, collect_pages};
use super::round::Stumbled;
use super::site::Site;
use crate::record::ClusterRecord;
use async_trait::async_trait;
use emberwatch_cloud::{CloudError, ListClusters};
use emberwatch_domain::cluster::{ClusterId, ClusterState, ClusterSummary};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// How often active clusters are listed where there are some, and where there are none.
pub const BUSY_PERIOD: Duration = Duration::from_secs(30);
pub const QUIET_PERIOD: Duration = Duration::from_secs(300);
const INVENTORY: &str = "inventory";

pub struct InventoryPoll {
    site: Arc<Site>,
    ended: Arc<EndedPoll>,
    stumbled: Stumbled<ClusterId>,
}

impl InventoryPoll {
    pub fn new(site: Arc<Site>, ended: Arc<EndedPoll>) -> Self {
        Self { site, ended, stumbled: Stumbled::default() }
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
    async fn ask_for(&self, mut missing: Vec<ClusterId>) {
        self.stumbled.put_last(&mut missing, |id| id);
        let mut round = self.stumbled.round();
        for id in missing {
            let asked = self.ask_for_one(&id).await;
            if let Err(error) = round.take(&id, asked) {
                tracing::debug!(%error, place = %self.site.place, "missing clusters could not be asked for");
                return;
            }
        }
        if let Err(error) = round.end() {
            tracing::debug!(%error, place = %self.site.place, "a missing cluster could not be asked for");
        }
    }

    async fn ask_for_one(&self, id: &ClusterId) -> Result<(), CloudError> {
        match fetch(&self.site, id, Missing::Detail).await {
            // AWS has forgotten it, so it is not active any more; what we saw of it stays.
            Err(CloudError::NotFound { .. }) => self.site.update(id, |record| {
                let ended_at = record.summary.ended_at.or(Some(record.seen_at));
                let summary = record.summary.clone();
                let summary = ClusterSummary { state: ClusterState::Terminated, ended_at, ..summary };
                record.take_summary(summary, self.site.look());
            }),
            // The listing of ended clusters tells it too.
            Err(CloudError::Denied { .. }) => self.ended.wanted(),
            told => return told,
        }
        Ok(())
    }
}

#[async_trait]
impl Poll for InventoryPoll {
    async fn poll(&self) -> Duration {
        if let Some(left) = self.site.rest_left(INVENTORY) {
            return left;
        }
        let query = ListClusters { states: ClusterState::ACTIVE.to_vec(), created_after: None };
        let (listing, failure) = list(&self.site, query).await;
        let listed: BTreeSet<ClusterId> = listing.items.iter().map(|summary| summary.id.clone()).collect();
        let complete = listing.complete;
        take(&self.site, listing.items);
        if failure.is_none() && complete {
            self.ask_for(self.missing(&listed)).await;
        }
        self.site.to_describe.notify_one();
        // The nodes of what was known are counted in a period of their own.
        if self.site.active().any(|record| record.nodes.is_none()) {
            self.site.to_count.notify_one();
        }
        let period = self.period();
        match failure {
            None => {
                // After an incomplete listing the rows it lacks keep their age.
                if complete {
                    self.site.answered();
                }
                self.ended.active_ones_are_listed();
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

/// Reads a listing of the place to its end.
pub async fn list(site: &Site, query: ListClusters) -> (Listing<ClusterSummary>, Option<CloudError>) {
    let query = Arc::new(query);
    collect_pages(
        |summary: &ClusterSummary| summary.id.clone(),
        |marker| {
            let query = query.clone();
            async move {
                site.call("ListClusters", |readers| {
                    let (query, marker) = (query.clone(), marker.clone());
                    async move { readers.clusters.list_clusters(&query, marker.as_ref()).await }
                })
                .await
            }
        },
    )
    .await
}

/// Keeps what a listing told.
pub fn take(site: &Site, listed: Vec<ClusterSummary>) {
    let Some(profile) = site.profile() else { return };
    let (now, look) = (site.station.now(), site.look());
    site.edit(|records| {
        for summary in listed {
            match records.get(&summary.id) {
                Some(record) if record.summary == summary && summary.state.has_ended() => {}
                Some(_) => records.update(&summary.id.clone(), |record| {
                    record.profile = profile.clone();
                    record.seen_at = now;
                    record.take_summary(summary, look);
                }),
                None => {
                    let place = site.place.clone();
                    records.put(ClusterRecord::listed(place, profile.clone(), summary, now));
                }
            }
        }
    });
}
