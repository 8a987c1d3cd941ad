//! What planning, executing and following share.

use super::early::Early;
use super::lanes::{LaneKey, Lanes, QueuePlace};
use super::ledger::Ledger;
use super::outcome::operation;
use super::pending::PendingPlans;
use crate::budget::Purpose;
use crate::poll::{Site, Station, Watcher};
use crate::ports::{Clock, Journal, JournalEntry, SettingsStore};
use crate::record::Look;
use emberwatch_cloud::{CloudControl, CloudError, PlaceReaders};
use emberwatch_domain::account::{Place, ProfileName, Realm};
use emberwatch_domain::cluster::{ClusterDetail, ClusterId};
use emberwatch_domain::plan::PlanHash;
use jiff::Timestamp;
use parking_lot::Mutex;
use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::sync::Arc;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// One realm in which actions are possible: AWS, or the sample.
pub struct ActionRealm {
    pub station: Arc<Station>,
    /// The only door to writing; opened by the executor, entry by entry.
    pub control: Arc<dyn CloudControl>,
    /// Told where something was changed. A terminal that looks once has none.
    pub watcher: Option<Arc<Watcher>>,
}

pub struct ActionPorts {
    pub realms: Vec<ActionRealm>,
    pub journal: Arc<dyn Journal>,
    pub settings: Arc<dyn SettingsStore>,
    pub clock: Arc<dyn Clock>,
    /// This process, as no other is called.
    pub owner: String,
}

pub(super) struct Shared {
    pub realms: Vec<ActionRealm>,
    pub settings: Arc<dyn SettingsStore>,
    pub clock: Arc<dyn Clock>,
    pub owner: String,
    pub ledger: Ledger,
    pub pending: PendingPlans,
    pub lanes: Lanes,
    /// The plans whose rows are being written, and whether they were called back meanwhile.
    pub opening: Mutex<HashMap<PlanHash, bool>>,
    /// What is re-read already, by entry.
    pub early: Mutex<BTreeMap<u64, Early>>,
    pub follow_wake: Arc<Notify>,
    pub cancel: CancellationToken,
}

impl Shared {
    pub fn new(ports: ActionPorts) -> Self {
        Self {
            realms: ports.realms,
            settings: ports.settings,
            clock: ports.clock,
            owner: ports.owner,
            ledger: Ledger::new(ports.journal),
            pending: PendingPlans::default(),
            lanes: Lanes::default(),
            opening: Mutex::default(),
            early: Mutex::default(),
            follow_wake: Arc::default(),
            cancel: CancellationToken::new(),
        }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn realm(&self, realm: Realm) -> Option<&ActionRealm> {
        self.realms.iter().find(|candidate| candidate.station.realm() == realm)
    }

    /// When the entry's turn comes, as far as this process's budget tells.
    pub fn queue(&self, entry: &JournalEntry) -> Option<QueuePlace> {
        let waiting = self.lanes.find(entry.number)?;
        let station = &self.realm(entry.request.realm)?.station;
        let calls = waiting.calls_until_sent();
        let budget =
            station.budgets.forecast(&entry.request.place, operation(entry.request.action), Purpose::Act, calls);
        let count_down = waiting.not_before.saturating_duration_since(Instant::now());
        Some(QueuePlace { position: waiting.index + 1, remaining: budget.max(count_down) })
    }

    /// Something was changed there: the polls look anew.
    pub fn refresh(&self, (realm, place): &LaneKey) {
        if let Some(watcher) = self.realm(*realm).and_then(|realm| realm.watcher.as_ref()) {
            watcher.refresh_place(place);
        }
    }
}

impl ActionRealm {
    /// The profile that leads to the account now; the one of the plan where the account is not watched.
    pub fn profile(&self, place: &Place, planned: &ProfileName) -> ProfileName {
        self.station.leader(&place.account).unwrap_or_else(|| planned.clone())
    }

    /// One read within what AWS gives in all. A throttled one slows the next ones down.
    pub async fn read<T, F, Fut>(
        &self,
        profile: &ProfileName,
        place: &Place,
        operation: &'static str,
        read: F,
    ) -> Result<T, CloudError>
    where
        F: FnOnce(PlaceReaders) -> Fut,
        Fut: Future<Output = Result<T, CloudError>>,
    {
        let readers = self.station.cloud.readers(profile, &place.region)?;
        self.station.budgets.take(place, operation, Purpose::Act).await;
        let result = read(readers).await;
        if matches!(result, Err(CloudError::Throttled { .. })) {
            self.station.budgets.throttled(place, operation, Purpose::Act);
        }
        result
    }

    /// DescribeCluster, shown on the board at once.
    pub async fn describe(
        &self,
        profile: &ProfileName,
        place: &Place,
        id: &ClusterId,
    ) -> Result<ClusterDetail, CloudError> {
        let describe = |readers: PlaceReaders| async move { readers.clusters.describe_cluster(id).await };
        let detail = self.read(profile, place, "DescribeCluster", describe).await?;
        let look = Look::at(&*self.station.clock);
        Site::new(self.station.clone(), place.clone()).update(id, |record| {
            record.seen_at = look.now;
            record.take_detail(detail.clone(), look);
        });
        Ok(detail)
    }
}
