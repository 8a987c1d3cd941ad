//! What was seen, and forgetting a part of it.

use super::StoreError;
use crate::burned::{BurnedDay, BurnedSum};
use crate::record::ClusterRecord;
use emberwatch_domain::account::{AccountId, Caller, Place, ProfileName, Realm, Region};
use emberwatch_domain::cluster::InstanceType;
use emberwatch_domain::money::Usd;
use emberwatch_domain::price::{PriceBook, PriceItem, Quote};
use emberwatch_domain::series::Stretch;
use emberwatch_domain::spend::Days;
use emberwatch_domain::spot::{SpotBook, SpotChange};
use emberwatch_domain::time_span::TimeSpan;
use emberwatch_domain::usage::{CallKey, Tally};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What was seen, from day one: AWS forgets it. Calls are short and may block for a moment.
pub trait History: Send + Sync {
    /// Records what changed since the last time, all or nothing; the same again writes nothing.
    fn record_seen(&self, realm: Realm, seen: &Seen) -> Result<(), StoreError>;

    fn record_clusters(&self, realm: Realm, records: &[Arc<ClusterRecord>]) -> Result<(), StoreError> {
        self.record_seen(realm, &Seen { clusters: records.to_vec(), ..Seen::default() })
    }

    fn record_source(&self, realm: Realm, place: &Place, as_of: Timestamp) -> Result<(), StoreError> {
        self.record_seen(realm, &Seen { sources: BTreeMap::from([(place.clone(), as_of)]), ..Seen::default() })
    }

    /// The last record of every cluster of an account that is active, or ended since then.
    fn clusters(
        &self,
        realm: Realm,
        account: &AccountId,
        ended_since: Timestamp,
    ) -> Result<Vec<ClusterRecord>, StoreError>;

    fn sources(&self, realm: Realm, account: &AccountId) -> Result<Vec<(Region, Timestamp)>, StoreError>;

    /// Who a profile is, so that cached rows can be shown before AWS has answered.
    fn record_profile(&self, realm: Realm, known: &KnownProfile) -> Result<(), StoreError>;

    fn profiles(&self, realm: Realm) -> Result<Vec<KnownProfile>, StoreError>;

    fn record_prices(&self, realm: Realm, quotes: &[(Region, PriceItem, Quote)]) -> Result<(), StoreError>;

    fn prices(&self, realm: Realm) -> Result<PriceBook, StoreError>;

    fn record_spot(&self, realm: Realm, place: &Place, changes: &[SpotChange]) -> Result<(), StoreError>;

    /// Changes since then, and for every series the last one before.
    fn spot(&self, realm: Realm, account: &AccountId, since: Timestamp) -> Result<SpotBook, StoreError>;

    /// The same of these types in one place alone.
    fn spot_of(
        &self,
        realm: Realm,
        place: &Place,
        kinds: &[InstanceType],
        since: Timestamp,
    ) -> Result<SpotBook, StoreError>;

    /// Records that everything which AWS tells of these types in that span was read.
    fn record_spot_read(
        &self,
        realm: Realm,
        place: &Place,
        kinds: &[InstanceType],
        span: TimeSpan,
    ) -> Result<(), StoreError>;

    /// What was read so of every type.
    fn spot_read(&self, realm: Realm, place: &Place) -> Result<SpotRead, StoreError>;

    /// Records what accounts burn at a moment. Two marks of an account are one stretch when no more time lies between
    /// them than a mark is believed to hold; what lies between others is not known.
    fn record_burn(&self, realm: Realm, marks: &[BurnMark], holds: SignedDuration) -> Result<(), StoreError>;

    /// What was recorded since then, in order.
    fn burn(&self, realm: Realm, since: Timestamp) -> Result<BurnRecord, StoreError>;

    /// What every account burned on each of these days, by day; kept as it is recorded, however long ago. A day on which
    /// nothing was recorded of an account is left out.
    fn burned(&self, realm: Realm, days: Days) -> Result<Vec<BurnedDay>, StoreError>;

    /// The same of all these days together, by account.
    fn burned_in(&self, realm: Realm, days: Days) -> Result<BTreeMap<AccountId, BurnedSum>, StoreError>;

    /// Adds to what was asked of AWS on these days, whichever process asked.
    fn add_calls(&self, realm: Realm, calls: &[CallsOfDay]) -> Result<(), StoreError>;

    /// What was asked of AWS on that day and after it, of one service (as signatures name it) or of all.
    fn calls_since(&self, realm: Realm, day: Date, service: Option<&str>) -> Result<Vec<CallsOfDay>, StoreError>;
}

/// The spans of every type in order, apart from each other.
pub type SpotRead = BTreeMap<InstanceType, Vec<TimeSpan>>;

/// How often something was asked of AWS on one day of UTC, by which AWS bills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallsOfDay {
    pub key: CallKey,
    pub day: Date,
    pub tally: Tally,
}

/// What polls saw of clusters, to be written down together.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub clusters: Vec<Arc<ClusterRecord>>,
    /// When a region last answered in full.
    pub sources: BTreeMap<Place, Timestamp>,
}

/// What accounts burned over time.
pub type BurnRecord = BTreeMap<AccountId, Vec<Stretch>>;

/// What an account burns per hour at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BurnMark {
    pub account: AccountId,
    pub at: Timestamp,
    pub burn: Usd,
    /// False: at least so much.
    pub complete: bool,
}

/// Forgetting a part of the history. Calls may take long.
pub trait Upkeep: Send + Sync {
    /// What [`Upkeep::forget`] would forget now.
    fn forgettable(&self, before: Timestamp) -> Result<Forgotten, StoreError>;

    /// Forgets what was over before then, and says what it was. What is true now, and was on that day, stays; so does a
    /// cluster that was never seen to end.
    fn forget(&self, before: Timestamp, progress: &dyn Fn(Progress)) -> Result<Forgot, StoreError>;
}

/// Rows of the history, by what they say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    pub clusters: u64,
    pub nodes: u64,
    pub changes: u64,
    pub prices: u64,
    pub spot: u64,
    /// Stretches of what an account burned.
    pub burn: u64,
}

/// What came of forgetting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forgot {
    pub rows: Forgotten,
    /// Why the disk has not got the room of these rows back, if so. They are forgotten all the same.
    pub room_kept: Option<String>,
}

/// So many steps of a long task are done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub done: usize,
    pub steps: usize,
}

/// A profile whose account was once learnt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownProfile {
    pub profile: ProfileName,
    pub caller: Caller,
    pub alias: Option<String>,
    pub regions: Vec<Region>,
    pub as_of: Timestamp,
}
