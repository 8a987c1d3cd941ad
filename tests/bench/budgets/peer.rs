//! What is so in the world, asked of a second simulator of the same world without limits, so that asking takes no
//! token from anybody.

use crate::world::{World, account};
use bytes::Bytes;
use emberwatch_app::ports::Clock;
use emberwatch_domain::account::Place;
use emberwatch_domain::cluster::ClusterId;
use emberwatch_simulator::{Limits, Options, SimClock, Simulator, WorldSize};
use http::Request;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const ACTIVE: [&str; 5] = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING"];
const ENDED: [&str; 2] = ["TERMINATED", "TERMINATED_WITH_ERRORS"];
const PAGE: usize = 50;

pub struct Peer {
    simulator: Simulator,
    place: Place,
}

/// How many clusters there are, and how many pages list them.
pub struct Listed {
    pub active: usize,
    pub pages: usize,
}

impl Peer {
    pub fn of(world: WorldSize, place: Place) -> Self {
        let clock = SimClock::manual("2031-01-01T00:00:00Z".parse().unwrap());
        let options = Options { clock, limits: Limits::Off, world, ..Options::default() };
        Self { simulator: Simulator::new(options), place }
    }

    pub async fn list(&self, clock: &dyn Clock) -> Listed {
        self.follow(clock);
        let (active, ended) = (self.clusters(&ACTIVE).await.len(), self.clusters(&ENDED).await.len());
        Listed { active, pages: active.div_ceil(PAGE).max(1) + ended.div_ceil(PAGE).max(1) }
    }

    /// The state of everything that is active.
    pub async fn states(&self, clock: &dyn Clock) -> BTreeMap<String, String> {
        self.follow(clock);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let clusters = self.clusters(&ACTIVE).await;
        clusters.iter().map(|cluster| (text(&cluster["Id"]), text(&cluster["Status"]["State"]))).collect()
    }

    /// How many nodes of a cluster EC2 shows in the world itself; EC2 has no bucket there.
    pub async fn nodes(&self, world: &World, id: &ClusterId) -> usize {
        let form = format!(
            "Action=DescribeInstances&Version=2016-11-15&Filter.1.Name=tag%3Aaws%3Aelasticmapreduce%3Ajob-flow-id\
             &Filter.1.Value.1={id}&Filter.2.Name=instance-state-name&Filter.2.Value.1=pending&Filter.2.Value.2=running"
        );
        let request = self.signed("ec2").header("content-type", "application/x-www-form-urlencoded");
        let now = world.clock.now().duration_since(world.simulator.clock().now());
        world.simulator.clock().advance(now.unsigned_abs());
        let answer = world.simulator.handle(request.body(Bytes::from(form)).unwrap()).await;
        String::from_utf8_lossy(answer.body()).matches("<instanceId>").count()
    }

    async fn clusters(&self, states: &[&str]) -> Vec<Value> {
        let (mut clusters, mut marker) = (Vec::new(), Value::Null);
        loop {
            let mut input = json!({ "ClusterStates": states });
            if !marker.is_null() {
                input["Marker"] = marker;
            }
            let request = self
                .signed("elasticmapreduce")
                .header("content-type", "application/x-amz-json-1.1")
                .header("x-amz-target", "ElasticMapReduce.ListClusters")
                .body(Bytes::from(input.to_string()));
            let answer = self.simulator.handle(request.unwrap()).await;
            let page: Value = serde_json::from_slice(answer.body()).unwrap();
            clusters.extend(page["Clusters"].as_array().expect("clusters").iter().cloned());
            marker = page["Marker"].clone();
            if marker.is_null() {
                return clusters;
            }
        }
    }

    fn signed(&self, service: &str) -> http::request::Builder {
        let (key, region) = (account(&self.place).access_key_id(), &self.place.region);
        let scope = format!("{key}/20310303/{region}/{service}/aws4_request");
        Request::post("http://simulated/")
            .header("authorization", format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"))
    }

    fn follow(&self, clock: &dyn Clock) {
        let behind = clock.now().duration_since(self.simulator.clock().now());
        self.simulator.clock().advance(behind.unsigned_abs());
    }
}
