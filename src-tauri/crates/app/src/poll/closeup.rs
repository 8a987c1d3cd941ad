//! The clusters on screen: everything about them, again and again while somebody looks.

use super::describe::{self, Missing};
use super::site::Site;
use super::{Poll, collect_pages};
use crate::record::Closeup;
use async_trait::async_trait;
use emberwatch_cloud::CloudError;
use emberwatch_domain::cluster::{ClusterId, CollectionKind, Step};
use emberwatch_domain::time_span::is_younger;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// How often a cluster on screen is described.
pub const PERIOD: Duration = Duration::from_secs(30);
/// A cluster that no screen has asked for since then is off screen.
const OFF_SCREEN: SignedDuration = SignedDuration::from_secs(75);
/// A description younger than this is shown as it is.
const FRESH: SignedDuration = SignedDuration::from_secs(20);

pub struct CloseupPoll {
    site: Arc<Site>,
    looked_at: Mutex<BTreeMap<ClusterId, Timestamp>>,
    pub wake: Arc<Notify>,
}

impl CloseupPoll {
    pub fn new(site: Arc<Site>) -> Self {
        Self { site, looked_at: Mutex::default(), wake: Arc::new(Notify::new()) }
    }

    /// A screen shows this cluster now.
    pub fn look(&self, id: &ClusterId) {
        let now = self.site.station.now();
        let first = self.looked_at.lock().insert(id.clone(), now).is_none();
        if first || !self.is_fresh(id) {
            self.wake.notify_one();
        }
    }

    /// Reads everything about one cluster; a part that fails keeps what it last was, and the failure is named.
    pub async fn read(&self, id: &ClusterId) {
        let mut closeup = self.last(id);
        closeup.failures.clear();
        self.refresh(id, Missing::Detail, &mut closeup).await;
        let kind = self.site.record(id).and_then(|record| record.detail.as_ref().map(|detail| detail.collection));
        if let Some(kind @ (CollectionKind::Groups | CollectionKind::Fleets)) = kind {
            self.refresh(id, Missing::Collection(kind), &mut closeup).await;
        }
        self.refresh(id, Missing::AutoTermination, &mut closeup).await;
        if self.site.record(id).is_some_and(|record| record.lacks_nodes()) {
            self.refresh(id, Missing::NodeHistory, &mut closeup).await;
        }
        if let Some(steps) = self.keep("ListSteps", id, self.steps(id), &mut closeup).await {
            closeup.steps = Some(steps);
        }
        let actions =
            self.ask(
                "ListBootstrapActions",
                id,
                |readers, id| async move { readers.clusters.bootstrap_actions(&id).await },
            );
        if let Some(actions) = self.keep("ListBootstrapActions", id, actions, &mut closeup).await {
            closeup.bootstrap_actions = Some(actions);
        }
        let scaling = self.ask("GetManagedScalingPolicy", id, |readers, id| async move {
            readers.clusters.managed_scaling(&id).await
        });
        if let Some(scaling) = self.keep("GetManagedScalingPolicy", id, scaling, &mut closeup).await {
            closeup.managed_scaling = scaling;
        }
        closeup.as_of = Some(self.site.station.now());
        self.put(id, closeup);
    }

    async fn refresh(&self, id: &ClusterId, what: Missing, closeup: &mut Closeup) {
        self.keep(what.operation(), id, describe::fetch(&self.site, id, what), closeup).await;
    }

    async fn ask<T, F, Fut>(&self, operation: &'static str, id: &ClusterId, call: F) -> Result<T, CloudError>
    where
        F: Fn(emberwatch_cloud::PlaceReaders, ClusterId) -> Fut,
        Fut: Future<Output = Result<T, CloudError>>,
    {
        self.site.call(operation, |readers| call(readers, id.clone())).await
    }

    /// Asks unless it was denied before; a denial is remembered with the cluster.
    async fn keep<T>(
        &self,
        operation: &'static str,
        id: &ClusterId,
        ask: impl Future<Output = Result<T, CloudError>>,
        closeup: &mut Closeup,
    ) -> Option<T> {
        let action = format!("elasticmapreduce:{operation}");
        let known = self.site.record(id).is_some_and(|record| record.denied.contains(&action));
        let result = if known { Err(CloudError::Denied { operation, action }) } else { ask.await };
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                if let CloudError::Denied { action, .. } = &error {
                    self.site.deny(id, action);
                }
                closeup.failures.push(error.to_string());
                None
            }
        }
    }

    fn last(&self, id: &ClusterId) -> Closeup {
        let key = (self.site.place.region.clone(), id.clone());
        let snapshot = self.site.station.board.snapshot(&self.site.place.account);
        snapshot.and_then(|snapshot| snapshot.closeups.get(&key).map(|last| (**last).clone())).unwrap_or_default()
    }

    async fn steps(&self, id: &ClusterId) -> Result<Vec<Step>, CloudError> {
        let (listing, failure) = collect_pages(
            |step: &Step| step.id.clone(),
            |marker| async move {
                self.site
                    .call("ListSteps", |readers| {
                        let (id, marker) = (id.clone(), marker.clone());
                        async move { readers.clusters.list_steps(&id, marker.as_ref()).await }
                    })
                    .await
            },
        )
        .await;
        failure.map_or(Ok(listing.items), Err)
    }

    fn put(&self, id: &ClusterId, closeup: Closeup) {
        let key = (self.site.place.region.clone(), id.clone());
        self.site.station.board.change(&self.site.place.account, |snapshot| {
            snapshot.closeups.insert(key, Arc::new(closeup));
        });
    }

    fn is_fresh(&self, id: &ClusterId) -> bool {
        let now = self.site.station.now();
        self.last(id).as_of.is_some_and(|as_of| is_younger(now.duration_since(as_of), FRESH))
    }
}

#[async_trait]
impl Poll for CloseupPoll {
    async fn poll(&self) -> Duration {
        let now = self.site.station.now();
        let on_screen: Vec<ClusterId> = {
            let mut looked_at = self.looked_at.lock();
            looked_at.retain(|_, at| is_younger(now.duration_since(*at), OFF_SCREEN));
            looked_at.keys().cloned().collect()
        };
        for id in on_screen {
            if !self.is_fresh(&id) {
                self.read(&id).await;
            }
        }
        PERIOD
    }
}
