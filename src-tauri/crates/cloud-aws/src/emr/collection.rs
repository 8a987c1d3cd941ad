//! Instance groups, fleets, instances and their limits, from EMR's types to ours.

use crate::convert::{count, timestamp};
use aws_sdk_emr::types;
use emberwatch_domain::cluster::{
    EbsVolumes, FleetSpec, InstanceFleet, InstanceGroup, InstanceType, ManagedScaling, Market, Node, NodeRole,
};
use std::collections::BTreeMap;

/// A group of a role or type that EMR does not tell cannot be priced or shown, so it is left out.
pub(super) fn group(group: types::InstanceGroup) -> Option<InstanceGroup> {
    Some(InstanceGroup {
        id: group.id?,
        name: group.name,
        role: NodeRole::from_aws(group.instance_group_type?.as_str())?,
        instance_type: InstanceType::new(group.instance_type?),
        market: market(group.market.as_ref()),
        bid_price: group.bid_price,
        requested: count(group.requested_instance_count),
        running: count(group.running_instance_count),
        state: group.status.and_then(|status| status.state).map(|state| state.as_str().to_owned()).unwrap_or_default(),
        ebs: volumes(group.ebs_block_devices),
    })
}

pub(super) fn fleet(fleet: types::InstanceFleet) -> Option<InstanceFleet> {
    Some(InstanceFleet {
        id: fleet.id?,
        name: fleet.name,
        role: NodeRole::from_aws(fleet.instance_fleet_type?.as_str())?,
        target_on_demand: count(fleet.target_on_demand_capacity),
        target_spot: count(fleet.target_spot_capacity),
        provisioned_on_demand: count(fleet.provisioned_on_demand_capacity),
        provisioned_spot: count(fleet.provisioned_spot_capacity),
        state: fleet.status.and_then(|status| status.state).map(|state| state.as_str().to_owned()).unwrap_or_default(),
        specs: fleet.instance_type_specifications.unwrap_or_default().into_iter().filter_map(spec).collect(),
    })
}

/// An instance that EMR has asked for but EC2 has not launched yet has no id or start: it costs nothing.
pub(super) fn node(instance: types::Instance) -> Option<Node> {
    let timeline = instance.status.and_then(|status| status.timeline);
    let timeline = timeline.as_ref()?;
    let started = timeline.creation_date_time().or_else(|| timeline.ready_date_time())?;
    Some(Node {
        instance_id: instance.ec2_instance_id?,
        role: None,
        instance_type: InstanceType::new(instance.instance_type?),
        market: market(instance.market.as_ref()),
        zone: None,
        launched_at: timestamp(started)?,
        ended_at: timeline.end_date_time().and_then(timestamp),
    })
}

pub(super) fn managed_scaling(limits: types::ComputeLimits) -> ManagedScaling {
    ManagedScaling {
        unit: limits.unit_type.map(|unit| unit.as_str().to_owned()).unwrap_or_default(),
        minimum: count(limits.minimum_capacity_units),
        maximum: count(limits.maximum_capacity_units),
    }
}

fn spec(spec: types::InstanceTypeSpecification) -> Option<FleetSpec> {
    Some(FleetSpec {
        instance_type: InstanceType::new(spec.instance_type?),
        // EMR counts an instance as one unit unless told otherwise.
        weighted_capacity: count(spec.weighted_capacity).max(1),
        bid_price: spec.bid_price,
        ebs: volumes(spec.ebs_block_devices),
    })
}

fn market(market: Option<&types::MarketType>) -> Market {
    match market.map(types::MarketType::as_str) {
        Some("SPOT") => Market::Spot,
        _ => Market::OnDemand,
    }
}

/// EMR lists every device; equal ones are counted together.
fn volumes(devices: Option<Vec<types::EbsBlockDevice>>) -> Vec<EbsVolumes> {
    let mut counts: BTreeMap<EbsVolumes, u32> = BTreeMap::new();
    let specifications = devices.unwrap_or_default().into_iter().filter_map(|device| device.volume_specification);
    for volume in specifications {
        let Some(volume_type) = volume.volume_type else { continue };
        let iops = volume.iops.and_then(|iops| u32::try_from(iops).ok());
        let kind = EbsVolumes { volume_type, size_gib: count(volume.size_in_gb), iops, count: 0 };
        *counts.entry(kind).or_default() += 1;
    }
    counts.into_iter().map(|(volumes, count)| EbsVolumes { count, ..volumes }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(kind: &str, size: i32) -> types::EbsBlockDevice {
        let volume = types::VolumeSpecification::builder().volume_type(kind).size_in_gb(size).build();
        types::EbsBlockDevice::builder().volume_specification(volume).build()
    }

    #[test]
    fn equal_volumes_are_counted_together() {
        let found = volumes(Some(vec![device("gp3", 64), device("gp2", 32), device("gp3", 64)]));
        let told: Vec<_> = found.iter().map(|v| (v.volume_type.as_str(), v.size_gib, v.count)).collect();
        assert_eq!(told, [("gp2", 32, 1), ("gp3", 64, 2)]);
    }

    #[test]
    fn negative_counts_are_no_instances() {
        let odd = types::InstanceGroup::builder()
            .id("ig-1")
            .instance_group_type("CORE".into())
            .instance_type("m5.xlarge")
            .requested_instance_count(-3)
            .build();
        let found = group(odd).unwrap();
        assert_eq!((found.requested, found.running, found.market), (0, 0, Market::OnDemand));
    }

    #[test]
    fn an_instance_that_is_only_asked_for_is_no_node() {
        assert_eq!(node(types::Instance::builder().instance_type("m5.xlarge").build()), None);
    }
}
