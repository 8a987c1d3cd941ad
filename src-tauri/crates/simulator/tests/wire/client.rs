//! The least client: signs nothing, but says who it is.

use std::time::Duration;

use bytes::Bytes;
use emberwatch_simulator::{Options, Profile, SimClock, Simulator, sample_profiles};
use http::Request;
use serde_json::{Value, json};

/// A moment in the middle of a working day.
pub const NOON: &str = "2026-03-04T12:00:00Z";
pub const ACTIVE: [&str; 5] = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING"];

/// One account in one region.
#[derive(Clone)]
pub struct Client {
    pub simulator: Simulator,
    pub profile: Profile,
    pub region: &'static str,
}

/// Status and body of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

pub fn options() -> Options {
    Options { clock: SimClock::manual(NOON.parse().unwrap()), ..Options::default() }
}

pub fn profile(name: &str) -> Profile {
    sample_profiles().into_iter().find(|profile| profile.name == name).unwrap()
}

impl Client {
    pub fn new(simulator: &Simulator, account: &str, region: &'static str) -> Self {
        Self { simulator: simulator.clone(), profile: profile(account), region }
    }

    /// The sandbox in Ireland, in a world of its own.
    pub fn sandbox() -> Self {
        Self::new(&Simulator::new(options()), "sandbox", "eu-west-1")
    }

    pub async fn send(&self, operation: &str, input: &Value) -> http::Response<Bytes> {
        self.simulator.handle(self.request(operation, input)).await
    }

    pub fn request(&self, operation: &str, input: &Value) -> Request<Bytes> {
        Request::post("http://elasticmapreduce/")
            .header("authorization", self.authorization("elasticmapreduce"))
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("ElasticMapReduce.{operation}"))
            .body(Bytes::from(input.to_string()))
            .unwrap()
    }

    pub fn authorization(&self, service: &str) -> String {
        let key = &self.profile.access_key_id;
        format!(
            "AWS4-HMAC-SHA256 Credential={key}/20260304/{}/{service}/aws4_request, SignedHeaders=host, Signature=0",
            self.region
        )
    }

    pub async fn emr(&self, operation: &str, input: Value) -> Answer {
        let response = self.send(operation, &input).await;
        let status = response.status().as_u16();
        let body = serde_json::from_slice(response.body()).unwrap_or(Value::Null);
        Answer { status, body }
    }

    /// The error's type; fails the test when the call succeeds.
    pub async fn error(&self, operation: &str, input: Value) -> String {
        let answer = self.emr(operation, input).await;
        assert_ne!(answer.status, 200, "{answer:?}");
        answer.body["__type"].as_str().unwrap().to_owned()
    }

    /// A service in a query protocol.
    pub async fn query(&self, service: &str, form: &str) -> (u16, String) {
        let request = Request::post("http://query/")
            .header("authorization", self.authorization(service))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Bytes::from(form.to_owned()))
            .unwrap();
        let response = self.simulator.handle(request).await;
        (response.status().as_u16(), String::from_utf8(response.body().to_vec()).unwrap())
    }

    /// All pages of ListClusters.
    pub async fn clusters(&self, states: &[&str]) -> Vec<Value> {
        let mut clusters = Vec::new();
        let mut marker = Value::Null;
        loop {
            let mut input = json!({ "ClusterStates": states });
            if !marker.is_null() {
                input["Marker"] = marker;
            }
            let page = self.emr("ListClusters", input).await.body;
            clusters.extend(page["Clusters"].as_array().unwrap().iter().cloned());
            marker = page["Marker"].clone();
            if marker.is_null() {
                return clusters;
            }
        }
    }

    pub async fn id_of(&self, name: &str) -> String {
        let clusters = self.clusters(&ACTIVE).await;
        let found = clusters.iter().find(|cluster| cluster["Name"] == name);
        found.unwrap_or_else(|| panic!("no {name} in {clusters:?}"))["Id"].as_str().unwrap().to_owned()
    }

    pub async fn state(&self, id: &str) -> String {
        let answer = self.emr("DescribeCluster", json!({ "ClusterId": id })).await;
        answer.body["Cluster"]["Status"]["State"].as_str().unwrap().to_owned()
    }

    pub async fn terminate(&self, ids: &[&str]) -> Answer {
        self.emr("TerminateJobFlows", json!({ "JobFlowIds": ids })).await
    }

    /// Launches a small cluster that waits, and lets it become ready.
    pub async fn launch(&self, name: &str) -> String {
        let answer = self.emr("RunJobFlow", small(name)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        self.pass(20 * 60);
        answer.body["JobFlowId"].as_str().unwrap().to_owned()
    }

    pub fn pass(&self, seconds: u64) {
        self.simulator.clock().advance(Duration::from_secs(seconds));
    }
}

/// A RunJobFlow of one master, two core nodes and no step.
pub fn small(name: &str) -> Value {
    json!({
        "Name": name,
        "ReleaseLabel": "emr-7.1.0",
        "ServiceRole": "EMR_DefaultRole_V2",
        "JobFlowRole": "EMR_EC2_DefaultRole",
        "Applications": [{ "Name": "Spark" }],
        "Tags": [{ "Key": "owner", "Value": "mila" }],
        "Instances": {
            "KeepJobFlowAliveWhenNoSteps": true,
            "InstanceGroups": [
                { "InstanceRole": "MASTER", "InstanceType": "m5.xlarge", "InstanceCount": 1 },
                { "InstanceRole": "CORE", "InstanceType": "m5.xlarge", "InstanceCount": 2 },
            ],
        },
    })
}
