use std::collections::BTreeMap;

use emberwatch_simulator::world::Account;
use emberwatch_simulator::{
    Crowd, Limits, Options, SimClock, Simulator, Spread, WorldSize, profiles_of, sample_profiles,
};
use jiff::Timestamp;
use proptest::prelude::{ProptestConfig, any, proptest};
use serde_json::{Value, json};

use crate::client::{ACTIVE, Client, options};

const REGIONS: [(&str, &str); 9] = [
    ("analytics-prod", "us-east-1"),
    ("analytics-prod", "eu-west-1"),
    ("analytics-prod", "us-west-2"),
    ("research", "us-west-2"),
    ("research", "us-east-1"),
    ("research", "eu-north-1"),
    ("sandbox", "eu-west-1"),
    ("sandbox", "eu-north-1"),
    ("sandbox", "us-east-1"),
];

fn at(seed: u64, second: i64) -> Simulator {
    let clock = SimClock::manual(Timestamp::from_second(second).unwrap());
    Simulator::new(Options { seed, clock, limits: Limits::Off, ..options() })
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

async fn everywhere(simulator: &Simulator, states: &[&str]) -> Vec<Value> {
    let mut clusters = Vec::new();
    for (account, region) in REGIONS {
        clusters.extend(Client::new(simulator, account, region).clusters(states).await);
    }
    clusters
}

fn count_states(clusters: &[Value]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for cluster in clusters {
        *counts.entry(cluster["Status"]["State"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_active_state_shows_at_any_instant(seed in any::<u64>(), second in 1_750_000_000_i64..1_900_000_000) {
        let clusters = run(everywhere(&at(seed, second), &ACTIVE));
        let counts = count_states(&clusters);
        assert_eq!(counts.len(), 5, "{counts:?}");
        assert!((12..=26).contains(&clusters.len()), "{counts:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn the_same_seed_time_and_commands_give_the_same_bytes(seed in any::<u64>(), second in 1_750_000_000_i64..1_900_000_000) {
        let play = || run(async {
            let simulator = at(seed, second);
            let client = Client::new(&simulator, "research", "us-west-2");
            let mut bytes = Vec::new();
            let launched = client.emr("RunJobFlow", crate::client::small("played")).await;
            client.terminate(&[&client.id_of("notebook-mila").await]).await;
            client.pass(200);
            for (operation, input) in [
                ("ListClusters", json!({})),
                ("DescribeCluster", json!({ "ClusterId": launched.body["JobFlowId"] })),
                ("ListInstances", json!({ "ClusterId": client.id_of("churn-features-adhoc").await })),
            ] {
                bytes.push(client.send(operation, &input).await.into_body());
            }
            bytes.push(client.query("ec2", "Action=DescribeInstances&Version=2016-11-15").await.1.into());
            bytes
        });
        assert_eq!(play(), play());
    }
}

#[tokio::test]
async fn both_final_states_are_in_the_last_days() {
    let simulator = Simulator::new(Options { limits: Limits::Off, ..options() });
    let counts = count_states(&everywhere(&simulator, &["TERMINATED", "TERMINATED_WITH_ERRORS"]).await);
    assert!(counts["TERMINATED"] > 1000 && counts["TERMINATED_WITH_ERRORS"] > 100, "{counts:?}");
}

#[tokio::test]
async fn the_sample_has_the_clusters_that_its_users_need_to_meet() {
    let simulator = Simulator::new(Options { limits: Limits::Off, ..options() });
    let mut described = Vec::new();
    for (account, region) in REGIONS {
        let client = Client::new(&simulator, account, region);
        for cluster in client.clusters(&ACTIVE).await {
            let answer = client.emr("DescribeCluster", json!({ "ClusterId": cluster["Id"] })).await;
            described.push(answer.body["Cluster"].clone());
        }
    }
    let some = |what: &str, test: &dyn Fn(&Value) -> bool| assert!(described.iter().any(test), "{what}");
    some("protected", &|cluster| cluster["TerminationProtected"] == true);
    some("fleets", &|cluster| cluster["InstanceCollectionType"] == "INSTANCE_FLEET");
    some("nobody's", &|cluster| {
        cluster["Tags"] == json!([]) && cluster["Ec2InstanceAttributes"].get("Ec2KeyName").is_none()
    });
    for key in ["owner", "Owner", "creator", "user"] {
        some(key, &|cluster| cluster["Tags"].as_array().unwrap().iter().any(|tag| tag["Key"] == key));
    }
    for name in
        ["deny-terminate", "stuck-terminate", "trino-shared", "notebook-mila", "ads-backfill-tmp", "poc-iceberg"]
    {
        some(name, &|cluster| cluster["Name"] == name);
    }
}

#[tokio::test]
async fn every_node_is_of_a_type_that_its_region_offers() {
    let simulator = Simulator::new(Options { limits: Limits::Off, ..options() });
    for (account, region) in REGIONS {
        let client = Client::new(&simulator, account, region);
        for cluster in client.clusters(&ACTIVE).await {
            let nodes = client.emr("ListInstances", json!({ "ClusterId": cluster["Id"] })).await.body;
            for node in nodes["Instances"].as_array().unwrap() {
                let name = node["InstanceType"].as_str().unwrap();
                let kind = emberwatch_simulator::world::catalog::instance_type(name);
                assert!(kind.is_some_and(|kind| kind.is_offered(region)), "{name} in {region}");
            }
        }
    }
}

#[tokio::test]
async fn the_world_changes_within_minutes_of_watching() {
    let simulator = Simulator::new(Options { limits: Limits::Off, ..options() });
    let before = everywhere(&simulator, &ACTIVE).await;
    simulator.clock().advance(std::time::Duration::from_secs(240));
    assert_ne!(count_states(&everywhere(&simulator, &ACTIVE).await), BTreeMap::new());
    let after = everywhere(&simulator, &ACTIVE).await;
    let state = |clusters: &[Value]| -> BTreeMap<String, String> {
        clusters.iter().map(|cluster| (cluster["Id"].to_string(), cluster["Status"]["State"].to_string())).collect()
    };
    let (before, after) = (state(&before), state(&after));
    assert!(after.iter().filter(|(id, state)| before.get(*id) != Some(state)).count() >= 2);
}

#[tokio::test]
async fn a_crowd_holds_as_many_more_clusters_and_as_many_active_ones_as_was_asked_for() {
    let crowd = Crowd { clusters: 3000, active: 300, spread: Spread::In { account: "research", region: "eu-west-1" } };
    let world = WorldSize::With(crowd);
    let simulator = Simulator::new(Options { world, limits: Limits::Off, ..options() });
    let client = Client::new(&simulator, "research", "eu-west-1");
    let (active, all) = (client.clusters(&ACTIVE).await.len(), client.clusters(&[]).await.len());
    assert!((280..340).contains(&active) && (2900..3300).contains(&all), "{active} of {all}");
}

#[tokio::test]
async fn more_accounts_hold_the_crowd_in_every_region_that_needs_no_opt_in() {
    let crowd = Crowd { clusters: 340, active: 340, spread: Spread::Accounts(20) };
    let simulator = Simulator::new(Options { world: WorldSize::With(crowd), limits: Limits::Off, ..options() });
    let profiles = profiles_of(simulator.world().accounts());
    assert_eq!((profiles.len(), profiles[19].name, profiles[19].watched_regions.len()), (20, "team-20", 17));
    let region = profiles[19].watched_regions[11];
    let client = Client { simulator: simulator.clone(), profile: profiles[19].clone(), region };
    let listed = client.emr("ListClusters", json!({ "ClusterStates": ACTIVE })).await.body;
    assert!(!listed["Clusters"].as_array().unwrap().is_empty(), "{region}: {listed}");
}

#[tokio::test]
async fn an_account_of_a_larger_world_is_unknown_in_the_sample() {
    let stranger = profiles_of(Account::some(20)).remove(19);
    let client = Client { simulator: Simulator::new(options()), profile: stranger, region: "us-east-1" };
    assert_eq!(client.emr("ListClusters", json!({})).await.body["__type"], "UnrecognizedClientException");
}

#[test]
fn three_accounts_watch_at_least_four_regions() {
    let profiles = sample_profiles();
    let regions: std::collections::BTreeSet<_> = profiles.iter().flat_map(|profile| profile.watched_regions).collect();
    assert!(profiles.len() >= 3 && regions.len() >= 4);
    assert!(profiles.iter().all(|profile| profile.watched_regions.contains(&profile.region)));
}
