use super::SubnetId;
use crate::account::{AvailabilityZone, name};
use serde::{Deserialize, Serialize};

name!(
    /// A VPC's id, `vpc-…`.
    VpcId
);

name!(
    /// A zone's id, `use1-az1`: the same place in every account, whatever each calls it.
    ZoneId
);

/// AWS scores the placement of so many types or more; with fewer its score is always low and tells nothing.
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-placement-score.html>
pub const LEAST_SCORED: usize = 3;

/// A network of a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vpc {
    pub id: VpcId,
    /// Its tag `Name`.
    pub name: Option<String>,
}

/// Where nodes can be launched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subnet {
    pub id: SubnetId,
    pub vpc: VpcId,
    pub zone: AvailabilityZone,
    /// Told of every subnet by AWS, but not by every server that speaks like it.
    pub zone_id: Option<ZoneId>,
}
