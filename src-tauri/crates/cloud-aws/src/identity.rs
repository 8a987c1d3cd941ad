//! Who a profile is: three APIs answer together.

use crate::ec2::Ec2;
use crate::iam::Iam;
use crate::session::Session;
use crate::sts::Sts;
use async_trait::async_trait;
use emberwatch_cloud::{CloudError, Identity, RegionStatus};
use emberwatch_domain::account::{Caller, Region};
use std::sync::Arc;

pub(crate) struct AwsIdentity {
    sts: Sts,
    iam: Iam,
    ec2: Ec2,
}

impl AwsIdentity {
    pub(crate) fn new(session: Arc<Session>, region: Region) -> Self {
        Self {
            sts: Sts::new(Arc::clone(&session), region.clone()),
            iam: Iam::new(Arc::clone(&session), region.clone()),
            ec2: Ec2::new(session, region),
        }
    }
}

#[async_trait]
impl Identity for AwsIdentity {
    async fn caller(&self) -> Result<Caller, CloudError> {
        self.sts.caller().await
    }

    async fn alias(&self) -> Result<Option<String>, CloudError> {
        self.iam.alias().await
    }

    async fn regions(&self) -> Result<Vec<RegionStatus>, CloudError> {
        self.ec2.regions().await
    }
}
