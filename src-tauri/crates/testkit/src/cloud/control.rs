use super::world::Door;
use crate::builders::OnTermination;
use async_trait::async_trait;
use emberwatch_cloud::{CloudError, ClusterControl};
use emberwatch_domain::cluster::{ClusterId, ClusterState};

#[async_trait]
impl ClusterControl for Door {
    /// Accepted: it is TERMINATING from then on, until the test ends it. An ended one stays as it is.
    async fn terminate(&self, id: &ClusterId) -> Result<(), CloudError> {
        let operation = "TerminateJobFlows";
        self.call_about(operation, id, |cluster| {
            if cluster.detail.protected {
                let message = "could not shut down one or more job flows since they are termination protected";
                return Err(CloudError::Invalid { operation, message: message.to_owned() });
            }
            let state = &mut cluster.detail.summary.state;
            if cluster.on_termination == OnTermination::Terminates && !state.has_ended() {
                *state = ClusterState::Terminating;
            }
            Ok(())
        })
        .await
    }

    async fn lift_termination_protection(&self, id: &ClusterId) -> Result<(), CloudError> {
        self.call_about("SetTerminationProtection", id, |cluster| {
            cluster.detail.protected = false;
            Ok(())
        })
        .await
    }
}
