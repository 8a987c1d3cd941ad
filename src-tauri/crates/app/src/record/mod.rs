//! What is known of a cluster, and since when.

mod merge;

use crate::ports::Clock;
use emberwatch_domain::account::{Place, ProfileName};
use emberwatch_domain::burn::{Nodes, RequestedNodes, StorageByRole};
use emberwatch_domain::cluster::{
    AutoTermination, BootstrapAction, ClusterDetail, ClusterId, ClusterState, ClusterSummary, Collection, InstanceType,
    ManagedScaling, Market, Node, Step,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// A cluster as polling knows it. Parts arrive one after the other; a part that failed keeps its last value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterRecord {
    pub place: Place,
    pub profile: ProfileName,
    pub summary: ClusterSummary,
    /// When a listing or description last showed it.
    pub seen_at: Timestamp,
    pub detail: Option<ClusterDetail>,
    pub collection: Option<Collection>,
    pub nodes: Option<NodeRecord>,
    /// Outer `None`: not read yet or not allowed; inner `None`: it has no policy.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "read_even_if_null")]
    pub auto_termination: Option<Option<AutoTermination>>,
    /// What may not be read of it: the IAM actions that were denied.
    pub denied: BTreeSet<String>,
}

/// A cluster's nodes, running and ended, and from when on the record is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeRecord {
    pub nodes: BTreeMap<String, Node>,
    pub as_of: Timestamp,
    /// Nodes that ended before this may be missing.
    pub whole_since: Timestamp,
    /// When EMR last told everything it remembers of them.
    #[serde(default)]
    pub told_at: Option<Timestamp>,
}

/// A moment at which somebody looked.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub now: Timestamp,
    /// Nobody looked for longer than this: what came and went meanwhile is not known.
    pub gap: SignedDuration,
}

impl Look {
    /// Polls look twice a minute of real time, whatever the clock of a rehearsal says.
    pub fn at(clock: &dyn Clock) -> Self {
        Self { now: clock.now(), gap: clock.real_span(Duration::from_secs(300)) }
    }
}

impl NodeRecord {
    /// Whether EMR has nothing to add: the record reaches back to the cluster's creation, or as far as EMR remembers.
    fn is_whole(&self, created_at: Option<Timestamp>) -> bool {
        created_at.is_none_or(|created| self.whole_since <= created)
            || self.told_at.is_some_and(|told| self.whole_since <= told - merge::EMR_REMEMBERS)
    }
}

/// What is read only of a cluster on screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closeup {
    pub as_of: Option<Timestamp>,
    pub steps: Option<Vec<Step>>,
    pub bootstrap_actions: Option<Vec<BootstrapAction>>,
    pub managed_scaling: Option<ManagedScaling>,
    /// The IAM actions that were denied, and other failures, as sentences.
    pub failures: Vec<String>,
}

impl ClusterRecord {
    pub fn listed(place: Place, profile: ProfileName, summary: ClusterSummary, seen_at: Timestamp) -> Self {
        Self {
            place,
            profile,
            summary,
            seen_at,
            detail: None,
            collection: None,
            nodes: None,
            auto_termination: None,
            denied: BTreeSet::new(),
        }
    }

    pub fn id(&self) -> &ClusterId {
        &self.summary.id
    }

    /// What a listing says now. A listing read while the cluster moved on must not take it back: what has ended stays ended.
    pub fn take_summary(&mut self, summary: ClusterSummary, look: Look) {
        if self.summary.state.has_ended() && !summary.state.has_ended() {
            return;
        }
        self.summary = summary;
        self.close_nodes(look);
    }

    pub fn take_detail(&mut self, detail: ClusterDetail, look: Look) {
        self.take_summary(detail.summary.clone(), look);
        self.detail = Some(detail);
    }

    /// What EC2 shows running now.
    pub fn take_running(&mut self, seen: Vec<Node>, look: Look) {
        // A cluster at work has a master at the least: an empty answer is EC2's, not the cluster's.
        if seen.is_empty() && matches!(self.summary.state, ClusterState::Running | ClusterState::Waiting) {
            return;
        }
        self.nodes = Some(merge::running(self.nodes.as_ref(), seen, look, self.summary.created_at));
        self.close_nodes(look);
    }

    /// What EMR remembers of its nodes, the ended ones included.
    pub fn take_instances(&mut self, listed: Vec<Node>, look: Look) {
        self.nodes = Some(merge::remembered(self.nodes.as_ref(), listed, look.now, self.summary.created_at));
        self.close_nodes(look);
    }

    /// Remembers an IAM action that is not allowed here; true when that is news.
    pub fn deny(&mut self, action: impl Into<String>) -> bool {
        self.denied.insert(action.into())
    }

    fn close_nodes(&mut self, look: Look) {
        if let (true, Some(ended), Some(nodes)) =
            (self.summary.state.has_ended(), self.summary.ended_at, &mut self.nodes)
        {
            merge::close(nodes, ended, look.gap);
        }
    }

    /// Whether nodes may be missing of which EMR still knows.
    pub fn lacks_nodes(&self) -> bool {
        !self.nodes.as_ref().is_some_and(|nodes| nodes.is_whole(self.summary.created_at))
    }

    /// Whether a running node is of a kind that the cluster's groups or fleets, as last read, do not hold.
    pub fn has_outgrown_its_collection(&self) -> bool {
        // Most clusters have ended, and of those this is asked as well.
        let Some(collection) = self.collection.as_ref().filter(|_| !self.summary.state.has_ended()) else {
            return false;
        };
        self.running_nodes().any(|node| !collection.holds(&node.instance_type))
    }

    pub fn protected(&self) -> Option<bool> {
        self.detail.as_ref().map(|detail| detail.protected)
    }

    /// The nodes to price: those seen, else those requested.
    pub fn nodes(&self) -> Nodes {
        if let Some(record) = &self.nodes {
            let nodes = record.nodes.values().map(|node| self.placed(node)).collect();
            return Nodes::Nodes { nodes, as_of: record.as_of };
        }
        match &self.collection {
            Some(collection) => Nodes::Requested { nodes: requested(collection) },
            None => Nodes::Unknown,
        }
    }

    /// What its nodes are: those seen, else those requested.
    pub fn instance_types(&self) -> BTreeSet<InstanceType> {
        match (&self.nodes, &self.collection) {
            (Some(record), _) => record.nodes.values().map(|node| node.instance_type.clone()).collect(),
            (None, Some(collection)) => requested(collection).into_iter().map(|nodes| nodes.instance_type).collect(),
            (None, None) => BTreeSet::new(),
        }
    }

    /// EMR does not tell a node's zone, but a cluster lies in one zone.
    /// <https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-region.html>
    fn placed(&self, node: &Node) -> Node {
        let zone = node.zone.clone().or_else(|| self.detail.as_ref()?.zone.clone());
        Node { zone, ..node.clone() }
    }

    pub fn storage(&self) -> StorageByRole {
        let root = self.detail.as_ref().and_then(|detail| detail.root_volume_gib);
        self.collection.as_ref().map(|collection| StorageByRole::of(collection, root)).unwrap_or_default()
    }

    pub fn running_nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().flat_map(|record| record.nodes.values()).filter(|node| node.ended_at.is_none())
    }

    /// What its running nodes are.
    pub fn running_types(&self) -> BTreeSet<InstanceType> {
        self.running_nodes().map(|node| node.instance_type.clone()).collect()
    }

    pub fn spot_nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().flat_map(|record| record.nodes.values()).filter(|node| node.market == Market::Spot)
    }
}

/// What is there was read, even if it is null; what was not read is left out.
fn read_even_if_null<'de, D: Deserializer<'de>, T: Deserialize<'de>>(value: D) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}

fn requested(collection: &Collection) -> Vec<RequestedNodes> {
    match collection {
        Collection::Groups(groups) => groups
            .iter()
            .map(|group| RequestedNodes {
                role: group.role,
                instance_type: group.instance_type.clone(),
                market: group.market,
                count: group.requested,
            })
            .collect(),
        Collection::Fleets(fleets) => fleets
            .iter()
            .flat_map(|fleet| {
                let first = fleet.specs.first();
                [(Market::OnDemand, fleet.target_on_demand), (Market::Spot, fleet.target_spot)].into_iter().filter_map(
                    move |(market, units)| {
                        let spec = first?;
                        let count = units.div_ceil(spec.weighted_capacity.max(1));
                        let instance_type = spec.instance_type.clone();
                        (count > 0).then_some(RequestedNodes { role: fleet.role, instance_type, market, count })
                    },
                )
            })
            .collect(),
    }
}
