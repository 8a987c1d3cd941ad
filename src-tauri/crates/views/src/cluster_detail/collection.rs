//! What a cluster asked for: its instance groups, or its instance fleets.

use super::{FleetView, GroupView};
use crate::wording::{market, role};
use emberwatch_app::record::ClusterRecord;
use emberwatch_domain::cluster::{Collection, EbsVolumes, InstanceFleet, InstanceGroup};

pub(super) fn groups(record: &ClusterRecord) -> Vec<GroupView> {
    match &record.collection {
        Some(Collection::Groups(groups)) => groups.iter().map(group).collect(),
        Some(Collection::Fleets(_)) | None => Vec::new(),
    }
}

pub(super) fn fleets(record: &ClusterRecord) -> Vec<FleetView> {
    match &record.collection {
        Some(Collection::Fleets(fleets)) => fleets.iter().map(fleet).collect(),
        Some(Collection::Groups(_)) | None => Vec::new(),
    }
}

fn group(group: &InstanceGroup) -> GroupView {
    GroupView {
        id: group.id.clone(),
        name: group.name.clone(),
        role: role(group.role).to_owned(),
        instance_type: group.instance_type.to_string(),
        market: market(group.market).to_owned(),
        bid_price: group.bid_price.clone(),
        requested: group.requested,
        running: group.running,
        state: group.state.clone(),
        storage: group.ebs.iter().map(storage).collect(),
    }
}

fn fleet(fleet: &InstanceFleet) -> FleetView {
    FleetView {
        id: fleet.id.clone(),
        name: fleet.name.clone(),
        role: role(fleet.role).to_owned(),
        target_on_demand: fleet.target_on_demand,
        target_spot: fleet.target_spot,
        provisioned_on_demand: fleet.provisioned_on_demand,
        provisioned_spot: fleet.provisioned_spot,
        state: fleet.state.clone(),
        instance_types: fleet.specs.iter().map(|spec| spec.instance_type.to_string()).collect(),
    }
}

/// `2 × 32 GiB gp2`, and the IOPS where they were asked for.
fn storage(ebs: &EbsVolumes) -> String {
    let iops = ebs.iops.map(|iops| format!(", {iops} IOPS")).unwrap_or_default();
    format!("{} × {} GiB {}{iops}", ebs.count, ebs.size_gib, ebs.volume_type)
}
