use super::{Nodes, Rates, StorageByRole};
use crate::account::AvailabilityZone;
use crate::cluster::{InstanceType, Market, NodeRole};
use crate::money::{Estimate, Usd};
use crate::price::PriceItem;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// USD per hour, with every part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Burn {
    pub total: Estimate,
    pub parts: Vec<BurnPart>,
    /// Said when requested nodes were priced because the running ones cannot be seen.
    pub requested_only: bool,
}

/// Instances of one kind, and what one of them costs per hour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BurnPart {
    pub role: Option<NodeRole>,
    pub instance_type: InstanceType,
    pub market: Market,
    pub zone: Option<AvailabilityZone>,
    pub count: u32,
    pub each: PartPrices,
}

/// `None` is a price nobody knows, not a price of zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartPrices {
    pub ec2: Option<Usd>,
    pub emr: Option<Usd>,
    pub ebs: Option<Usd>,
}

impl BurnPart {
    /// The known part of what these instances cost per hour together.
    pub fn known(&self) -> Usd {
        let each: Usd = [self.each.ec2, self.each.emr, self.each.ebs].into_iter().flatten().sum();
        each * Decimal::from(self.count)
    }
}

type Kind = (Option<NodeRole>, InstanceType, Market, Option<AvailabilityZone>);

/// Every running node at its price now: EC2 on demand, or the spot price of its zone, + EMR + EBS.
pub fn burn(nodes: &Nodes, storage: &StorageByRole, rates: Rates<'_>, now: jiff::Timestamp) -> Burn {
    let mut kinds: BTreeMap<Kind, u32> = BTreeMap::new();
    let mut burn = Burn::default();
    match nodes {
        Nodes::Nodes { .. } => {
            for node in nodes.running() {
                let kind = (node.role, node.instance_type.clone(), node.market, node.zone.clone());
                *kinds.entry(kind).or_default() += 1;
            }
        }
        Nodes::Requested { nodes } => {
            burn.requested_only = true;
            for node in nodes.iter().filter(|node| node.count > 0) {
                let kind = (Some(node.role), node.instance_type.clone(), node.market, None);
                *kinds.entry(kind).or_default() += node.count;
            }
        }
        Nodes::Unknown => burn.total.add_unknown("the cluster's nodes"),
    }
    for (kind, count) in kinds {
        let part = price(kind, count, storage, rates, now, &mut burn.total);
        burn.total.known += part.known();
        burn.parts.push(part);
    }
    burn
}

fn price(
    (role, instance_type, market, zone): Kind,
    count: u32,
    storage: &StorageByRole,
    rates: Rates<'_>,
    now: jiff::Timestamp,
    total: &mut Estimate,
) -> BurnPart {
    let ec2 = match market {
        Market::OnDemand => list_price(PriceItem::Ec2(instance_type.clone()), rates, total),
        Market::Spot => {
            let price = zone.as_ref().and_then(|zone| rates.spot.series(&instance_type, zone)?.price_at(now));
            if price.is_none() {
                let place = zone.as_ref().map_or("an unknown zone", AvailabilityZone::as_str);
                total.add_unknown(format!("spot price of {instance_type} in {place}"));
            }
            price
        }
    };
    let emr = list_price(PriceItem::Emr(instance_type.clone()), rates, total);
    let storage = storage.per_hour(role, &instance_type, rates);
    let ebs = storage.is_complete().then_some(storage.known);
    storage.unknown.into_iter().for_each(|what| total.add_unknown(what));
    BurnPart { role, instance_type, market, zone, count, each: PartPrices { ec2, emr, ebs } }
}

fn list_price(item: PriceItem, rates: Rates<'_>, total: &mut Estimate) -> Option<Usd> {
    let price = rates.list.price(rates.region, &item);
    if price.is_none() {
        total.add_unknown(item.to_string());
    }
    price
}
