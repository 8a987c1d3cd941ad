//! Which nodes run: one EC2 listing per region, which costs no EMR token and shows resizes within one period.

use super::describe::{self, Missing};
use super::round::Stumbled;
use super::site::Site;
use super::{Poll, collect_pages};
use crate::market::missing::FRESH;
use crate::record::ClusterRecord;
use async_trait::async_trait;
use emberwatch_cloud::{CloudError, ClusterNode};
use emberwatch_domain::cluster::{ClusterId, InstanceType, Market, Node};
use emberwatch_domain::time_span::is_younger;
use jiff::Timestamp;
use parking_lot::Mutex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

pub const PERIOD: Duration = Duration::from_secs(30);
const NODES: &str = "nodes";
const DESCRIBE_INSTANCES: &str = "ec2:DescribeInstances";

pub struct NodesPoll {
    site: Arc<Site>,
    priced: Mutex<Option<Priced>>,
    stumbled: Stumbled<ClusterId>,
}

/// What ran when prices were last sent for.
struct Priced {
    runs: BTreeSet<(InstanceType, Market)>,
    at: Timestamp,
}

impl NodesPoll {
    pub fn new(site: Arc<Site>) -> Self {
        Self { site, priced: Mutex::default(), stumbled: Stumbled::default() }
    }

    async fn ask_ec2(&self) -> Result<(), CloudError> {
        let (listing, failure) = collect_pages(
            |node: &ClusterNode| node.node.instance_id.clone(),
            |marker| async move {
                self.site
                    .call("DescribeInstances", |readers| {
                        let marker = marker.clone();
                        async move { readers.nodes.nodes(marker.as_ref()).await }
                    })
                    .await
            },
        )
        .await;
        if let Some(error) = failure {
            return Err(error);
        }
        if listing.complete {
            self.take(listing.items);
        }
        Ok(())
    }

    fn take(&self, listed: Vec<ClusterNode>) {
        let mut by_cluster: BTreeMap<ClusterId, Vec<Node>> = BTreeMap::new();
        for item in listed {
            by_cluster.entry(item.cluster).or_default().push(item.node);
        }
        let look = self.site.look();
        let active: Vec<ClusterId> = self.site.active().map(|record| record.id().clone()).collect();
        self.site.edit(|records| {
            for id in active {
                let seen = by_cluster.remove(&id).unwrap_or_default();
                records.update(&id, |record| record.take_running(seen, look));
            }
        });
    }

    /// Looking for what has no price goes through every cluster: when something else runs, and for spot prices, which
    /// move while the same nodes run, whenever the read ones are old.
    fn send_for_prices(&self) {
        let (mut runs, now) = (BTreeSet::new(), self.site.station.now());
        for record in self.site.active() {
            runs.extend(record.running_nodes().map(|node| (node.instance_type.clone(), node.market)));
        }
        let mut priced = self.priced.lock();
        match &*priced {
            Some(last) if last.runs == runs && is_younger(now.duration_since(last.at), FRESH) => return,
            Some(last) if last.runs == runs => self.site.to_price.notify_one(),
            _ => self.site.send_for_prices(),
        }
        *priced = Some(Priced { runs, at: now });
    }

    /// Where EC2 may not be asked, EMR is: one cluster after the other, within the budget, the oldest look first.
    async fn ask_emr(&self) -> Result<(), CloudError> {
        let may_be_asked = |record: &Arc<ClusterRecord>| !record.denied.contains(Missing::NodeHistory.action());
        let mut active: Vec<Arc<ClusterRecord>> = self.site.active().filter(may_be_asked).collect();
        active.sort_by_key(|record| record.nodes.as_ref().map(|nodes| nodes.as_of));
        self.stumbled.put_last(&mut active, |record| record.id());
        let mut round = self.stumbled.round();
        for record in active {
            let listed = describe::all_instances(&self.site, record.id()).await;
            if let Err(CloudError::Denied { action, .. }) = &listed {
                self.site.deny(record.id(), action);
            }
            if let Some(listed) = round.take(record.id(), listed)? {
                let look = self.site.look();
                self.site.update(record.id(), |record| record.take_instances(listed, look));
            }
        }
        round.end()
    }
}

#[async_trait]
impl Poll for NodesPoll {
    async fn poll(&self) -> Duration {
        if let Some(left) = self.site.rest_left(NODES) {
            return left;
        }
        if self.site.active().next().is_none() {
            *self.priced.lock() = None;
            return super::inventory::QUIET_PERIOD;
        }
        let result = if self.site.is_denied(DESCRIBE_INSTANCES) { self.ask_emr().await } else { self.ask_ec2().await };
        self.send_for_prices();
        match result {
            Ok(()) => PERIOD,
            Err(CloudError::Denied { action, .. }) if !self.site.is_denied(DESCRIBE_INSTANCES) => {
                self.site.remember_denied(DESCRIBE_INSTANCES);
                self.site.edit(|records| {
                    records.update_all(|record| !record.summary.state.has_ended() && record.deny(action.clone()));
                });
                Duration::ZERO
            }
            // It is named on the cluster, which is not asked again.
            Err(CloudError::Denied { .. }) => self.site.rest(NODES, PERIOD),
            Err(error) => {
                tracing::debug!(%error, place = %self.site.place, "the nodes could not be listed");
                self.site.rest_after(NODES, &error, PERIOD)
            }
        }
    }
}
