//! The two writes. Each is sent once and never repeated by the SDK.

use super::connect;
use crate::errors::Call;
use crate::profiles::Api;
use crate::session::{Connection, Live, Session};
use async_trait::async_trait;
use aws_sdk_emr::Client;
use aws_sdk_emr::config::Builder;
use aws_sdk_emr::config::retry::RetryConfig;
use emberwatch_cloud::{CloudError, ClusterControl};
use emberwatch_domain::account::Region;
use emberwatch_domain::cluster::ClusterId;
use std::sync::Arc;

const TERMINATE: Call =
    Call { api: Api::Emr, operation: "TerminateJobFlows", action: "elasticmapreduce:TerminateJobFlows" };
const PROTECTION: Call =
    Call { api: Api::Emr, operation: "SetTerminationProtection", action: "elasticmapreduce:SetTerminationProtection" };

pub(crate) struct EmrControl {
    connection: Connection<Client>,
    /// The profile as it was when somebody made sure of whom it leads to.
    seen: Arc<Live>,
}

impl EmrControl {
    pub(crate) fn new(session: Arc<Session>, region: Region) -> Result<Self, CloudError> {
        let seen = session.live()?;
        Ok(Self { connection: Connection::new(session, region, connect), seen })
    }
}

#[async_trait]
impl ClusterControl for EmrControl {
    async fn terminate(&self, id: &ClusterId) -> Result<(), CloudError> {
        let request = |client: Client| {
            client.terminate_job_flows().job_flow_ids(id.as_str()).customize().config_override(once()).send()
        };
        self.connection.write(&self.seen, &TERMINATE, request).await.map(drop)
    }

    async fn lift_termination_protection(&self, id: &ClusterId) -> Result<(), CloudError> {
        let request = |client: Client| {
            let call = client.set_termination_protection().job_flow_ids(id.as_str()).termination_protected(false);
            call.customize().config_override(once()).send()
        };
        self.connection.write(&self.seen, &PROTECTION, request).await.map(drop)
    }
}

/// A write whose answer was lost may have been carried out, so nobody but its caller may send it again.
fn once() -> Builder {
    Builder::default().retry_config(RetryConfig::standard().with_max_attempts(1))
}
