//! The faults of the nightly script once more, on moto: a server that we did not write.

use crate::emberwatch::{Emberwatch, after, at};
use crate::world::Sent;
use bytes::Bytes;
use emberwatch_app::ports::Clock;
use emberwatch_cloud_aws::{AwsCloud, FileLocations, Http};
use emberwatch_domain::account::Place;
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::termination::Phase;
use emberwatch_simulator::SimClock;
use emberwatch_testkit::TestClock;
use emberwatch_tests::moto::{ACCOUNT, Moto, PROFILE, REGION};
use http::Request;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use tempfile::TempDir;

struct Other {
    moto: Moto,
    sent: Sent,
    folder: TempDir,
}

impl Other {
    fn start() -> Option<Self> {
        let moto = Moto::start().unwrap()?;
        Some(Self { moto, sent: Sent::default(), folder: tempfile::tempdir().unwrap() })
    }

    async fn launch(&self, name: &str, extra: Value) -> ClusterId {
        ClusterId::new(self.moto.run_job_flow(name, extra).await.unwrap())
    }

    async fn watching(&self) -> Emberwatch {
        let files = FileLocations::at(self.moto.config_file(), self.moto.credentials_file());
        let cloud = AwsCloud::from_files(files, self.http());
        // moto lives in the machine's own time.
        let clock = Arc::new(TestClock::ticking(SimClock::real().now()));
        let emberwatch = Emberwatch::open(self.folder.path(), "window", cloud, &clock);
        emberwatch.allow(ACCOUNT);
        emberwatch.watch(&[(PROFILE, &[REGION])]);
        after(120).await;
        assert!(emberwatch.clock.now() > SimClock::real().now(), "time is not waited for");
        emberwatch
    }

    /// The way to moto, on which the paused clock stands still until the answer is there.
    fn http(&self) -> Http {
        let sent = self.sent.clone();
        Http::service(tower::service_fn(move |request: Request<Bytes>| {
            sent.note(&request);
            async { Ok::<_, Infallible>(emberwatch_tests::outside(request).await) }
        }))
    }

    async fn state(&self, id: &ClusterId) -> String {
        let answer = self.moto.emr("DescribeCluster", &json!({ "ClusterId": id.as_str() })).await.unwrap();
        answer["Cluster"]["Status"]["State"].as_str().unwrap().to_owned()
    }
}

#[tokio::test(start_paused = true)]
async fn a_cluster_without_a_key_pair_does_not_stop_the_others_from_being_terminated() {
    let Some(other) = Other::start() else { return };
    let mila = other.launch("of mila", json!({})).await;
    let nobody = other.launch("of nobody", json!({ "Tags": [], "Instances": { "Ec2KeyName": null } })).await;
    let ids = [nobody, mila];
    let emberwatch = other.watching().await;
    assert_eq!(emberwatch.row(&ids[0]).owner.name, None);
    let entries = emberwatch.terminate(&place(), &ids).await;
    assert_eq!(emberwatch.outcome(&entries).await, [Phase::Terminated, Phase::Terminated]);
    assert_eq!(other.sent.each_alone(), ids.map(|id| id.to_string()).into());
}

#[tokio::test(start_paused = true)]
async fn one_protected_cluster_of_two_does_not_keep_the_other_alive() {
    let Some(other) = Other::start() else { return };
    let guarded = other.launch("guarded", json!({ "Instances": { "TerminationProtected": true } })).await;
    let free = other.launch("free", json!({})).await;
    let emberwatch = other.watching().await;
    let entries = emberwatch.terminate(&place(), &[guarded.clone(), free.clone()]).await;
    let phases = emberwatch.outcome(&entries).await;
    assert!(matches!(&phases[0], Phase::Refused { reason } if reason.contains("protection")), "{phases:?}");
    assert_eq!(phases[1], Phase::Terminated);
    assert_eq!(other.sent.each_alone(), BTreeSet::from([free.to_string()]));
    assert_eq!((other.state(&guarded).await, other.state(&free).await), ("WAITING".into(), "TERMINATED".into()));
    assert_eq!(other.sent.count("SetTerminationProtection"), 0, "a protection is never lifted silently");
}

#[tokio::test(start_paused = true)]
async fn sixty_clusters_are_all_seen_and_all_terminated_one_id_a_call() {
    let Some(other) = Other::start() else { return };
    let mut ids = BTreeSet::new();
    for number in 0..60 {
        ids.insert(other.launch(&format!("cluster {number}"), json!({})).await);
    }
    let emberwatch = other.watching().await;
    let seen: BTreeSet<ClusterId> = emberwatch.records(&place()).iter().map(|record| record.id().clone()).collect();
    assert_eq!(seen, ids, "a second page is read");
    let ids: Vec<ClusterId> = ids.into_iter().collect();
    let entries = emberwatch.terminate(&place(), &ids).await;
    assert_eq!(emberwatch.outcome(&entries).await, vec![Phase::Terminated; 60]);
    assert_eq!(other.sent.each_alone(), ids.iter().map(ToString::to_string).collect());
    for id in &ids {
        assert_eq!(other.state(id).await, "TERMINATED");
    }
}

fn place() -> Place {
    at(ACCOUNT, REGION)
}
