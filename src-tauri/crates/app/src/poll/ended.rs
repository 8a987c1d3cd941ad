//! Which clusters have ended. They change no more, so that they are listed once an hour; and because that may take AWS's
//! bucket half an hour, what lives is listed by a poll of its own meanwhile.

use super::Poll;
use super::inventory::{list, take};
use super::site::Site;
use super::station::ENDED_KEPT;
use crate::record::ClusterRecord;
use async_trait::async_trait;
use emberwatch_cloud::{CloudError, ListClusters};
use emberwatch_domain::cluster::{ClusterId, ClusterState, ClusterSummary};
use emberwatch_domain::time_span::is_younger;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

const SHALLOW_PERIOD: SignedDuration = SignedDuration::from_hours(1);
const DEEP_PERIOD: SignedDuration = SignedDuration::from_hours(24);
/// EMR lists ended clusters for about two months.
const DEEP_REACH: SignedDuration = SignedDuration::from_hours(30 * 24);
/// So long after a failure it is tried again, unless the failure says otherwise.
const PERIOD: Duration = Duration::from_secs(30);
/// Nothing is due before it is woken.
const UNTIL_WOKEN: Duration = Duration::from_secs(3600);
const ENDED: &str = "ended";

pub struct EndedPoll {
    site: Arc<Site>,
    listings: Mutex<EndedListings>,
}

/// When the ended clusters were last listed, and how far back by their creation.
#[derive(Debug, Default)]
struct EndedListings {
    /// What lives comes first.
    begun: bool,
    shallow_at: Option<Timestamp>,
    deep_at: Option<Timestamp>,
}

impl EndedListings {
    /// How far back to list now, if it is time. The first listing is short, so that a first look is quick; then once a
    /// day those are found that were created long ago and ended lately.
    fn due(&self, now: Timestamp) -> Option<SignedDuration> {
        let due = |last: Option<Timestamp>, period| !last.is_some_and(|at| is_younger(now.duration_since(at), period));
        if !self.begun {
            return None;
        }
        if self.shallow_at.is_some() && due(self.deep_at, DEEP_PERIOD) {
            return Some(DEEP_REACH);
        }
        due(self.shallow_at, SHALLOW_PERIOD).then_some(ENDED_KEPT)
    }

    fn listed(&mut self, reach: SignedDuration, now: Timestamp) {
        self.shallow_at = Some(now);
        if reach == DEEP_REACH {
            self.deep_at = Some(now);
        }
    }

    /// Something ended that only this listing can tell.
    fn wanted(&mut self) {
        self.deep_at = None;
    }
}

impl EndedPoll {
    pub fn new(site: Arc<Site>) -> Self {
        Self { site, listings: Mutex::default() }
    }

    /// It is this poll's turn, if it is time.
    pub fn active_ones_are_listed(&self) {
        let mut listings = self.listings.lock();
        listings.begun = true;
        if listings.due(self.site.station.now()).is_some() {
            self.site.to_list_ended.notify_one();
        }
    }

    /// Something ended that only this listing can tell.
    pub fn wanted(&self) {
        self.listings.lock().wanted();
    }

    /// Known ones are left as they are.
    async fn list_ended(&self) -> Option<CloudError> {
        let now = self.site.station.now();
        let reach = self.listings.lock().due(now)?;
        let query = ListClusters { states: ClusterState::ENDED.to_vec(), created_after: Some(now - reach) };
        let (mut listing, failure) = list(&self.site, query).await;
        listing.items.retain(|summary| !is_long_over(summary, now));
        if listing.complete {
            self.listings.lock().listed(reach, now);
        }
        take(&self.site, listing.items);
        self.site.to_describe.notify_one();
        let is_over = |record: &ClusterRecord| record.summary.state.has_ended() && is_long_over(&record.summary, now);
        let over = self.site.records_that(is_over);
        let over: BTreeSet<ClusterId> = over.iter().map(|record| record.id().clone()).collect();
        if !over.is_empty() {
            self.site.forget(&over);
        }
        failure
    }
}

#[async_trait]
impl Poll for EndedPoll {
    async fn poll(&self) -> Duration {
        if let Some(left) = self.site.rest_left(ENDED) {
            return left;
        }
        match self.list_ended().await {
            None => UNTIL_WOKEN,
            Some(error) => {
                let pause = self.site.rest_after(ENDED, &error, PERIOD);
                self.site.failed(error);
                pause
            }
        }
    }
}

/// Ended so long ago that no screen shows it.
fn is_long_over(summary: &ClusterSummary, now: Timestamp) -> bool {
    summary.ended_at.is_some_and(|ended| now.duration_since(ended) > ENDED_KEPT)
}
