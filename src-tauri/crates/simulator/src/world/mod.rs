//! The simulated world: accounts, regions, networks, clusters and their nodes, as a pure function of the seed, the
//! time and the commands given so far. Nothing in here reads a clock or does I/O.

mod account;
pub mod bill;
mod cast;
pub mod catalog;
mod cluster;
mod dice;
mod history;
mod identifier;
mod launched;
mod ledger;
mod life;
mod network;
mod nodes;
mod scaling;
mod size;
mod spec;
pub mod spot;
mod steps;
mod template;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

pub use account::{Account, Billing, MOST_ACCOUNTS, Principal, RegionAccess, SAMPLE_USER};
pub(crate) use cluster::arn as cluster_arn;
pub use cluster::{Cluster, Collection, CollectionKind};
pub use dice::Dice;
pub use history::{Outline, Wanted};
pub use identifier::ClusterId;
pub use ledger::Burned;
pub use life::{Busy, ClusterState, EndCause, Life, Oddity};
pub use network::Subnet;
pub(crate) use nodes::volumes;
pub use nodes::{ClusterNodes, Node, NodeState, Volume};
pub use size::{Crowd, Spread, WorldSize};
pub use spec::{
    AutoTerminationPolicy, BootstrapAction, ClusterSpec, ComputeLimits, Configuration, EbsBlockDeviceConfig,
    EbsConfiguration, FleetSpec, FleetType, GroupSpec, Instances, ManagedScalingPolicy, Market, Role, StepSpec, Tag,
    VolumeSpecification, Workload,
};
pub use steps::{Step, StepState};

use crate::commands::Commands;
use spot::SpotPrices;
use template::Template;

/// EC2 forgets an instance about an hour after its end.
const EC2_MEMORY_S: i64 = 3600;

/// One world; cheap to clone.
#[derive(Debug, Clone)]
pub struct World(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    dice: Dice,
    accounts: &'static [Account],
    places: Vec<Place>,
    by_name: HashMap<(&'static str, &'static str), usize>,
    spot_prices: Option<Arc<SpotPrices>>,
}

/// An account in a region, with the clusters that recur there.
#[derive(Debug)]
struct Place {
    account: &'static Account,
    region: &'static str,
    subnets: Vec<Subnet>,
    templates: Vec<Template>,
}

impl World {
    pub fn new(seed: u64) -> Self {
        Self::sized(seed, WorldSize::Sample)
    }

    pub fn sized(seed: u64, size: WorldSize) -> Self {
        Self::with_spot_prices(seed, size, None)
    }

    /// A world whose spot market is, as far as they reach, what was recorded.
    pub fn with_spot_prices(seed: u64, size: WorldSize, spot_prices: Option<Arc<SpotPrices>>) -> Self {
        let dice = Dice::new(seed);
        let accounts = size.accounts();
        let mut places: Vec<Place> = accounts
            .iter()
            .flat_map(|account| catalog::regions().iter().map(move |region| (account, region.name)))
            .map(|(account, region)| Place {
                account,
                region,
                subnets: network::subnets(dice, account.id, region),
                templates: Vec::new(),
            })
            .collect();
        size::populate(&mut places, size, dice);
        let by_name =
            places.iter().enumerate().map(|(index, place)| ((place.account.id, place.region), index)).collect();
        Self(Arc::new(Inner { dice, accounts, places, by_name, spot_prices }))
    }

    /// The dice of the seed, for what services derive themselves (prices, ids).
    pub fn dice(&self) -> Dice {
        self.0.dice
    }

    pub(crate) fn spot_prices(&self) -> Option<&SpotPrices> {
        self.0.spot_prices.as_deref()
    }

    pub fn accounts(&self) -> &'static [Account] {
        self.0.accounts
    }

    /// Whether the account is one of this world's.
    pub fn has(&self, account: &Account) -> bool {
        self.0.accounts.iter().any(|known| known.id == account.id)
    }

    /// Every region AWS has, and how it answers the account.
    pub fn regions(&self, account: &Account) -> Vec<(&'static catalog::Region, RegionAccess)> {
        let access = |region: &'static catalog::Region| Some((region, account.region_access(region.name)?));
        catalog::regions().iter().filter_map(access).collect()
    }

    /// The subnets of an account in a region, one per zone.
    pub fn subnets(&self, account: &Account, region: &str) -> &[Subnet] {
        self.place(account, region).map_or(&[], |place| &place.subnets)
    }

    /// The security group that EMR manages for a role: `ElasticMapReduce-master` or `ElasticMapReduce-slave`.
    pub fn security_group(&self, account: &Account, region: &str, name: &str) -> String {
        network::security_group(self.0.dice, account.id, region, name)
    }

    /// The nodes that EC2 still knows: those of living clusters, and those that ended within the last hour. Nodes
    /// that were asked for but not yet launched are left out.
    pub fn nodes(&self, account: &Account, region: &str, now: Timestamp, commands: &Commands) -> Vec<ClusterNodes> {
        let second = now.as_second();
        let wanted = Wanted { ended_after: second - EC2_MEMORY_S, ..Wanted::active(second) };
        let remembered = |node: &Node| {
            node.launched_at.is_some() && node.ended_at.is_none_or(|ended| ended.as_second() > second - EC2_MEMORY_S)
        };
        self.outlines(account, region, &wanted, commands)
            .iter()
            .map(|outline| {
                let cluster = self.cluster(outline, commands, second);
                let mut nodes = cluster.nodes(now);
                nodes.retain(remembered);
                ClusterNodes { cluster, nodes }
            })
            .filter(|with_nodes| !with_nodes.nodes.is_empty())
            .collect()
    }

    fn place(&self, account: &Account, region: &str) -> Option<&Place> {
        self.place_index(account, region).and_then(|index| self.0.places.get(index))
    }

    fn place_index(&self, account: &Account, region: &str) -> Option<usize> {
        let region = catalog::region(region)?.name;
        self.0.by_name.get(&(account.id, region)).copied()
    }
}

impl Cluster {
    /// Every node the cluster asked for until `now`.
    pub fn nodes(&self, now: Timestamp) -> Vec<Node> {
        nodes::nodes(self, now.as_second())
    }

    /// The address by which the master node is reached; none before it is launched.
    pub fn master_dns(&self, now: Timestamp) -> Option<String> {
        let nodes = self.nodes(now);
        let master = nodes.iter().find(|node| node.role == Role::Master && node.launched_at.is_some())?;
        Some(master.private_dns(&self.region))
    }
}
