//! What is known now of one account, as every screen sees it.

use crate::record::{Closeup, ClusterRecord};
use crate::trouble::Trouble;
use emberwatch_cloud::CloudError;
use emberwatch_domain::account::{AccountId, Caller, ProfileName, Realm, Region};
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::price::PriceBook;
use emberwatch_domain::spot::SpotBook;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where a cluster is found: ids are unique within a region.
pub type ClusterKey = (Region, ClusterId);

#[derive(Clone, Debug)]
pub struct Snapshot {
    pub realm: Realm,
    pub account: AccountId,
    pub caller: Option<Caller>,
    pub alias: Option<String>,
    /// The profile in use, and those standing by.
    pub profile: ProfileName,
    pub standby: Vec<ProfileName>,
    pub clusters: BTreeMap<ClusterKey, Arc<ClusterRecord>>,
    pub closeups: BTreeMap<ClusterKey, Arc<Closeup>>,
    pub sources: BTreeMap<Region, SourceState>,
    /// What failed lately, the newest first, those that are over included.
    pub troubles: Vec<Trouble>,
    pub prices: Arc<PriceBook>,
    /// Zone names are an account's own, so spot prices are kept per account.
    pub spot: Arc<SpotBook>,
}

/// How one region of an account is doing.
#[derive(Clone, Debug, Default)]
pub struct SourceState {
    /// When the region last answered in full.
    pub as_of: Option<Timestamp>,
    /// The failure since then, if any; rows stay, greyed.
    pub failure: Option<Failed>,
}

#[derive(Clone, Debug)]
pub struct Failed {
    pub at: Timestamp,
    pub error: CloudError,
}

/// A watched profile before and after its account is known.
#[derive(Clone, Debug)]
pub struct ProfileState {
    pub realm: Realm,
    pub profile: ProfileName,
    pub account: Option<AccountId>,
    pub alias: Option<String>,
    pub caller: Option<Caller>,
    /// The regions that its choice comes to, once known.
    pub regions: Vec<Region>,
    pub failure: Option<Failed>,
}

impl ProfileState {
    /// Whether a screen would show the same of both, but for when it was asked.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let failure = |state: &Self| state.failure.as_ref().map(|failed| failed.error.to_string());
        self.account == other.account
            && self.alias == other.alias
            && self.caller == other.caller
            && self.regions == other.regions
            && failure(self) == failure(other)
    }
}

impl Snapshot {
    pub fn new(realm: Realm, account: AccountId, profile: ProfileName) -> Self {
        Self {
            realm,
            account,
            caller: None,
            alias: None,
            profile,
            standby: Vec::new(),
            clusters: BTreeMap::new(),
            closeups: BTreeMap::new(),
            sources: BTreeMap::new(),
            troubles: Vec::new(),
            prices: Arc::default(),
            spot: Arc::default(),
        }
    }

    /// The clusters of one region; the others are not gone through.
    pub fn clusters_in(&self, region: &Region) -> impl Iterator<Item = &Arc<ClusterRecord>> {
        let here = self.clusters.range(first_key(region)..).take_while(move |((at, _), _)| at == region);
        here.map(|(_, record)| record)
    }

    pub fn cluster(&self, region: &Region, id: &ClusterId) -> Option<&Arc<ClusterRecord>> {
        self.clusters.get(&(region.clone(), id.clone()))
    }
}

/// Before every cluster of a region, and after all of the regions before it.
pub(crate) fn first_key(region: &Region) -> ClusterKey {
    (region.clone(), ClusterId::new(""))
}
