//! What a listing does not show: read once, and again when the cluster's state has changed.

use super::Poll;
use super::round::{Round, Stumbled};
use super::site::Site;
use crate::record::ClusterRecord;
use async_trait::async_trait;
use emberwatch_cloud::CloudError;
use emberwatch_domain::cluster::{ClusterId, CollectionKind, InstanceType, Node};
use parking_lot::Mutex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// Works through what is not known yet of each cluster: the active ones first, the ended ones after them, the newest first.
pub struct DescribePoll {
    site: Arc<Site>,
    /// The kinds of nodes for which the groups or fleets were read again and still do not hold them.
    outgrown: Mutex<BTreeMap<ClusterId, BTreeSet<InstanceType>>>,
    stumbled: Stumbled<ClusterId>,
}

/// So long after a failure it is tried again, unless the failure says otherwise.
const PERIOD: Duration = Duration::from_secs(30);
/// So many ended clusters are described before the active ones are looked at again.
const HANDFUL: usize = 20;
const DESCRIBE: &str = "describe";

/// One thing to ask next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    Detail,
    Collection(CollectionKind),
    AutoTermination,
    NodeHistory,
}

impl Missing {
    pub fn operation(self) -> &'static str {
        let action = self.action();
        action.strip_prefix("elasticmapreduce:").unwrap_or(action)
    }

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
        Self { site, outgrown: Mutex::default(), stumbled: Stumbled::default() }
    }

    /// Asks for everything that is missing, and returns when nothing more is, or what is failed. What failed the last
    /// time comes after everything else. Tells of how many clusters it asked that had ended or had failed.
    async fn work(&self) -> Result<usize, CloudError> {
        let (mut described, mut round) = (0, self.stumbled.round());
        let again = self.lacking(Turn::Again);
        loop {
            let active = self.lacking(Turn::Active);
            if !active.is_empty() {
                self.describe(active, &mut round).await?;
                // Its volumes are known by now; the ended ones may take AWS's buckets an hour.
                self.site.send_for_prices();
            }
            // The ended ones wait: between two handfuls of them whatever is alive goes first.
            let mut ended = self.lacking(Turn::Ended);
            ended.truncate(HANDFUL);
            if ended.is_empty() {
                break;
            }
            described += ended.len();
            self.describe(ended, &mut round).await?;
        }
        described += again.len();
        self.describe(again, &mut round).await?;
        round.end().map(|()| described)
    }

    /// What is alive, each part once.
    pub async fn work_on_active(&self) -> Result<(), CloudError> {
        let mut round = self.stumbled.round();
        self.describe(self.lacking(Turn::Active), &mut round).await?;
        round.end()
    }

    async fn describe(&self, clusters: Vec<ClusterId>, round: &mut Round<'_, ClusterId>) -> Result<(), CloudError> {
        for id in clusters {
            let described = self.describe_one(&id).await;
            round.take(&id, described)?;
        }
        Ok(())
    }

    async fn describe_one(&self, id: &ClusterId) -> Result<(), CloudError> {
        // What one answer tells decides what to ask next; what was asked and is still missing is not asked again.
        let mut asked = Vec::new();
        while let Some(missing) = self.next(id).filter(|missing| !asked.contains(missing)) {
            asked.push(missing);
            self.ask(id, missing).await?;
        }
        Ok(())
    }

    async fn ask(&self, id: &ClusterId, missing: Missing) -> Result<(), CloudError> {
        match fetch(&self.site, id, missing).await {
            Ok(()) => {}
            Err(CloudError::Denied { action, .. }) => self.site.deny(id, &action),
            // Gone between listing and asking: noted, so that it is not asked again and again.
            Err(CloudError::NotFound { .. } | CloudError::Invalid { .. }) => self.site.deny(id, missing.action()),
            Err(error) => return Err(error),
        }
        if matches!(missing, Missing::Collection(_))
            && let Some(record) = self.site.record(id).filter(|record| record.has_outgrown_its_collection())
        {
            self.outgrown.lock().insert(id.clone(), record.running_types());
        }
        Ok(())
    }

    /// Clusters of which something is missing, the newest first.
    fn lacking(&self, turn: Turn) -> Vec<ClusterId> {
        let lacks = |record: &ClusterRecord| self.turn(record) == turn && self.next_of(record).is_some();
        let mut records = self.site.records_that(lacks);
        records.sort_by_key(|record| std::cmp::Reverse(record.summary.ended_at.or(record.summary.created_at)));
        self.stumbled.put_last(&mut records, |record| record.id());
        records.iter().map(|record| record.id().clone()).collect()
    }

    fn turn(&self, record: &ClusterRecord) -> Turn {
        match record.summary.state.has_ended() {
            _ if self.stumbled.has(record.id()) => Turn::Again,
            true => Turn::Ended,
            false => Turn::Active,
        }
    }

    fn next(&self, id: &ClusterId) -> Option<Missing> {
        self.next_of(&*self.site.record(id)?)
    }

    fn next_of(&self, record: &ClusterRecord) -> Option<Missing> {
        missing(record).into_iter().find(|missing| !record.denied.contains(missing.action())).or_else(|| {
            // A node of a kind that no group or fleet held when they were read: they are read again, once for each kind.
            let kind = record.detail.as_ref()?.collection;
            let outgrown = record.has_outgrown_its_collection()
                && !record.denied.contains(Missing::Collection(kind).action())
                && self.outgrown.lock().get(record.id()) != Some(&record.running_types());
            outgrown.then_some(Missing::Collection(kind))
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Active,
    Ended,
    /// The last time it failed.
    Again,
}

#[async_trait]
impl Poll for DescribePoll {
    async fn poll(&self) -> Duration {
        if let Some(left) = self.site.rest_left(DESCRIBE) {
            return left;
        }
        let done = self.work().await;
        if !matches!(done, Ok(0)) {
            // Nodes that ended before our time have spot prices of their own.
            self.site.send_for_prices();
        }
        match done {
            Ok(_) => Duration::from_secs(3600),
            Err(error) => {
                tracing::debug!(%error, place = %self.site.place, "a description failed");
                self.site.rest_after(DESCRIBE, &error, PERIOD)
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
    if record.lacks_nodes() {
        missing.push(Missing::NodeHistory);
    }
    missing
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
            site.update(id, |record| record.take_detail(detail, site.look()));
        }
        Missing::Collection(kind) => {
            let collection = site
                .call(missing.operation(), |readers| {
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
            let look = site.look();
            site.update(id, |record| record.take_instances(nodes, look));
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
    listing.whole("ListInstances", failure)
}
