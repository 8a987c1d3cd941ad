use crate::{CloudError, Marker, Page};
use async_trait::async_trait;
use emberwatch_domain::cluster::{ClusterId, Node};

/// A running instance and the cluster whose tag it carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterNode {
    pub cluster: ClusterId,
    pub node: Node,
}

/// EC2 DescribeInstances of everything that carries `aws:elasticmapreduce:job-flow-id`, pending and running.
/// It costs no EMR token, and shows resizes, fleets and autoscaling within one period.
#[async_trait]
pub trait NodeReader: Send + Sync {
    async fn nodes(&self, marker: Option<&Marker>) -> Result<Page<ClusterNode>, CloudError>;
}
