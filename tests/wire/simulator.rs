//! The contract against the simulator, and what only the simulator can show of clusters.

use crate::contract;
use crate::ground::{Ground, NOW, all, simulator};
use emberwatch_cloud::{Cloud, CloudError, ProfileKind};
use emberwatch_domain::cluster::{ClusterId, ClusterState, StepState};
use jiff::Timestamp;
use std::collections::HashSet;
use std::time::Duration;

#[tokio::test]
async fn the_simulator_keeps_the_contract() {
    contract::keep(&Ground::simulated(&simulator(), "sandbox")).await;
}

#[tokio::test]
async fn the_samples_profiles_are_marked_as_sample_and_stay_on_this_machine() {
    let ground = Ground::simulated(&simulator(), "research");
    let listing = ground.cloud.profiles();
    assert_eq!(listing.profiles.len(), 3);
    assert!(listing.profiles.iter().all(|profile| profile.kind == ProfileKind::Sample && profile.loopback));
    assert_eq!(listing.find(&ground.profile).unwrap().account_hint.as_deref(), Some(ground.account.as_str()));
}

#[tokio::test]
async fn an_account_has_an_alias_and_regions_that_are_off() {
    let identity = Ground::simulated(&simulator(), "sandbox");
    let identity = identity.cloud.identity(&identity.profile).unwrap();
    assert_eq!(identity.alias().await.unwrap().as_deref(), Some("acme-sandbox"));
    let regions = identity.regions().await.unwrap();
    assert!(regions.iter().any(|status| status.enabled) && regions.iter().any(|status| !status.enabled));
}

#[tokio::test]
async fn a_cluster_that_is_not_there_is_not_found() {
    let ground = Ground::simulated(&simulator(), "sandbox");
    let id = ClusterId::from("j-NOSUCHCLUSTER");
    let (clusters, control) = (ground.readers().clusters, ground.control());
    let errors = [
        clusters.describe_cluster(&id).await.unwrap_err(),
        clusters.list_steps(&id, None).await.unwrap_err(),
        clusters.list_instances(&id, None).await.unwrap_err(),
        clusters.bootstrap_actions(&id).await.unwrap_err(),
        control.terminate(&id).await.unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, CloudError::NotFound { .. }), "{error}");
    }
}

#[tokio::test]
async fn an_ended_cluster_tells_when_it_ended_and_why() {
    let ground = Ground::simulated(&simulator(), "sandbox");
    let ended = ground.clusters(&ClusterState::ENDED).await;
    assert!(ended.len() > 10);
    let now: Timestamp = NOW.parse().unwrap();
    for cluster in &ended {
        let (created, ended) = (cluster.created_at.unwrap(), cluster.ended_at.unwrap());
        assert!(created < ended && ended <= now, "{}", cluster.id);
    }
    assert!(ended.iter().any(|cluster| cluster.state_reason.is_some()));
}

#[tokio::test]
async fn policies_are_told_where_a_cluster_has_one_and_absent_elsewhere() {
    let simulator = simulator();
    let (mut idle, mut limits, mut clusters) = (0, 0, 0);
    for (account, region) in [("research", "us-west-2"), ("research", "eu-north-1"), ("analytics-prod", "us-east-1")] {
        let ground = Ground::simulated(&simulator, account).at(region);
        for cluster in ground.active().await {
            clusters += 1;
            let reader = ground.readers().clusters;
            let policy = reader.auto_termination(&cluster.id).await.unwrap();
            idle += usize::from(policy.is_some_and(|policy| policy.idle_seconds >= 60));
            let scaling = reader.managed_scaling(&cluster.id).await.unwrap();
            limits += usize::from(
                scaling.is_some_and(|scaling| scaling.maximum > scaling.minimum && !scaling.unit.is_empty()),
            );
        }
    }
    assert!(idle > 0 && limits > 0, "{idle} and {limits} of {clusters}");
    assert!(idle < clusters && limits < clusters, "{idle} and {limits} of {clusters}");
}

#[tokio::test]
async fn steps_of_every_page_come_with_state_and_times() {
    let ground = Ground::simulated(&simulator(), "research");
    let mut steps = Vec::new();
    for cluster in ground.active().await {
        let (reader, id) = (ground.readers().clusters, cluster.id);
        steps.extend(all(async |marker| reader.list_steps(&id, marker.as_ref()).await).await);
    }
    assert!(steps.iter().any(|step| step.state == StepState::Completed && step.started_at < step.ended_at));
    let distinct: HashSet<_> = steps.iter().map(|step| &step.id).collect();
    assert_eq!(distinct.len(), steps.len());
}

#[tokio::test]
async fn a_termination_is_over_when_aws_says_so() {
    let simulator = simulator();
    let ground = Ground::simulated(&simulator, "research");
    let waiting = ground.clusters(&[ClusterState::Waiting]).await;
    let id = waiting.first().expect("a waiting cluster").id.clone();
    ground.control().terminate(&id).await.unwrap();
    let state = async || ground.readers().clusters.describe_cluster(&id).await.unwrap().summary.state;
    assert_eq!(state().await, ClusterState::Terminating);
    simulator.clock().advance(Duration::from_secs(15 * 60));
    assert_eq!(state().await, ClusterState::Terminated);
}
