use crate::{CloudError, Marker, Page};
use async_trait::async_trait;
use emberwatch_domain::cluster::{
    AutoTermination, BootstrapAction, ClusterDetail, ClusterId, ClusterState, ClusterSummary, Collection,
    CollectionKind, ManagedScaling, Node, Step,
};
use jiff::Timestamp;

/// What ListClusters is asked for; AWS answers unsorted, 50 a page.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ListClusters {
    pub states: Vec<ClusterState>,
    pub created_after: Option<Timestamp>,
}

/// EMR's read operations in one account and region, one method an operation and page.
#[async_trait]
pub trait ClusterReader: Send + Sync {
    async fn list_clusters(
        &self,
        query: &ListClusters,
        marker: Option<&Marker>,
    ) -> Result<Page<ClusterSummary>, CloudError>;

    async fn describe_cluster(&self, id: &ClusterId) -> Result<ClusterDetail, CloudError>;

    /// ListInstanceGroups or ListInstanceFleets, whichever the cluster is made of, all pages.
    async fn collection(&self, id: &ClusterId, kind: CollectionKind) -> Result<Collection, CloudError>;

    /// ListInstances: the nodes EMR remembers, ended ones for 30 days.
    async fn list_instances(&self, id: &ClusterId, marker: Option<&Marker>) -> Result<Page<Node>, CloudError>;

    async fn list_steps(&self, id: &ClusterId, marker: Option<&Marker>) -> Result<Page<Step>, CloudError>;

    /// ListBootstrapActions, all pages.
    async fn bootstrap_actions(&self, id: &ClusterId) -> Result<Vec<BootstrapAction>, CloudError>;

    async fn auto_termination(&self, id: &ClusterId) -> Result<Option<AutoTermination>, CloudError>;

    async fn managed_scaling(&self, id: &ClusterId) -> Result<Option<ManagedScaling>, CloudError>;
}
