//! How many instances a group was asked for over time: its launch count, managed scaling, then people's resizes.

use super::cluster::Cluster;
use super::life::Seconds;
use super::spec::{GroupSpec, Instances, Role};

/// Managed scaling looks at the cluster this often, in seconds.
const SCALING_PERIOD: i64 = 600;

/// From `at` on the group is asked to have `count` instances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) at: Seconds,
    pub(super) count: u32,
    pub(super) victims: Vec<String>,
}

/// The changes up to `now` of the group or fleet at `index`, the launch first. A fleet keeps its launch size, as one.
pub(super) fn changes(cluster: &Cluster, index: usize, now: Seconds) -> Vec<Change> {
    let plain = |at, count| Change { at, count, victims: Vec::new() };
    let Instances::Groups(groups) = &cluster.spec.instances else { return vec![plain(cluster.life.created, 1)] };
    let Some(group) = groups.get(index) else { return Vec::new() };
    let id = cluster.collections().into_iter().nth(index).map(|collection| collection.id).unwrap_or_default();
    let until = cluster.life.terminating.map_or(now, |terminating| terminating.min(now));
    let by_hand: Vec<_> = cluster.resizes.iter().filter(|resize| resize.group_id == id && resize.at <= until).collect();
    let first_by_hand = by_hand.first().map_or(until, |resize| resize.at.min(until));

    let mut changes = vec![plain(cluster.life.created, group.count)];
    if scaled_group(groups) == Some(index) {
        changes.extend(managed(cluster, groups, index, first_by_hand).map(|(at, count)| plain(at, count)));
    }
    changes.extend(by_hand.iter().map(|resize| Change {
        at: resize.at,
        count: resize.count,
        victims: resize.victims.clone(),
    }));
    changes.dedup_by(|later, earlier| later.count == earlier.count && later.victims.is_empty());
    changes
}

/// Managed scaling moves the last task group, or the core group where there is none.
fn scaled_group(groups: &[GroupSpec]) -> Option<usize> {
    groups
        .iter()
        .rposition(|group| group.role == Role::Task)
        .or_else(|| groups.iter().rposition(|group| group.role == Role::Core))
}

/// Busy clusters wander between the limits, resting ones fall to the lower. A person's resize ends it for the group,
/// so that what was asked for by hand stays to be seen.
fn managed<'a>(
    cluster: &'a Cluster,
    groups: &'a [GroupSpec],
    index: usize,
    until: Seconds,
) -> impl Iterator<Item = (Seconds, u32)> + use<'a> {
    let limits = cluster.spec.managed_scaling.as_ref().map(|policy| &policy.compute_limits);
    let ready = cluster.life.ready.filter(|ready| *ready < until);
    let others: u32 = groups
        .iter()
        .enumerate()
        .filter(|(other, group)| *other != index && group.role != Role::Master)
        .map(|(_, group)| group.count)
        .sum();
    let dice = cluster.dice().named("scaling").with(index as u64);
    limits.zip(ready).into_iter().flat_map(move |(limits, ready)| {
        let (low, high) = (i64::from(limits.minimum_capacity_units), i64::from(limits.maximum_capacity_units));
        (1..=(until - 1 - ready).div_euclid(SCALING_PERIOD)).map(move |tick| {
            let at = ready + tick * SCALING_PERIOD;
            let total =
                if cluster.life.is_busy(at) { dice.with(tick.unsigned_abs()).between(low + 1, high) } else { low };
            (at, u32::try_from(total - i64::from(others)).unwrap_or(0))
        })
    })
}
