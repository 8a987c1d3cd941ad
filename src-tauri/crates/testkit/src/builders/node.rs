use crate::clock::START;
use emberwatch_domain::account::AvailabilityZone;
use emberwatch_domain::cluster::{Market, Node, NodeRole};
use jiff::Timestamp;

/// A core node: m5.xlarge on demand, in no known zone, launched at [`START`] and running.
pub fn node(instance_id: &str) -> NodeBuilder {
    NodeBuilder {
        node: Node {
            instance_id: instance_id.to_owned(),
            role: Some(NodeRole::Core),
            instance_type: "m5.xlarge".into(),
            market: Market::OnDemand,
            zone: None,
            launched_at: START,
            ended_at: None,
        },
    }
}

#[derive(Clone, Debug)]
#[must_use]
pub struct NodeBuilder {
    node: Node,
}

impl NodeBuilder {
    pub fn role(mut self, role: NodeRole) -> Self {
        self.node.role = Some(role);
        self
    }

    pub fn instance_type(mut self, instance_type: &str) -> Self {
        self.node.instance_type = instance_type.into();
        self
    }

    pub fn spot(mut self) -> Self {
        self.node.market = Market::Spot;
        self
    }

    pub fn zone(mut self, zone: &str) -> Self {
        self.node.zone = Some(AvailabilityZone::new(zone));
        self
    }

    pub fn launched_at(mut self, at: Timestamp) -> Self {
        self.node.launched_at = at;
        self
    }

    pub fn ended_at(mut self, at: Timestamp) -> Self {
        self.node.ended_at = Some(at);
        self
    }

    pub fn build(self) -> Node {
        self.node
    }
}

impl From<NodeBuilder> for Node {
    fn from(builder: NodeBuilder) -> Node {
        builder.build()
    }
}
