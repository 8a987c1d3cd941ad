//! One cluster's record, made into its row.

use super::freshness::{Age, MoneyUntil, age};
use super::gaps::gaps;
use super::prices::{Priced, burn_view, priced};
use super::{AutoTerminationView, ClusterRow, NodesView, OwnerView, StateKind};
use crate::actions::{action_views, termination_view};
use crate::scene::Scene;
use crate::wording::{cost, rfc3339, seconds_between};
use emberwatch_app::ports::JournalEntry;
use emberwatch_app::record::ClusterRecord;
use emberwatch_app::snapshot::Snapshot;
use emberwatch_domain::account::Caller;
use emberwatch_domain::burn::{Costed, Nodes};
use emberwatch_domain::cluster::{ClusterDetail, ClusterState, Market, StateReason};
use emberwatch_domain::lifecycle::{Standing, actions};
use emberwatch_domain::money::{Estimate, Usd};
use emberwatch_domain::owner::Owner;
use jiff::Timestamp;
use std::cmp::Reverse;

/// Nodes are listed as often as clusters; a list this much older than its row is told.
const NODES_LAG_MINUTES: i32 = 2;

/// A row, and its money as numbers for whoever adds up.
pub(crate) struct Assessed {
    pub row: ClusterRow,
    pub burn: Estimate,
    pub cost: Costed,
    pub created_at: Option<Timestamp>,
    /// Absent while it lives.
    pub ended_at: Option<Timestamp>,
    pub as_of: Timestamp,
    /// When it was assessed.
    pub at: Timestamp,
    /// Until then time alone changes only what [`MovingValues`](super::MovingValues) holds; absent: it never does.
    pub holds_until: Option<Timestamp>,
}

impl Assessed {
    /// What lives goes before what has ended, what burns most or ended last goes first.
    pub(crate) fn order(&self) -> (Option<Reverse<Timestamp>>, Reverse<Usd>, &str) {
        (self.ended_at.map(Reverse), Reverse(self.burn.known), &self.row.id)
    }
}

pub(crate) fn assess<'a>(scene: &Scene<'a>, snapshot: &'a Snapshot, record: &ClusterRecord) -> Assessed {
    let request = scene.latest_request(&record.place, &record.summary.id);
    assess_with(scene, snapshot, record, request)
}

/// The same for whoever has looked up the latest change that was asked for it.
pub(super) fn assess_with<'a>(
    scene: &Scene<'a>,
    snapshot: &'a Snapshot,
    record: &ClusterRecord,
    request: Option<&JournalEntry>,
) -> Assessed {
    let summary = &record.summary;
    let detail = record.detail.as_ref();
    let look = scene.look(&record.place.account);
    let age = age(scene, snapshot, record);
    let nodes = record.nodes();
    let priced = match age.money {
        MoneyUntil::Now => priced(scene, snapshot, record, &nodes, scene.now),
        MoneyUntil::Then(then) => priced(scene, snapshot, record, &nodes, then).stopped(),
    };
    let owner = owner(scene, detail);
    let holds_until = holds_until(scene, &age, &priced, request);
    let standing = Standing { state: &summary.state, protected: record.protected(), access: look.access };
    let row = ClusterRow {
        id: summary.id.to_string(),
        name: summary.name.clone(),
        account_id: record.place.account.to_string(),
        account_name: look.name,
        account_color: look.color,
        profile: record.profile.to_string(),
        region: record.place.region.to_string(),
        state: summary.state.as_aws().to_owned(),
        state_kind: state_kind(&summary.state),
        active: age.ended_at.is_none(),
        state_reason: summary.state_reason.as_ref().and_then(reason_text),
        created_at: summary.created_at.map(rfc3339),
        ready_at: summary.ready_at.map(rfc3339),
        ended_at: summary.ended_at.map(rfc3339),
        age_seconds: summary.created_at.map(|created| seconds_between(created, age.ended_at.unwrap_or(scene.now))),
        release_label: detail.and_then(|detail| detail.release_label.clone()),
        applications: detail.map(application_names).unwrap_or_default(),
        mine: me(scene, snapshot).is_some_and(|me| owner.is(me)),
        owner: owner_view(owner),
        tags: detail.map(|detail| detail.tags.clone()).unwrap_or_default(),
        protected: record.protected(),
        auto_termination: auto_termination(record),
        nodes: nodes_view(scene, &nodes, &age),
        burn: burn_view(&priced.burn),
        cost_so_far: cost(&priced.cost.total),
        actions: action_views(actions(standing), scene.read_only),
        termination: request.map(|entry| termination_view(scene, entry)),
        gaps: gaps(record, &nodes),
        freshness: age.freshness,
    };
    Assessed {
        row,
        holds_until,
        burn: priced.burn.total,
        cost: priced.cost,
        created_at: summary.created_at,
        ended_at: age.ended_at,
        as_of: age.as_of,
        at: scene.now,
    }
}

/// What is told of a change that is under way moves with every second.
fn holds_until(scene: &Scene<'_>, age: &Age, priced: &Priced, request: Option<&JournalEntry>) -> Option<Timestamp> {
    let under_way = request.filter(|entry| !entry.phase.is_over()).map(|_| scene.now);
    [age.overdue_from, priced.doubted_from, priced.cost.even_until, under_way].into_iter().flatten().min()
}

pub(crate) fn state_kind(state: &ClusterState) -> StateKind {
    match state {
        ClusterState::Starting | ClusterState::Bootstrapping => StateKind::Starting,
        ClusterState::Running => StateKind::Running,
        ClusterState::Waiting => StateKind::Waiting,
        ClusterState::Terminating => StateKind::Terminating,
        ClusterState::Terminated => StateKind::Ended,
        ClusterState::TerminatedWithErrors => StateKind::Failed,
        ClusterState::Other(_) => StateKind::Unknown,
    }
}

pub(crate) fn reason_text(reason: &StateReason) -> Option<String> {
    [&reason.message, &reason.code].into_iter().find(|text| !text.trim().is_empty()).cloned()
}

fn application_names(detail: &ClusterDetail) -> Vec<String> {
    detail.applications.iter().map(|application| application.name.clone()).collect()
}

pub(crate) fn owner(scene: &Scene<'_>, detail: Option<&ClusterDetail>) -> Owner {
    detail.map_or(Owner::Unknown, |detail| {
        Owner::of(&detail.tags, detail.key_pair.as_deref(), &scene.settings.owner_tags)
    })
}

/// Who "mine" is in an account: whom the user named, else whom the caller's ARN names.
pub(crate) fn me<'a>(scene: &Scene<'a>, snapshot: &'a Snapshot) -> Option<&'a str> {
    scene.settings.me.as_deref().or_else(|| snapshot.caller.as_ref().and_then(Caller::person))
}

pub(crate) fn owner_view(owner: Owner) -> OwnerView {
    match owner {
        Owner::Tag { name, tag } => OwnerView { name: Some(name), source: format!("tag {tag}") },
        Owner::KeyPair { name } => OwnerView { name: Some(name), source: "key pair".to_owned() },
        Owner::Unknown => OwnerView { name: None, source: "unknown".to_owned() },
    }
}

fn auto_termination(record: &ClusterRecord) -> AutoTerminationView {
    let ends_after_steps = record.detail.as_ref().is_some_and(|detail| detail.ends_after_steps);
    match record.auto_termination {
        _ if ends_after_steps => AutoTerminationView::AfterSteps,
        Some(Some(policy)) => {
            let idle_seconds = u32::try_from(policy.idle_seconds).unwrap_or(u32::MAX);
            AutoTerminationView::After { idle_seconds }
        }
        Some(None) => AutoTerminationView::None,
        None => AutoTerminationView::Unknown,
    }
}

/// An ended cluster has no nodes, whatever was seen of it last.
fn nodes_view(scene: &Scene<'_>, nodes: &Nodes, age: &Age) -> NodesView {
    if age.ended_at.is_some() {
        return NodesView { on_demand: 0, spot: 0, seen: true, as_of: None };
    }
    let seen_at = match nodes {
        Nodes::Nodes { as_of, .. } => Some(*as_of),
        Nodes::Requested { .. } | Nodes::Unknown => None,
    };
    NodesView {
        on_demand: nodes.count(Market::OnDemand),
        spot: nodes.count(Market::Spot),
        seen: seen_at.is_some(),
        as_of: seen_at
            .filter(|at| age.as_of.duration_since(*at) > scene.minutes_of_polling(NODES_LAG_MINUTES))
            .map(rfc3339),
    }
}
