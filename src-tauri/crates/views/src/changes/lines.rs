//! What changed, cluster by cluster.

use super::burns::{self, dearest_rise, last_price};
use super::{BurnDifference, ChangeKind, ChangeRow};
use crate::clusters::{me, owner, owner_view, reason_text, recent, state_kind};
use crate::requests::{Owners, Scope, Which};
use crate::scene::Scene;
use crate::wording::{length, rfc3339};
use emberwatch_app::past::{Fact, Recalled};
use emberwatch_app::record::ClusterRecord;
use emberwatch_app::snapshot::Snapshot;
use emberwatch_domain::account::{AccountId, Place, Region};
use emberwatch_domain::change::{Resize, SETTLING, dearer, resize};
use emberwatch_domain::cluster::{ClusterId, ClusterState};
use emberwatch_domain::money::Estimate;
use jiff::Timestamp;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// One cluster, and in which ways it changed.
pub(super) struct Line<'a> {
    snapshot: &'a Snapshot,
    record: &'a ClusterRecord,
    /// The latest of its changes.
    pub at: Timestamp,
    /// In the order of the kinds.
    pub kinds: Vec<(ChangeKind, Timestamp, String)>,
    burn: Option<(Estimate, Estimate)>,
}

pub(super) struct Found<'a> {
    /// The newest first.
    pub lines: Vec<Line<'a>>,
    /// Living clusters whose size of then is not known.
    pub unknown_then: usize,
}

type Kinds = BTreeMap<ChangeKind, (Timestamp, String)>;

/// What a line is made from before it is known whether anything changed.
struct Open<'a> {
    snapshot: &'a Snapshot,
    record: &'a ClusterRecord,
    kinds: Kinds,
}

type Key<'a> = (&'a Place, &'a ClusterId);

/// Where the clusters that changes name are found: there may be thousands of either.
struct Sight<'s, 'a> {
    scene: &'s Scene<'a>,
    scope: &'s Scope,
    /// The accounts that are asked for, and which of their regions are watched.
    accounts: BTreeMap<&'a AccountId, (&'a Snapshot, BTreeSet<&'a Region>)>,
    /// What is not on the board any more.
    records: BTreeMap<Key<'a>, &'a ClusterRecord>,
}

impl<'s, 'a> Sight<'s, 'a> {
    fn new(scene: &'s Scene<'a>, scope: &'s Scope, recalled: &'a Recalled) -> Self {
        let snapshots = scene.snapshots.iter().copied().filter(|snapshot| scope.holds(&snapshot.account));
        let accounts = snapshots.map(|snapshot| (&snapshot.account, (&**snapshot, scene.regions(snapshot))));
        let records = recalled.records.iter().map(|record| ((&record.place, record.id()), &**record));
        Self { scene, scope, accounts: accounts.collect(), records: records.collect() }
    }

    /// On the board, else as it was recorded last; nothing where its region is not watched.
    fn find(&self, key: Key<'a>) -> Option<(&'a Snapshot, &'a ClusterRecord)> {
        let (place, id) = key;
        let (snapshot, _) = self.accounts.get(&place.account).filter(|(_, watched)| watched.contains(&place.region))?;
        let on_board = snapshot.cluster(&place.region, id).map(|record| &**record);
        let record = on_board.or_else(|| self.records.get(&key).copied())?;
        self.is_wanted(snapshot, record).then_some((*snapshot, record))
    }

    fn is_wanted(&self, snapshot: &'a Snapshot, record: &ClusterRecord) -> bool {
        self.scope.owners == Owners::Everyone
            || me(self.scene, snapshot).is_some_and(|me| owner(self.scene, record.detail.as_ref()).is(me))
    }
}

pub(super) fn lines<'a>(scene: &Scene<'a>, scope: &Scope, since: Timestamp, recalled: &'a Recalled) -> Found<'a> {
    let sight = Sight::new(scene, scope, recalled);
    let mut open: BTreeMap<Key<'a>, Open<'a>> = BTreeMap::new();
    take_recorded(&sight, since, recalled, &mut open);
    let mut unknown_then = 0;
    for (snapshot, _) in sight.accounts.values() {
        for (_, record) in recent(scene, snapshot, Which::Active) {
            if !sight.is_wanted(snapshot, record) {
                continue;
            }
            match grown(scene, since, recalled, snapshot, record) {
                Grown::Unknown => unknown_then += 1,
                Grown::Not => {}
                Grown::So(kinds) => {
                    let key = (&record.place, record.id());
                    open.entry(key)
                        .or_insert_with(|| Open { snapshot, record, kinds: Kinds::new() })
                        .kinds
                        .extend(kinds);
                }
            }
        }
    }
    let mut lines: Vec<Line<'a>> = open.into_values().filter_map(|open| line(scene, since, recalled, open)).collect();
    lines.sort_by(|a, b| (Reverse(a.at), a.id()).cmp(&(Reverse(b.at), b.id())));
    Found { lines, unknown_then }
}

/// Lives that began or ended, and facts that became others, as they are recorded.
fn take_recorded<'a>(
    sight: &Sight<'_, 'a>,
    since: Timestamp,
    recalled: &'a Recalled,
    open: &mut BTreeMap<Key<'a>, Open<'a>>,
) {
    let scene = sight.scene;
    let mut told = |place: &'a Place, id: &'a ClusterId, kind, at: Timestamp, text: String| {
        if let Some((snapshot, record)) = sight.find((place, id)) {
            let line = open.entry((place, id)).or_insert_with(|| Open { snapshot, record, kinds: Kinds::new() });
            // The newest comes first, and is how it is now.
            line.kinds.entry(kind).or_insert((at, text));
        }
    };
    let within = |at: &Timestamp| *at > since && *at <= scene.now;
    for life in &recalled.changed.lives {
        if let Some(at) = life.created_at.filter(within) {
            told(&life.place, &life.id, ChangeKind::Started, at, format!("started {}", scene.clock(at)));
        }
        if let Some(at) = life.ended_at.filter(within) {
            told(&life.place, &life.id, ChangeKind::Ended, at, format!("ended {}", scene.clock(at)));
        }
    }
    for change in &recalled.changed.facts {
        let (kind, text) = match change.fact {
            Fact::Protection { protected: true } => (ChangeKind::Protection, "is protected now".to_owned()),
            Fact::Protection { protected: false } => (ChangeKind::Protection, "is protected no more".to_owned()),
            Fact::AutoTermination { idle_seconds: Some(seconds) } => {
                let idle = length(i64::try_from(seconds).unwrap_or(i64::MAX));
                (ChangeKind::AutoTermination, format!("ends by itself after {idle} idle"))
            }
            Fact::AutoTermination { idle_seconds: None } => {
                (ChangeKind::AutoTermination, "ends by itself no more".to_owned())
            }
        };
        told(&change.place, &change.id, kind, change.at, text);
    }
}

enum Grown {
    Unknown,
    Not,
    So(Kinds),
}

/// How a cluster that lives differs in size and burn. While one was starting it had no size yet, and one that is
/// terminating is not shrinking but ending.
fn grown(
    scene: &Scene<'_>,
    since: Timestamp,
    recalled: &Recalled,
    snapshot: &Snapshot,
    record: &ClusterRecord,
) -> Grown {
    let Some(settled) = record.summary.created_at.map(|created| created + SETTLING) else { return Grown::Not };
    if settled > scene.now || record.summary.state == ClusterState::Terminating {
        return Grown::Not;
    }
    let had_settled = settled <= since;
    let then = burns::at(snapshot, record, &recalled.prices, since.max(settled));
    if !then.is_whole {
        return if had_settled { Grown::Unknown } else { Grown::Not };
    }
    let all = record.nodes.iter().flat_map(|nodes| nodes.nodes.values());
    let resized = resize(all, since.max(settled), scene.now);
    let mut kinds = Kinds::new();
    if had_settled {
        let now = burns::at(snapshot, record, &snapshot.prices, scene.now);
        if let Some(rise) = dearer(&then.burn.total, &now.burn.total) {
            let why = dearest_rise(&then.burn, &now.burn).map(|price| format!(": {price}")).unwrap_or_default();
            let priced_at = || last_price(snapshot, &now.nodes, since, scene.now);
            let at = resized.as_ref().map(|resize| resize.at).or_else(priced_at).unwrap_or(scene.now);
            kinds.insert(ChangeKind::Dearer, (at, format!("{} USD/h dearer{why}", rise.total_text())));
        }
    }
    if let Some(resize) = resized {
        kinds.insert(ChangeKind::Resized, (resize.at, size_text(&resize)));
    }
    if kinds.is_empty() { Grown::Not } else { Grown::So(kinds) }
}

/// So many sizes are told at most: the first and the last ones.
const SIZES: usize = 5;

fn size_text(Resize { sizes, .. }: &Resize) -> String {
    if let [from, to] = sizes[..]
        && from == to
    {
        return format!("{to} nodes of other kinds");
    }
    let mut told: Vec<String> = sizes.iter().map(ToString::to_string).collect();
    if told.len() > SIZES {
        let left_out = told.len() - SIZES;
        told.splice(1..=left_out, ["…".to_owned()]);
    }
    format!("{} nodes", told.join(" → "))
}

fn line<'a>(scene: &Scene<'_>, since: Timestamp, recalled: &Recalled, open: Open<'a>) -> Option<Line<'a>> {
    let Open { snapshot, record, kinds } = open;
    let at = kinds.values().map(|(at, _)| *at).max()?;
    let existed = record.summary.created_at.is_none_or(|created| created <= since);
    let lives = !record.summary.state.has_ended();
    let then = || match existed {
        true => burns::at(snapshot, record, &recalled.prices, since).burn.total,
        false => Estimate::default(),
    };
    let burn = (existed || lives).then(|| (then(), burns::now(snapshot, record, scene.now)));
    let kinds = kinds.into_iter().map(|(kind, (at, text))| (kind, at, text)).collect();
    Some(Line { snapshot, record, at, kinds, burn })
}

impl<'a> Line<'a> {
    pub fn id(&self) -> &str {
        self.record.id().as_str()
    }

    pub fn row(&self, scene: &Scene<'a>) -> ChangeRow {
        let (record, summary) = (self.record, &self.record.summary);
        let look = scene.look(&record.place.account);
        let owner = owner(scene, record.detail.as_ref());
        ChangeRow {
            id: summary.id.to_string(),
            name: summary.name.clone(),
            account_id: record.place.account.to_string(),
            account_name: look.name,
            account_color: look.color,
            region: record.place.region.to_string(),
            mine: me(scene, self.snapshot).is_some_and(|me| owner.is(me)),
            owner: owner_view(owner),
            state: summary.state.as_aws().to_owned(),
            state_kind: state_kind(&summary.state),
            at: rfc3339(self.at),
            kinds: self.kinds.iter().map(|(kind, _, _)| *kind).collect(),
            what: self.kinds.iter().map(|(kind, _, text)| self.told(*kind, text)).collect(),
            burn: self.burn.as_ref().and_then(|(then, now)| difference(then, now)),
        }
    }

    /// Why it ended is told by AWS, and how large a new one is by its nodes.
    fn told(&self, kind: ChangeKind, text: &str) -> String {
        let reason = || self.record.summary.state_reason.as_ref().and_then(reason_text);
        match kind {
            ChangeKind::Ended => reason().map_or_else(|| text.to_owned(), |reason| format!("{text}: {reason}")),
            _ => text.to_owned(),
        }
    }
}

/// Nothing where it burned and burns the same, and where nothing of the difference is known: that is no zero.
fn difference(then: &Estimate, now: &Estimate) -> Option<BurnDifference> {
    let more = now.known - then.known;
    let complete = then.is_complete() && now.is_complete();
    let text = more.per_hour_text();
    let usd_per_hour = if text.starts_with('-') { text } else { format!("+{text}") };
    Some(BurnDifference { usd_per_hour, complete }).filter(|_| more != Default::default())
}
