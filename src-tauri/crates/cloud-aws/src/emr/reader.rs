//! EMR's read operations, one method an operation.

use super::{collection, connect, detail};
use crate::convert::{date_time, marker, text};
use crate::errors::Call;
use crate::profiles::Api;
use crate::session::{Connection, Session};
use async_trait::async_trait;
use aws_sdk_emr::Client;
use emberwatch_cloud::{CloudError, ClusterReader, ListClusters, Marker, Page};
use emberwatch_domain::account::Region;
use emberwatch_domain::cluster::{
    AutoTermination, BootstrapAction, ClusterDetail, ClusterId, ClusterSummary, Collection, CollectionKind,
    ManagedScaling, Node, Step,
};
use std::sync::Arc;

/// IAM calls EMR by its old name.
const fn call(operation: &'static str, action: &'static str) -> Call {
    Call { api: Api::Emr, operation, action }
}

const LIST_CLUSTERS: Call = call("ListClusters", "elasticmapreduce:ListClusters");
const DESCRIBE_CLUSTER: Call = call("DescribeCluster", "elasticmapreduce:DescribeCluster");
const LIST_GROUPS: Call = call("ListInstanceGroups", "elasticmapreduce:ListInstanceGroups");
const LIST_FLEETS: Call = call("ListInstanceFleets", "elasticmapreduce:ListInstanceFleets");
const LIST_INSTANCES: Call = call("ListInstances", "elasticmapreduce:ListInstances");
const LIST_STEPS: Call = call("ListSteps", "elasticmapreduce:ListSteps");
const LIST_BOOTSTRAP: Call = call("ListBootstrapActions", "elasticmapreduce:ListBootstrapActions");
const AUTO_TERMINATION: Call = call("GetAutoTerminationPolicy", "elasticmapreduce:GetAutoTerminationPolicy");
const MANAGED_SCALING: Call = call("GetManagedScalingPolicy", "elasticmapreduce:GetManagedScalingPolicy");

/// A cluster has at most 48 task groups and 16 bootstrap actions; a listing that goes on for ever is not followed.
const MOST_PAGES: usize = 20;

pub(crate) struct Emr(Connection<Client>);

impl Emr {
    pub(crate) fn new(session: Arc<Session>, region: Region) -> Self {
        Self(Connection::new(session, region, connect))
    }

    async fn groups(&self, id: &ClusterId) -> Result<Collection, CloudError> {
        let mut pages = Pages::default();
        while pages.more(&LIST_GROUPS)? {
            let request = |client: Client| {
                client.list_instance_groups().cluster_id(id.as_str()).set_marker(pages.next.clone()).send()
            };
            let output = self.0.read(&LIST_GROUPS, request).await?;
            pages.add(output.instance_groups.unwrap_or_default(), output.marker);
        }
        Ok(Collection::Groups(pages.items.into_iter().filter_map(collection::group).collect()))
    }

    async fn fleets(&self, id: &ClusterId) -> Result<Collection, CloudError> {
        let mut pages = Pages::default();
        while pages.more(&LIST_FLEETS)? {
            let request = |client: Client| {
                client.list_instance_fleets().cluster_id(id.as_str()).set_marker(pages.next.clone()).send()
            };
            let output = self.0.read(&LIST_FLEETS, request).await?;
            pages.add(output.instance_fleets.unwrap_or_default(), output.marker);
        }
        Ok(Collection::Fleets(pages.items.into_iter().filter_map(collection::fleet).collect()))
    }
}

#[async_trait]
impl ClusterReader for Emr {
    async fn list_clusters(
        &self,
        query: &ListClusters,
        from: Option<&Marker>,
    ) -> Result<Page<ClusterSummary>, CloudError> {
        let states: Vec<_> = query.states.iter().map(|state| state.as_aws().into()).collect();
        let request = |client: Client| {
            client
                .list_clusters()
                .set_cluster_states((!states.is_empty()).then(|| states.clone()))
                .set_created_after(query.created_after.map(date_time))
                .set_marker(text(from))
                .send()
        };
        let output = self.0.read(&LIST_CLUSTERS, request).await?;
        let clusters = output.clusters.unwrap_or_default().into_iter().filter_map(detail::summary);
        Ok(Page { items: clusters.collect(), next: marker(output.marker) })
    }

    async fn describe_cluster(&self, id: &ClusterId) -> Result<ClusterDetail, CloudError> {
        let request = |client: Client| client.describe_cluster().cluster_id(id.as_str()).send();
        let output = self.0.read(&DESCRIBE_CLUSTER, request).await?;
        let operation = DESCRIBE_CLUSTER.operation;
        output.cluster.map(|cluster| detail::cluster(id, cluster)).ok_or(CloudError::NotFound { operation })
    }

    async fn collection(&self, id: &ClusterId, kind: CollectionKind) -> Result<Collection, CloudError> {
        match kind {
            CollectionKind::Fleets => self.fleets(id).await,
            // Clusters from before fleets existed do not say what they are made of: it is groups.
            CollectionKind::Groups | CollectionKind::Unknown => self.groups(id).await,
        }
    }

    async fn list_instances(&self, id: &ClusterId, from: Option<&Marker>) -> Result<Page<Node>, CloudError> {
        let request = |client: Client| client.list_instances().cluster_id(id.as_str()).set_marker(text(from)).send();
        let output = self.0.read(&LIST_INSTANCES, request).await?;
        let nodes = output.instances.unwrap_or_default().into_iter().filter_map(collection::node);
        Ok(Page { items: nodes.collect(), next: marker(output.marker) })
    }

    async fn list_steps(&self, id: &ClusterId, from: Option<&Marker>) -> Result<Page<Step>, CloudError> {
        let request = |client: Client| client.list_steps().cluster_id(id.as_str()).set_marker(text(from)).send();
        let output = self.0.read(&LIST_STEPS, request).await?;
        let steps = output.steps.unwrap_or_default().into_iter().filter_map(detail::step);
        Ok(Page { items: steps.collect(), next: marker(output.marker) })
    }

    async fn bootstrap_actions(&self, id: &ClusterId) -> Result<Vec<BootstrapAction>, CloudError> {
        let mut pages = Pages::default();
        while pages.more(&LIST_BOOTSTRAP)? {
            let request = |client: Client| {
                client.list_bootstrap_actions().cluster_id(id.as_str()).set_marker(pages.next.clone()).send()
            };
            let output = self.0.read(&LIST_BOOTSTRAP, request).await?;
            pages.add(output.bootstrap_actions.unwrap_or_default(), output.marker);
        }
        Ok(pages.items.into_iter().map(detail::bootstrap_action).collect())
    }

    async fn auto_termination(&self, id: &ClusterId) -> Result<Option<AutoTermination>, CloudError> {
        let request = |client: Client| client.get_auto_termination_policy().cluster_id(id.as_str()).send();
        let policy = self.0.read(&AUTO_TERMINATION, request).await?.auto_termination_policy;
        Ok(policy.and_then(detail::auto_termination))
    }

    async fn managed_scaling(&self, id: &ClusterId) -> Result<Option<ManagedScaling>, CloudError> {
        let request = |client: Client| client.get_managed_scaling_policy().cluster_id(id.as_str()).send();
        let policy = self.0.read(&MANAGED_SCALING, request).await?.managed_scaling_policy;
        Ok(policy.and_then(|policy| policy.compute_limits).map(collection::managed_scaling))
    }
}

/// The pages of a short listing, gathered.
struct Pages<T> {
    items: Vec<T>,
    next: Option<String>,
    read: usize,
    seen: Vec<String>,
}

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Self { items: Vec::new(), next: None, read: 0, seen: Vec::new() }
    }
}

impl<T> Pages<T> {
    /// Whether another page is to be read. A listing that turns in a circle is an error, not a whole.
    fn more(&self, call: &Call) -> Result<bool, CloudError> {
        if self.read >= MOST_PAGES || self.next.as_ref().is_some_and(|next| self.seen.contains(next)) {
            let message = "the listing does not end".to_owned();
            return Err(CloudError::Unexpected { operation: call.operation, message, source: None });
        }
        Ok(self.read == 0 || self.next.is_some())
    }

    fn add(&mut self, items: Vec<T>, marker: Option<String>) {
        self.items.extend(items);
        self.read += 1;
        self.seen.extend(self.next.take());
        self.next = marker.filter(|marker| !marker.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_gathered_until_no_marker_is_left() {
        let mut pages = Pages::default();
        for marker in [Some("a"), Some("b"), Some("")] {
            assert!(pages.more(&LIST_GROUPS).unwrap());
            pages.add(vec![1], marker.map(str::to_owned));
        }
        assert!(!pages.more(&LIST_GROUPS).unwrap());
        assert_eq!(pages.items, [1, 1, 1]);
    }

    #[test]
    fn a_marker_that_comes_back_ends_in_an_error_and_not_in_a_loop() {
        let mut pages = Pages::default();
        for _ in 0..2 {
            assert!(pages.more(&LIST_GROUPS).unwrap());
            pages.add(vec![1], Some("same".to_owned()));
        }
        assert!(pages.more(&LIST_GROUPS).is_err());
    }
}
