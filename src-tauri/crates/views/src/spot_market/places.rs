//! Where a market can be looked at, and the types that run there now.

use crate::clusters::AccountColor;
use crate::scene::Scene;
use emberwatch_app::snapshot::Snapshot;
use emberwatch_domain::account::Region;
use emberwatch_domain::advisor::MOST_TYPES;
use emberwatch_domain::cluster::InstanceType;
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SpotPlacesView {
    pub sample: bool,
    /// Those first where most runs.
    pub places: Vec<SpotPlace>,
}

/// One region of one watched account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SpotPlace {
    pub account_id: String,
    pub account_name: String,
    pub color: AccountColor,
    pub region: String,
    /// What the current clusters are made of, the most used first.
    pub instance_types: Vec<String>,
}

pub fn spot_places(scene: &Scene<'_>) -> SpotPlacesView {
    let mut places: Vec<(usize, SpotPlace)> = Vec::new();
    for snapshot in &scene.snapshots {
        let look = scene.look(&snapshot.account);
        for region in scene.regions(snapshot) {
            let used = used(snapshot, region);
            let place = SpotPlace {
                account_id: snapshot.account.to_string(),
                account_name: look.name.clone(),
                color: look.color,
                region: region.to_string(),
                instance_types: used.iter().map(|(kind, _)| kind.to_string()).take(MOST_TYPES).collect(),
            };
            places.push((used.iter().map(|(_, clusters)| clusters).sum(), place));
        }
    }
    places.sort_by_key(|(clusters, _)| std::cmp::Reverse(*clusters));
    SpotPlacesView { sample: scene.is_sample(), places: places.into_iter().map(|(_, place)| place).collect() }
}

/// In how many current clusters each type is used.
fn used(snapshot: &Snapshot, region: &Region) -> Vec<(InstanceType, usize)> {
    let mut clusters: BTreeMap<InstanceType, usize> = BTreeMap::new();
    let current = snapshot.clusters_in(region).filter(|record| !record.summary.state.has_ended());
    current.flat_map(|record| record.instance_types()).for_each(|kind| *clusters.entry(kind).or_default() += 1);
    let mut used: Vec<_> = clusters.into_iter().collect();
    used.sort_by_key(|(_, clusters)| std::cmp::Reverse(*clusters));
    used
}
