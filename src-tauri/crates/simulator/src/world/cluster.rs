//! One cluster as it stands after the commands that reached it.

use std::sync::Arc;

use super::Dice;
use super::account::Account;
use super::identifier::ClusterId;
use super::life::{ClusterState, Seconds};
use super::network::Subnet;
use super::spec::{ClusterSpec, FleetSpec, GroupSpec, Instances, Role};
use super::steps::{self, Step};
use super::{Life, scaling};

#[derive(Debug, Clone)]
pub struct Cluster {
    pub id: ClusterId,
    pub account: &'static Account,
    pub region: String,
    pub spec: Arc<ClusterSpec>,
    pub life: Life,
    /// TerminationProtected now, after every SetTerminationProtection.
    pub protected: bool,
    pub(super) resizes: Vec<Resize>,
    pub(super) subnet: Option<Subnet>,
    pub(super) dice: Dice,
}

/// A ModifyInstanceGroups that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Resize {
    pub(super) at: Seconds,
    pub(super) group_id: String,
    pub(super) count: u32,
    /// EC2 ids that must go first when the group shrinks.
    pub(super) victims: Vec<String>,
}

/// An instance group or an instance fleet of a cluster.
#[derive(Debug, Clone)]
pub struct Collection<'a> {
    /// `ig-…` or `if-…`.
    pub id: String,
    pub role: Role,
    pub kind: CollectionKind<'a>,
}

#[derive(Debug, Clone, Copy)]
pub enum CollectionKind<'a> {
    Group(&'a GroupSpec),
    Fleet(&'a FleetSpec),
}

impl Cluster {
    pub fn state(&self, now: Seconds) -> ClusterState {
        self.life.state(now)
    }

    pub fn arn(&self) -> String {
        arn(self.account.id, &self.region, self.id)
    }

    /// Steps submitted by `now`, the newest first.
    pub fn steps(&self, now: Seconds) -> Vec<Step> {
        steps::steps(self, now)
    }

    /// Instance groups, or instance fleets, in the order of the request.
    pub fn collections(&self) -> Vec<Collection<'_>> {
        match &self.spec.instances {
            Instances::Groups(groups) => groups
                .iter()
                .enumerate()
                .map(|(index, group)| Collection {
                    id: self.collection_id("ig-", index),
                    role: group.role,
                    kind: CollectionKind::Group(group),
                })
                .collect(),
            Instances::Fleets(fleets) => fleets
                .iter()
                .enumerate()
                .map(|(index, fleet)| Collection {
                    id: self.collection_id("if-", index),
                    role: fleet.role,
                    kind: CollectionKind::Fleet(fleet),
                })
                .collect(),
        }
    }

    /// The number of instances that a group was asked to have at `now`.
    pub fn requested_count(&self, group_id: &str, now: Seconds) -> Option<u32> {
        let (index, _) = self.collections().iter().enumerate().find(|(_, collection)| collection.id == group_id)?;
        scaling::changes(self, index, now).last().map(|change| change.count)
    }

    /// NormalizedInstanceHours: m1.small hours, each started hour of each requested instance counted whole.
    pub fn normalized_instance_hours(&self, now: Seconds) -> i64 {
        let Some(start) = self.life.bootstrapping.filter(|start| *start <= now) else { return 0 };
        let end = self.life.ended.map_or(now, |ended| ended.min(now));
        let hours = (end - start).div_euclid(3600) + 1;
        let units: i64 = match &self.spec.instances {
            Instances::Groups(groups) => {
                groups.iter().map(|group| i64::from(group.count) * normalization(&group.instance_type)).sum()
            }
            Instances::Fleets(fleets) => fleets
                .iter()
                .filter_map(|fleet| Some((fleet, fleet.types.first()?)))
                .map(|(fleet, kind)| {
                    let capacity = i64::from(fleet.on_demand_capacity + fleet.spot_capacity);
                    capacity * normalization(&kind.instance_type) / i64::from(kind.weight.max(1))
                })
                .sum(),
        };
        hours * units
    }

    pub(super) fn dice(&self) -> Dice {
        self.dice
    }

    fn collection_id(&self, prefix: &str, index: usize) -> String {
        format!("{prefix}{}", self.dice.named("collection").with(index as u64).capitals())
    }
}

pub(crate) fn arn(account_id: &str, region: &str, id: ClusterId) -> String {
    format!("arn:aws:elasticmapreduce:{region}:{account_id}:cluster/{id}")
}

/// EMR's normalization factor of a size: 4 for large, 8 for xlarge, 8 more for every further xlarge.
pub(super) fn normalization(instance_type: &str) -> i64 {
    match instance_type.split_once('.').map(|(_, size)| size) {
        Some("large") => 4,
        Some("xlarge") => 8,
        Some(size) => {
            size.strip_suffix("xlarge").and_then(|count| count.parse::<i64>().ok()).map_or(2, |count| count * 8)
        }
        None => 1,
    }
}
