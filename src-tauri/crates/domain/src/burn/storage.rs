//! The EBS volumes of an instance, and their price per hour.

use super::Rates;
use crate::cluster::{Collection, EbsVolumes, InstanceType, NodeRole};
use crate::money::{Estimate, Usd};
use crate::price::PriceItem;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;
use std::collections::BTreeMap;

/// AWS quotes months as 730 hours. <https://aws.amazon.com/ebs/pricing/>
const HOURS_A_MONTH: Decimal = dec!(730);
/// gp3 volumes include this many IOPS; only what is provisioned above them is billed.
const GP3_FREE_IOPS: u32 = 3000;

/// Which volumes an instance of a role and type carries. EC2 does not say it of a node, the cluster's groups and fleets do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StorageByRole {
    /// `None` where groups of one role and type carry different volumes: which node is of which is not told.
    volumes: BTreeMap<(NodeRole, InstanceType), Option<Vec<EbsVolumes>>>,
    root: Option<EbsVolumes>,
    reach: Reach,
}

/// What the listed volumes speak for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Reach {
    /// The groups or fleets were never seen.
    #[default]
    Nothing,
    /// The types of the groups or fleets that were seen.
    Listed,
    /// Every instance.
    Everything,
}

impl StorageByRole {
    /// `root_volume_gib` is DescribeCluster's EbsRootVolumeSize; EMR makes root volumes gp2 unless told otherwise.
    pub fn of(collection: &Collection, root_volume_gib: Option<u32>) -> Self {
        let mut volumes = BTreeMap::new();
        let mut add = |role, instance_type: &InstanceType, ebs: &Vec<EbsVolumes>| {
            let listed = volumes.entry((role, instance_type.clone())).or_insert_with(|| Some(ebs.clone()));
            if listed.as_ref() != Some(ebs) {
                *listed = None;
            }
        };
        match collection {
            Collection::Groups(groups) => {
                groups.iter().for_each(|group| add(group.role, &group.instance_type, &group.ebs))
            }
            Collection::Fleets(fleets) => fleets.iter().for_each(|fleet| {
                fleet.specs.iter().for_each(|spec| add(fleet.role, &spec.instance_type, &spec.ebs));
            }),
        }
        let root = root_volume_gib.filter(|size| *size > 0).map(|size_gib| EbsVolumes {
            volume_type: "gp2".into(),
            size_gib,
            iops: None,
            count: 1,
        });
        Self { volumes, root, reach: Reach::Listed }
    }

    /// A cluster known to carry no volumes at all.
    pub fn none() -> Self {
        Self { reach: Reach::Everything, ..Self::default() }
    }

    /// Every volume of one instance; `None` when its group or fleet was never seen, or is one of several that differ.
    pub fn volumes(&self, role: Option<NodeRole>, instance_type: &InstanceType) -> Option<Vec<&EbsVolumes>> {
        let by_role = role.and_then(|role| self.volumes.get(&(role, instance_type.clone())));
        let by_type = || self.volumes.iter().find(|((_, kind), _)| kind == instance_type).map(|(_, ebs)| ebs);
        let listed = match by_role.or_else(by_type) {
            Some(listed) => listed.as_deref()?,
            None if self.reach == Reach::Everything => &[],
            None => return None,
        };
        Some(listed.iter().chain(&self.root).collect())
    }

    pub fn volume_types(&self) -> impl Iterator<Item = &str> {
        self.listed().chain(&self.root).map(|ebs| ebs.volume_type.as_str())
    }

    fn listed(&self) -> impl Iterator<Item = &EbsVolumes> {
        self.volumes.values().flatten().flatten()
    }

    pub fn types_with_billed_iops(&self) -> impl Iterator<Item = &str> {
        self.listed().filter(|ebs| billed_iops(ebs) > 0).map(|ebs| ebs.volume_type.as_str())
    }

    /// What the volumes of one instance cost per hour.
    pub(super) fn per_hour(&self, role: Option<NodeRole>, instance_type: &InstanceType, rates: Rates<'_>) -> Estimate {
        let mut sum = Estimate::default();
        match self.volumes(role, instance_type) {
            None => sum.add_unknown(format!("EBS volumes of {instance_type}")),
            Some(volumes) => volumes.into_iter().for_each(|ebs| sum += &volumes_per_hour(ebs, rates)),
        }
        sum
    }
}

fn volumes_per_hour(ebs: &EbsVolumes, rates: Rates<'_>) -> Estimate {
    let mut sum = Estimate::default();
    let mut add = |item: PriceItem, amount: Decimal| match rates.list.price(rates.region, &item) {
        Some(per_month) => sum.known += Usd::new(per_month.amount() * amount / HOURS_A_MONTH),
        None => sum.add_unknown(item.to_string()),
    };
    let count = Decimal::from(ebs.count);
    add(PriceItem::EbsStorage(ebs.volume_type.clone()), Decimal::from(ebs.size_gib) * count);
    let iops = billed_iops(ebs);
    if iops > 0 {
        add(PriceItem::EbsIops(ebs.volume_type.clone()), Decimal::from(iops) * count);
    }
    sum
}

fn billed_iops(ebs: &EbsVolumes) -> u32 {
    match (ebs.volume_type.as_str(), ebs.iops) {
        ("io1" | "io2", Some(iops)) => iops,
        ("gp3", Some(iops)) => iops.saturating_sub(GP3_FREE_IOPS),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::{InstanceGroup, Market};

    fn group(role: NodeRole, size_gib: u32) -> InstanceGroup {
        InstanceGroup {
            id: "ig-1".into(),
            name: None,
            role,
            instance_type: "m5.xlarge".into(),
            market: Market::OnDemand,
            bid_price: None,
            requested: 1,
            running: 1,
            state: "RUNNING".into(),
            ebs: vec![EbsVolumes { volume_type: "gp2".into(), size_gib, iops: None, count: 1 }],
        }
    }

    #[test]
    fn a_type_that_no_group_holds_has_unknown_volumes() {
        let storage = StorageByRole::of(&Collection::Groups(vec![group(NodeRole::Core, 32)]), Some(10));
        assert!(storage.volumes(Some(NodeRole::Task), &"r5.xlarge".into()).is_none());
        assert_eq!(storage.volumes(Some(NodeRole::Core), &"m5.xlarge".into()).map(|v| v.len()), Some(2));
    }

    #[test]
    fn groups_of_one_type_that_differ_leave_the_volumes_unknown() {
        let groups = vec![group(NodeRole::Task, 32), group(NodeRole::Task, 64)];
        let storage = StorageByRole::of(&Collection::Groups(groups), None);
        assert!(storage.volumes(Some(NodeRole::Task), &"m5.xlarge".into()).is_none());
    }
}
