//! One VPC per account and region with one private subnet per zone.

use std::net::Ipv4Addr;

use super::Dice;
use super::catalog::{self, Zone};

/// A subnet where nodes live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subnet {
    pub id: String,
    pub vpc_id: String,
    pub zone: Zone,
    /// `10.12.0.0/20`.
    pub cidr: String,
    base: [u8; 3],
}

impl Subnet {
    /// A private address inside the subnet, the same for the same dice.
    pub fn address(&self, dice: Dice) -> Ipv4Addr {
        let [a, b, c] = self.base;
        // AWS keeps the first four addresses and the last one of every subnet.
        let offset = u16::try_from(dice.between(4, 4094)).unwrap_or(4);
        let [high, low] = offset.to_be_bytes();
        Ipv4Addr::new(a, b, c + high, low)
    }
}

/// The subnets of an account in a region, one per zone; none when AWS has no such region.
pub(super) fn subnets(dice: Dice, account_id: &str, region: &str) -> Vec<Subnet> {
    let dice = dice.named("network").named(account_id).named(region);
    let vpc_id = vpc_id(dice);
    let second = u8::try_from(dice.between(0, 250)).unwrap_or(0);
    let zones = catalog::region(region).map_or(&[][..], |region| &region.zones);
    zones
        .iter()
        .zip(0_u8..)
        .map(|(zone, index)| {
            let base = [10, second, (index % 16) * 16];
            Subnet {
                id: format!("subnet-{}", dice.named(&zone.name).hex17()),
                vpc_id: vpc_id.clone(),
                zone: zone.clone(),
                cidr: format!("{}.{}.{}.0/20", base[0], base[1], base[2]),
                base,
            }
        })
        .collect()
}

/// The security group that EMR manages for a role: `ElasticMapReduce-master` or `-slave`.
pub(super) fn security_group(dice: Dice, account_id: &str, region: &str, name: &str) -> String {
    format!("sg-{}", dice.named("security group").named(account_id).named(region).named(name).hex17())
}

fn vpc_id(dice: Dice) -> String {
    format!("vpc-{}", dice.named("vpc").hex17())
}
