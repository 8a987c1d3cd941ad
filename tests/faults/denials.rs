//! One operation denied, everything else allowed: that column degrades, and says which permission is missing.

use crate::emberwatch::{Emberwatch, after};
use crate::world::{World, account, quiet};
use emberwatch_domain::account::Place;
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::termination::Phase;
use emberwatch_simulator::{Action, Limits, Rule};
use serde_json::json;
use std::time::Duration;

/// Every operation that reads about a cluster, and the IAM action that allows it.
const READS: [(&str, &str); 8] = [
    ("DescribeCluster", "elasticmapreduce:DescribeCluster"),
    ("ListInstanceGroups", "elasticmapreduce:ListInstanceGroups"),
    ("ListInstances", "elasticmapreduce:ListInstances"),
    ("GetAutoTerminationPolicy", "elasticmapreduce:GetAutoTerminationPolicy"),
    ("ListSteps", "elasticmapreduce:ListSteps"),
    ("ListBootstrapActions", "elasticmapreduce:ListBootstrapActions"),
    ("GetManagedScalingPolicy", "elasticmapreduce:GetManagedScalingPolicy"),
    ("DescribeInstances", "ec2:DescribeInstances"),
];

struct Denied {
    world: World,
    place: Place,
    id: ClusterId,
    emberwatch: Emberwatch,
}

impl Denied {
    /// A cluster of which all but `operation` may be read; `extra` is merged into its launch.
    async fn all_but(operation: &str, extra: serde_json::Value) -> Self {
        let (world, place) = (World::new(Limits::Enforced), quiet());
        let id = world.launch(&place, "etl", extra).await;
        world.simulator.reset_calls();
        world.fault(Rule { operation: Some(operation.to_owned()), ..Rule::always(Action::Denied) });
        let emberwatch = world.watching(&place).await;
        Self { world, place, id, emberwatch }
    }

    /// As if a screen showed the cluster all the while.
    async fn on_screen(&self, minutes: u32) {
        for _ in 0..2 * minutes {
            self.emberwatch.watcher.look(&self.place.account, &self.place.region, &self.id);
            tokio::time::sleep(Duration::from_secs(30)).await;
        }
    }

    fn closeup_failures(&self) -> Vec<String> {
        let snapshot = self.emberwatch.snapshot(self.place.account.as_str());
        let closeup = snapshot.closeups.get(&(self.place.region.clone(), self.id.clone())).cloned();
        closeup.map(|closeup| closeup.failures.clone()).unwrap_or_default()
    }
}

#[tokio::test(start_paused = true)]
async fn a_denied_operation_costs_its_column_alone_and_names_its_action() {
    for (operation, action) in READS {
        let denied = Denied::all_but(operation, json!({})).await;
        denied.on_screen(2).await;
        assert!(denied.emberwatch.failure(&denied.place).is_none(), "{operation}: the row itself is fresh");
        let row = denied.emberwatch.row(&denied.id);
        assert_eq!(
            (row.name.as_str(), row.state.as_str(), row.freshness.stale),
            ("etl", "WAITING", false),
            "{operation}"
        );
        let told = [row.gaps, denied.closeup_failures()].concat().join("\n");
        assert!(told.contains(action), "{operation}: {told}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_denied_operation_is_not_asked_again_and_again() {
    for (operation, _) in READS.into_iter().filter(|(operation, _)| is_polled(operation)) {
        let denied = Denied::all_but(operation, json!({})).await;
        after(1200).await;
        assert_eq!(denied.world.calls(&denied.place, operation), 1, "{operation}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_cluster_on_screen_does_not_ask_for_what_is_denied_with_every_look() {
    for (operation, _) in READS {
        let denied = Denied::all_but(operation, json!({})).await;
        denied.on_screen(5).await;
        let calls = denied.world.calls(&denied.place, operation);
        assert!(calls <= 2, "{operation}: {calls} calls in five minutes");
    }
}

#[tokio::test(start_paused = true)]
async fn where_ec2_may_not_be_asked_emr_lists_the_nodes_and_the_price_is_whole() {
    let denied = Denied::all_but("DescribeInstances", json!({})).await;
    after(600).await;
    let row = denied.emberwatch.row(&denied.id);
    assert_eq!(row.nodes.on_demand, 3);
    assert!(row.burn.complete, "{:?}", row.burn);
}

#[tokio::test(start_paused = true)]
async fn a_fleet_that_may_not_be_listed_names_its_own_action() {
    let fleets = json!({ "Instances": { "InstanceGroups": [], "Ec2SubnetIds": [], "InstanceFleets": [
        { "InstanceFleetType": "MASTER", "TargetOnDemandCapacity": 1, "InstanceTypeConfigs": [{ "InstanceType": "m5.xlarge" }] },
        { "InstanceFleetType": "CORE", "TargetOnDemandCapacity": 2, "InstanceTypeConfigs": [{ "InstanceType": "m5.xlarge" }] },
    ] } });
    let denied = Denied::all_but("ListInstanceFleets", fleets).await;
    let row = denied.emberwatch.row(&denied.id);
    assert!(row.gaps.join("\n").contains("elasticmapreduce:ListInstanceFleets"), "{:?}", row.gaps);
    assert_eq!(row.nodes.on_demand, 3);
}

#[tokio::test(start_paused = true)]
async fn a_price_that_may_not_be_read_is_unknown_and_not_zero() {
    let denied = Denied::all_but("GetProducts", json!({})).await;
    let row = denied.emberwatch.row(&denied.id);
    assert!(!row.burn.complete && !row.cost_so_far.complete, "{:?}", row.burn);
    assert!(denied.emberwatch.failure(&denied.place).is_none());
}

#[tokio::test(start_paused = true)]
async fn spot_prices_that_may_not_be_read_leave_the_rest_of_the_price() {
    let spot = json!({ "Instances": { "InstanceGroups": [
        { "InstanceRole": "MASTER", "InstanceType": "m5.xlarge", "InstanceCount": 1 },
        { "InstanceRole": "CORE", "InstanceType": "m5.xlarge", "InstanceCount": 2, "Market": "SPOT" },
    ] } });
    let denied = Denied::all_but("DescribeSpotPriceHistory", spot).await;
    let row = denied.emberwatch.row(&denied.id);
    assert_eq!((row.nodes.on_demand, row.nodes.spot), (1, 2));
    assert!(!row.burn.complete && row.burn.usd_per_hour != "0.0000", "{:?}", row.burn);
}

#[tokio::test(start_paused = true)]
async fn an_alias_that_may_not_be_read_is_only_missing() {
    let denied = Denied::all_but("ListAccountAliases", json!({})).await;
    assert_eq!(denied.emberwatch.row(&denied.id).account_name, account(&denied.place).name);
}

#[tokio::test(start_paused = true)]
async fn a_denied_termination_fails_by_name_and_the_others_go_on() {
    let (world, place) = (World::new(Limits::Enforced), quiet());
    let denied = world.start(&place, "deny-terminate", json!({})).await;
    let free = world.launch(&place, "free", json!({})).await;
    let emberwatch = world.watching(&place).await;
    let entries = emberwatch.terminate(&place, &[denied.clone(), free]).await;
    let phases = emberwatch.outcome(&entries).await;
    let names_it = |reason: &str| reason.contains("elasticmapreduce:TerminateJobFlows");
    assert!(matches!(&phases[0], Phase::Failed { reason } if names_it(reason)), "{phases:?}");
    assert_eq!(phases[1], Phase::Terminated);
    assert_eq!(world.sent.each_alone().len(), 2, "a denial is not retried");
    assert_eq!(world.state(&place, &denied).await, "WAITING");
}

/// Those that are read of every cluster, on screen or not.
fn is_polled(operation: &str) -> bool {
    !matches!(operation, "ListSteps" | "ListBootstrapActions" | "GetManagedScalingPolicy")
}
