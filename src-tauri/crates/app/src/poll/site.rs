//! One account in one region: where listings are read and records are kept.

use super::gate::Witness;
use super::station::Station;
use crate::budget::Purpose;
use crate::record::{ClusterRecord, Look};
use crate::snapshot::{ClusterKey, Failed, SourceState, first_key};
use crate::trouble;
use emberwatch_cloud::{CloudError, PlaceReaders};
use emberwatch_domain::account::{Place, ProfileName};
use emberwatch_domain::cluster::ClusterId;
use parking_lot::Mutex;
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// The polls of one place share this.
pub struct Site {
    pub station: Arc<Station>,
    pub place: Place,
    /// Wakes the poll that describes what the listing found.
    pub to_describe: Arc<Notify>,
    /// Wakes the poll that lists what has ended.
    pub to_list_ended: Arc<Notify>,
    /// Wakes the poll that counts nodes.
    pub to_count: Arc<Notify>,
    /// Wakes the poll of spot prices: new nodes may be of a type whose price was never asked.
    pub to_price: Arc<Notify>,
    denied: Mutex<BTreeSet<String>>,
    rests: Mutex<BTreeMap<&'static str, Rest>>,
}

/// How long a poll is left alone.
struct Rest {
    until: Instant,
    /// It met silence, and goes on as soon as there is a network again.
    met_silence: bool,
}

impl Site {
    pub fn new(station: Arc<Station>, place: Place) -> Self {
        Self {
            station,
            place,
            to_describe: Arc::default(),
            to_list_ended: Arc::default(),
            to_count: Arc::default(),
            to_price: Arc::default(),
            denied: Mutex::default(),
            rests: Mutex::default(),
        }
    }

    /// One call within the budget, by whichever profile of the account can make it.
    pub async fn call<T, F, Fut>(&self, operation: &'static str, call: F) -> Result<T, CloudError>
    where
        F: Fn(PlaceReaders) -> Fut,
        Fut: Future<Output = Result<T, CloudError>>,
    {
        let (station, place, call) = (&*self.station, &self.place, &call);
        station
            .in_turn(&place.account, operation, |profile| async move {
                station.budgets.take(place, operation, Purpose::Poll).await;
                let asked = async { call(station.cloud.readers(&profile, &place.region)?).await };
                let result = match station.vouched(&place.account, &profile, asked).await {
                    Err(error @ CloudError::RegionDisabled { .. }) => Err(self.off_or_unknown(&profile, error).await),
                    result => result,
                };
                station.note(&result, Witness::Region(place.region.clone()));
                if matches!(result, Err(CloudError::Throttled { .. })) {
                    station.budgets.throttled(place, operation, Purpose::Poll);
                }
                result
            })
            .await
    }

    /// A region that is off answers as if it had never heard of the key, and so does every region once the key is gone:
    /// the region is off only if the key still works elsewhere.
    async fn off_or_unknown(&self, profile: &ProfileName, error: CloudError) -> CloudError {
        let caller = match self.station.cloud.identity(profile) {
            Ok(identity) => identity.caller().await,
            Err(error) => Err(error),
        };
        caller.err().unwrap_or(error)
    }

    pub fn profile(&self) -> Option<ProfileName> {
        self.station.leader(&self.place.account)
    }

    pub fn look(&self) -> Look {
        Look::at(&*self.station.clock)
    }

    pub fn records(&self) -> Vec<Arc<ClusterRecord>> {
        self.records_that(|_| true)
    }

    /// What has not ended, as far as is known.
    pub fn active(&self) -> impl Iterator<Item = Arc<ClusterRecord>> {
        self.records_that(|record| !record.summary.state.has_ended()).into_iter()
    }

    /// Few of many, mostly: only those are taken hold of.
    pub fn records_that(&self, are_wanted: impl Fn(&ClusterRecord) -> bool) -> Vec<Arc<ClusterRecord>> {
        let Some(snapshot) = self.station.board.snapshot(&self.place.account) else { return Vec::new() };
        snapshot.clusters_in(&self.place.region).filter(|record| are_wanted(record)).cloned().collect()
    }

    pub fn record(&self, id: &ClusterId) -> Option<Arc<ClusterRecord>> {
        self.station.board.snapshot(&self.place.account)?.cluster(&self.place.region, id).cloned()
    }

    /// Something here may be of a kind that was never priced.
    pub fn send_for_prices(&self) {
        self.to_price.notify_one();
        self.station.to_price.notify_one();
    }

    /// Changes the place's records, under the board's lock: several polls work on the same record.
    /// Whatever `change` touches is recorded in the history too.
    pub fn edit(&self, change: impl FnOnce(&mut Records<'_>)) {
        let mut touched = Vec::new();
        self.station.board.change(&self.place.account, |snapshot| {
            let mut records = Records { clusters: &mut snapshot.clusters, place: &self.place, touched: Vec::new() };
            change(&mut records);
            touched = records.touched;
        });
        self.station.notes.clusters(touched);
    }

    /// Takes off the board what no screen shows any more; the history keeps it.
    pub fn forget(&self, over: &BTreeSet<ClusterId>) {
        let keep = |(region, id): &ClusterKey| region != &self.place.region || !over.contains(id);
        self.station.board.change(&self.place.account, |snapshot| {
            snapshot.clusters.retain(|key, _| keep(key));
            snapshot.closeups.retain(|key, _| keep(key));
        });
    }

    pub fn update(&self, id: &ClusterId, change: impl FnOnce(&mut ClusterRecord)) {
        self.edit(|records| records.update(id, change));
    }

    /// Remembers with the cluster that an IAM action is not allowed on it.
    pub fn deny(&self, id: &ClusterId, action: &str) {
        self.update(id, |record| {
            record.deny(action);
        });
    }

    /// The place has answered in full.
    pub fn answered(&self) {
        let now = self.station.now();
        self.station.board.change(&self.place.account, |snapshot| {
            snapshot.sources.insert(self.place.region.clone(), SourceState { as_of: Some(now), failure: None });
            trouble::settle(&mut snapshot.troubles, &self.place.region, now);
        });
        self.station.notes.source(&self.place, now);
    }

    /// The place has failed: its rows stay, with their age.
    pub fn failed(&self, error: CloudError) {
        tracing::debug!(%error, place = %self.place, "a source failed");
        let failed = Failed { at: self.station.now(), error };
        self.station.board.change(&self.place.account, |snapshot| {
            trouble::note(&mut snapshot.troubles, &self.place.region, &failed);
            snapshot.sources.entry(self.place.region.clone()).or_default().failure = Some(failed);
        });
    }

    /// Remembers a denied action, so that it is not asked again until the user refreshes.
    pub fn remember_denied(&self, action: &str) {
        self.denied.lock().insert(action.to_owned());
    }

    pub fn is_denied(&self, action: &str) -> bool {
        self.denied.lock().contains(action)
    }

    /// The user asks again: what was denied may be allowed by now, and no failure is waited out.
    pub fn forget_failures(&self) {
        self.denied.lock().clear();
        let rested = !std::mem::take(&mut *self.rests.lock()).is_empty();
        // Mostly nothing was denied, and then nothing is changed: a changed snapshot is a copied one.
        let was_denied = !self.records_that(|record| !record.denied.is_empty()).is_empty();
        if was_denied {
            self.edit(|records| records.update_all(|record| !std::mem::take(&mut record.denied).is_empty()));
        }
        if rested || was_denied {
            // A listing that is under way wakes it at its end, which may be long after.
            self.to_describe.notify_one();
        }
    }

    /// Leaves a poll alone for so long, whoever wakes it meanwhile.
    pub fn rest(&self, poll: &'static str, pause: Duration) -> Duration {
        self.rests.lock().insert(poll, Rest { until: Instant::now() + pause, met_silence: false });
        pause
    }

    /// Leaves a poll alone for as long as its failure asks for.
    pub fn rest_after(&self, poll: &'static str, error: &CloudError, period: Duration) -> Duration {
        let pause = pause_after(error, period);
        let met_silence = matches!(error, CloudError::Unreachable { .. } | CloudError::TimedOut { .. });
        self.rests.lock().insert(poll, Rest { until: Instant::now() + pause, met_silence });
        pause
    }

    /// There is a network again: nobody rests because there was none.
    pub fn forget_silence(&self) {
        self.rests.lock().retain(|_, rest| !rest.met_silence);
    }

    /// How long a poll is still to be left alone.
    pub fn rest_left(&self, poll: &'static str) -> Option<Duration> {
        let left = self.rests.lock().get(poll)?.until.saturating_duration_since(Instant::now());
        (!left.is_zero()).then_some(left)
    }
}

/// The records of one place while they are changed.
pub struct Records<'a> {
    clusters: &'a mut BTreeMap<ClusterKey, Arc<ClusterRecord>>,
    place: &'a Place,
    touched: Vec<Arc<ClusterRecord>>,
}

impl Records<'_> {
    pub fn get(&self, id: &ClusterId) -> Option<&ClusterRecord> {
        self.clusters.get(&(self.place.region.clone(), id.clone())).map(|record| &**record)
    }

    pub fn put(&mut self, record: ClusterRecord) {
        let record = Arc::new(record);
        self.clusters.insert((self.place.region.clone(), record.id().clone()), record.clone());
        self.touched.push(record);
    }

    /// Changes every record of the place; `change` says whether it did.
    pub fn update_all(&mut self, change: impl Fn(&mut ClusterRecord) -> bool) {
        let here = self.clusters.range_mut(first_key(&self.place.region)..);
        for (_, record) in here.take_while(|((region, _), _)| region == &self.place.region) {
            let mut changed = ClusterRecord::clone(record);
            if change(&mut changed) {
                *record = Arc::new(changed);
                self.touched.push(record.clone());
            }
        }
    }

    pub fn update(&mut self, id: &ClusterId, change: impl FnOnce(&mut ClusterRecord)) {
        if let Some(record) = self.clusters.get_mut(&(self.place.region.clone(), id.clone())) {
            change(Arc::make_mut(record));
            self.touched.push(record.clone());
        }
    }
}

/// How long to leave a failed source alone.
pub fn pause_after(error: &CloudError, period: Duration) -> Duration {
    const HOUR: Duration = Duration::from_secs(3600);
    match error {
        CloudError::RegionDisabled { .. } => 24 * HOUR,
        CloudError::NoDataYet { .. } => 12 * HOUR,
        CloudError::Denied { .. } | CloudError::Invalid { .. } => HOUR,
        // Nothing is sent while the credentials are missing; this only looks whether they have appeared.
        CloudError::SignInNeeded { .. } | CloudError::ProcessFailed { .. } => Duration::from_secs(10),
        CloudError::Expired { .. } => Duration::from_secs(600),
        CloudError::Throttled { retry_after, .. } => retry_after.unwrap_or_default().max(2 * period),
        CloudError::NotFound { .. }
        | CloudError::Unreachable { .. }
        | CloudError::TimedOut { .. }
        | CloudError::Unexpected { .. } => period,
    }
}
