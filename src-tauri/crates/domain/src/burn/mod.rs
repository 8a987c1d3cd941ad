//! What a cluster burns per hour now, and what it has cost so far, part by part.

mod cost;
mod per_hour;
mod storage;

pub use cost::{Costed, PartCosts, cost_so_far, cost_within};
pub use per_hour::{Burn, BurnPart, PartPrices, burn};
pub use storage::StorageByRole;

use crate::account::Region;
use crate::cluster::{InstanceType, Market, Node, NodeRole};
use crate::price::PriceBook;
use crate::spot::SpotBook;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where prices are looked up.
#[derive(Clone, Copy)]
pub struct Rates<'a> {
    pub region: &'a Region,
    pub list: &'a PriceBook,
    pub spot: &'a SpotBook,
}

/// What is known of a cluster's nodes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "seen", rename_all = "snake_case")]
pub enum Nodes {
    /// Seen in EC2 or EMR: running and ended ones.
    Nodes {
        nodes: Vec<Node>,
        as_of: Timestamp,
    },
    /// Nodes may not be listed here; what the cluster asked for is priced instead, and that is said.
    Requested {
        nodes: Vec<RequestedNodes>,
    },
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestedNodes {
    pub role: NodeRole,
    pub instance_type: InstanceType,
    pub market: Market,
    pub count: u32,
}

impl Nodes {
    pub fn running(&self) -> impl Iterator<Item = &Node> {
        let nodes: &[Node] = match self {
            Nodes::Nodes { nodes, .. } => nodes,
            _ => &[],
        };
        nodes.iter().filter(|node| node.ended_at.is_none())
    }

    /// Running nodes on this market, or requested ones where nodes cannot be seen.
    pub fn count(&self, market: Market) -> u32 {
        match self {
            Nodes::Nodes { .. } => self.running().filter(|node| node.market == market).count() as u32,
            Nodes::Requested { nodes } => nodes.iter().filter(|n| n.market == market).map(|n| n.count).sum(),
            Nodes::Unknown => 0,
        }
    }
}
