//! A world that is stirred at random, and pages that follow it by differences.

use crate::world::{World, account, entry, failing, mins, unreachable};
use emberwatch_app::record::ClusterRecord;
use emberwatch_app::snapshot::{ProfileState, Snapshot, SourceState};
use emberwatch_domain::account::Region;
use emberwatch_domain::money::Usd;
use emberwatch_domain::spot::SpotChange;
use emberwatch_domain::termination::Phase;
use emberwatch_testkit::{cluster, node, place};
use emberwatch_views::clusters::{ClusterBook, ClusterRow, ClustersAnswer, GroupTotals, MovingValues, clusters};
use emberwatch_views::requests::{ClusterRef, ClustersRequest, GroupBy, Holding, Owners, Scope, Which};
use emberwatch_views::sources::SourceRow;
use jiff::SignedDuration;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

const REGIONS: [&str; 2] = ["eu-west-1", "us-east-1"];

#[derive(Clone, Debug)]
pub enum Stir {
    Pass { steps: u8 },
    Put { at: usize, name: usize, nodes: u8, spot: bool, owner: usize },
    See { at: usize, name: usize },
    End { at: usize, name: usize },
    Forget { at: usize, name: usize },
    Fail { at: usize },
    Answer { at: usize },
    Ask { name: usize, phase: usize },
    SpotPrice { at: usize, micros: i64 },
    Rename { name: usize },
    Me { name: usize },
    Watch { regions: usize },
    Drop { at: usize },
    Read { page: usize, sees: bool },
}

/// What may happen, reads as often as everything else together.
pub fn stir() -> impl Strategy<Value = Stir> {
    let (at, name) = (0..2_usize, 0..5_usize);
    let happens = prop_oneof![
        (0..200_u8).prop_map(|steps| Stir::Pass { steps }),
        (0..4_u8).prop_map(|steps| Stir::Pass { steps }),
        (at.clone(), name.clone(), 0..3_u8, any::<bool>(), 0..3_usize)
            .prop_map(|(at, name, nodes, spot, owner)| Stir::Put { at, name, nodes, spot, owner }),
        (at.clone(), name.clone()).prop_map(|(at, name)| Stir::See { at, name }),
        (at.clone(), name.clone()).prop_map(|(at, name)| Stir::End { at, name }),
        (at.clone(), name.clone()).prop_map(|(at, name)| Stir::Forget { at, name }),
        at.clone().prop_map(|at| Stir::Fail { at }),
        at.clone().prop_map(|at| Stir::Answer { at }),
        (name.clone(), 0..4_usize).prop_map(|(name, phase)| Stir::Ask { name, phase }),
        (at.clone(), 1..9_i64).prop_map(|(at, tenths)| Stir::SpotPrice { at, micros: tenths * 100_000 }),
        name.clone().prop_map(|name| Stir::Rename { name }),
        name.prop_map(|name| Stir::Me { name }),
        (0..3_usize).prop_map(|regions| Stir::Watch { regions }),
        at.prop_map(|at| Stir::Drop { at }),
    ];
    prop_oneof![happens, (0..4_usize, any::<bool>()).prop_map(|(page, sees)| Stir::Read { page, sees })]
}

pub fn apply(world: &mut World, stir: &Stir) {
    match *stir {
        // A hundredth of an hour, so that every price times every length of time is a short decimal.
        Stir::Pass { steps } => world.now += SignedDuration::from_secs(36 * i64::from(steps)),
        Stir::Put { at, name, nodes, spot, owner } => {
            let record = made(world, at, name, nodes, spot, owner);
            put(world, at, record);
        }
        Stir::See { at, name } => {
            let now = world.now;
            change(world, at, name, |record| {
                record.seen_at = now;
                record.nodes.as_mut().unwrap().as_of = now;
            });
        }
        Stir::End { at, name } => {
            let record = cluster(&format!("j-{name}")).node(node("i-1")).terminated(world.now);
            let record = record.record(place(ACCOUNTS[at], REGIONS[name % 2]), "research", world.now);
            put(world, at, record);
        }
        Stir::Forget { at, name } => {
            let key = key(name);
            snapshot(world, at).map(|snapshot| snapshot.clusters.remove(&key));
        }
        Stir::Fail { at } => {
            if let Some(snapshot) = snapshot(world, at) {
                *snapshot = failing(snapshot.clone(), unreachable());
            }
        }
        Stir::Answer { at } => {
            let source = SourceState { as_of: Some(world.now), failure: None };
            snapshot(world, at).map(|snapshot| snapshot.sources.insert(Region::new(REGIONS[0]), source));
        }
        Stir::Ask { name, phase } => {
            let number = world.journal.len() as u64 + 1;
            let phase = [Phase::Queued, Phase::Terminating, Phase::Terminated, Phase::CalledBack][phase].clone();
            world.journal.push(entry(number, &format!("j-{name}"), phase));
        }
        Stir::SpotPrice { at, micros } => {
            let change = SpotChange {
                instance_type: "r5.2xlarge".into(),
                zone: "eu-west-1a".into(),
                usd_per_hour: Usd::from_micros(micros),
                at: world.now,
            };
            if let Some(snapshot) = snapshot(world, at) {
                Arc::make_mut(&mut snapshot.spot).record(&change);
            }
        }
        Stir::Rename { name } => {
            let account = world.settings.accounts.entry("1".into()).or_default();
            account.name = Some(format!("called {name}"));
        }
        Stir::Me { name } => world.settings.me = Some(OWNERS[name % 3].to_owned()),
        Stir::Watch { regions } => world.profiles = watching(regions),
        Stir::Drop { at } => {
            world.snapshots.retain(|snapshot| snapshot.account.as_str() != ACCOUNTS[at]);
        }
        Stir::Read { .. } => {}
    }
}

const ACCOUNTS: [&str; 2] = ["1", "2"];
const OWNERS: [&str; 3] = ["mila", "thom", "lena"];

fn made(world: &World, at: usize, name: usize, nodes: u8, spot: bool, owner: usize) -> ClusterRecord {
    let mut made = cluster(&format!("j-{name}")).tag("owner", OWNERS[owner]);
    for n in 0..nodes {
        let node = node(&format!("i-{n}")).launched_at(world.now - mins(i64::from(n)));
        let spot_node = node.clone().instance_type("r5.2xlarge").spot().zone("eu-west-1a");
        made = made.node(if spot { spot_node } else { node });
    }
    made.record(place(ACCOUNTS[at], REGIONS[name % 2]), "research", world.now)
}

/// An account that was dropped is watched again when something is found in it.
fn put(world: &mut World, at: usize, record: ClusterRecord) {
    if snapshot(world, at).is_none() {
        let again = if at == 0 { account() } else { crate::world::account_of("2", "prod", account().realm) };
        world.snapshots.push(Arc::new(again));
        world.snapshots.sort_by(|a, b| a.account.cmp(&b.account));
    }
    let key = (record.place.region.clone(), record.id().clone());
    snapshot(world, at).unwrap().clusters.insert(key, Arc::new(record));
}

fn change(world: &mut World, at: usize, name: usize, change: impl FnOnce(&mut ClusterRecord)) {
    let key = key(name);
    if let Some(record) = snapshot(world, at).and_then(|snapshot| snapshot.clusters.get_mut(&key)) {
        change(Arc::make_mut(record));
    }
}

fn key(name: usize) -> (Region, emberwatch_domain::cluster::ClusterId) {
    (Region::new(REGIONS[name % 2]), format!("j-{name}").as_str().into())
}

fn snapshot(world: &mut World, at: usize) -> Option<&mut Snapshot> {
    let found = world.snapshots.iter_mut().find(|snapshot| snapshot.account.as_str() == ACCOUNTS[at]);
    found.map(Arc::make_mut)
}

fn watching(regions: usize) -> Vec<ProfileState> {
    let mut profile = crate::world::watching("research");
    profile.account = Some("1".into());
    profile.regions = REGIONS[..regions].iter().map(|region| Region::new(*region)).collect();
    if regions == 0 { vec![] } else { vec![profile] }
}

/// What a page keeps from one answer to the next.
pub struct Page {
    pub scope: Scope,
    group_by: GroupBy,
    holds: Option<Holding>,
    rows: BTreeMap<ClusterRef, ClusterRow>,
    sources: Vec<SourceRow>,
    groups: BTreeMap<String, GroupTotals>,
}

/// Each with a question of its own.
pub fn pages() -> Vec<Page> {
    let living = |owners| Scope { which: Which::Active, owners, ..Scope::default() };
    vec![
        Page::new(Scope::default(), GroupBy::Owner),
        Page::new(living(Owners::Everyone), GroupBy::State),
        Page::new(living(Owners::Mine), GroupBy::Nothing),
        Page::new(Scope::account(&"1".into()), GroupBy::Region),
    ]
}

impl Page {
    pub fn new(scope: Scope, group_by: GroupBy) -> Self {
        let (rows, groups) = (BTreeMap::new(), BTreeMap::new());
        Self { scope, group_by, holds: None, rows, sources: Vec::new(), groups }
    }

    pub fn forge_revision(&mut self, revision: u32) {
        self.holds = self.holds.take().map(|holds| Holding { revision, ..holds });
    }

    /// Asks for what it lacks, seeing all its rows or none of them, and takes the answer as the window does.
    pub fn read(&mut self, book: &mut ClusterBook, world: &World, sees: bool) -> ClustersAnswer {
        let on_screen = if sees { self.rows.keys().cloned().collect() } else { vec![] };
        let (scope, group_by) = (self.scope.clone(), self.group_by);
        let request = ClustersRequest { scope: scope.clone(), group_by, holds: self.holds.clone(), on_screen };
        let answer = book.answer(&world.scene(), &request);
        self.take(answer.clone());
        self.holds = Some(Holding { revision: answer.revision, scope, group_by });
        answer
    }

    fn take(&mut self, answer: ClustersAnswer) {
        if answer.whole {
            self.rows.clear();
            self.groups.clear();
        }
        for gone in &answer.removed {
            self.rows.remove(gone);
        }
        for row in answer.clusters {
            self.rows.insert(reference(&row), row);
        }
        for moved in answer.moved {
            let row = self.rows.get_mut(&moved.cluster).expect("what moves is on the page");
            move_row(row, &moved);
        }
        self.groups.extend(answer.groups.into_iter().map(|group| (group.key.clone(), group)));
        self.sources = answer.sources.unwrap_or_else(|| std::mem::take(&mut self.sources));
    }

    /// Compares with one whole look at the world; what moves with time only where it was seen.
    pub fn check(&self, world: &World, sees: bool) {
        let whole = clusters(&world.scene(), &self.scope);
        let mut held = self.rows.clone();
        for row in &whole.clusters {
            let (living, reference) = (row.ended_at.is_none(), reference(row));
            let own = held.get_mut(&reference).unwrap_or_else(|| panic!("no row {reference:?}"));
            if !sees || !living {
                move_row(own, &moving(row));
            }
        }
        let expected: BTreeMap<_, _> = whole.clusters.iter().map(|row| (reference(row), row.clone())).collect();
        assert_eq!(held, expected);
        self.check_groups(world);
        let told = |sources: &[SourceRow]| -> Vec<_> {
            sources
                .iter()
                .map(|row| (row.region.clone(), row.status, row.detail.clone(), row.as_of.is_some()))
                .collect()
        };
        assert_eq!(told(&self.sources), told(&whole.sources));
    }

    fn check_groups(&self, world: &World) {
        let request =
            ClustersRequest { scope: self.scope.clone(), group_by: self.group_by, ..ClustersRequest::default() };
        let whole = ClusterBook::default().answer(&world.scene(), &request).groups;
        for group in &whole {
            assert_eq!(self.groups.get(&group.key), Some(group));
        }
    }
}

fn reference(row: &ClusterRow) -> ClusterRef {
    ClusterRef { account_id: row.account_id.clone(), region: row.region.clone(), id: row.id.clone() }
}

fn moving(row: &ClusterRow) -> MovingValues {
    MovingValues {
        cluster: reference(row),
        age_seconds: row.age_seconds,
        usd: row.cost_so_far.usd.clone(),
        sort: row.cost_so_far.sort,
        as_of: row.freshness.as_of.clone(),
        termination: row.termination.as_ref().map(|termination| termination.text.clone()),
    }
}

fn move_row(row: &mut ClusterRow, moved: &MovingValues) {
    row.age_seconds = moved.age_seconds;
    row.cost_so_far.usd.clone_from(&moved.usd);
    row.cost_so_far.sort = moved.sort;
    row.freshness.as_of.clone_from(&moved.as_of);
    if let (Some(termination), Some(text)) = (&mut row.termination, &moved.termination) {
        termination.text.clone_from(text);
    }
}
