use std::collections::BTreeSet;

use emberwatch_simulator::{Limits, Options, Simulator};
use serde_json::{Value, json};

use crate::client::{ACTIVE, Client, options};

fn unlimited() -> Simulator {
    Simulator::new(Options { limits: Limits::Off, ..options() })
}

fn ids(clusters: &[Value]) -> Vec<&str> {
    clusters.iter().map(|cluster| cluster["Id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_listing_of_two_months_is_complete_and_in_pages_of_fifty() {
    let client = Client::new(&unlimited(), "analytics-prod", "us-east-1");
    let first = client.emr("ListClusters", json!({})).await.body;
    assert_eq!(first["Clusters"].as_array().unwrap().len(), 50);
    let all = client.clusters(&[]).await;
    let unique: BTreeSet<&str> = ids(&all).into_iter().collect();
    assert_eq!(unique.len(), all.len());
    let ended = client.clusters(&["TERMINATED", "TERMINATED_WITH_ERRORS"]).await;
    let active = client.clusters(&ACTIVE).await;
    assert_eq!(all.len(), ended.len() + active.len());
    let ends = ended.iter().map(|cluster| cluster["Status"]["Timeline"]["EndDateTime"].as_f64().unwrap());
    let now = client.simulator.clock().now().as_second() as f64;
    assert!(ends.clone().fold(now, f64::min) > now - 60.0 * 86_400.0);
    assert!(ends.fold(now, f64::min) < now - 58.0 * 86_400.0);
}

#[tokio::test]
async fn clusters_that_start_between_two_pages_neither_hide_nor_repeat_others() {
    let client = Client::new(&unlimited(), "analytics-prod", "us-east-1");
    let before = client.clusters(&[]).await;
    let first = client.emr("ListClusters", json!({})).await.body;
    client.emr("RunJobFlow", crate::client::small("between")).await;
    let second = client.emr("ListClusters", json!({ "Marker": first["Marker"] })).await.body;
    let seen: Vec<Value> =
        [&first, &second].into_iter().flat_map(|page| page["Clusters"].as_array().unwrap().clone()).collect();
    assert_eq!(ids(&seen), ids(&before[..100]));
}

#[tokio::test]
async fn created_after_and_before_bound_the_listing() {
    let client = Client::new(&unlimited(), "research", "us-east-1");
    let now = client.simulator.clock().now().as_second();
    let input = json!({ "CreatedAfter": now - 86_400, "CreatedBefore": now - 43_200 });
    let page = client.emr("ListClusters", input).await.body;
    let created: Vec<f64> = page["Clusters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cluster| cluster["Status"]["Timeline"]["CreationDateTime"].as_f64().unwrap())
        .collect();
    assert!(created.len() > 10);
    assert!(created.iter().all(|created| (now - 86_400) as f64 <= *created && *created <= (now - 43_200) as f64));
}

#[tokio::test]
async fn a_bad_state_or_marker_is_an_error() {
    let client = Client::sandbox();
    assert_eq!(client.error("ListClusters", json!({ "ClusterStates": ["IDLE"] })).await, "ValidationException");
    assert_eq!(client.error("ListClusters", json!({ "Marker": "nonsense" })).await, "InvalidRequestException");
}

#[tokio::test]
async fn groups_and_fleets_are_listed_by_their_own_operation_only() {
    let client = Client::new(&unlimited(), "research", "us-west-2");
    let fleets = client.id_of("churn-features-adhoc").await;
    let groups = client.id_of("notebook-mila").await;
    assert_eq!(client.error("ListInstanceGroups", json!({ "ClusterId": fleets })).await, "InvalidRequestException");
    assert_eq!(client.error("ListInstanceFleets", json!({ "ClusterId": groups })).await, "InvalidRequestException");
    let answer = client.emr("ListInstanceFleets", json!({ "ClusterId": fleets })).await.body;
    let task =
        answer["InstanceFleets"].as_array().unwrap().iter().find(|fleet| fleet["InstanceFleetType"] == "TASK").unwrap();
    assert_eq!((task["TargetSpotCapacity"].as_u64(), task["ProvisionedSpotCapacity"].as_u64()), (Some(12), Some(12)));
}

#[tokio::test]
async fn emr_and_ec2_show_the_same_running_nodes() {
    let client = Client::new(&unlimited(), "research", "us-west-2");
    for name in ["notebook-mila", "churn-features-adhoc"] {
        let id = client.id_of(name).await;
        let listed = client.emr("ListInstances", json!({ "ClusterId": id, "InstanceStates": ["RUNNING"] })).await.body;
        let emr: BTreeSet<String> = listed["Instances"]
            .as_array()
            .unwrap()
            .iter()
            .map(|node| node["Ec2InstanceId"].as_str().unwrap().to_owned())
            .collect();
        let form = format!(
            "Action=DescribeInstances&Version=2016-11-15&Filter.1.Name=tag%3Aaws%3Aelasticmapreduce%3Ajob-flow-id&Filter.1.Value.1={id}\
             &Filter.2.Name=instance-state-name&Filter.2.Value.1=running"
        );
        let (status, xml) = client.query("ec2", &form).await;
        assert_eq!(status, 200, "{xml}");
        let ec2: BTreeSet<String> =
            xml.split("<instanceId>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
        assert!(!emr.is_empty());
        assert_eq!(emr, ec2, "{name}");
    }
}

#[tokio::test]
async fn steps_come_newest_first_and_by_state() {
    let client = Client::new(&unlimited(), "analytics-prod", "us-west-2");
    let id = client.id_of("hive-adhoc-shared").await;
    let steps = client.emr("ListSteps", json!({ "ClusterId": id })).await.body;
    let steps = steps["Steps"].as_array().unwrap();
    let created: Vec<f64> =
        steps.iter().map(|step| step["Status"]["Timeline"]["CreationDateTime"].as_f64().unwrap()).collect();
    assert!(created.len() > 10 && created.is_sorted_by(|newer, older| newer >= older));
    let wanted = [&steps[3]["Id"], &steps[5]["Id"]];
    let some =
        client.emr("ListSteps", json!({ "ClusterId": id, "StepIds": wanted, "StepStates": ["COMPLETED"] })).await.body;
    assert_eq!(some["Steps"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn policies_and_bootstrap_actions_are_told_where_there_are_any() {
    let client = Client::new(&unlimited(), "research", "us-west-2");
    let id = client.id_of("notebook-mila").await;
    let policy = client.emr("GetAutoTerminationPolicy", json!({ "ClusterId": id })).await.body;
    assert_eq!(policy, json!({ "AutoTerminationPolicy": { "IdleTimeout": 14_400 } }));
    assert_eq!(client.emr("GetManagedScalingPolicy", json!({ "ClusterId": id })).await.body, json!({}));
    assert_eq!(
        client.emr("ListBootstrapActions", json!({ "ClusterId": id })).await.body,
        json!({ "BootstrapActions": [] })
    );
}

#[tokio::test]
async fn emr_forgets_nodes_thirty_days_after_their_end() {
    let client = Client::new(&unlimited(), "sandbox", "eu-west-1");
    let id = client.launch("short").await;
    client.terminate(&[&id]).await;
    let count = async || {
        client.emr("ListInstances", json!({ "ClusterId": id })).await.body["Instances"].as_array().unwrap().len()
    };
    client.pass(29 * 86_400);
    assert_eq!(count().await, 3);
    client.pass(2 * 86_400);
    assert_eq!(count().await, 0);
    assert_eq!(client.state(&id).await, "TERMINATED");
    client.pass(32 * 86_400);
    assert_eq!(client.error("DescribeCluster", json!({ "ClusterId": id })).await, "InvalidRequestException");
}
