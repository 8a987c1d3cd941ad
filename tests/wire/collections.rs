//! What clusters are made of, as three operations tell it.

use crate::ground::{Ground, all, simulator};
use emberwatch_cloud::ClusterNode;
use emberwatch_domain::cluster::{ClusterState, Collection, CollectionKind, Market};
use std::collections::HashMap;

async fn nodes(ground: &Ground) -> Vec<ClusterNode> {
    let reader = ground.readers().nodes;
    all(async |marker| reader.nodes(marker.as_ref()).await).await
}

#[tokio::test]
async fn a_cluster_of_fleets_tells_targets_and_types() {
    let ground = Ground::simulated(&simulator(), "research").at("us-west-2");
    let mut fleets = Vec::new();
    for cluster in ground.active().await {
        let reader = ground.readers().clusters;
        let detail = reader.describe_cluster(&cluster.id).await.unwrap();
        if detail.collection == CollectionKind::Fleets {
            let Collection::Fleets(found) = reader.collection(&cluster.id, detail.collection).await.unwrap() else {
                panic!("{} is made of fleets", cluster.id);
            };
            fleets.extend(found);
        }
    }
    assert!(!fleets.is_empty());
    assert!(fleets.iter().all(|fleet| fleet.target_on_demand + fleet.target_spot > 0 && !fleet.specs.is_empty()));
    assert!(fleets.iter().flat_map(|fleet| &fleet.specs).any(|spec| spec.weighted_capacity > 1));
}

#[tokio::test]
async fn the_running_nodes_are_those_that_the_groups_count() {
    let ground = Ground::simulated(&simulator(), "analytics-prod");
    let mut seen: HashMap<_, u32> = HashMap::new();
    for node in nodes(&ground).await {
        *seen.entry(node.cluster).or_default() += 1;
    }
    let mut compared = 0;
    for cluster in ground.clusters(&[ClusterState::Waiting, ClusterState::Running]).await {
        let reader = ground.readers().clusters;
        let detail = reader.describe_cluster(&cluster.id).await.unwrap();
        if let Collection::Groups(groups) = reader.collection(&cluster.id, detail.collection).await.unwrap() {
            let running: u32 = groups.iter().map(|group| group.running).sum();
            assert_eq!(seen.get(&cluster.id).copied().unwrap_or_default(), running, "{}", cluster.name);
            compared += 1;
        }
    }
    assert!(compared > 0);
}

#[tokio::test]
async fn nodes_of_both_markets_come_with_role_zone_and_launch_time() {
    let ground = Ground::simulated(&simulator(), "analytics-prod");
    let nodes = nodes(&ground).await;
    for market in [Market::OnDemand, Market::Spot] {
        assert!(nodes.iter().any(|found| found.node.market == market), "{market:?}");
    }
    for found in &nodes {
        let zone = found.node.zone.as_ref().unwrap();
        assert!(zone.as_str().starts_with(ground.region.as_str()) && found.node.role.is_some(), "{found:?}");
    }
}

#[tokio::test]
async fn the_same_answer_once_more_tells_the_same_nodes() {
    let ground = Ground::simulated(&simulator(), "analytics-prod");
    let first = nodes(&ground).await;
    assert!(!first.is_empty());
    for _ in 0..2 {
        assert_eq!(nodes(&ground).await, first);
    }
}

#[tokio::test]
async fn emr_and_ec2_tell_the_same_running_instances_of_a_cluster() {
    let ground = Ground::simulated(&simulator(), "analytics-prod");
    let running = nodes(&ground).await;
    let id = running.first().expect("a running node").cluster.clone();
    let reader = ground.readers().clusters;
    let remembered = all(async |marker| reader.list_instances(&id, marker.as_ref()).await).await;
    let sorted = |ids: Vec<String>| {
        let mut ids = ids;
        ids.sort();
        ids
    };
    let of_emr = remembered.into_iter().filter(|node| node.ended_at.is_none()).map(|node| node.instance_id).collect();
    let of_ec2 = running.into_iter().filter(|node| node.cluster == id).map(|node| node.node.instance_id).collect();
    assert_eq!(sorted(of_emr), sorted(of_ec2));
}
