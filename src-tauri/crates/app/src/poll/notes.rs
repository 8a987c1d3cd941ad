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

/// So many rows that cannot be written, and none that can: the disk is full, not a row at fault.
const HOPELESS: usize = 3;

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
        let Err(error) = self.history.record_seen(self.realm, &seen) else { return };
        // What cannot be written must not take the rest with it; where nothing can be, all of it waits for the next time.
        if self.write_apart(&seen) == 0 {
            tracing::warn!(%error, "what was seen could not be recorded");
            self.put_back(seen);
        }
    }

    fn put_back(&self, seen: Seen) {
        let mut gathered = self.gathered.lock();
        for look in seen.clusters {
            gathered.clusters.entry((look.place.clone(), look.id().clone())).or_insert(look);
        }
        for (place, as_of) in seen.sources {
            gathered.sources.entry(place).or_insert(as_of);
        }
    }

    /// Cluster by cluster, until several fail and none did not: then it is not about a row, and the small rows of the
    /// places, which a full disk may still take, are not tried. Tells how many were written.
    fn write_apart(&self, seen: &Seen) -> usize {
        let (mut written, mut failed) = (0, 0);
        for look in &seen.clusters {
            match self.history.record_clusters(self.realm, std::slice::from_ref(look)) {
                Ok(()) => written += 1,
                Err(error) if written > 0 => tracing::warn!(%error, "what was seen could not be recorded"),
                Err(_) => failed += 1,
            }
            if written == 0 && failed == HOPELESS {
                break;
            }
        }
        if written > 0 {
            let places = seen.sources.iter();
            let places = places.map(|(place, as_of)| self.history.record_source(self.realm, place, *as_of));
            places.filter_map(Result::err).for_each(|error| {
                tracing::warn!(%error, "what was seen could not be recorded");
            });
        }
        written
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
