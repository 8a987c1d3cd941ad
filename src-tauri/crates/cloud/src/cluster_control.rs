use crate::CloudError;
use async_trait::async_trait;
use emberwatch_domain::cluster::ClusterId;

/// EMR's write operations in one account and region. None of them is retried by its caller:
/// after a time-out the state is read, never the request sent again blindly.
#[async_trait]
pub trait ClusterControl: Send + Sync {
    /// TerminateJobFlows with this one id: one protected id fails a whole call. <https://docs.aws.amazon.com/emr/latest/APIReference/API_TerminateJobFlows.html>
    async fn terminate(&self, id: &ClusterId) -> Result<(), CloudError>;

    /// SetTerminationProtection off; there is no way here to switch it on for others.
    async fn lift_termination_protection(&self, id: &ClusterId) -> Result<(), CloudError>;
}
