//! One fresh look, for as long as a terminal may keep somebody waiting: AWS lets nobody ask fast.

use emberwatch_app::poll::prices::PricesPoll;
use emberwatch_app::poll::spot::SpotPoll;
use emberwatch_app::poll::{Poll, Site, Station, Target, look_once};
use emberwatch_domain::account::Place;
use std::sync::Arc;
use std::time::Duration;

/// So long a look may take; what was read by then is kept, and the next look goes on from there.
const PATIENCE: Duration = Duration::from_secs(60);

/// Looks, and returns how many living clusters could not be described in time.
pub async fn ask(station: &Arc<Station>, targets: Vec<Target>, progress: &(dyn Fn(String) + Sync)) -> usize {
    // A look that is given up is dropped at once: one that is only left alone would hold what the others wait for.
    if tokio::time::timeout(PATIENCE, look_once(station, targets, progress)).await.is_ok() {
        return 0;
    }
    progress("prices".to_owned());
    price(station).await;
    let snapshots = station.board.snapshots();
    let records = snapshots.iter().flat_map(|snapshot| snapshot.clusters.values());
    records.filter(|record| !record.summary.state.has_ended() && record.detail.is_none()).count()
}

/// The last part of a look: the prices of what was found.
async fn price(station: &Arc<Station>) {
    for snapshot in station.board.snapshots() {
        for region in snapshot.sources.keys() {
            let place = Place { account: snapshot.account.clone(), region: region.clone() };
            SpotPoll::new(Arc::new(Site::new(station.clone(), place))).poll().await;
        }
    }
    PricesPoll::new(station.clone()).poll().await;
}
