use emberwatch_simulator::{Limits, Options, Simulator};
use serde_json::{Value, json};

use crate::client::{Client, options, small};

fn client() -> Client {
    Client::new(&Simulator::new(Options { limits: Limits::Off, ..options() }), "sandbox", "eu-west-1")
}

async fn launch(client: &Client, change: impl FnOnce(&mut Value)) -> String {
    let mut input = small("launched");
    change(&mut input);
    let answer = client.emr("RunJobFlow", input).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body["JobFlowId"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_launched_cluster_starts_bootstraps_and_waits() {
    let client = client();
    let id = launch(&client, |_| {}).await;
    let mut states = vec![client.state(&id).await];
    for _ in 0..60 {
        client.pass(10);
        states.push(client.state(&id).await);
    }
    states.dedup();
    assert_eq!(states, ["STARTING", "BOOTSTRAPPING", "WAITING"]);
    let cluster = client.emr("DescribeCluster", json!({ "ClusterId": id })).await.body["Cluster"].clone();
    assert_eq!(cluster["Tags"], json!([{ "Key": "owner", "Value": "mila" }]));
    assert_eq!(cluster["Applications"], json!([{ "Name": "Spark", "Version": "3.5.0" }]));
    assert!(cluster.get("LogUri").is_none(), "a member without a value is left out");
}

#[tokio::test]
async fn a_cluster_that_is_not_kept_alive_runs_its_steps_and_ends() {
    let client = client();
    let id = launch(&client, |input| {
        input["Instances"]["KeepJobFlowAliveWhenNoSteps"] = json!(false);
        input["Steps"] = json!([
            { "Name": "one", "HadoopJarStep": { "Jar": "command-runner.jar", "Args": ["sleep", "120"] } },
            { "Name": "two", "HadoopJarStep": { "Jar": "command-runner.jar", "Args": ["sleep", "60"] } },
        ]);
    })
    .await;
    let mut states = Vec::new();
    for _ in 0..200 {
        client.pass(10);
        states.push(client.state(&id).await);
    }
    states.dedup();
    assert_eq!(states, ["STARTING", "BOOTSTRAPPING", "RUNNING", "TERMINATING", "TERMINATED"]);
    let steps = client.emr("ListSteps", json!({ "ClusterId": id })).await.body;
    let seconds = |step: &Value| {
        let timeline = &step["Status"]["Timeline"];
        timeline["EndDateTime"].as_f64().unwrap() - timeline["StartDateTime"].as_f64().unwrap()
    };
    let named: Vec<(&str, f64)> =
        steps["Steps"].as_array().unwrap().iter().map(|step| (step["Name"].as_str().unwrap(), seconds(step))).collect();
    assert_eq!(named, [("two", 60.0), ("one", 120.0)]);
}

#[tokio::test]
async fn a_failing_step_takes_the_cluster_with_it_and_cancels_the_rest() {
    let client = client();
    let id = launch(&client, |input| {
        input["Steps"] = json!([
            { "Name": "bad", "ActionOnFailure": "TERMINATE_CLUSTER", "HadoopJarStep": { "Jar": "command-runner.jar", "Args": ["false"] } },
            { "Name": "never", "HadoopJarStep": { "Jar": "command-runner.jar", "Args": ["sleep", "9"] } },
        ]);
    })
    .await;
    client.pass(3600);
    assert_eq!(client.state(&id).await, "TERMINATED_WITH_ERRORS");
    let steps = client.emr("ListSteps", json!({ "ClusterId": id })).await.body;
    let states: Vec<&str> =
        steps["Steps"].as_array().unwrap().iter().map(|step| step["Status"]["State"].as_str().unwrap()).collect();
    assert_eq!(states, ["CANCELLED", "FAILED"]);
}

#[tokio::test]
async fn an_idle_cluster_ends_by_its_policy() {
    let client = client();
    let id = launch(&client, |input| input["AutoTerminationPolicy"] = json!({ "IdleTimeout": 600 })).await;
    client.pass(15 * 60);
    assert_eq!(client.state(&id).await, "WAITING");
    client.pass(20 * 60);
    assert_eq!(client.state(&id).await, "TERMINATED");
}

#[tokio::test]
async fn a_resize_shows_within_a_minute_in_emr_and_ec2() {
    let client = client();
    let id = client.launch("resized").await;
    let groups =
        async || client.emr("ListInstanceGroups", json!({ "ClusterId": id })).await.body["InstanceGroups"].clone();
    let core = groups().await[1].clone();
    let resize = async |count: u32| {
        let group = json!({ "InstanceGroupId": core["Id"], "InstanceCount": count });
        client.emr("ModifyInstanceGroups", json!({ "ClusterId": id, "InstanceGroups": [group] })).await.status
    };
    let counts = async || {
        let group = groups().await[1].clone();
        (
            group["RequestedInstanceCount"].as_u64().unwrap(),
            group["RunningInstanceCount"].as_u64().unwrap(),
            group["Status"]["State"].clone(),
        )
    };
    assert_eq!(resize(5).await, 200);
    assert_eq!(counts().await, (5, 2, json!("RESIZING")));
    client.pass(59);
    assert_eq!(counts().await, (5, 5, json!("RUNNING")));
    assert_eq!(resize(1).await, 200);
    client.pass(59);
    assert_eq!(counts().await, (1, 1, json!("RUNNING")));
    let ended = client.emr("ListInstances", json!({ "ClusterId": id, "InstanceStates": ["TERMINATED"] })).await.body;
    assert_eq!(ended["Instances"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn a_named_victim_goes_first() {
    let client = client();
    let id = client.launch("resized").await;
    let core = json!({ "ClusterId": id, "InstanceGroupTypes": ["CORE"], "InstanceStates": ["RUNNING"] });
    let nodes = client.emr("ListInstances", core.clone()).await.body["Instances"].clone();
    let victim = &nodes[0];
    let group =
        json!({ "InstanceGroupId": victim["InstanceGroupId"], "EC2InstanceIdsToTerminate": [victim["Ec2InstanceId"]] });
    assert_eq!(client.emr("ModifyInstanceGroups", json!({ "InstanceGroups": [group] })).await.status, 200);
    client.pass(59);
    let left = client.emr("ListInstances", core).await.body["Instances"].clone();
    assert_eq!(left, json!([nodes[1]]));
}

#[tokio::test]
async fn what_emr_would_refuse_is_refused() {
    let client = client();
    let group =
        |role: &str, count: u32| json!({ "InstanceRole": role, "InstanceType": "m5.xlarge", "InstanceCount": count });
    let cases = [
        ("/Name", Value::Null),
        ("/Instances", Value::Null),
        ("/ReleaseLabel", json!("emr-latest")),
        ("/ServiceRole", Value::Null),
        ("/JobFlowRole", Value::Null),
        ("/Instances/InstanceGroups", json!([])),
        ("/Instances/InstanceGroups", json!([group("CORE", 1)])),
        ("/Instances/InstanceGroups", json!([group("MASTER", 2)])),
        ("/Instances/InstanceGroups/0/InstanceType", json!("m5.huge")),
        ("/Instances/InstanceGroups/0/InstanceRole", json!("LEADER")),
        ("/Applications/0", json!({ "Title": "Spark" })),
    ];
    for (pointer, value) in cases {
        let mut input = small("refused");
        *input.pointer_mut(pointer).unwrap() = value.clone();
        assert_eq!(client.error("RunJobFlow", input).await, "ValidationException", "{pointer} = {value}");
    }
    let mut input = small("refused");
    input["AutoTerminationPolicy"] = json!({ "IdleTimeout": 59 });
    assert_eq!(client.error("RunJobFlow", input).await, "ValidationException");
}

#[tokio::test]
async fn two_equal_launches_are_two_clusters() {
    let client = client();
    let first = launch(&client, |_| {}).await;
    let second = launch(&client, |_| {}).await;
    assert_ne!(first, second);
}

#[tokio::test]
async fn a_fleet_is_filled_to_its_capacity() {
    let client = client();
    let id = launch(&client, |input| {
        input["Instances"]["InstanceGroups"] = json!([]);
        input["Instances"]["InstanceFleets"] = json!([
            { "InstanceFleetType": "MASTER", "TargetOnDemandCapacity": 1, "InstanceTypeConfigs": [{ "InstanceType": "m5.xlarge" }] },
            { "InstanceFleetType": "CORE", "TargetOnDemandCapacity": 4, "TargetSpotCapacity": 8,
              "InstanceTypeConfigs": [{ "InstanceType": "r5.2xlarge", "WeightedCapacity": 4 }, { "InstanceType": "r5.xlarge", "WeightedCapacity": 2 }] },
        ]);
    })
    .await;
    client.pass(1200);
    let fleets = client.emr("ListInstanceFleets", json!({ "ClusterId": id })).await.body["InstanceFleets"].clone();
    assert_eq!(fleets[1]["ProvisionedOnDemandCapacity"], 4);
    assert_eq!(fleets[1]["ProvisionedSpotCapacity"], 8);
    assert_eq!(
        client.error("ListInstances", json!({ "ClusterId": id, "InstanceGroupTypes": ["CORE"] })).await,
        "InvalidRequestException"
    );
}
