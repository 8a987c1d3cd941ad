use crate::world::{World, account, account_of, entry, holding, mins, now, record};
use emberwatch_app::record::{Closeup, ClusterRecord};
use emberwatch_domain::account::Realm;
use emberwatch_domain::cluster::{Configuration, NodeRole, StepState};
use emberwatch_domain::termination::Phase;
use emberwatch_testkit::{FakeCluster, START, cluster, group, node, place};
use emberwatch_views::cluster_detail::{ClusterDetailView, cluster_detail};
use std::collections::BTreeMap;
use std::sync::Arc;

fn detail(world: &World) -> ClusterDetailView {
    cluster_detail(&world.scene(), &place("1", "eu-west-1"), &"j-1".into()).unwrap()
}

fn world(cluster: &FakeCluster) -> World {
    let mut snapshot = holding(account(), [record(cluster)]);
    let closeup = Closeup { as_of: Some(now()), steps: Some(cluster.steps.clone()), ..Closeup::default() };
    snapshot.closeups.insert(("eu-west-1".into(), "j-1".into()), Arc::new(closeup));
    World::of(snapshot)
}

#[test]
fn the_shape_of_a_cluster_is_as_documented() {
    let mut etl = cluster("j-1")
        .named("etl")
        .running()
        .key_pair("thom")
        .group(group(NodeRole::Master).ebs("gp2", 32))
        .node(node("i-1").role(NodeRole::Master).zone("eu-west-1a"))
        .step("Sessionize", StepState::Running);
    etl.steps[0].started_at = Some(START + mins(10));
    insta::assert_json_snapshot!(detail(&world(&etl)));
}

/// Half of the way from its start until now a step ran on the one node, and another never began.
#[test]
fn steps_and_what_is_between_them_are_what_the_cluster_cost() {
    let half = START + now().duration_since(START) / 2;
    let mut etl = cluster("j-1").running().node(node("i-1").role(NodeRole::Master).zone("eu-west-1a"));
    etl = etl.step("Sessionize", StepState::Completed).step("Publish", StepState::Pending);
    etl.steps[0].started_at = Some(START);
    etl.steps[0].ended_at = Some(half);
    let told = detail(&world(&etl));
    let costs = told.step_costs.unwrap();
    let usd = |text: &str| text.parse::<rust_decimal::Decimal>().unwrap();
    let of = |name: &str| told.steps.iter().flatten().find(|step| step.name == name).unwrap().usd.clone();
    let step = of("Sessionize").unwrap();
    let cents = rust_decimal::Decimal::new(1, 2);
    assert!((usd(&step) + usd(&costs.between_usd) - usd(&told.row.cost_so_far.usd)).abs() <= cents, "{costs:?} {step}");
    assert!((usd(&step) - usd(&costs.between_usd)).abs() <= cents && usd(&step) > cents, "{costs:?} {step}");
    assert_eq!((of("Publish"), costs.complete), (None, told.row.cost_so_far.complete));
    assert!(costs.text.contains("From the record"), "{}", costs.text);
}

#[test]
fn without_a_known_cost_a_step_costs_nothing_that_could_be_told() {
    let mut etl = cluster("j-1").running().step("Sessionize", StepState::Running);
    etl.steps[0].started_at = Some(START);
    let mut world = world(&etl);
    let unseen = ClusterRecord { nodes: None, collection: None, ..record(&etl) };
    world.snapshots[0] = Arc::new(holding((*world.snapshots[0]).clone(), [unseen]));
    let told = detail(&world);
    assert_eq!((told.row.cost_so_far.complete, told.step_costs), (false, None));
    assert_eq!(told.steps.unwrap()[0].usd, None);
}

#[test]
fn nodes_that_came_within_a_minute_are_one_line() {
    let etl = cluster("j-1")
        .node(node("i-1").launched_at(START + mins(3)))
        .node(node("i-2").launched_at(START + mins(3)))
        .node(node("i-3").launched_at(START + mins(5)).ended_at(START + mins(9)));
    let texts: Vec<String> = detail(&world(&etl)).timeline.into_iter().map(|entry| entry.text).collect();
    assert_eq!(
        texts,
        [
            "Created",
            "Ready, bootstrap done",
            "2 × CORE m5.xlarge on demand launched",
            "1 × CORE m5.xlarge on demand launched",
            "1 × CORE m5.xlarge on demand ended",
        ]
    );
}

#[test]
fn what_was_asked_of_emberwatch_is_part_of_the_story() {
    let mut world = world(&cluster("j-1").terminated(now()));
    world.journal = vec![entry(1, "j-1", Phase::Terminated)];
    let texts: Vec<String> = detail(&world).timeline.into_iter().map(|entry| entry.text).collect();
    assert!(texts.contains(&"Termination confirmed by arn:aws:iam::1:user/mila: idle".to_owned()), "{texts:?}");
    assert!(texts.contains(&"Termination done".to_owned()), "{texts:?}");
}

#[test]
fn nested_configurations_are_joined() {
    let export = Configuration {
        classification: "export".to_owned(),
        properties: BTreeMap::from([("PYSPARK_PYTHON".to_owned(), "/usr/bin/python3".to_owned())]),
        configurations: vec![],
    };
    let mut etl = cluster("j-1");
    etl.detail.configurations = vec![Configuration {
        classification: "spark-env".to_owned(),
        properties: BTreeMap::new(),
        configurations: vec![export],
    }];
    let configurations = detail(&world(&etl)).configurations;
    assert_eq!(configurations.len(), 1);
    assert_eq!(configurations[0].classification, "spark-env › export");
}

#[test]
fn the_sample_has_no_console() {
    let mut world = World::of(holding(account_of("1", "research", Realm::Sample), [record(&cluster("j-1"))]));
    world.realm = Realm::Sample;
    assert_eq!(detail(&world).console_url, None);
}

#[test]
fn a_cluster_that_was_only_listed_is_loading_unless_it_may_not_be_described() {
    let mut listed = record(&cluster("j-1"));
    listed.detail = None;
    assert!(detail(&World::of(holding(account(), [listed.clone()]))).loading);
    listed.deny("elasticmapreduce:DescribeCluster");
    assert!(!detail(&World::of(holding(account(), [listed]))).loading);
}

#[test]
fn an_id_is_found_wherever_it_is_and_an_unknown_one_nowhere() {
    let world = world(&cluster("j-1"));
    assert_eq!(world.scene().find(&"j-1".into()), [place("1", "eu-west-1")]);
    assert!(cluster_detail(&world.scene(), &place("1", "eu-west-1"), &"j-2".into()).is_none());
}
