//! The simulated AWS, on the clock of the app that looks at it.

use crate::emberwatch::{Emberwatch, after};
use bytes::Bytes;
use emberwatch_app::budget::Budgets;
use emberwatch_app::meter::Meter;
use emberwatch_app::ports::Clock;
use emberwatch_cloud_aws::{AwsCloud, FixedProfile, Http};
use emberwatch_domain::account::Place;
use emberwatch_domain::cluster::ClusterId;
use emberwatch_simulator::world::Account;
use emberwatch_simulator::{Limits, Options, Rule, SimClock, Simulator};
use emberwatch_store::Store;
use emberwatch_testkit::TestClock;
use emberwatch_tests::proxy::Answer;
use futures::FutureExt;
use http::{Request, Response};
use jiff::SignedDuration;
use parking_lot::Mutex;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::time::Instant;

/// Far ahead of the machine's own time, so that credentials which the simulator lends are not past for the SDK.
const START: &str = "2031-03-03T10:00:00Z";
/// A place in which nothing runs but what a test launches.
pub const QUIET: (&str, &str) = ("730335417920", "eu-west-1");

pub struct World {
    pub simulator: Simulator,
    pub clock: Arc<TestClock>,
    pub sent: Sent,
    /// What Emberwatch itself counts of what it sends.
    pub meter: Arc<Meter>,
    pub folder: TempDir,
    over: Over,
}

/// Clusters that ended at last, although their sentinel never lets them, and when.
type Over = Arc<Mutex<BTreeMap<String, i64>>>;

/// The requests that left the app, as they are on the wire.
#[derive(Clone, Default)]
pub struct Sent(Arc<Mutex<Vec<(String, Value, Instant)>>>);

impl World {
    pub fn new(limits: Limits) -> Self {
        Self::of(Options { clock: SimClock::manual(START.parse().unwrap()), limits, ..Options::default() })
    }

    /// Any world; it begins when the clock of `options` stands, which is one that a test moves.
    pub fn of(options: Options) -> Self {
        let clock = Arc::new(TestClock::ticking(options.clock.now()));
        Self {
            simulator: Simulator::new(options),
            meter: Arc::new(Meter::new(clock.clone())),
            clock,
            sent: Sent::default(),
            folder: tempfile::tempdir().unwrap(),
            over: Over::default(),
        }
    }

    /// Emberwatch over the simulator's own profiles.
    pub fn emberwatch(&self) -> Emberwatch {
        self.process("window")
    }

    /// Emberwatch on a data folder that cannot be written.
    pub fn reading_only(&self, why: &str) -> Emberwatch {
        let cloud = AwsCloud::fixed(self.profiles(), self.http());
        let store = Store::read_only(self.folder.path(), why).unwrap();
        Emberwatch::over(store, Budgets::documented(), "window", cloud, &self.clock)
    }

    /// One of several processes on the same data folder.
    pub fn process(&self, owner: &str) -> Emberwatch {
        self.process_over(owner, AwsCloud::fixed(self.profiles(), self.http()))
    }

    /// The simulator's own profiles, one an account.
    pub fn profiles(&self) -> Vec<FixedProfile> {
        self.simulator.world().accounts().iter().map(fixed).collect()
    }

    pub fn process_over(&self, owner: &str, cloud: AwsCloud) -> Emberwatch {
        let store = Store::open(self.folder.path(), self.clock.now()).unwrap();
        Emberwatch::metered(store, Budgets::documented(), owner, cloud, &self.clock, &self.meter)
    }

    /// Emberwatch in which actions are allowed and this place alone is watched, after its first looks.
    pub async fn watching(&self, place: &Place) -> Emberwatch {
        let emberwatch = self.emberwatch();
        emberwatch.allow(place.account.as_str());
        emberwatch.watch(&[(account(place).name, &[place.region.as_str()])]);
        after(120).await;
        emberwatch
    }

    /// The way to the simulator.
    pub fn http(&self) -> Http {
        let answer = self.answer();
        Http::service(tower::service_fn(move |request| {
            let response = answer(request);
            async move { Ok::<_, Infallible>(response.await) }
        }))
        .metered(self.meter.clone())
    }

    /// What the simulator answers.
    pub fn answer(&self) -> Answer {
        let (simulator, clock) = (self.simulator.clone(), self.clock.clone());
        let (sent, over) = (self.sent.clone(), self.over.clone());
        Arc::new(move |request: Request<Bytes>| {
            let (simulator, clock, over) = (simulator.clone(), clock.clone(), over.clone());
            sent.note(&request);
            let answering = async move {
                let response = answer(&simulator, &clock, request).await;
                response.map(|body| with_ended(&over.lock(), body))
            };
            answering.boxed()
        })
    }

    /// A cluster ends now, whatever its sentinel says.
    pub fn end(&self, id: &ClusterId) {
        self.over.lock().insert(id.to_string(), self.clock.now().as_second());
    }

    /// Launches a cluster that has become ready; `extra` is merged into its request.
    pub async fn launch(&self, place: &Place, name: &str, extra: Value) -> ClusterId {
        let id = self.start(place, name, extra).await;
        self.pass(20 * 60);
        id
    }

    /// Launches a cluster and leaves time alone, but for the rate that AWS allows launches at.
    pub async fn start(&self, place: &Place, name: &str, extra: Value) -> ClusterId {
        let request = small(name, extra);
        loop {
            let answer = self.emr(place, "RunJobFlow", &request).await;
            match answer["JobFlowId"].as_str() {
                Some(id) => return id.into(),
                None if answer["__type"] == "ThrottlingException" => after(2).await,
                None => panic!("RunJobFlow: {answer}"),
            }
        }
    }

    /// Calls EMR beside the app, as somebody else in the account does.
    pub async fn emr(&self, place: &Place, operation: &str, input: &Value) -> Value {
        let (key, region) = (account(place).access_key_id(), &place.region);
        let scope = format!("{key}/20310303/{region}/elasticmapreduce/aws4_request");
        let request = Request::post("http://elasticmapreduce/")
            .header("authorization", format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"))
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("ElasticMapReduce.{operation}"))
            .body(Bytes::from(input.to_string()))
            .unwrap();
        let response = answer(&self.simulator, &self.clock, request).await;
        serde_json::from_slice(response.body()).unwrap_or(Value::Null)
    }

    /// The cluster's state as AWS tells anybody who asks.
    pub async fn state(&self, place: &Place, id: &ClusterId) -> String {
        let answer = self.emr(place, "DescribeCluster", &json!({ "ClusterId": id.as_str() })).await;
        answer["Cluster"]["Status"]["State"].as_str().unwrap().to_owned()
    }

    /// The clocks move on at once, as in a machine that slept.
    pub fn pass(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    pub fn fault(&self, rule: Rule) {
        self.simulator.faults().push(rule);
    }

    /// How often an operation has reached a place.
    pub fn calls(&self, place: &Place, operation: &str) -> u64 {
        let name = account(place).name;
        let counts = self.simulator.calls().into_iter();
        let here = counts.filter(|count| count.account == name && count.region == place.region.as_str());
        here.filter(|count| count.operation == operation).map(|count| count.calls).sum()
    }

    /// How many calls of any kind a place has had, and how many of them it throttled.
    pub fn load(&self, place: &Place) -> (u64, u64) {
        let name = account(place).name;
        let counts = self.simulator.calls().into_iter();
        let here = counts.filter(|count| count.account == name && count.region == place.region.as_str());
        here.fold((0, 0), |(calls, throttled), count| (calls + count.calls, throttled + count.throttled))
    }
}

impl Sent {
    pub fn note(&self, request: &Request<Bytes>) {
        let target = request.headers().get("x-amz-target").and_then(|target| target.to_str().ok());
        if let Some((_, operation)) = target.and_then(|target| target.rsplit_once('.')) {
            let body = serde_json::from_slice(request.body()).unwrap_or(Value::Null);
            self.0.lock().push((operation.to_owned(), body, Instant::now()));
        }
    }

    /// The ids of every TerminateJobFlows, one list a request.
    pub fn terminations(&self) -> Vec<Vec<String>> {
        let ids = |body: &Value| {
            let ids = body["JobFlowIds"].as_array().expect("TerminateJobFlows names ids");
            ids.iter().map(|id| id.as_str().unwrap().to_owned()).collect()
        };
        let sent = self.0.lock();
        sent.iter().filter(|(operation, ..)| operation == "TerminateJobFlows").map(|(_, body, _)| ids(body)).collect()
    }

    /// The ids of every termination. It ends the test when one of them was sent twice, or with another.
    pub fn each_alone(&self) -> BTreeSet<String> {
        let sent = self.terminations();
        assert!(sent.iter().all(|ids| ids.len() == 1), "not one id a call: {sent:?}");
        let ids: BTreeSet<String> = sent.iter().flatten().cloned().collect();
        assert_eq!(ids.len(), sent.len(), "an id was sent twice: {sent:?}");
        ids
    }

    /// When each request of this operation about this cluster left.
    pub fn about(&self, operation: &str, id: &ClusterId) -> Vec<Instant> {
        let names = |body: &Value| body["ClusterId"] == id.as_str() || body["JobFlowIds"][0] == id.as_str();
        let sent = self.0.lock();
        sent.iter().filter(|(sent, body, _)| sent == operation && names(body)).map(|(.., at)| *at).collect()
    }

    pub fn count(&self, operation: &str) -> usize {
        self.0.lock().iter().filter(|(sent, ..)| sent == operation).count()
    }
}

pub fn quiet() -> Place {
    crate::emberwatch::at(QUIET.0, QUIET.1)
}

pub fn account(place: &Place) -> &'static Account {
    Account::by_id(place.account.as_str()).expect("an account of the simulator")
}

/// Answers at the app's time. The SDK signs with the machine's own, which no test moves, and holds every denial for
/// a wrong signature where the answer's date is far from it: so both agree here, as far as it can see.
async fn answer(simulator: &Simulator, clock: &TestClock, request: Request<Bytes>) -> Response<Bytes> {
    let behind = clock.now().duration_since(simulator.clock().now());
    simulator.clock().advance(behind.unsigned_abs());
    let mut response = simulator.handle(request).await;
    response.headers_mut().remove("date");
    response
}

/// The answer in which these clusters have ended.
fn with_ended(over: &BTreeMap<String, i64>, body: Bytes) -> Bytes {
    let Ok(mut answer) = serde_json::from_slice::<Value>(&body) else { return body };
    let ended_at = |cluster: &Value| over.get(cluster["Id"].as_str()?).copied();
    if let Some(at) = ended_at(&answer["Cluster"]) {
        let status = json!({ "State": "TERMINATED", "Timeline": { "EndDateTime": at } });
        emberwatch_tests::merge(&mut answer["Cluster"]["Status"], status);
    } else if answer["Clusters"].as_array().is_some_and(|clusters| clusters.iter().any(|c| ended_at(c).is_some())) {
        answer["Clusters"].as_array_mut().unwrap().retain(|cluster| ended_at(cluster).is_none());
    } else {
        return body;
    }
    Bytes::from(answer.to_string())
}

fn fixed(account: &Account) -> FixedProfile {
    FixedProfile {
        name: account.name.into(),
        account_id: account.id.into(),
        access_key: account.access_key_id(),
        secret: "sample".to_owned(),
        region: account.default_region.into(),
    }
}

/// A RunJobFlow of one master, two core nodes and no step.
fn small(name: &str, extra: Value) -> Value {
    let mut request = json!({
        "Name": name,
        "ReleaseLabel": "emr-7.1.0",
        "ServiceRole": "EMR_DefaultRole_V2",
        "JobFlowRole": "EMR_EC2_DefaultRole",
        "Applications": [{ "Name": "Spark" }],
        "Instances": {
            "KeepJobFlowAliveWhenNoSteps": true,
            "InstanceGroups": [
                { "InstanceRole": "MASTER", "InstanceType": "m5.xlarge", "InstanceCount": 1 },
                { "InstanceRole": "CORE", "InstanceType": "m5.xlarge", "InstanceCount": 2 },
            ],
        },
    });
    emberwatch_tests::merge(&mut request, extra);
    request
}
