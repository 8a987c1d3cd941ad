use serde_json::json;

use crate::client::{Client, options};
use emberwatch_simulator::{CommandLog, Limits, Options, Simulator};

#[tokio::test]
async fn a_termination_goes_through_terminating_to_terminated() {
    let client = Client::sandbox();
    let id = client.launch("adhoc").await;
    assert_eq!(client.state(&id).await, "WAITING");
    assert_eq!(client.terminate(&[&id]).await.status, 200);
    assert_eq!(client.state(&id).await, "TERMINATING");
    client.pass(301);
    let answer = client.emr("DescribeCluster", json!({ "ClusterId": id })).await;
    let status = &answer.body["Cluster"]["Status"];
    assert_eq!(status["State"], "TERMINATED");
    assert_eq!(status["StateChangeReason"], json!({ "Code": "USER_REQUEST", "Message": "Terminated by user request" }));
    assert!(status["Timeline"]["EndDateTime"].is_f64());
}

#[tokio::test]
async fn terminating_twice_changes_nothing() {
    let client = Client::sandbox();
    let id = client.launch("adhoc").await;
    client.terminate(&[&id]).await;
    client.pass(400);
    let before = client.emr("DescribeCluster", json!({ "ClusterId": id })).await;
    assert_eq!(client.terminate(&[&id]).await.status, 200);
    assert_eq!(client.emr("DescribeCluster", json!({ "ClusterId": id })).await, before);
}

#[tokio::test]
async fn one_protected_cluster_refuses_the_whole_call() {
    let client = Client::sandbox();
    let open = client.launch("adhoc").await;
    let protected = client.id_of("spark-upgrade-test").await;
    let refused = client.terminate(&[&open, &protected]).await;
    assert_eq!((refused.status, refused.body["__type"].as_str()), (400, Some("ValidationException")));
    assert_eq!(
        refused.body["message"],
        "Could not shut down one or more job flows since they are termination protected."
    );
    assert_eq!(client.state(&open).await, "WAITING");
}

#[tokio::test]
async fn a_protected_cluster_can_be_terminated_once_its_protection_is_lifted() {
    let client = Client::sandbox();
    let id = client.id_of("spark-upgrade-test").await;
    let lift = json!({ "JobFlowIds": [id], "TerminationProtected": false });
    assert_eq!(client.emr("SetTerminationProtection", lift).await.status, 200);
    let answer = client.emr("DescribeCluster", json!({ "ClusterId": id })).await;
    assert_eq!(answer.body["Cluster"]["TerminationProtected"], false);
    assert_eq!(client.terminate(&[&id]).await.status, 200);
    assert_eq!(client.state(&id).await, "TERMINATING");
}

#[tokio::test]
async fn eleven_ids_are_refused() {
    let client = Client::sandbox();
    let id = client.launch("adhoc").await;
    assert_eq!(client.error("TerminateJobFlows", json!({ "JobFlowIds": vec![&id; 11] })).await, "ValidationException");
    assert_eq!(client.terminate(&[id.as_str(); 10]).await.status, 200);
}

#[tokio::test]
async fn an_unknown_id_is_refused_and_nothing_else_is_terminated() {
    let client = Client::sandbox();
    let id = client.launch("adhoc").await;
    let unknown = client.terminate(&[&id, "j-0000000000000"]).await;
    assert_eq!(unknown.body["__type"], "ValidationException");
    assert_eq!(client.state(&id).await, "WAITING");
    // A cluster of another region is as unknown as one that never was.
    let elsewhere = Client { region: "eu-north-1", ..client.clone() };
    assert_eq!(elsewhere.error("DescribeCluster", json!({ "ClusterId": id })).await, "InvalidRequestException");
}

#[tokio::test]
async fn the_deny_sentinel_denies_its_termination_and_nothing_else() {
    let client = Client::sandbox();
    let id = client.id_of("deny-terminate").await;
    assert_eq!(client.error("TerminateJobFlows", json!({ "JobFlowIds": [id] })).await, "AccessDeniedException");
    assert_eq!(client.state(&id).await, "WAITING");
}

#[tokio::test]
async fn the_stuck_sentinel_terminates_forever() {
    let client = Client { region: "eu-north-1", ..Client::sandbox() };
    let id = client.id_of("stuck-terminate").await;
    assert_eq!(client.terminate(&[&id]).await.status, 200);
    for hours in [1, 24, 24 * 30] {
        client.pass(hours * 3600);
        assert_eq!(client.state(&id).await, "TERMINATING", "{hours} hours later");
        assert_eq!(client.id_of("stuck-terminate").await.len(), id.len());
        assert!(client.clusters(&["TERMINATING"]).await.iter().any(|cluster| cluster["Id"] == id.as_str()));
    }
}

#[tokio::test]
async fn the_undead_sentinel_waits_again() {
    let client = Client::sandbox();
    let id = client.launch("undead-terminate").await;
    client.terminate(&[&id]).await;
    assert_eq!(client.state(&id).await, "TERMINATING");
    client.pass(91);
    assert_eq!(client.state(&id).await, "WAITING");
}

#[tokio::test]
async fn the_throttle_sentinel_refuses_twice_and_then_obeys() {
    let client = Client::sandbox();
    let id = client.launch("throttle-terminate-me").await;
    for _ in 0..2 {
        assert_eq!(client.error("TerminateJobFlows", json!({ "JobFlowIds": [id] })).await, "ThrottlingException");
    }
    assert_eq!(client.terminate(&[&id]).await.status, 200);
    assert_eq!(client.state(&id).await, "TERMINATING");
}

#[tokio::test]
async fn the_odd_sentinel_rests_in_a_state_that_no_sdk_knows() {
    let client = Client::sandbox();
    let id = client.launch("odd-state").await;
    assert_eq!(client.state(&id).await, "HIBERNATING");
    assert!(client.clusters(&["WAITING"]).await.iter().any(|cluster| cluster["Id"] == id.as_str()));
}

#[tokio::test]
async fn what_was_terminated_stays_so_for_the_next_process() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("commands.jsonl");
    let simulator =
        || Simulator::new(Options { log: CommandLog::file(&path).unwrap(), limits: Limits::Off, ..options() });
    let first = Client::new(&simulator(), "research", "us-west-2");
    let id = first.id_of("notebook-mila").await;
    first.terminate(&[&id]).await;
    let second = Client::new(&simulator(), "research", "us-west-2");
    assert_eq!(second.state(&id).await, "TERMINATING");
}
