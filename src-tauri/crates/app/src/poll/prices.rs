//! List prices of what runs, from the Price List API; an answer is kept for a day.

use super::Poll;
use super::station::Station;
use async_trait::async_trait;
use emberwatch_cloud::CloudError;
use emberwatch_domain::account::{ProfileName, Region};
use emberwatch_domain::price::{PriceItem, Quote};
use futures::stream::{self, StreamExt};
use jiff::SignedDuration;
use parking_lot::Mutex;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

pub const PERIOD: Duration = Duration::from_secs(60);
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// The Price List API allows 5 requests a second.
const AT_ONCE: usize = 4;

pub struct PricesPoll {
    station: Arc<Station>,
    /// Why the last round failed, for the screens.
    pub failure: Mutex<Option<CloudError>>,
}

impl PricesPoll {
    pub fn new(station: Arc<Station>) -> Self {
        Self { station, failure: Mutex::new(None) }
    }

    /// Whatever an active or recently ended cluster is made of and that has no answer of today.
    fn wanted(&self) -> Vec<(Region, PriceItem)> {
        let now = self.station.now();
        let mut wanted = BTreeSet::new();
        let snapshots = self.station.board.snapshots();
        for snapshot in &snapshots {
            for ((region, _), record) in &snapshot.clusters {
                wanted.extend(items(record).into_iter().map(|item| (region.clone(), item)));
            }
        }
        let prices = snapshots.first().map(|snapshot| snapshot.prices.clone()).unwrap_or_default();
        let fresh = |region: &Region, item: &PriceItem| {
            prices.quote(region, item).is_some_and(|quote| now.duration_since(quote.as_of) < KEPT)
        };
        wanted.into_iter().filter(|(region, item)| !fresh(region, item)).collect()
    }

    /// The price list is the same for all: any profile that may ask will do.
    fn profiles(&self) -> Vec<ProfileName> {
        self.station.board.snapshots().iter().map(|snapshot| snapshot.profile.clone()).collect()
    }

    async fn ask(&self, profile: &ProfileName, wanted: &[(Region, PriceItem)]) -> Result<(), CloudError> {
        let prices = self.station.cloud.prices(profile)?;
        let mut answers = stream::iter(wanted.to_vec())
            .map(|(region, item)| {
                let prices = prices.clone();
                async move {
                    let answer = prices.list_price(&region, &item).await;
                    (region, item, answer)
                }
            })
            .buffer_unordered(AT_ONCE);
        let mut batch = Vec::new();
        let mut failure = None;
        while let Some((region, item, answer)) = answers.next().await {
            match answer {
                Ok(price) => batch.push((region, item, Quote { price, as_of: self.station.now() })),
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
        }
        self.take(&batch);
        failure.map_or(Ok(()), Err)
    }

    fn take(&self, batch: &[(Region, PriceItem, Quote)]) {
        if batch.is_empty() {
            return;
        }
        let Some(first) = self.station.board.snapshots().into_iter().next() else { return };
        let mut book = (*first.prices).clone();
        for (region, item, quote) in batch {
            book.record(region, item.clone(), *quote);
        }
        let book = Arc::new(book);
        for snapshot in self.station.board.snapshots() {
            self.station.board.change(&snapshot.account, |snapshot| snapshot.prices = book.clone());
        }
        if let Err(error) = self.station.history.record_prices(self.station.realm(), batch) {
            tracing::warn!(%error, "prices could not be recorded");
        }
    }
}

#[async_trait]
impl Poll for PricesPoll {
    async fn poll(&self) -> Duration {
        let wanted = self.wanted();
        if wanted.is_empty() {
            return PERIOD;
        }
        for profile in self.profiles() {
            match self.ask(&profile, &wanted).await {
                Ok(()) => {
                    *self.failure.lock() = None;
                    return PERIOD;
                }
                Err(error) => {
                    tracing::debug!(%error, %profile, "prices could not be asked");
                    *self.failure.lock() = Some(error);
                }
            }
        }
        5 * PERIOD
    }
}

fn items(record: &crate::record::ClusterRecord) -> BTreeSet<PriceItem> {
    use emberwatch_domain::burn::Nodes;
    let nodes = record.nodes();
    let types: BTreeSet<_> = match &nodes {
        Nodes::Nodes { nodes, .. } => nodes.iter().map(|node| &node.instance_type).collect(),
        Nodes::Requested { nodes } => nodes.iter().map(|node| &node.instance_type).collect(),
        Nodes::Unknown => BTreeSet::new(),
    };
    let storage = record.storage();
    let instances = types.into_iter().flat_map(|kind| [PriceItem::Ec2(kind.clone()), PriceItem::Emr(kind.clone())]);
    let volumes = storage.volume_types().map(|kind| PriceItem::EbsStorage(kind.to_owned()));
    let iops = storage.types_with_billed_iops().map(|kind| PriceItem::EbsIops(kind.to_owned()));
    instances.chain(volumes).chain(iops).collect()
}
