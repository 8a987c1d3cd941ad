use super::world::Door;
use async_trait::async_trait;
use emberwatch_cloud::{
    CloudError, ClusterNode, ClusterReader, Identity, ListClusters, Marker, NodeReader, Page, Prices, RegionStatus,
    SpotHistory, SpotMarket,
};
use emberwatch_domain::account::{Caller, Region};
use emberwatch_domain::advisor::ZoneId;
use emberwatch_domain::cluster::{
    AutoTermination, BootstrapAction, ClusterDetail, ClusterId, ClusterSummary, Collection, CollectionKind,
    InstanceType, ManagedScaling, Node, Step,
};
use emberwatch_domain::money::Usd;
use emberwatch_domain::price::PriceItem;
use emberwatch_domain::spot::SpotChange;

#[async_trait]
impl ClusterReader for Door {
    async fn list_clusters(
        &self,
        query: &ListClusters,
        marker: Option<&Marker>,
    ) -> Result<Page<ClusterSummary>, CloudError> {
        self.call_here("ListClusters", None, |place| {
            if let Some(page) = place.listing_script.pop_front() {
                return Ok(page);
            }
            let listed = place.clusters.values().map(|cluster| cluster.summary()).filter(|cluster| {
                (query.states.is_empty() || query.states.contains(&cluster.state))
                    && query.created_after.is_none_or(|after| cluster.created_at.is_some_and(|at| at > after))
            });
            Ok(page(listed, place.page_size, marker))
        })
        .await
    }

    async fn describe_cluster(&self, id: &ClusterId) -> Result<ClusterDetail, CloudError> {
        self.call_about("DescribeCluster", id, |cluster| Ok(cluster.detail.clone())).await
    }

    async fn collection(&self, id: &ClusterId, kind: CollectionKind) -> Result<Collection, CloudError> {
        let operation = match kind {
            CollectionKind::Fleets => "ListInstanceFleets",
            CollectionKind::Groups | CollectionKind::Unknown => "ListInstanceGroups",
        };
        self.call_about(operation, id, |cluster| match (kind, &cluster.collection) {
            (CollectionKind::Fleets, Collection::Groups(_)) | (CollectionKind::Groups, Collection::Fleets(_)) => {
                let message = "instance fleets and instance groups are mutually exclusive".to_owned();
                Err(CloudError::Invalid { operation, message })
            }
            (_, collection) => Ok(collection.clone()),
        })
        .await
    }

    async fn list_instances(&self, id: &ClusterId, marker: Option<&Marker>) -> Result<Page<Node>, CloudError> {
        self.call_here("ListInstances", Some(id), |place| {
            let cluster = place.clusters.get(id).ok_or(CloudError::NotFound { operation: "ListInstances" })?;
            Ok(page(cluster.nodes.iter().cloned(), place.page_size, marker))
        })
        .await
    }

    async fn list_steps(&self, id: &ClusterId, _marker: Option<&Marker>) -> Result<Page<Step>, CloudError> {
        self.call_about("ListSteps", id, |cluster| Ok(Page::last(cluster.steps.clone()))).await
    }

    async fn bootstrap_actions(&self, id: &ClusterId) -> Result<Vec<BootstrapAction>, CloudError> {
        self.call_about("ListBootstrapActions", id, |cluster| Ok(cluster.bootstrap_actions.clone())).await
    }

    async fn auto_termination(&self, id: &ClusterId) -> Result<Option<AutoTermination>, CloudError> {
        self.call_about("GetAutoTerminationPolicy", id, |cluster| Ok(cluster.auto_termination)).await
    }

    async fn managed_scaling(&self, id: &ClusterId) -> Result<Option<ManagedScaling>, CloudError> {
        self.call_about("GetManagedScalingPolicy", id, |cluster| Ok(cluster.managed_scaling.clone())).await
    }
}

#[async_trait]
impl NodeReader for Door {
    async fn nodes(&self, marker: Option<&Marker>) -> Result<Page<ClusterNode>, CloudError> {
        self.call_here("DescribeInstances", None, |place| {
            let running = place.clusters.values().flat_map(|cluster| {
                let running = cluster.nodes.iter().filter(|node| node.ended_at.is_none());
                running.map(|node| ClusterNode { cluster: cluster.id().clone(), node: node.clone() })
            });
            Ok(page(running, place.page_size, marker))
        })
        .await
    }
}

#[async_trait]
impl SpotMarket for Door {
    async fn history(&self, query: &SpotHistory, marker: Option<&Marker>) -> Result<Page<SpotChange>, CloudError> {
        self.call_here("DescribeSpotPriceHistory", None, |place| {
            let asked =
                |change: &&SpotChange| query.instance_types.contains(&change.instance_type) && change.at <= query.until;
            let superseded = |change: &SpotChange| {
                place.spot.iter().any(|later| {
                    (&later.instance_type, &later.zone) == (&change.instance_type, &change.zone)
                        && later.at > change.at
                        && later.at <= query.since
                })
            };
            let shown = place.spot.iter().filter(asked).filter(|change| !superseded(change));
            // AWS tells the newest first.
            let mut shown: Vec<SpotChange> = shown.cloned().collect();
            shown.sort_by_key(|change| std::cmp::Reverse(change.at));
            Ok(place.page(shown.into_iter(), marker))
        })
        .await
    }

    async fn placement_scores(
        &self,
        _kinds: &[InstanceType],
        marker: Option<&Marker>,
    ) -> Result<Page<(ZoneId, u8)>, CloudError> {
        self.call_here("GetSpotPlacementScores", None, |place| {
            Ok(page(place.scores.iter().cloned(), place.page_size, marker))
        })
        .await
    }
}

#[async_trait]
impl Prices for Door {
    async fn list_price(&self, region: &Region, item: &PriceItem) -> Result<Option<Usd>, CloudError> {
        self.call("GetProducts", None, |world, _| Ok(world.prices.get(&(region.clone(), item.clone())).copied())).await
    }
}

#[async_trait]
impl Identity for Door {
    async fn caller(&self) -> Result<Caller, CloudError> {
        self.call("GetCallerIdentity", None, |_, account| {
            let arn = format!("arn:aws:iam::{account}:user/{}", self.profile);
            Ok(Caller { account: account.clone(), arn, user_id: format!("AIDA{}", self.profile) })
        })
        .await
    }

    async fn alias(&self) -> Result<Option<String>, CloudError> {
        self.call("ListAccountAliases", None, |world, account| {
            Ok(world.accounts.get(account).and_then(|account| account.alias.clone()))
        })
        .await
    }

    async fn regions(&self) -> Result<Vec<RegionStatus>, CloudError> {
        self.call("DescribeRegions", None, |world, account| {
            let here = world.places.iter().filter(|(place, _)| place.account == *account);
            Ok(here.map(|(at, place)| RegionStatus { region: at.region.clone(), enabled: !place.disabled }).collect())
        })
        .await
    }
}

/// The marker is the number of items before the page.
pub(super) fn page<T>(items: impl Iterator<Item = T>, size: usize, marker: Option<&Marker>) -> Page<T> {
    let start = marker.map_or(0, |marker| marker.0.parse().unwrap());
    let mut rest = items.skip(start).peekable();
    let items: Vec<T> = rest.by_ref().take(size).collect();
    let next = rest.peek().map(|_| Marker((start + items.len()).to_string()));
    Page { items, next }
}
