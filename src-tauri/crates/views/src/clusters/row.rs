//! One cluster's record, made into its row.

use super::freshness::{Age, age};
use super::gaps::gaps;
use super::prices::{burn_view, priced};
use super::{AutoTerminationView, ClusterRow, NodesView, OwnerView, StateKind};
use crate::actions::{action_views, termination_view};
use crate::scene::Scene;
use crate::wording::{cost, rfc3339, seconds_between};
use emberwatch_app::record::ClusterRecord;
use emberwatch_app::snapshot::Snapshot;
use emberwatch_domain::account::Caller;
use emberwatch_domain::burn::Nodes;
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
    pub cost: Estimate,
    /// Absent while it lives.
    pub ended_at: Option<Timestamp>,
}

impl Assessed {
    /// What lives goes before what has ended, what burns most or ended last goes first.
    pub(super) fn order(&self) -> (Option<Reverse<Timestamp>>, Reverse<Usd>, &str) {
        (self.ended_at.map(Reverse), Reverse(self.burn.known), &self.row.id)
    }
}

pub(crate) fn assess<'a>(scene: &Scene<'a>, snapshot: &'a Snapshot, record: &ClusterRecord) -> Assessed {
    let summary = &record.summary;
    let detail = record.detail.as_ref();
    let look = scene.look(&record.place.account);
    let age = age(scene, snapshot, record);
    let nodes = record.nodes();
    let priced = priced(scene, snapshot, record, &nodes, age.money_until);
    let owner = owner(scene, detail);
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
        state_reason: summary.state_reason.as_ref().and_then(reason_text),
        created_at: summary.created_at.map(rfc3339),
        ready_at: summary.ready_at.map(rfc3339),
        ended_at: summary.ended_at.map(rfc3339),
        age_seconds: summary.created_at.map(|created| seconds_between(created, age.ended_at.unwrap_or(scene.now))),
        release_label: detail.and_then(|detail| detail.release_label.clone()),
        applications: detail.map(application_names).unwrap_or_default(),
        mine: is_mine(scene, snapshot.caller.as_ref(), &owner),
        owner: owner_view(owner),
        tags: detail.map(|detail| detail.tags.clone()).unwrap_or_default(),
        protected: record.protected(),
        auto_termination: auto_termination(record),
        nodes: nodes_view(scene, &nodes, &age),
        burn: burn_view(&priced.burn),
        cost_so_far: cost(&priced.cost),
        actions: action_views(actions(standing)),
        termination: scene.latest_request(&record.place, &summary.id).map(|entry| termination_view(scene, entry)),
        gaps: gaps(record, &nodes),
        freshness: age.freshness,
    };
    Assessed { row, burn: priced.burn.total, cost: priced.cost, ended_at: age.ended_at }
}

fn state_kind(state: &ClusterState) -> StateKind {
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

fn owner(scene: &Scene<'_>, detail: Option<&ClusterDetail>) -> Owner {
    detail.map_or(Owner::Unknown, |detail| {
        Owner::of(&detail.tags, detail.key_pair.as_deref(), &scene.settings.owner_tags)
    })
}

fn is_mine(scene: &Scene<'_>, caller: Option<&Caller>, owner: &Owner) -> bool {
    let me = scene.settings.me.as_deref().or_else(|| caller.and_then(Caller::person));
    me.is_some_and(|me| owner.is(me))
}

fn owner_view(owner: Owner) -> OwnerView {
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
        as_of: seen_at.filter(|at| age.as_of.duration_since(*at) > scene.real_minutes(NODES_LAG_MINUTES)).map(rfc3339),
    }
}
