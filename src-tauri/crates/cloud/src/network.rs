use crate::{CloudError, Marker, Page};
use async_trait::async_trait;
use emberwatch_domain::advisor::{Subnet, SubnetId, TypeFacts, Vpc, VpcId};
use emberwatch_domain::cluster::InstanceType;

/// Which subnets of a region DescribeSubnets is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhichSubnets {
    All,
    InVpc(VpcId),
    /// One that does not exist fails the whole call, with `NotFound`.
    Named(Vec<SubnetId>),
}

/// Which types DescribeInstanceTypes is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhichTypes {
    /// Of the current generation, with x86 or Arm processors, that spot is offered of: those that EMR may run.
    Current,
    /// One that does not exist in the region fails the whole call, with `Invalid`.
    Named(Vec<InstanceType>),
}

/// What a region offers to launch in, and to launch.
#[async_trait]
pub trait Network: Send + Sync {
    async fn subnets(&self, which: &WhichSubnets, marker: Option<&Marker>) -> Result<Page<Subnet>, CloudError>;

    async fn vpcs(&self, marker: Option<&Marker>) -> Result<Page<Vpc>, CloudError>;

    async fn instance_types(&self, which: &WhichTypes, marker: Option<&Marker>) -> Result<Page<TypeFacts>, CloudError>;
}
