//! A node with what EC2 adds to it: a state of its own, the network it is in, its tags.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::services::Call;
use crate::world::{Cluster, Market, Node, Subnet};

pub(super) struct Instance<'a> {
    pub(super) node: Node,
    pub(super) cluster: Arc<Cluster>,
    pub(super) subnet: Option<&'a Subnet>,
    pub(super) launched_at: Timestamp,
    pub(super) state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Pending,
    Running,
    Terminated,
}

pub(super) const FILTERS: [&str; 14] = [
    "availability-zone",
    "instance-id",
    "instance-lifecycle",
    "instance-state-code",
    "instance-state-name",
    "instance-type",
    "key-name",
    "private-dns-name",
    "private-ip-address",
    "subnet-id",
    "tag:",
    "tag-key",
    "tag-value",
    "vpc-id",
];

/// How long a launch stays `pending`.
const PENDING: SignedDuration = SignedDuration::from_secs(15);

/// The instances that EC2 shows to the caller in this region.
pub(super) fn visible<'a>(call: &Call<'a>) -> Vec<Instance<'a>> {
    let account = call.caller.account;
    let subnets = call.world.subnets(account, call.region);
    let clusters = call.world.nodes(account, call.region, call.now, call.commands);
    let mut instances = Vec::new();
    for crowd in clusters {
        let cluster = Arc::new(crowd.cluster);
        let shown = crowd.nodes.into_iter().filter_map(|node| {
            let launched_at = node.launched_at?;
            let state = State::of(launched_at, node.ended_at, call.now);
            let subnet = subnets.iter().find(|subnet| subnet.zone.name == node.zone);
            Some(Instance { launched_at, state, subnet, cluster: Arc::clone(&cluster), node })
        });
        instances.extend(shown);
    }
    instances
}

impl Instance<'_> {
    pub(super) fn instance_id(&self) -> &str {
        &self.node.ec2_id
    }

    pub(super) fn is_gone(&self) -> bool {
        self.state == State::Terminated
    }

    /// EMR's own tags, then those of the cluster.
    pub(super) fn tags(&self) -> Vec<(String, String)> {
        let own = [
            ("aws:elasticmapreduce:instance-group-role".to_owned(), self.node.role.as_str().to_owned()),
            ("aws:elasticmapreduce:job-flow-id".to_owned(), self.cluster.id.to_string()),
        ];
        let of_cluster = self.cluster.spec.tags.iter().map(|tag| (tag.key.clone(), tag.value.clone()));
        own.into_iter().chain(of_cluster).collect()
    }

    /// The values that a filter compares.
    pub(super) fn attribute(&self, name: &str) -> Option<Vec<String>> {
        if let Some(key) = name.strip_prefix("tag:") {
            return Some(self.tags().into_iter().filter(|tag| tag.0 == key).map(|tag| tag.1).collect());
        }
        let one = |value: &str| Some(vec![value.to_owned()]);
        let network = |value: fn(&Subnet) -> &str| {
            Some(self.subnet.iter().filter(|_| !self.is_gone()).map(|subnet| value(subnet).to_owned()).collect())
        };
        match name {
            "availability-zone" => one(&self.node.zone),
            "instance-id" => one(self.instance_id()),
            "instance-lifecycle" => Some(self.lifecycle().into_iter().map(str::to_owned).collect()),
            "instance-state-code" => one(&self.state.code().to_string()),
            "instance-state-name" => one(self.state.name()),
            "instance-type" => one(&self.node.instance_type),
            "key-name" => Some(self.cluster.spec.key_name.iter().cloned().collect()),
            "private-dns-name" => one(&self.node.private_dns(&self.cluster.region)),
            "private-ip-address" => one(&self.node.private_ip.to_string()),
            "subnet-id" => network(|subnet| &subnet.id),
            "tag-key" => Some(self.tags().into_iter().map(|tag| tag.0).collect()),
            "tag-value" => Some(self.tags().into_iter().map(|tag| tag.1).collect()),
            "vpc-id" => network(|subnet| &subnet.vpc_id),
            _ => None,
        }
    }

    /// `spot`; on-demand instances have none.
    pub(super) fn lifecycle(&self) -> Option<&'static str> {
        (self.node.market == Market::Spot).then_some("spot")
    }
}

impl State {
    fn of(launched: Timestamp, ended: Option<Timestamp>, now: Timestamp) -> Self {
        match ended {
            Some(_) => Self::Terminated,
            None if now.duration_since(launched) < PENDING => Self::Pending,
            None => Self::Running,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Terminated => "terminated",
        }
    }

    pub(super) fn code(self) -> u16 {
        match self {
            Self::Pending => 0,
            Self::Running => 16,
            Self::Terminated => 48,
        }
    }
}
