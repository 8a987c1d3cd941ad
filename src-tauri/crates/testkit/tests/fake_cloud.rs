//! The fake cloud behaves as AWS does where the app's tests rely on it.
#![allow(clippy::unwrap_used, reason = "tests")]

use emberwatch_cloud::{Cloud, CloudControl, CloudError, ListClusters};
use emberwatch_domain::cluster::{ClusterId, ClusterState};
use emberwatch_testkit::{FakeCloud, cluster, failures, node};

fn cloud() -> FakeCloud {
    FakeCloud::new()
        .account("1", "prod")
        .region("eu-west-1")
        .cluster(cluster("j-1").waiting().node(node("i-1")))
        .cluster(cluster("j-2").running())
}

fn readers(cloud: &FakeCloud) -> emberwatch_cloud::PlaceReaders {
    cloud.readers(&"prod".into(), &"eu-west-1".into()).unwrap()
}

#[tokio::test]
async fn pages_follow_each_other_and_calls_are_counted() {
    let (cloud, query) = (cloud(), ListClusters::default());
    cloud.place("1", "eu-west-1").set_page_size(1);
    let first = readers(&cloud).clusters.list_clusters(&query, None).await.unwrap();
    let second = readers(&cloud).clusters.list_clusters(&query, first.next.as_ref()).await.unwrap();
    assert_eq!((first.items[0].id.as_str(), second.items[0].id.as_str()), ("j-1", "j-2"));
    assert_eq!(second.next, None);
    assert_eq!(cloud.place("1", "eu-west-1").calls("ListClusters"), 2);
    assert_eq!(cloud.place("1", "us-east-1").calls("ListClusters"), 0);
}

#[tokio::test]
async fn a_scripted_failure_happens_as_often_as_told_and_names_the_operation() {
    let cloud = cloud();
    cloud.place("1", "eu-west-1").fail("DescribeInstances", 1, failures::throttled());
    let error = readers(&cloud).nodes.nodes(None).await.unwrap_err();
    assert_eq!(error.to_string(), "DescribeInstances: throttled by AWS");
    assert_eq!(readers(&cloud).nodes.nodes(None).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn a_profile_that_expired_fails_everywhere_until_it_recovers() {
    let cloud = cloud();
    cloud.fail_profile("prod", failures::expired());
    let caller = || async { cloud.identity(&"prod".into()).unwrap().caller().await };
    assert!(matches!(caller().await, Err(CloudError::Expired { operation: "GetCallerIdentity" })));
    cloud.recover_profile("prod");
    assert_eq!(caller().await.unwrap().person(), Some("prod"));
}

#[tokio::test]
async fn an_answer_that_is_lost_leaves_the_deed_done() {
    let cloud = cloud();
    let (place, id) = (cloud.place("1", "eu-west-1"), ClusterId::new("j-1"));
    place.fail_after_acting("TerminateJobFlows", failures::timed_out());
    let control = cloud.control(&"prod".into(), &"eu-west-1".into()).unwrap();
    assert!(matches!(control.terminate(&id).await, Err(CloudError::TimedOut { .. })));
    assert_eq!(place.get("j-1").summary().state, ClusterState::Terminating);
}

#[tokio::test]
async fn a_protected_cluster_is_refused_and_a_stubborn_one_lives_on() {
    let cloud = cloud();
    let place = cloud.place("1", "eu-west-1");
    place.change("j-1", |cluster| cluster.protected());
    place.change("j-2", |cluster| cluster.survives_termination());
    let control = cloud.control(&"prod".into(), &"eu-west-1".into()).unwrap();
    assert!(matches!(control.terminate(&"j-1".into()).await, Err(CloudError::Invalid { .. })));
    control.terminate(&"j-2".into()).await.unwrap();
    assert_eq!(place.get("j-2").summary().state, ClusterState::Running);
    control.lift_termination_protection(&"j-1".into()).await.unwrap();
    control.terminate(&"j-1".into()).await.unwrap();
}

#[tokio::test]
async fn a_region_that_is_off_is_listed_so_and_answers_nothing() {
    let cloud = cloud().disabled_region("ap-east-1");
    let regions = cloud.identity(&"prod".into()).unwrap().regions().await.unwrap();
    assert_eq!(regions.iter().filter(|region| region.enabled).count(), 1);
    let readers = cloud.readers(&"prod".into(), &"ap-east-1".into()).unwrap();
    assert!(matches!(readers.nodes.nodes(None).await, Err(CloudError::RegionDisabled { .. })));
}
