//! What a listing does not show: read once, and again when the cluster's state has changed.

use super::Poll;
use super::site::Site;
use crate::record::ClusterRecord;
use async_trait::async_trait;
use emberwatch_cloud::CloudError;
use emberwatch_domain::cluster::{ClusterId, CollectionKind, Node};
use std::sync::Arc;
use std::time::Duration;

/// Works through what is not known yet of each cluster: the active ones first, the newest ended ones after them.
pub struct DescribePoll {
    site: Arc<Site>,
}

/// So many ended clusters of a place are described without being looked at.
const ENDED_DESCRIBED: usize = 40;

/// One thing to ask next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    Detail,
    Collection(CollectionKind),
    AutoTermination,
    NodeHistory,
}

impl Missing {
    pub fn action(self) -> &'static str {
        match self {
            Self::Detail => "elasticmapreduce:DescribeCluster",
            Self::Collection(CollectionKind::Fleets) => "elasticmapreduce:ListInstanceFleets",
            Self::Collection(_) => "elasticmapreduce:ListInstanceGroups",
            Self::AutoTermination => "elasticmapreduce:GetAutoTerminationPolicy",
            Self::NodeHistory => "elasticmapreduce:ListInstances",
        }
    }
}

impl DescribePoll {
    pub fn new(site: Arc<Site>) -> Self {
        Self { site }
    }

    /// Asks for everything that is missing, and returns when nothing more is, or something failed.
    pub async fn work(&self) -> Result<(), CloudError> {
        for id in self.queue() {
            // What one answer tells decides what to ask next.
            while let Some(missing) = self.next(&id) {
                self.ask(&id, missing).await?;
            }
        }
        Ok(())
    }

    async fn ask(&self, id: &ClusterId, missing: Missing) -> Result<(), CloudError> {
        match fetch(&self.site, id, missing).await {
            Ok(()) => {}
            Err(CloudError::Denied { action, .. }) => {
                self.site.remember_denied(missing.action());
                self.site.update(id, |record| record.deny(action));
            }
            // Gone between listing and asking: noted, so that it is not asked again and again.
            Err(CloudError::NotFound { .. } | CloudError::Invalid { .. }) => {
                self.site.update(id, |record| record.deny(missing.action()));
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Every active cluster, then the newest of the ended ones: the others are described when somebody looks at them.
    fn queue(&self) -> Vec<ClusterId> {
        let (mut ended, active): (Vec<_>, Vec<_>) =
            self.site.records().into_iter().partition(|record| record.summary.state.has_ended());
        ended.sort_by_key(|record| std::cmp::Reverse(record.summary.ended_at));
        ended.truncate(ENDED_DESCRIBED);
        active.iter().chain(&ended).map(|record| record.id().clone()).collect()
    }

    fn next(&self, id: &ClusterId) -> Option<Missing> {
        let record = self.site.record(id)?;
        missing(&record)
            .into_iter()
            .find(|missing| !self.site.is_denied(missing.action()) && !record.denied.contains(missing.action()))
    }
}

#[async_trait]
impl Poll for DescribePoll {
    async fn poll(&self) -> Duration {
        let done = self.work().await;
        self.site.station.to_price.notify_one();
        match done {
            Ok(()) => Duration::from_secs(3600),
            Err(error) => {
                tracing::debug!(%error, place = %self.site.place, "a description failed");
                Duration::from_secs(30)
            }
        }
    }
}

/// What is not known of a cluster, in the order in which it matters to its reader.
pub fn missing(record: &ClusterRecord) -> Vec<Missing> {
    let Some(detail) = &record.detail else { return vec![Missing::Detail] };
    let mut missing = Vec::new();
    if detail.summary.state != record.summary.state {
        missing.push(Missing::Detail);
    }
    if record.collection.is_none() && detail.collection != CollectionKind::Unknown {
        missing.push(Missing::Collection(detail.collection));
    }
    if record.auto_termination.is_none() && !record.summary.state.has_ended() {
        missing.push(Missing::AutoTermination);
    }
    let from_the_start = |whole_since| record.summary.created_at.is_none_or(|created| whole_since <= created);
    if !record.nodes.as_ref().is_some_and(|nodes| from_the_start(nodes.whole_since)) && !is_forgotten(record) {
        missing.push(Missing::NodeHistory);
    }
    missing
}

/// EMR forgets nodes after 30 days: for a cluster older than that the record can never be whole.
fn is_forgotten(record: &ClusterRecord) -> bool {
    let (Some(nodes), Some(created)) = (&record.nodes, record.summary.created_at) else { return false };
    nodes.as_of.duration_since(created).as_hours() >= 30 * 24 && nodes.nodes.len() > 1
}

/// Reads one missing part and puts it into the record.
pub async fn fetch(site: &Site, id: &ClusterId, missing: Missing) -> Result<(), CloudError> {
    match missing {
        Missing::Detail => {
            let detail = site
                .call("DescribeCluster", |readers| {
                    let id = id.clone();
                    async move { readers.clusters.describe_cluster(&id).await }
                })
                .await?;
            site.update(id, |record| record.take_detail(detail));
        }
        Missing::Collection(kind) => {
            let operation = if kind == CollectionKind::Fleets { "ListInstanceFleets" } else { "ListInstanceGroups" };
            let collection = site
                .call(operation, |readers| {
                    let id = id.clone();
                    async move { readers.clusters.collection(&id, kind).await }
                })
                .await?;
            site.update(id, |record| record.collection = Some(collection));
        }
        Missing::AutoTermination => {
            let policy = site
                .call("GetAutoTerminationPolicy", |readers| {
                    let id = id.clone();
                    async move { readers.clusters.auto_termination(&id).await }
                })
                .await?;
            site.update(id, |record| record.auto_termination = Some(policy));
        }
        Missing::NodeHistory => {
            let nodes = all_instances(site, id).await?;
            let now = site.station.now();
            site.update(id, |record| record.take_instances(nodes, now));
        }
    }
    Ok(())
}

/// ListInstances to its end; an incomplete one is a failure, for its gaps would read as ended nodes.
pub async fn all_instances(site: &Site, id: &ClusterId) -> Result<Vec<Node>, CloudError> {
    let (listing, failure) = super::collect_pages(
        |node: &Node| node.instance_id.clone(),
        |marker| async move {
            site.call("ListInstances", |readers| {
                let (id, marker) = (id.clone(), marker.clone());
                async move { readers.clusters.list_instances(&id, marker.as_ref()).await }
            })
            .await
        },
    )
    .await;
    match failure {
        Some(error) => Err(error),
        None if listing.complete => Ok(listing.items),
        None => Err(CloudError::Unexpected {
            operation: "ListInstances",
            message: "the listing repeats itself".to_owned(),
            source: None,
        }),
    }
}
