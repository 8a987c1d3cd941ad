//! EBS volumes of a node: the root volume, then what was asked for, else what EMR attaches by default.

use super::Volume;
use crate::world::spec::{EbsConfiguration, VolumeSpecification};
use crate::world::{Dice, catalog};

/// The volumes of one node.
pub(super) fn of(instance_type: &str, ebs: Option<&EbsConfiguration>, root_gib: u32, chance: Dice) -> Vec<Volume> {
    all(instance_type, ebs, root_gib)
        .zip(0_u8..)
        .map(|(spec, index)| Volume {
            device: device(index),
            id: format!("vol-{}", chance.named("volume").with(u64::from(index)).hex17()),
            volume_type: spec.volume_type,
            size_gib: spec.size_in_gb,
            iops: spec.iops,
        })
        .collect()
}

/// The root volume and the others, without what tells one node's from another's.
pub(super) fn all(
    instance_type: &str,
    ebs: Option<&EbsConfiguration>,
    root_gib: u32,
) -> impl Iterator<Item = VolumeSpecification> {
    let root =
        VolumeSpecification { volume_type: "gp2".to_owned(), size_in_gb: root_gib, iops: None, throughput: None };
    std::iter::once(root).chain(specifications(instance_type, ebs))
}

/// The volumes beside the root volume, one entry per volume of an instance.
pub(crate) fn specifications(instance_type: &str, ebs: Option<&EbsConfiguration>) -> Vec<VolumeSpecification> {
    match ebs.filter(|ebs| !ebs.ebs_block_device_configs.is_empty()) {
        Some(ebs) => ebs
            .ebs_block_device_configs
            .iter()
            .flat_map(|config| {
                let count = usize::try_from(config.volumes_per_instance.unwrap_or(1)).unwrap_or(1);
                std::iter::repeat_n(config.volume_specification.clone(), count)
            })
            .collect(),
        None => by_default(instance_type),
    }
}

/// The device name of the volume at `index`, the root volume being the first.
pub(crate) fn device(index: u8) -> String {
    match index {
        0 => "/dev/xvda".to_owned(),
        _ => format!("/dev/sd{}", char::from(b'a' + index)),
    }
}

/// What EMR 5.22 and later attach to types without local disks ("Default Amazon EBS storage for instances" in the
/// EMR management guide).
fn by_default(instance_type: &str) -> Vec<VolumeSpecification> {
    let ebs_only = catalog::instance_type(instance_type).is_none_or(|kind| kind.storage == "EBS only");
    let size = instance_type.split_once('.').map_or("", |(_, size)| size);
    let (count, gib) = match size {
        _ if !ebs_only => (0, 0),
        "large" => (1, 32),
        "xlarge" => (2, 32),
        _ => match size.strip_suffix("xlarge").and_then(|count| count.parse::<u32>().ok()) {
            Some(multiple) => (4, multiple * 16),
            None => (1, 32),
        },
    };
    let spec = VolumeSpecification { volume_type: "gp2".to_owned(), size_in_gb: gib, iops: None, throughput: None };
    std::iter::repeat_n(spec, count).collect()
}
