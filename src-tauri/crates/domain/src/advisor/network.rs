use super::SubnetId;
use crate::account::{AvailabilityZone, name};
use serde::{Deserialize, Serialize};

name!(
    /// A VPC's id, `vpc-…`.
    VpcId
);

/// Where nodes can be launched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subnet {
    pub id: SubnetId,
    pub vpc: VpcId,
    pub zone: AvailabilityZone,
}
