//! Reading spot prices from AWS and writing them down; whoever asks, they are asked for in this one way.

use crate::poll::{Site, collect_pages, endless};
use emberwatch_cloud::{CloudError, SpotHistory};
use emberwatch_domain::spot::SpotChange;
use emberwatch_domain::time_span::TimeSpan;
use std::sync::Arc;

const OPERATION: &str = "DescribeSpotPriceHistory";

/// Every page. What came before a failure is kept too, but only a listing that was read to its end counts as read.
pub(crate) async fn read(site: &Site, query: &SpotHistory) -> (Vec<SpotChange>, Option<CloudError>) {
    let (listing, failure) = collect_pages(
        |change: &SpotChange| (change.instance_type.clone(), change.zone.clone(), change.at),
        |marker| async move {
            site.call(OPERATION, |readers| {
                let (query, marker) = (query.clone(), marker.clone());
                async move { readers.spot.history(&query, marker.as_ref()).await }
            })
            .await
        },
    )
    .await;
    let changes = Arc::new(listing.items);
    keep(site, query, changes.clone(), listing.complete).await;
    let failure = failure.or_else(|| (!listing.complete).then(|| endless(OPERATION)));
    (Arc::unwrap_or_clone(changes), failure)
}

/// On a thread that may wait for the disk, or for another process that writes.
async fn keep(site: &Site, query: &SpotHistory, changes: Arc<Vec<SpotChange>>, complete: bool) {
    let (station, place, query) = (site.station.clone(), site.place.clone(), query.clone());
    let write = move || {
        let (history, realm) = (&station.history, station.realm());
        let mut kept = if changes.is_empty() { Ok(()) } else { history.record_spot(realm, &place, &changes) };
        if complete && kept.is_ok() {
            let span = TimeSpan::new(query.since, query.until);
            kept = history.record_spot_read(realm, &place, &query.instance_types, span);
        }
        if let Err(error) = kept {
            tracing::warn!(%error, %place, "spot prices could not be recorded");
        }
    };
    drop(tokio::task::spawn_blocking(write).await);
}
