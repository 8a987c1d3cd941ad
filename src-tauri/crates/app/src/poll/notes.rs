//! What polls saw, on its way to the history: gathered, and written together by a thread that may wait for the disk.

use crate::ports::{History, Seen};
use crate::record::ClusterRecord;
use emberwatch_domain::account::{Place, Realm};
use emberwatch_domain::cluster::ClusterId;
use jiff::Timestamp;
use parking_lot::{Mutex, MutexGuard};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;

/// A sweep's answers come within so long, and one commit takes them all. A process that is killed loses no more.
const GATHER: Duration = Duration::from_millis(250);

/// The last look at each cluster and place that is not written yet. Dropping it writes it.
pub(super) struct Notes {
    realm: Realm,
    history: Arc<dyn History>,
    gathered: Mutex<Gathered>,
    /// Held while writing, so that no look is written after a newer one.
    writing: Mutex<()>,
}

#[derive(Default)]
struct Gathered {
    clusters: BTreeMap<(Place, ClusterId), Arc<ClusterRecord>>,
    sources: BTreeMap<Place, Timestamp>,
    /// Somebody will write it.
    is_awaited: bool,
}

impl Notes {
    pub fn new(realm: Realm, history: Arc<dyn History>) -> Self {
        Self { realm, history, gathered: Mutex::default(), writing: Mutex::default() }
    }

    pub fn clusters(self: &Arc<Self>, touched: Vec<Arc<ClusterRecord>>) {
        if touched.is_empty() {
            return;
        }
        let mut gathered = self.gathered.lock();
        gathered.clusters.extend(touched.into_iter().map(|look| ((look.place.clone(), look.id().clone()), look)));
        self.write_soon(gathered);
    }

    /// The place has answered in full.
    pub fn source(self: &Arc<Self>, place: &Place, as_of: Timestamp) {
        let mut gathered = self.gathered.lock();
        gathered.sources.insert(place.clone(), as_of);
        self.write_soon(gathered);
    }

    /// Writes what was gathered, before somebody reads the history or ends.
    pub fn write(&self) {
        let _writing = self.writing.lock();
        let Gathered { clusters, sources, .. } = std::mem::take(&mut *self.gathered.lock());
        let seen = Seen { clusters: clusters.into_values().collect(), sources };
        if seen.clusters.is_empty() && seen.sources.is_empty() {
            return;
        }
        if self.history.record_seen(self.realm, &seen).is_err() {
            self.write_apart(&seen);
        }
    }

    /// What cannot be written must not take the rest with it.
    fn write_apart(&self, seen: &Seen) {
        let alone =
            seen.clusters.iter().map(|look| self.history.record_clusters(self.realm, std::slice::from_ref(look)));
        let places = seen.sources.iter().map(|(place, as_of)| self.history.record_source(self.realm, place, *as_of));
        for error in alone.chain(places).filter_map(Result::err) {
            tracing::warn!(%error, "what was seen could not be recorded");
        }
    }

    fn write_soon(self: &Arc<Self>, mut gathered: MutexGuard<'_, Gathered>) {
        if std::mem::replace(&mut gathered.is_awaited, true) {
            return;
        }
        drop(gathered);
        let Ok(runtime) = Handle::try_current() else { return self.write() };
        let notes = Arc::downgrade(self);
        runtime.spawn(async move {
            tokio::time::sleep(GATHER).await;
            let Some(notes) = notes.upgrade() else { return };
            drop(tokio::task::spawn_blocking(move || notes.write()).await);
        });
    }
}

impl Drop for Notes {
    fn drop(&mut self) {
        self.write();
    }
}
