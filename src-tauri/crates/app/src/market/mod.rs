//! The spot market of one place: what prices were, and where a node would run cheapest.
//!
//! The store is read first and AWS is asked only for what was never read; what it told stays recorded past the 90 days
//! that AWS keeps. What cannot be asked is told, and what is known is served with its age.

mod advising;
mod candidates;
pub(crate) mod missing;
mod networks;
mod placing;
pub(crate) mod reading;

pub use advising::{Advised, Question};
pub use networks::Networks;
pub use placing::Placement;

use crate::poll::Site;
use crate::poll::prices::{price_now, quoted_items};
use crate::poll::site::pause_after;
use crate::poll::station::SPOT_KEPT;
use crate::ports::{SpotRead, StoreError};
use emberwatch_cloud::CloudError;
use emberwatch_domain::account::Place;
use emberwatch_domain::cluster::InstanceType;
use emberwatch_domain::price::PriceBook;
use emberwatch_domain::spot::{Seams, SpotBook};
use emberwatch_domain::time_span::TimeSpan;
use jiff::{SignedDuration, Timestamp};
use missing::{FRESH, known_until, missing};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// A failure is not tried again within so long, unless the user asks again.
const PAUSE: Duration = Duration::from_secs(60);

/// Windows and reads are begun moments apart, and prices of a quarter of an hour ago are taken for those of now.
const SEAMS: Seams = Seams { within: FRESH, newest: SignedDuration::from_mins(15) };

/// Whether AWS is asked for what the store does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    Aws,
    Nobody,
}

pub struct Market {
    site: Site,
    /// One reads at a time: the next then finds everything read.
    turn: tokio::sync::Mutex<()>,
    /// The last failure of the spot market, and until when it is not asked again.
    rests: Mutex<Option<(Instant, CloudError)>>,
    scores: Mutex<placing::Answers>,
}

/// What is known of some types' prices.
#[derive(Clone, Debug)]
pub struct Seen {
    pub place: Place,
    pub window: TimeSpan,
    /// Of these types in this region alone.
    pub spot: SpotBook,
    pub prices: Arc<PriceBook>,
    /// Until when every type's prices were read; `None`: not of every type.
    pub as_of: Option<Timestamp>,
    /// Until when each type's were, as far as they ever were.
    pub read_until: BTreeMap<InstanceType, Timestamp>,
    /// Why not everything could be asked.
    pub failures: Vec<CloudError>,
}

impl Market {
    pub fn new(site: Site) -> Self {
        Self { site, turn: tokio::sync::Mutex::default(), rests: Mutex::default(), scores: Mutex::default() }
    }

    pub fn place(&self) -> &Place {
        &self.site.place
    }

    /// The user asks again: no failure is waited out.
    pub fn forget_failures(&self) {
        *self.rests.lock() = None;
        self.site.forget_failures();
        self.forget_refused_scores();
    }

    /// The prices of these types over a window that ends now or before.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn look(&self, kinds: &[InstanceType], window: TimeSpan, ask: Ask) -> Result<Seen, StoreError> {
        let mut failures = Vec::new();
        if ask == Ask::Aws {
            let _turn = self.turn.lock().await;
            failures.extend(self.read_missing(kinds, window).await?);
            failures.extend(self.price(kinds).await);
        }
        let read = self.read()?;
        let known = |kind: &InstanceType| Some((kind.clone(), known_until(kind, &read)?));
        let read_until: BTreeMap<_, _> = kinds.iter().filter_map(known).collect();
        let station = &self.site.station;
        let mut spot = station.history.spot_of(station.realm(), self.place(), kinds, window.start)?;
        for kind in kinds {
            spot.read_only_in(kind, read.get(kind).map_or(&[], Vec::as_slice), window, SEAMS);
        }
        Ok(Seen {
            place: self.place().clone(),
            window,
            spot,
            prices: self.prices(),
            as_of: kinds.iter().map(|kind| read_until.get(kind).copied()).min().flatten(),
            read_until,
            failures,
        })
    }

    async fn read_missing(&self, kinds: &[InstanceType], window: TimeSpan) -> Result<Option<CloudError>, StoreError> {
        let oldest = self.site.station.now() - SPOT_KEPT;
        let told = TimeSpan::new(window.start.max(oldest), window.end);
        let questions = missing(kinds, told, &self.read()?);
        if questions.is_empty() {
            return Ok(None);
        }
        if let Some((until, error)) = &*self.rests.lock()
            && Instant::now() < *until
        {
            return Ok(Some(error.clone()));
        }
        for question in questions {
            if let (_, Some(error)) = reading::read(&self.site, &question).await {
                tracing::debug!(%error, place = %self.place(), "spot prices could not be read");
                *self.rests.lock() = Some((Instant::now() + pause_after(&error, PAUSE), error.clone()));
                return Ok(Some(error));
            }
        }
        Ok(None)
    }

    /// Asks for the list prices that have no answer of today. Without a failure there may still be none to know.
    async fn price(&self, kinds: &[InstanceType]) -> Option<CloudError> {
        let region = &self.place().region;
        let wanted = kinds.iter().flat_map(quoted_items).map(|item| (region.clone(), item)).collect();
        price_now(&self.site.station, wanted, |_, _| {}).await.err()?.pop()
    }

    fn read(&self) -> Result<SpotRead, StoreError> {
        self.site.station.history.spot_read(self.site.station.realm(), self.place())
    }

    fn prices(&self) -> Arc<PriceBook> {
        let snapshot = self.site.station.board.snapshot(&self.place().account);
        snapshot.map(|snapshot| snapshot.prices.clone()).unwrap_or_default()
    }
}
