use crate::world::{World, account, denied, failing, holding, listing, mins, now, record, unreachable, watching};
use emberwatch_app::cloud::CloudError;
use emberwatch_app::snapshot::{Failed, SourceState};
use emberwatch_domain::cluster::{ClusterState, NodeRole};
use emberwatch_testkit::{START, cluster, group, node};
use emberwatch_views::shell::shell;

#[test]
fn three_m5_xlarge_on_demand_for_ten_hours_cost_7_20() {
    let etl = cluster("j-1").node(node("i-1")).node(node("i-2")).node(node("i-3"));
    let row = World::of(holding(account(), [record(&etl)])).only();
    assert_eq!((row.burn.usd_per_hour.as_str(), row.burn.complete), ("0.7200", true));
    assert_eq!((row.cost_so_far.usd.as_str(), row.cost_so_far.complete), ("7.20", true));
}

#[test]
fn an_unknown_price_gives_at_least() {
    let etl = cluster("j-1").node(node("i-1")).node(node("i-2").instance_type("x9.large"));
    let world = World::of(holding(account(), [record(&etl)]));
    let row = world.only();
    assert_eq!((row.burn.usd_per_hour.as_str(), row.burn.complete), ("0.2400", false));
    assert_eq!(row.burn.unknown, ["EC2 price of x9.large", "EMR price of x9.large"]);
    let part = row.burn.parts.iter().find(|part| part.instance_type == "x9.large").unwrap();
    assert_eq!((part.ec2_each.as_deref(), part.complete), (None, false));
    let totals = world.clusters().totals;
    assert!(!totals.burn.complete && !totals.cost_so_far.complete);
}

#[test]
fn a_cluster_whose_nodes_are_not_known_is_no_zero() {
    let mut record = record(&cluster("j-1"));
    (record.nodes, record.collection) = (None, None);
    let row = World::of(holding(account(), [record])).only();
    assert_eq!((row.burn.complete, row.nodes.seen), (false, false));
    assert_eq!(row.burn.unknown, ["the cluster's nodes"]);
}

#[test]
fn an_ended_cluster_burns_nothing_and_its_cost_stands_still() {
    let mut record = record(&cluster("j-1").node(node("i-1")).terminated(START + mins(60)));
    record.summary.state = ClusterState::Terminated;
    let row = World::of(holding(account(), [record])).only();
    assert_eq!((row.burn.usd_per_hour.as_str(), row.burn.complete, row.burn.parts.len()), ("0.0000", true, 0));
    assert_eq!(row.cost_so_far.usd, "0.24");
    assert_eq!(row.age_seconds, Some(3600));
}

#[test]
fn an_ended_cluster_whose_nodes_were_never_seen_to_end_burns_nothing() {
    let mut record = record(&cluster("j-1").node(node("i-1")));
    record.summary.state = ClusterState::TerminatedWithErrors;
    record.summary.ended_at = Some(START + mins(60));
    let row = World::of(holding(account(), [record])).only();
    assert_eq!((row.burn.usd_per_hour.as_str(), row.nodes.on_demand), ("0.0000", 0));
    assert_eq!(row.cost_so_far.usd, "0.24");
}

#[test]
fn a_terminating_cluster_burns_as_long_as_its_nodes_run() {
    let row = World::of(holding(account(), [record(&cluster("j-1").terminating().node(node("i-1")))])).only();
    assert_eq!(row.burn.usd_per_hour, "0.2400");
}

#[test]
fn the_cost_of_a_stale_row_is_what_it_was_when_last_seen() {
    let mut old = record(&cluster("j-1").node(node("i-1")));
    old.seen_at = START + mins(60);
    old.nodes.as_mut().unwrap().as_of = START + mins(60);
    let row = World::of(failing(holding(account(), [old]), unreachable())).only();
    assert_eq!(row.cost_so_far.usd, "0.24");
}

#[test]
fn totals_count_what_lives_and_nothing_else() {
    let world = World::of(holding(
        account(),
        [
            record(
                &cluster("j-1")
                    .node(node("i-1"))
                    .node(node("i-2").instance_type("r5.2xlarge").spot().zone("eu-west-1a")),
            ),
            record(&cluster("j-2").node(node("i-3")).terminated(now() - mins(5))),
        ],
    ));
    let totals = world.clusters().totals;
    assert_eq!((totals.active_clusters, totals.nodes, totals.spot_nodes, totals.spot_percent), (1, 2, 1, Some(50)));
    assert_eq!(totals.burn.usd_per_hour, "0.5790");
    assert_eq!(totals.cost_so_far.usd, "5.79");
}

#[test]
fn a_node_list_older_than_its_row_says_so() {
    let mut old = record(&cluster("j-1").node(node("i-1")));
    old.nodes.as_mut().unwrap().as_of = now() - mins(5);
    let nodes = World::of(holding(account(), [old])).only().nodes;
    assert_eq!(nodes.as_of, Some(format!("{:.0}", now() - mins(5))));
}

#[test]
fn requested_nodes_are_priced_where_running_ones_cannot_be_seen() {
    let mut record = record(&cluster("j-1").group(group(NodeRole::Core).count(2)));
    record.nodes = None;
    let row = World::of(holding(account(), [record])).only();
    assert_eq!((row.burn.usd_per_hour.as_str(), row.burn.parts[0].count), ("0.4800", 2));
    assert!(!row.nodes.seen && !row.cost_so_far.complete);
}

#[test]
fn a_region_that_never_answered_makes_every_total_at_least() {
    let silent = |error| SourceState { as_of: None, failure: Some(Failed { at: now(), error }) };
    let mut snapshot = holding(account(), [record(&cluster("j-1").node(node("i-1")))]);
    snapshot.sources.insert("me-south-1".into(), silent(CloudError::RegionDisabled { operation: "ListClusters" }));
    let world = World::of(snapshot.clone());
    assert!(world.clusters().totals.burn.complete, "a region that is off holds nothing");

    snapshot.sources.insert("ap-southeast-2".into(), silent(denied()));
    let world = World::of(snapshot);
    let totals = world.clusters().totals;
    assert_eq!((totals.burn.usd_per_hour.as_str(), totals.cost_so_far.complete), ("0.2400", false));
    assert_eq!(totals.burn.unknown, ["the clusters in ap-southeast-2 of research"]);
    let shell = shell(&world.scene(), &listing(vec![]), vec![]);
    assert!(!shell.all.burn.complete && !shell.accounts[0].totals.burn.complete);
}

#[test]
fn nothing_seen_is_not_nothing_burning() {
    let mut world = World::new();
    world.profiles = vec![watching("signed-out")];
    assert_eq!(world.clusters().totals.burn.unknown, ["the clusters of profile signed-out"]);
    assert!(!shell(&world.scene(), &listing(vec![]), vec![]).all.burn.complete);
}
