//! One fresh look, which ends when everything alive is known: ended clusters can wait for a window that stays open,
//! for AWS lets nobody ask fast.

use emberwatch_app::poll::prices::PricesPoll;
use emberwatch_app::poll::spot::SpotPoll;
use emberwatch_app::poll::{Poll, Site, Station, Target, look_once};
use emberwatch_app::record::ClusterRecord;
use emberwatch_app::snapshot::Snapshot;
use emberwatch_domain::account::Place;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;

/// So long the rate of AWS is waited for; what was read is kept, and the next look goes on from there.
const PATIENCE: Duration = Duration::from_secs(25);

/// Looks, and returns how many living clusters could not be read whole in time.
pub async fn ask(station: &Arc<Station>, targets: Vec<Target>, progress: &(dyn Fn(String) + Sync)) -> usize {
    let began = station.now();
    let mut changes = station.board.changes();
    let deadline = tokio::time::sleep(PATIENCE);
    let look = look_once(station, targets, progress);
    tokio::pin!(look, deadline);
    loop {
        tokio::select! {
            () = &mut look => return 0,
            () = &mut deadline => break,
            // The board outlives the look, so that its end is no case of its own.
            _ = changes.changed() => if is_enough(station, began) { break },
        }
    }
    price(station, progress).await;
    unread(&station.board.snapshots(), began)
}

/// Every place has answered or failed, and every living cluster is known.
fn is_enough(station: &Station, began: Timestamp) -> bool {
    let snapshots = station.board.snapshots();
    let settled = station.board.profiles().iter().all(|profile| {
        let snapshot = profile.account.as_ref().and_then(|account| snapshots.iter().find(|it| &it.account == account));
        match snapshot {
            None => profile.failure.is_some(),
            Some(snapshot) => profile.regions.iter().all(|region| {
                let source = snapshot.sources.get(region);
                source.is_some_and(|source| source.failure.is_some() || source.as_of.is_some_and(|at| at >= began))
            }),
        }
    });
    settled && unread(&snapshots, began) == 0
}

fn unread(snapshots: &[Arc<Snapshot>], began: Timestamp) -> usize {
    let read = |snapshot: &Snapshot, record: &ClusterRecord| {
        let failed = snapshot.sources.get(&record.place.region).is_some_and(|source| source.failure.is_some());
        record.summary.state.has_ended() || record.seen_at < began || failed || is_read(record, began)
    };
    let unread = snapshots.iter().map(|snapshot| snapshot.clusters.values().filter(|it| !read(snapshot, it)).count());
    unread.sum()
}

/// Known as it is now; what may not be read of it is not waited for.
fn is_read(record: &ClusterRecord, began: Timestamp) -> bool {
    if !record.denied.is_empty() {
        return true;
    }
    let described = record.detail.as_ref().is_some_and(|detail| detail.summary.state == record.summary.state);
    let counted = record.nodes.as_ref().is_some_and(|nodes| nodes.as_of >= began);
    let whole = record.nodes.as_ref().is_some_and(|nodes| {
        record.summary.created_at.is_none_or(|created| nodes.whole_since <= created)
    });
    described && counted && whole && record.collection.is_some() && record.auto_termination.is_some()
}

/// The last part of a look: the prices of what was found.
async fn price(station: &Arc<Station>, progress: &(dyn Fn(String) + Sync)) {
    progress("prices".to_owned());
    for snapshot in station.board.snapshots() {
        for region in snapshot.sources.keys() {
            let place = Place { account: snapshot.account.clone(), region: region.clone() };
            SpotPoll::new(Arc::new(Site::new(station.clone(), place))).poll().await;
        }
    }
    PricesPoll::new(station.clone()).poll().await;
}
