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
    volumes: BTreeMap<(NodeRole, InstanceType), Vec<EbsVolumes>>,
    root: Option<EbsVolumes>,
    known: bool,
}

impl StorageByRole {
    /// `root_volume_gib` is DescribeCluster's EbsRootVolumeSize; EMR makes root volumes gp2 unless told otherwise.
    pub fn of(collection: &Collection, root_volume_gib: Option<u32>) -> Self {
        let mut volumes = BTreeMap::new();
        match collection {
            Collection::Groups(groups) => {
                for group in groups {
                    volumes.insert((group.role, group.instance_type.clone()), group.ebs.clone());
                }
            }
            Collection::Fleets(fleets) => {
                for (fleet, spec) in fleets.iter().flat_map(|fleet| fleet.specs.iter().map(move |spec| (fleet, spec))) {
                    volumes.insert((fleet.role, spec.instance_type.clone()), spec.ebs.clone());
                }
            }
        }
        let root = root_volume_gib.filter(|size| *size > 0).map(|size_gib| EbsVolumes {
            volume_type: "gp2".into(),
            size_gib,
            iops: None,
            count: 1,
        });
        Self { volumes, root, known: true }
    }

    /// A cluster known to carry no volumes at all.
    pub fn none() -> Self {
        Self { known: true, ..Self::default() }
    }

    /// Every volume of one instance; `None` when the cluster's groups or fleets were never seen.
    pub fn volumes(&self, role: Option<NodeRole>, instance_type: &InstanceType) -> Option<Vec<&EbsVolumes>> {
        if !self.known {
            return None;
        }
        let listed = role
            .and_then(|role| self.volumes.get(&(role, instance_type.clone())))
            .or_else(|| self.volumes.iter().find(|((_, kind), _)| kind == instance_type).map(|(_, ebs)| ebs));
        Some(listed.into_iter().flatten().chain(&self.root).collect())
    }

    pub fn volume_types(&self) -> impl Iterator<Item = &str> {
        self.volumes.values().flatten().chain(&self.root).map(|ebs| ebs.volume_type.as_str())
    }

    pub fn types_with_billed_iops(&self) -> impl Iterator<Item = &str> {
        self.volumes.values().flatten().filter(|ebs| billed_iops(ebs) > 0).map(|ebs| ebs.volume_type.as_str())
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
