use super::group::group;
use crate::clock::START;
use emberwatch_app::record::{ClusterRecord, NodeRecord};
use emberwatch_domain::account::{Place, ProfileName};
use emberwatch_domain::cluster::{
    Application, AutoTermination, BootstrapAction, ClusterDetail, ClusterId, ClusterState, ClusterSummary, Collection,
    CollectionKind, InstanceFleet, InstanceGroup, ManagedScaling, Node, NodeRole, Step, StepState,
};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// A cluster that waits since [`START`], made of no groups and no nodes, unprotected.
pub fn cluster(id: &str) -> FakeCluster {
    FakeCluster::new(id)
}

/// Everything that AWS knows of a cluster; a builder before it is put into a fake cloud, and what is changed there.
#[derive(Clone, Debug)]
#[must_use]
pub struct FakeCluster {
    pub detail: ClusterDetail,
    pub collection: Collection,
    /// Running and ended ones: EC2 shows the former, EMR both.
    pub nodes: Vec<Node>,
    pub steps: Vec<Step>,
    pub bootstrap_actions: Vec<BootstrapAction>,
    pub auto_termination: Option<AutoTermination>,
    pub managed_scaling: Option<ManagedScaling>,
    pub(crate) on_termination: OnTermination,
}

/// What an accepted termination does to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnTermination {
    Terminates,
    StaysAsItIs,
}

impl FakeCluster {
    fn new(id: &str) -> Self {
        let summary = ClusterSummary {
            id: ClusterId::new(id),
            name: id.to_owned(),
            arn: None,
            state: ClusterState::Waiting,
            state_reason: None,
            created_at: Some(START),
            ready_at: Some(START),
            ended_at: None,
        };
        Self {
            detail: detail(summary),
            collection: Collection::Groups(Vec::new()),
            nodes: Vec::new(),
            steps: Vec::new(),
            bootstrap_actions: Vec::new(),
            auto_termination: None,
            managed_scaling: None,
            on_termination: OnTermination::Terminates,
        }
    }

    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.detail.summary.name);
        self
    }

    pub fn state(mut self, state: ClusterState) -> Self {
        self.detail.summary.state = state;
        self
    }

    pub fn starting(self) -> Self {
        self.state(ClusterState::Starting)
    }

    pub fn bootstrapping(self) -> Self {
        self.state(ClusterState::Bootstrapping)
    }

    pub fn running(self) -> Self {
        self.state(ClusterState::Running)
    }

    pub fn waiting(self) -> Self {
        self.state(ClusterState::Waiting)
    }

    pub fn terminating(self) -> Self {
        self.state(ClusterState::Terminating)
    }

    /// Its nodes end with it.
    pub fn terminated(mut self, at: Timestamp) -> Self {
        self.nodes.iter_mut().for_each(|node| node.ended_at = node.ended_at.or(Some(at)));
        self.detail.summary.ended_at = Some(at);
        self.state(ClusterState::Terminated)
    }

    pub fn created_at(mut self, at: Timestamp) -> Self {
        self.detail.summary.created_at = Some(at);
        self
    }

    pub fn release(mut self, label: &str, applications: &[&str]) -> Self {
        self.detail.release_label = Some(label.to_owned());
        self.detail.applications =
            applications.iter().map(|name| Application { name: (*name).to_owned(), version: None }).collect();
        self
    }

    pub fn tag(mut self, key: &str, value: &str) -> Self {
        self.detail.tags.insert(key.to_owned(), value.to_owned());
        self
    }

    pub fn key_pair(mut self, name: &str) -> Self {
        self.detail.key_pair = Some(name.to_owned());
        self
    }

    pub fn protected(mut self) -> Self {
        self.detail.protected = true;
        self
    }

    /// Adds a group; a cluster of fleets becomes one of groups.
    pub fn group(mut self, group: impl Into<InstanceGroup>) -> Self {
        match &mut self.collection {
            Collection::Groups(groups) => groups.push(group.into()),
            Collection::Fleets(_) => self.collection = Collection::Groups(vec![group.into()]),
        }
        self.detail.collection = CollectionKind::Groups;
        self
    }

    /// Adds a fleet; a cluster of groups becomes one of fleets.
    pub fn fleet(mut self, fleet: InstanceFleet) -> Self {
        match &mut self.collection {
            Collection::Fleets(fleets) => fleets.push(fleet),
            Collection::Groups(_) => self.collection = Collection::Fleets(vec![fleet]),
        }
        self.detail.collection = CollectionKind::Fleets;
        self
    }

    pub fn node(mut self, node: impl Into<Node>) -> Self {
        let node = node.into();
        self.hold(&node);
        self.nodes.push(node);
        self
    }

    /// A node belongs to a group, so one without volumes is made where none holds its type.
    fn hold(&mut self, node: &Node) {
        let Collection::Groups(groups) = &mut self.collection else { return };
        if !groups.iter().any(|group| group.instance_type == node.instance_type) {
            let made = group(node.role.unwrap_or(NodeRole::Core)).instance_type(node.instance_type.as_str()).count(0);
            groups.push(made.build());
        }
    }

    pub fn step(mut self, name: &str, state: StepState) -> Self {
        self.steps.push(Step {
            id: format!("s-{}", self.steps.len() + 1),
            name: name.to_owned(),
            state,
            action_on_failure: None,
            jar: None,
            main_class: None,
            args: Vec::new(),
            created_at: self.detail.summary.created_at,
            started_at: None,
            ended_at: None,
            failure: None,
        });
        self
    }

    pub fn auto_termination(mut self, idle_seconds: u64) -> Self {
        self.auto_termination = Some(AutoTermination { idle_seconds });
        self
    }

    /// A termination is accepted and nothing comes of it.
    pub fn survives_termination(mut self) -> Self {
        self.on_termination = OnTermination::StaysAsItIs;
        self
    }

    pub fn id(&self) -> &ClusterId {
        &self.detail.summary.id
    }

    pub fn summary(&self) -> ClusterSummary {
        self.detail.summary.clone()
    }

    /// What polling would know of it after it has read everything.
    pub fn record(&self, place: Place, profile: &str, seen_at: Timestamp) -> ClusterRecord {
        let nodes = self.nodes.iter().map(|node| (node.instance_id.clone(), node.clone())).collect();
        ClusterRecord {
            place,
            profile: ProfileName::new(profile),
            summary: self.summary(),
            seen_at,
            detail: Some(self.detail.clone()),
            collection: Some(self.collection.clone()),
            nodes: Some(NodeRecord { nodes, as_of: seen_at, whole_since: START, told_at: Some(START) }),
            auto_termination: Some(self.auto_termination),
            denied: BTreeSet::new(),
        }
    }
}

fn detail(summary: ClusterSummary) -> ClusterDetail {
    ClusterDetail {
        summary,
        release_label: Some("emr-7.5.0".to_owned()),
        applications: Vec::new(),
        tags: BTreeMap::new(),
        key_pair: None,
        protected: false,
        ends_after_steps: false,
        log_uri: None,
        service_role: None,
        job_flow_role: None,
        subnet_id: None,
        zone: None,
        master_dns: None,
        collection: CollectionKind::Groups,
        root_volume_gib: None,
        configurations: Vec::new(),
    }
}
