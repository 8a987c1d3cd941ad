//! Garbled answers over real sockets: no operation takes one for an answer.

use crate::asking::{Files, keys};
use crate::ground::simulator;
use emberwatch_cloud::{Cloud, CloudError, ListClusters, PlaceReaders, SpotHistory, WhichSubnets, WhichTypes};
use emberwatch_cloud_aws::{AwsCloud, Http, Patience};
use emberwatch_domain::account::{ProfileName, Region};
use emberwatch_domain::cluster::{ClusterId, CollectionKind};
use emberwatch_domain::price::PriceItem;
use emberwatch_simulator::Simulator;
use emberwatch_tests::proxy::{Proxy, Trouble};
use futures::FutureExt;
use futures::future::join_all;
use std::sync::Arc;
use std::time::Duration;

/// Shorter than the product's, where only time ends an answer; long enough for a busy machine.
const SHORT: Patience = Patience {
    connect: Duration::from_secs(2),
    attempt: Duration::from_secs(1),
    operation: Duration::from_millis(2200),
};

const OPERATIONS: [&str; 19] = [
    "GetCallerIdentity",
    "ListAccountAliases",
    "DescribeRegions",
    "ListClusters",
    "DescribeCluster",
    "ListInstanceGroups",
    "ListInstanceFleets",
    "ListInstances",
    "ListSteps",
    "ListBootstrapActions",
    "GetAutoTerminationPolicy",
    "GetManagedScalingPolicy",
    "DescribeInstances",
    "DescribeSpotPriceHistory",
    "DescribeSubnets",
    "DescribeVpcs",
    "GetSpotPlacementScores",
    "DescribeInstanceTypes",
    "GetProducts",
];

struct Asker {
    cloud: AwsCloud,
    readers: PlaceReaders,
    profile: ProfileName,
    region: Region,
    cluster: ClusterId,
    _files: Files,
}

impl Asker {
    /// One call of that operation, and whether it was answered.
    async fn ask(&self, operation: &str) -> Result<(), CloudError> {
        let (reader, id) = (&self.readers.clusters, &self.cluster);
        let identity = self.cloud.identity(&self.profile)?;
        match operation {
            "GetCallerIdentity" => identity.caller().await.map(drop),
            "ListAccountAliases" => identity.alias().await.map(drop),
            "DescribeRegions" => identity.regions().await.map(drop),
            "ListClusters" => reader.list_clusters(&ListClusters::default(), None).await.map(drop),
            "DescribeCluster" => reader.describe_cluster(id).await.map(drop),
            "ListInstanceGroups" => reader.collection(id, CollectionKind::Groups).await.map(drop),
            "ListInstanceFleets" => reader.collection(id, CollectionKind::Fleets).await.map(drop),
            "ListInstances" => reader.list_instances(id, None).await.map(drop),
            "ListSteps" => reader.list_steps(id, None).await.map(drop),
            "ListBootstrapActions" => reader.bootstrap_actions(id).await.map(drop),
            "GetAutoTerminationPolicy" => reader.auto_termination(id).await.map(drop),
            "GetManagedScalingPolicy" => reader.managed_scaling(id).await.map(drop),
            "DescribeInstances" => self.readers.nodes.nodes(None).await.map(drop),
            "DescribeSpotPriceHistory" => self.spot().await,
            "DescribeSubnets" => self.readers.network.subnets(&WhichSubnets::All, None).await.map(drop),
            "DescribeVpcs" => self.readers.network.vpcs(None).await.map(drop),
            "GetSpotPlacementScores" => {
                let kinds = ["m5.xlarge", "r5.xlarge", "c5.xlarge"].map(Into::into);
                self.readers.spot.placement_scores(&kinds, None).await.map(drop)
            }
            "DescribeInstanceTypes" => self.readers.network.instance_types(&WhichTypes::Current, None).await.map(drop),
            "GetProducts" => {
                let item = PriceItem::Ec2("m5.xlarge".into());
                self.cloud.prices(&self.profile)?.list_price(&self.region, &item).await.map(drop)
            }
            other => unreachable!("nobody asks for {other}"),
        }
    }

    async fn spot(&self) -> Result<(), CloudError> {
        let until = crate::ground::NOW.parse().unwrap();
        let since = until - jiff::SignedDuration::from_hours(24);
        let query = SpotHistory { instance_types: vec!["m5.xlarge".into()], since, until };
        self.readers.spot.history(&query, None).await.map(drop)
    }
}

/// A proxy that garbles, and somebody who asks through it about a cluster with everything.
async fn behind_proxy(simulator: Simulator, patience: Patience) -> (Proxy, Asker) {
    let answering = simulator.clone();
    let proxy = Proxy::before(Arc::new(move |request| {
        let simulator = answering.clone();
        async move { simulator.handle(request).await }.boxed()
    }))
    .await;
    let section = format!("[profile a]\nregion = us-west-2\nendpoint_url = {}\n", proxy.endpoint());
    let files = Files::new(&(section + &keys(&simulator, "research")));
    let cloud = AwsCloud::from_files(files.locations(), Http::patient(patience));
    let (profile, region) = (ProfileName::from("a"), Region::from("us-west-2"));
    let readers = cloud.readers(&profile, &region).unwrap();
    let listed = readers.clusters.list_clusters(&ListClusters::default(), None).await.unwrap();
    let cluster = listed.items[0].id.clone();
    (proxy, Asker { cloud, readers, profile, region, cluster, _files: files })
}

#[tokio::test]
async fn no_operation_takes_half_an_answer_another_one_or_none_for_an_answer() {
    let simulator = simulator();
    join_all(OPERATIONS.map(|operation| {
        let simulator = simulator.clone();
        async move {
            let (proxy, asker) = behind_proxy(simulator, Patience::default()).await;
            let healthy = asker.ask(operation).await;
            // A cluster has groups or fleets, never both.
            assert!(healthy.is_ok() || operation == "ListInstanceFleets", "{operation}: {healthy:?}");
            for trouble in Trouble::ALL.into_iter().filter(|trouble| !trouble.lasts()) {
                // An absent policy is an empty object, in which nothing can be of another type.
                if trouble == Trouble::OtherTypes && operation.ends_with("Policy") {
                    continue;
                }
                proxy.trouble(operation, trouble);
                let answer = asker.ask(operation).await;
                let error = answer.expect_err(&format!("{operation} took {trouble:?} for an answer"));
                assert_eq!(error.operation(), operation, "{trouble:?}");
                assert!(error.to_string().starts_with(&format!("{operation}: ")), "{error}");
            }
        }
    }))
    .await;
}

#[tokio::test]
async fn no_operation_waits_for_an_answer_that_never_ends() {
    let simulator = simulator();
    join_all(Trouble::ALL.into_iter().filter(|trouble| trouble.lasts()).map(|trouble| {
        let simulator = simulator.clone();
        async move {
            let (proxy, asker) = behind_proxy(simulator, SHORT).await;
            // One of each protocol: query, EC2's, JSON.
            for operation in ["GetCallerIdentity", "DescribeInstances", "ListClusters"] {
                proxy.trouble(operation, trouble);
                let error = asker.ask(operation).await.unwrap_err();
                assert!(
                    matches!(&error, CloudError::TimedOut { operation: named } if *named == operation),
                    "{trouble:?}: {error:?}"
                );
            }
        }
    }))
    .await;
}
