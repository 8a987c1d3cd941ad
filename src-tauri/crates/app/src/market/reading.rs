//! Reading spot prices from AWS and writing them down; whoever asks, they are asked for in this one way.

use crate::poll::{Site, collect_pages, endless};
use emberwatch_cloud::{CloudError, SpotHistory};
use emberwatch_domain::spot::SpotChange;
use emberwatch_domain::time_span::TimeSpan;

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
    keep(site, query, &listing.items, listing.complete);
    let failure = failure.or_else(|| (!listing.complete).then(|| endless(OPERATION)));
    (listing.items, failure)
}

fn keep(site: &Site, query: &SpotHistory, changes: &[SpotChange], complete: bool) {
    let (history, realm) = (&site.station.history, site.station.realm());
    let mut kept = if changes.is_empty() { Ok(()) } else { history.record_spot(realm, &site.place, changes) };
    if complete && kept.is_ok() {
        let span = TimeSpan::new(query.since, query.until);
        kept = history.record_spot_read(realm, &site.place, &query.instance_types, span);
    }
    if let Err(error) = kept {
        tracing::warn!(%error, place = %site.place, "spot prices could not be recorded");
    }
}
