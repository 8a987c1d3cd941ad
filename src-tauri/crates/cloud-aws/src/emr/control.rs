//! The two writes. Each is sent once and never repeated by the SDK.

use crate::errors::Call;
use crate::profiles::Api;
use crate::session::{Connection, Live, Session, client_builder};
use async_trait::async_trait;
use aws_sdk_emr::Client;
use aws_sdk_emr::config::retry::RetryConfig;
use emberwatch_cloud::{CloudError, ClusterControl};
use emberwatch_domain::account::Region;
use emberwatch_domain::cluster::ClusterId;
use std::sync::Arc;

const TERMINATE: Call =
    Call { api: Api::Emr, operation: "TerminateJobFlows", action: "elasticmapreduce:TerminateJobFlows" };
const PROTECTION: Call =
    Call { api: Api::Emr, operation: "SetTerminationProtection", action: "elasticmapreduce:SetTerminationProtection" };

pub(crate) struct EmrControl(Connection<Client>);

impl EmrControl {
    pub(crate) fn new(session: Arc<Session>, region: Region) -> Self {
        Self(Connection::new(session, region, connect))
    }
}

#[async_trait]
impl ClusterControl for EmrControl {
    async fn terminate(&self, id: &ClusterId) -> Result<(), CloudError> {
        let request = |client: Client| client.terminate_job_flows().job_flow_ids(id.as_str()).send();
        self.0.write(&TERMINATE, request).await.map(drop)
    }

    async fn lift_termination_protection(&self, id: &ClusterId) -> Result<(), CloudError> {
        let request = |client: Client| {
            client.set_termination_protection().job_flow_ids(id.as_str()).termination_protected(false).send()
        };
        self.0.write(&PROTECTION, request).await.map(drop)
    }
}

fn connect(live: &Live, region: &Region) -> Client {
    let once = RetryConfig::standard().with_max_attempts(1);
    Client::from_conf(client_builder!(aws_sdk_emr, Api::Emr, live, region).retry_config(once).build())
}
