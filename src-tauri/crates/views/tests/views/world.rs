//! One account or two, their clusters, and what the user has set.

use emberwatch_app::cloud::{CloudError, Profile, ProfileKind, ProfileListing};
use emberwatch_app::ports::JournalEntry;
use emberwatch_app::record::ClusterRecord;
use emberwatch_app::settings::Settings;
use emberwatch_app::snapshot::{Failed, ProfileState, Snapshot, SourceState};
use emberwatch_domain::account::{Caller, Realm, Region};
use emberwatch_domain::money::Usd;
use emberwatch_domain::price::{PriceBook, PriceItem, Quote};
use emberwatch_domain::spot::{SpotBook, SpotChange};
use emberwatch_domain::termination::Phase;
use emberwatch_testkit::{FakeCluster, START, journal_request, place};
use emberwatch_views::clusters::{ClusterRow, ClustersView, clusters};
use emberwatch_views::numbers::Separators;
use emberwatch_views::requests::Scope;
use emberwatch_views::scene::{Known, QueuePlace, Scene};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use std::sync::Arc;

pub const REGION: &str = "eu-west-1";

/// Ten hours after everything started.
pub fn now() -> Timestamp {
    START + mins(600)
}

pub struct World {
    pub realm: Realm,
    pub snapshots: Vec<Arc<Snapshot>>,
    pub profiles: Vec<ProfileState>,
    pub settings: Settings,
    pub journal: Vec<JournalEntry>,
    pub queue: Vec<QueuePlace>,
    pub read_only: Option<String>,
    pub now: Timestamp,
    pub offline_since: Option<Timestamp>,
}

impl World {
    pub fn new() -> Self {
        Self {
            realm: Realm::Aws,
            snapshots: Vec::new(),
            profiles: Vec::new(),
            settings: Settings::default(),
            journal: Vec::new(),
            queue: Vec::new(),
            read_only: None,
            now: now(),
            offline_since: None,
        }
    }

    pub fn of(snapshot: Snapshot) -> Self {
        Self::new().with(snapshot)
    }

    pub fn with(mut self, snapshot: Snapshot) -> Self {
        self.snapshots.push(Arc::new(snapshot));
        self
    }

    pub fn scene(&self) -> Scene<'_> {
        Scene::new(Known {
            realm: self.realm,
            snapshots: &self.snapshots,
            profiles: &self.profiles,
            settings: &self.settings,
            journal: &self.journal,
            queue: &self.queue,
            offline_since: self.offline_since,
            read_only: self.read_only.as_deref(),
            zone: TimeZone::UTC,
            numbers: Separators::default(),
            now: self.now,
            real_minute: jiff::SignedDuration::from_mins(1),
        })
    }

    pub fn clusters(&self) -> ClustersView {
        clusters(&self.scene(), &Scope::default())
    }

    pub fn only(&self) -> ClusterRow {
        let mut view = self.clusters();
        assert_eq!(view.clusters.len(), 1);
        view.clusters.remove(0)
    }
}

/// Account 1 of profile `research`, with prices, whose region has just answered.
pub fn account() -> Snapshot {
    account_of("1", "research", Realm::Aws)
}

pub fn account_of(id: &str, profile: &str, realm: Realm) -> Snapshot {
    let mut snapshot = Snapshot::new(realm, id.into(), profile.into());
    let arn = format!("arn:aws:iam::{id}:user/mila");
    snapshot.caller = Some(Caller { account: id.into(), arn, user_id: "A".into() });
    snapshot.prices = Arc::new(prices());
    snapshot.spot = Arc::new(spot());
    snapshot.sources.insert(Region::new(REGION), SourceState { as_of: Some(now()), failure: None });
    snapshot
}

/// What polling knows of a cluster of account 1, as of now.
pub fn record(cluster: &FakeCluster) -> ClusterRecord {
    cluster.record(place("1", REGION), "research", now())
}

pub fn holding(snapshot: Snapshot, records: impl IntoIterator<Item = ClusterRecord>) -> Snapshot {
    let mut snapshot = snapshot;
    for record in records {
        let key = (record.place.region.clone(), record.id().clone());
        snapshot.clusters.insert(key, Arc::new(record));
    }
    snapshot
}

/// The region failed now and answered twenty minutes ago.
pub fn failing(mut snapshot: Snapshot, error: CloudError) -> Snapshot {
    let source = SourceState { as_of: Some(now() - mins(20)), failure: Some(Failed { at: now(), error }) };
    snapshot.sources.insert(Region::new(REGION), source);
    snapshot
}

pub fn denied() -> CloudError {
    CloudError::Denied { operation: "ListClusters", action: "elasticmapreduce:ListClusters".into() }
}

pub fn unreachable() -> CloudError {
    let host = "elasticmapreduce.eu-west-1.amazonaws.com".into();
    CloudError::Unreachable { operation: "ListClusters", host, source: None }
}

pub fn profile(name: &str) -> Profile {
    Profile {
        name: name.into(),
        kind: ProfileKind::StaticKeys,
        region: Some(Region::new(REGION)),
        account_hint: None,
        unusable: None,
        loopback: false,
    }
}

pub fn listing(profiles: Vec<Profile>) -> ProfileListing {
    ProfileListing { profiles, bad_sections: vec![] }
}

/// A watched profile whose account is not known yet.
pub fn watching(name: &str) -> ProfileState {
    ProfileState {
        realm: Realm::Aws,
        profile: name.into(),
        account: None,
        alias: None,
        caller: None,
        regions: vec![],
        failure: None,
    }
}

/// A journal entry of account 1, sent a minute ago unless it waits.
pub fn entry(number: u64, cluster: &str, phase: Phase) -> JournalEntry {
    let mut request = journal_request(cluster);
    request.requested_at = now() - mins(2);
    request.by = Some("arn:aws:iam::1:user/mila".to_owned());
    let sent_at = (phase != Phase::Queued && phase != Phase::CalledBack).then(|| now() - mins(1));
    let ended_at = phase.is_over().then(now);
    JournalEntry { number, request, phase, sent_at, ended_at }
}

fn prices() -> PriceBook {
    let mut book = PriceBook::default();
    let region = Region::new(REGION);
    for (item, micros) in [
        (PriceItem::Ec2("m5.xlarge".into()), 192_000),
        (PriceItem::Emr("m5.xlarge".into()), 48_000),
        (PriceItem::Ec2("r5.2xlarge".into()), 564_000),
        (PriceItem::Emr("r5.2xlarge".into()), 126_000),
        (PriceItem::EbsStorage("gp2".into()), 110_000),
    ] {
        let price = Some(Usd::new(Decimal::new(micros, 6)));
        book.record(&region, item, Quote { price, as_of: START });
    }
    book
}

fn spot() -> SpotBook {
    let mut book = SpotBook::default();
    book.record(&SpotChange {
        instance_type: "r5.2xlarge".into(),
        zone: "eu-west-1a".into(),
        usd_per_hour: Usd::new(Decimal::new(213_000, 6)),
        at: START,
    });
    book
}

pub fn mins(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}
