//! The VPCs and subnets that advice can be kept to.

use super::notes::{SpotNote, told};
use super::number;
use crate::scene::Scene;
use emberwatch_app::market::Networks;
use emberwatch_domain::account::{AccountId, Place, Region};
use emberwatch_domain::advisor::{Subnet, Vpc};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeSet;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Type)]
pub struct SpotNetworksRequest {
    pub account_id: String,
    pub region: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SpotNetworksView {
    /// Every VPC that has a subnet.
    pub vpcs: Vec<SpotVpc>,
    pub notes: Vec<SpotNote>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SpotVpc {
    pub vpc_id: String,
    /// Its tag `Name`.
    pub name: Option<String>,
    /// In so many zones it has a subnet.
    pub zones: u32,
    /// By zone.
    pub subnets: Vec<SpotSubnet>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SpotSubnet {
    pub subnet_id: String,
    pub availability_zone: String,
}

impl SpotNetworksRequest {
    pub fn place(&self) -> Place {
        Place { account: AccountId::new(self.account_id.as_str()), region: Region::new(self.region.as_str()) }
    }
}

pub fn spot_networks(scene: &Scene<'_>, place: &Place, networks: &Networks) -> SpotNetworksView {
    SpotNetworksView {
        vpcs: networks.vpcs.iter().map(|(vpc, subnets)| row(vpc, subnets)).collect(),
        notes: networks.unnamed.iter().map(|error| told(scene, place, error)).collect(),
    }
}

fn row(vpc: &Vpc, subnets: &[Subnet]) -> SpotVpc {
    let zones: BTreeSet<_> = subnets.iter().map(|subnet| &subnet.zone).collect();
    let subnet =
        |subnet: &Subnet| SpotSubnet { subnet_id: subnet.id.to_string(), availability_zone: subnet.zone.to_string() };
    SpotVpc {
        vpc_id: vpc.id.to_string(),
        name: vpc.name.clone(),
        zones: number(zones.len()),
        subnets: subnets.iter().map(subnet).collect(),
    }
}
