//! The rows of one account, from one look to the next.

use super::kept::{Around, Kept, Made};
use super::row::assess_with;
use super::{Assessed, ClusterRow, recent};
use crate::requests::Which;
use crate::scene::Scene;
use emberwatch_app::ports::JournalEntry;
use emberwatch_app::snapshot::{ClusterKey, Snapshot};
use emberwatch_domain::account::{Place, Region};
use emberwatch_domain::cluster::ClusterId;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// One look at a scene.
pub(super) struct Look<'a, 'b> {
    scene: &'b Scene<'a>,
    /// The latest change that was asked for each cluster.
    requests: HashMap<(&'a Place, &'a ClusterId), &'a JournalEntry>,
    reach: Which,
    number: u64,
    /// The revision of what this look finds changed.
    pub revision: u32,
}

impl<'a, 'b> Look<'a, 'b> {
    pub fn new(scene: &'b Scene<'a>, reach: Which, number: u64, revision: u32) -> Self {
        let mut requests: HashMap<_, &'a JournalEntry> = HashMap::new();
        for entry in &scene.journal {
            let latest = requests.entry((&entry.request.place, &entry.request.cluster)).or_insert(entry);
            if latest.number < entry.number {
                *latest = entry;
            }
        }
        Self { scene, requests, reach, number, revision }
    }
}

#[derive(Default)]
pub(super) struct AccountPage {
    /// In order, so that what is unknown of them is named in one order, look after look.
    pub rows: BTreeMap<ClusterKey, Kept>,
    /// Which rows there were, and the revision in which they went.
    pub removed: BTreeMap<ClusterKey, u32>,
    /// What stands around the rows of each region, and since which look.
    around: BTreeMap<Region, (Around, u64)>,
    answered: BTreeMap<Region, Timestamp>,
}

impl AccountPage {
    /// Makes the rows that are new or made of something else; true when any says something new.
    pub fn look<'a>(&mut self, look: &Look<'a, '_>, snapshot: &'a Snapshot) -> bool {
        let scene = look.scene;
        let (mut changed, mut found) = (false, 0);
        self.look_around(look, snapshot);
        for (key, record) in recent(scene, snapshot, look.reach) {
            found += 1;
            let made = Made {
                record,
                around: self.around.get(&record.place.region).map_or(0, |(_, since)| *since),
                request: look.requests.get(&(&record.place, record.id())).copied(),
            };
            let assess = || assess_with(scene, snapshot, record, made.request);
            match self.rows.get_mut(key) {
                Some(kept) => {
                    kept.look = look.number;
                    if !kept.holds(&made, scene.now) {
                        changed |= kept.renew(&made, assess(), look.revision);
                    }
                }
                None => {
                    let mut kept = Kept::new(&made, assess(), look.revision);
                    kept.look = look.number;
                    // A page that does not list it must still let go of it.
                    kept.moved_on = self.removed.remove(key).unwrap_or(0);
                    self.rows.insert(key.clone(), kept);
                    changed = true;
                }
            }
        }
        if found < self.rows.len() {
            changed |= self.remove(|kept| kept.look != look.number, look.revision);
        }
        changed
    }

    fn look_around<'a>(&mut self, look: &Look<'a, '_>, snapshot: &'a Snapshot) {
        for region in look.scene.regions(snapshot) {
            let around = Around::new(look.scene, snapshot, region);
            let since = match self.around.get(region) {
                Some((before, since)) if *before == around => *since,
                _ => look.number,
            };
            self.around.insert(region.clone(), (around, since));
            if let Some(as_of) = snapshot.sources.get(region).and_then(|source| source.as_of) {
                self.answered.insert(region.clone(), as_of);
            }
        }
    }

    /// The account is not watched any more.
    pub fn clear(&mut self, revision: u32) -> bool {
        self.around.clear();
        self.remove(|_| true, revision)
    }

    fn remove(&mut self, is_gone: impl Fn(&Kept) -> bool, revision: u32) -> bool {
        let gone: Vec<ClusterKey> = self.rows.extract_if(.., |_, kept| is_gone(kept)).map(|(key, _)| key).collect();
        let any = !gone.is_empty();
        self.removed.extend(gone.into_iter().map(|key| (key, revision)));
        any
    }

    pub fn row_at(&self, assessed: &Assessed, now: Timestamp) -> ClusterRow {
        let region = Region::new(assessed.row.region.as_str());
        assessed.row_at(now, self.answered.get(&region).copied())
    }
}
