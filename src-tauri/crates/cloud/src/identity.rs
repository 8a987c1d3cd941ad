use crate::CloudError;
use async_trait::async_trait;
use emberwatch_domain::account::{Caller, Region};

/// Whether an account may use a region, as DescribeRegions says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionStatus {
    pub region: Region,
    pub enabled: bool,
}

/// Who a profile is, and which regions its account may use.
#[async_trait]
pub trait Identity: Send + Sync {
    /// STS GetCallerIdentity: needs no permission.
    async fn caller(&self) -> Result<Caller, CloudError>;

    /// IAM ListAccountAliases; `None` when the account has none.
    async fn alias(&self) -> Result<Option<String>, CloudError>;

    /// EC2 DescribeRegions, those not opted in included.
    async fn regions(&self) -> Result<Vec<RegionStatus>, CloudError>;
}
