use crate::world::{World, account, account_of, entry, holding, mins, now, record};
use emberwatch_app::record::Closeup;
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
