//! Every cluster as a row, kept from one look to the next, so that a look costs what has changed.

use super::answer::MovingValues;
use super::groups::{Told, groups};
use super::kept::Kept;
use super::page::{AccountPage, Look};
use super::totals::totals;
use super::{Assessed, ClusterRow, ClustersAnswer, ClustersView, GroupTotals, Totals, newest_answer};
use crate::requests::{AddUpRequest, ClusterRef, ClustersRequest, GroupBy, Holding, Owners, Scope, Which};
use crate::scene::Scene;
use crate::sources::{SourceRow, SourceStatus, sources, unseen};
use crate::wording::rfc3339;
use emberwatch_domain::account::{AccountId, Realm};
use std::collections::BTreeMap;

/// So many removals are remembered; a page that is farther behind begins anew.
const REMEMBERED_REMOVALS: usize = 20_000;

/// The rows of one realm, and since which revision each says what it says: whoever holds a revision is answered with
/// what has changed since. Looking at a scene of another realm begins a new book under the next revision.
#[derive(Default)]
pub struct ClusterBook {
    realm: Option<Realm>,
    revision: u32,
    /// A page that holds an older revision holds nothing.
    begun: u32,
    /// Ended clusters are made into rows once somebody lists them.
    reach: Which,
    looks: u64,
    accounts: BTreeMap<AccountId, AccountPage>,
    sources: Vec<SourceRow>,
    sources_changed: u32,
    told: Option<Told>,
}

impl ClusterBook {
    /// Brings the book up to date, and tells its revision: a later one has something new for its readers.
    pub fn look(&mut self, scene: &Scene<'_>) -> u32 {
        self.turn_to(scene.realm);
        self.looks += 1;
        let look = Look::new(scene, self.reach, self.looks, self.revision + 1);
        let mut changed = false;
        for snapshot in &scene.snapshots {
            let page = self.accounts.entry(snapshot.account.clone()).or_default();
            changed |= page.look(&look, snapshot);
        }
        for (account, page) in &mut self.accounts {
            let is_watched = scene.snapshots.iter().any(|snapshot| &snapshot.account == account);
            changed |= !is_watched && page.clear(look.revision);
        }
        changed |= self.take_sources(scene, look.revision);
        if changed {
            self.revision = look.revision;
        }
        self.forget_removals();
        self.revision
    }

    /// Everything, as one look shows it.
    pub(super) fn view(&mut self, scene: &Scene<'_>, scope: &Scope) -> ClustersView {
        self.reach_for(scope);
        self.look(scene);
        ClustersView {
            as_of: as_of(scene, scope),
            sample: scene.is_sample(),
            totals: self.totals(scene, scope),
            clusters: self.rows(scene, scope, |_| true),
            sources: sources(scene, scope),
        }
    }

    /// What a page lacks.
    pub fn answer(&mut self, scene: &Scene<'_>, request: &ClustersRequest) -> ClustersAnswer {
        let scope = &request.scope;
        self.reach_for(scope);
        let revision = self.look(scene);
        let held = request.holds.as_ref().filter(|held| self.knows(held, scope));
        let since = held.map(|held| held.revision);
        let is_new = |kept: &Kept| since.is_none_or(|since| kept.changed > since);
        let groups_held = held.filter(|held| held.group_by == request.group_by).map(|held| held.revision);
        ClustersAnswer {
            revision,
            whole: since.is_none(),
            as_of: as_of(scene, scope),
            sample: scene.is_sample(),
            totals: self.totals(scene, scope),
            clusters: self.rows(scene, scope, is_new),
            removed: since.map(|since| self.removed(scope, since)).unwrap_or_default(),
            moved: self.moved(scene, request, is_new),
            sources: since.is_none_or(|since| self.sources_changed > since).then(|| sources(scene, scope)),
            groups: self.groups(request, groups_held),
        }
    }

    /// What some of its clusters add up to, in their groups: those that a page filters, or that are selected.
    pub fn add_up(&mut self, scene: &Scene<'_>, request: &AddUpRequest) -> Vec<GroupTotals> {
        self.look(scene);
        let rows = request.clusters.iter().filter_map(|cluster| Some(&self.find(cluster)?.1.assessed));
        groups(rows, request.group_by).into_values().collect()
    }

    /// The living clusters of an account, as the last look found them.
    pub(crate) fn living(&self, account: &AccountId) -> impl Iterator<Item = &Assessed> {
        let rows = self.accounts.get(account).into_iter().flat_map(|page| page.rows.values());
        rows.map(|kept| &kept.assessed).filter(|assessed| assessed.ended_at.is_none())
    }

    fn turn_to(&mut self, realm: Realm) {
        if self.realm.is_some_and(|before| before != realm) {
            let revision = self.revision + 1;
            *self = Self { revision, begun: revision, looks: self.looks, ..Self::default() };
        }
        self.realm = Some(realm);
    }

    fn reach_for(&mut self, scope: &Scope) {
        if scope.which == Which::All {
            self.reach = Which::All;
        }
    }

    fn knows(&self, held: &Holding, scope: &Scope) -> bool {
        &held.scope == scope && (self.begun..=self.revision).contains(&held.revision)
    }

    fn take_sources(&mut self, scene: &Scene<'_>, revision: u32) -> bool {
        let fresh = sources(scene, &Scope::default());
        let changed = !same_sources(&self.sources, &fresh);
        if changed {
            self.sources_changed = revision;
        }
        self.sources = fresh;
        changed
    }

    fn forget_removals(&mut self) {
        let removed: usize = self.accounts.values().map(|page| page.removed.len()).sum();
        if removed > REMEMBERED_REMOVALS {
            self.accounts.values_mut().for_each(|page| page.removed.clear());
            self.begun = self.revision;
        }
    }

    fn pages(&self, scope: &Scope) -> impl Iterator<Item = (&AccountId, &AccountPage)> {
        self.accounts.iter().filter(|(account, _)| scope.holds(account))
    }

    fn shown(&self, scope: &Scope) -> impl Iterator<Item = &Assessed> {
        let kept = self.pages(scope).flat_map(|(_, page)| page.rows.values());
        kept.map(|kept| &kept.assessed).filter(|assessed| shows(scope, assessed))
    }

    fn totals(&self, scene: &Scene<'_>, scope: &Scope) -> Totals {
        let sources = sources(scene, scope);
        let unseen: Vec<String> = unseen(scene, &sources).collect();
        totals(self.shown(scope), &sources, &unseen, scene.now)
    }

    fn rows(&self, scene: &Scene<'_>, scope: &Scope, wanted: impl Fn(&Kept) -> bool) -> Vec<ClusterRow> {
        let mut found: Vec<(&AccountPage, &Assessed)> = Vec::new();
        for (_, page) in self.pages(scope) {
            let kept = page.rows.values().filter(|kept| shows(scope, &kept.assessed) && wanted(kept));
            found.extend(kept.map(|kept| (page, &kept.assessed)));
        }
        found.sort_by(|(_, a), (_, b)| a.order().cmp(&b.order()));
        found.into_iter().map(|(page, assessed)| page.row_at(assessed, scene.now)).collect()
    }

    /// What left since then; a cluster that the page never held may be among it.
    fn removed(&self, scope: &Scope, since: u32) -> Vec<ClusterRef> {
        let mut removed = Vec::new();
        for (account, page) in self.pages(scope) {
            let gone = page.removed.iter().filter(|(_, revision)| **revision > since).map(|(key, _)| key);
            let moved_on = page.rows.iter().filter(|(_, kept)| kept.moved_on > since && !shows(scope, &kept.assessed));
            removed.extend(gone.chain(moved_on.map(|(key, _)| key)).map(|(region, id)| ClusterRef {
                account_id: account.to_string(),
                region: region.to_string(),
                id: id.to_string(),
            }));
        }
        removed.sort();
        removed
    }

    fn moved(&self, scene: &Scene<'_>, request: &ClustersRequest, told: impl Fn(&Kept) -> bool) -> Vec<MovingValues> {
        let moved = request.on_screen.iter().filter_map(|cluster| {
            let (page, kept) =
                self.find(cluster).filter(|_| request.scope.holds(&cluster.account_id.as_str().into()))?;
            let wanted = kept.assessed.ended_at.is_none() && shows(&request.scope, &kept.assessed) && !told(kept);
            wanted.then(|| MovingValues::of(&page.row_at(&kept.assessed, scene.now)))
        });
        moved.collect()
    }

    fn find(&self, cluster: &ClusterRef) -> Option<(&AccountPage, &Kept)> {
        let (place, id) = cluster.clone().parse();
        let page = self.accounts.get(&place.account)?;
        Some((page, page.rows.get(&(place.region, id))?))
    }

    fn groups(&mut self, request: &ClustersRequest, held: Option<u32>) -> Vec<GroupTotals> {
        let (scope, group_by) = (&request.scope, request.group_by);
        if group_by == GroupBy::Nothing {
            return Vec::new();
        }
        let before = self.told.take().filter(|told| told.answers(scope, group_by));
        let mut told = before.unwrap_or_else(|| Told::new(scope, group_by, self.revision));
        told.update(self.shown(scope), self.revision);
        let groups = told.since(held);
        self.told = Some(told);
        groups
    }
}

fn shows(scope: &Scope, assessed: &Assessed) -> bool {
    (scope.owners == Owners::Everyone || assessed.row.mine)
        && (scope.which == Which::All || assessed.ended_at.is_none())
}

fn as_of(scene: &Scene<'_>, scope: &Scope) -> String {
    newest_answer(scene, scope).map_or_else(|| rfc3339(scene.now), rfc3339)
}

/// A source that answers is the same whenever it last did.
fn same_sources(a: &[SourceRow], b: &[SourceRow]) -> bool {
    let same = |(a, b): (&SourceRow, &SourceRow)| {
        let answers = a.status == SourceStatus::Ok && b.status == SourceStatus::Ok;
        a == b || (answers && SourceRow { as_of: b.as_of.clone(), ..a.clone() } == *b)
    };
    a.len() == b.len() && a.iter().zip(b).all(same)
}
