//! List prices of what runs, from the Price List API; an answer is kept for a day.

use super::Poll;
use super::round::is_about_one;
use super::station::Station;
use crate::budget::Purpose;
use async_trait::async_trait;
use emberwatch_cloud::CloudError;
use emberwatch_domain::account::{AccountId, Place, ProfileName, Region};
use emberwatch_domain::cluster::InstanceType;
use emberwatch_domain::price::{PriceItem, Quote};
use emberwatch_domain::time_span::is_younger;
use futures::stream::{self, StreamExt};
use jiff::SignedDuration;
use parking_lot::Mutex;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

pub const PERIOD: Duration = Duration::from_secs(60);
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// So many answers are awaited at once; the budget says when each is asked for.
const AT_ONCE: usize = 4;
const PAUSE: Duration = Duration::from_secs(300);
/// Every place wakes this poll when it has answered; they come together, and all clusters are gone through once for all.
const GATHER: Duration = Duration::from_secs(1);
const GET_PRODUCTS: &str = "GetProducts";

pub struct PricesPoll {
    station: Arc<Station>,
    /// After a round in which nobody could ask, it is left alone for so long, whoever wakes it.
    rests_until: Mutex<Option<Instant>>,
}

impl PricesPoll {
    pub fn new(station: Arc<Station>) -> Self {
        Self { station, rests_until: Mutex::new(None) }
    }

    /// The user asks again: no failure is waited out.
    pub fn forget_failures(&self) {
        *self.rests_until.lock() = None;
    }

    fn rest_left(&self) -> Option<Duration> {
        let left = (*self.rests_until.lock())?.saturating_duration_since(Instant::now());
        (!left.is_zero()).then_some(left)
    }

    /// Asks for what runs and has no answer of today.
    pub async fn look(&self) -> Duration {
        if let Some(left) = self.rest_left() {
            return left;
        }
        let wanted = self.wanted();
        match price_now(&self.station, wanted, |account, error| self.tell(account, error)).await {
            Ok(()) => PERIOD,
            Err(_) => {
                *self.rests_until.lock() = Some(Instant::now() + PAUSE);
                PAUSE
            }
        }
    }

    /// A missing permission is named on every cluster whose price it hides.
    fn tell(&self, account: &AccountId, error: &CloudError) {
        let CloudError::Denied { action, .. } = error else { return };
        self.station.board.change(account, |snapshot| {
            for record in snapshot.clusters.values_mut().filter(|record| !record.summary.state.has_ended()) {
                Arc::make_mut(record).deny(action.clone());
            }
        });
    }

    /// Whatever an active or recently ended cluster is made of.
    fn wanted(&self) -> BTreeSet<(Region, PriceItem)> {
        let mut wanted = BTreeSet::new();
        for snapshot in self.station.board.snapshots() {
            for ((region, _), record) in &snapshot.clusters {
                wanted.extend(items(record).into_iter().map(|item| (region.clone(), item)));
            }
        }
        wanted
    }
}

#[async_trait]
impl Poll for PricesPoll {
    async fn poll(&self) -> Duration {
        tokio::time::sleep(GATHER).await;
        self.look().await
    }
}

/// Asks for those of these prices that have no answer of today, by the first profile that may; `refused` is told of
/// those that may not.
///
/// # Errors
/// Nobody could ask, or there were prices that could not be told, for these reasons.
pub(crate) async fn price_now(
    station: &Arc<Station>,
    wanted: BTreeSet<(Region, PriceItem)>,
    refused: impl Fn(&AccountId, &CloudError),
) -> Result<(), Vec<CloudError>> {
    let mut failures = Vec::new();
    for snapshot in station.board.snapshots() {
        let left = unanswered(station, &wanted);
        if left.is_empty() {
            return Ok(());
        }
        let (account, profile) = (&snapshot.account, &snapshot.profile);
        match ask(station, account, profile, left).await {
            Ok(()) => return Ok(()),
            // The price list is the same for all: what it could not tell one account, it tells no other.
            Err(error) if is_about_an_item(&error) => return Err(vec![error]),
            Err(error) => {
                tracing::debug!(%error, %profile, "prices could not be asked");
                refused(account, &error);
                failures.push(error);
            }
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(failures) }
}

/// Who may not ask may ask for nothing.
fn is_about_an_item(error: &CloudError) -> bool {
    is_about_one(error) && !matches!(error, CloudError::Denied { .. })
}

/// What an instance of this type costs by the list.
pub(crate) fn quoted_items(kind: &InstanceType) -> [PriceItem; 2] {
    [PriceItem::Ec2(kind.clone()), PriceItem::Emr(kind.clone())]
}

fn unanswered(station: &Station, wanted: &BTreeSet<(Region, PriceItem)>) -> Vec<(Region, PriceItem)> {
    let now = station.now();
    let prices = station.board.snapshots().first().map(|snapshot| snapshot.prices.clone()).unwrap_or_default();
    let fresh = |region: &Region, item: &PriceItem| {
        prices.quote(region, item).is_some_and(|quote| is_younger(now.duration_since(quote.as_of), KEPT))
    };
    let mut unanswered: Vec<_> = wanted.iter().filter(|(region, item)| !fresh(region, item)).cloned().collect();
    station.unpriced.put_last(&mut unanswered, |item| item);
    unanswered
}

async fn ask(
    station: &Arc<Station>,
    account: &AccountId,
    profile: &ProfileName,
    wanted: Vec<(Region, PriceItem)>,
) -> Result<(), CloudError> {
    let prices = station.cloud.prices(profile)?;
    // One address answers for all regions, so an account has one bucket; no pipeline shares it, so we take it whole.
    let place = &Place { account: account.clone(), region: Region::new("us-east-1") };
    let mut answers = stream::iter(wanted)
        .map(|(region, item)| {
            let prices = prices.clone();
            async move {
                station.budgets.take(place, GET_PRODUCTS, Purpose::Act).await;
                let answer = prices.list_price(&region, &item).await;
                ((region, item), answer)
            }
        })
        .buffer_unordered(AT_ONCE);
    let (mut batch, mut round) = (Vec::new(), station.unpriced.round());
    let mut failure = None;
    while let Some((item, answer)) = answers.next().await {
        let told = match answer {
            Err(error) if !is_about_an_item(&error) => Err(error),
            answer => round.take(&item, answer),
        };
        match told {
            Ok(Some(price)) => batch.push((item.0, item.1, Quote { price, as_of: station.now() })),
            Ok(None) => {}
            Err(error) => {
                failure = Some(error);
                break;
            }
        }
    }
    take(station, batch).await;
    failure.map_or_else(|| round.end(), Err)
}

async fn take(station: &Arc<Station>, batch: Vec<(Region, PriceItem, Quote)>) {
    if batch.is_empty() {
        return;
    }
    station.board.change_prices(|book| {
        for (region, item, quote) in &batch {
            book.record(region, item.clone(), *quote);
        }
    });
    let keep = move |station: &Station| {
        if let Err(error) = station.history.record_prices(station.realm(), &batch) {
            tracing::warn!(%error, "prices could not be recorded");
        }
    };
    station.aside(keep).await;
}

fn items(record: &crate::record::ClusterRecord) -> BTreeSet<PriceItem> {
    let storage = record.storage();
    let types = record.instance_types().into_iter();
    let instances = types.flat_map(|kind| quoted_items(&kind));
    let volumes = storage.volume_types().map(|kind| PriceItem::EbsStorage(kind.to_owned()));
    let iops = storage.types_with_billed_iops().map(|kind| PriceItem::EbsIops(kind.to_owned()));
    instances.chain(volumes).chain(iops).collect()
}
