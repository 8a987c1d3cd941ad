//! What a plan says, and what it refuses to be made of.

use crate::world::{PROFILE, REGION, World, station, targets, watch};
use emberwatch_app::actions::{ActionPorts, ActionRealm, Actions};
use emberwatch_app::failure::Failure;
use emberwatch_domain::account::Realm;
use emberwatch_domain::cluster::{ClusterState, StepState};
use emberwatch_domain::lifecycle::{ActionKind, BarredCode};
use emberwatch_domain::plan::Verdict;
use emberwatch_testkit::failures::denied;
use emberwatch_testkit::{FakeCloud, MemoryHistory, cluster, place};
use std::sync::Arc;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn a_plan_names_the_running_and_pending_steps_that_would_be_lost() {
    let world = World::of([cluster("j-1")
        .running()
        .step("load", StepState::Completed)
        .step("train", StepState::Running)
        .step("publish", StepState::Pending)]);
    let plan = world.plan(&["j-1"]).await.plan;
    let target = &plan.targets[0];
    assert_eq!(target.seen.running_steps, Some(vec!["train".to_owned()]));
    assert_eq!(target.seen.pending_steps, Some(1));
    assert!(target.losses.contains(&"running step train".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_plan_sees_the_state_of_now_and_so_does_the_board() {
    let world = World::of([cluster("j-1")]);
    world.place.change("j-1", |cluster| cluster.running().protected());
    let plan = world.plan(&["j-1"]).await.plan;
    assert_eq!(plan.targets[0].seen.state, ClusterState::Running);
    assert!(matches!(plan.targets[0].verdict, Verdict::Refused { code: BarredCode::Protected, .. }));
    let snapshot = world.station.board.snapshot(&"1".into()).unwrap();
    let record = snapshot.cluster(&REGION.into(), &"j-1".into()).unwrap();
    assert_eq!((&record.summary.state, record.protected()), (&ClusterState::Running, Some(true)));
}

#[tokio::test(start_paused = true)]
async fn steps_that_cannot_be_read_are_not_known_rather_than_none() {
    let world = World::of([cluster("j-1").running()]);
    world.place.fail_always("ListSteps", denied("elasticmapreduce:ListSteps"));
    let plan = world.plan(&["j-1"]).await.plan;
    assert_eq!((&plan.targets[0].seen.running_steps, plan.targets[0].seen.pending_steps), (&None, None));
    assert!(plan.targets[0].losses.contains(&"whatever steps run, which are not known".to_owned()));
    assert_eq!(plan.targets[0].verdict, Verdict::Go);
}

#[tokio::test(start_paused = true)]
async fn a_plan_does_not_keep_its_reader_waiting_for_a_slow_region() {
    let world = World::of([cluster("j-1").running()]);
    world.cloud.set_latency("DescribeCluster", Duration::from_secs(30));
    world.cloud.set_latency("ListSteps", Duration::from_secs(30));
    let begun = tokio::time::Instant::now();
    let plan = world.plan(&["j-1"]).await.plan;
    assert_eq!(begun.elapsed().as_secs(), 4);
    assert_eq!((&plan.targets[0].seen.state, &plan.targets[0].seen.running_steps), (&ClusterState::Running, &None));
}

#[tokio::test(start_paused = true)]
async fn a_plan_for_sixty_reads_what_the_budget_allows_and_leaves_the_rest_unknown() {
    let ids: Vec<String> = (0..60).map(|n| format!("j-{n}")).collect();
    let world = World::of(ids.iter().map(|id| cluster(id).running()));
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let plan = world.plan(&ids).await.plan;
    let known = plan.targets.iter().filter(|target| target.seen.running_steps.is_some()).count();
    assert_eq!((plan.going().count(), known), (60, world.place.calls("ListSteps")));
    // A burst of ten, and one more in two seconds.
    assert_eq!(known, 11);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_cluster_is_named_with_the_next_step() {
    let world = World::of([cluster("j-1")]);
    let failure = world.try_plan(ActionKind::Terminate, &["j-1", "j-404"]).await.unwrap_err();
    let Failure::Unknown { what, next_step } = failure else { panic!("{failure:?}") };
    assert!(what.contains("j-404") && what.contains(REGION) && next_step.is_some());
}

#[tokio::test(start_paused = true)]
async fn no_cluster_makes_no_plan_and_one_named_twice_is_one() {
    let world = World::of([cluster("j-1")]);
    assert!(matches!(world.try_plan(ActionKind::Terminate, &[]).await, Err(Failure::Invalid { .. })));
    assert_eq!(world.plan(&["j-1", "j-1"]).await.plan.targets.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn sample_and_real_clusters_are_never_in_one_plan() {
    let world = World::of([cluster("j-1")]);
    let sample_cloud = FakeCloud::new().account("9", PROFILE).region(REGION).cluster(cluster("j-9"));
    let history = Arc::new(MemoryHistory::default());
    let sample = station(Realm::Sample, &sample_cloud, &history, &world.clock);
    watch(&sample, &history, "9", PROFILE, &[cluster("j-9")]);
    let actions = Actions::start(ActionPorts {
        realms: vec![
            ActionRealm { station: world.station.clone(), control: world.doors.clone(), watcher: None },
            ActionRealm { station: sample, control: Arc::new(sample_cloud), watcher: None },
        ],
        journal: world.journal.clone(),
        settings: world.settings.clone(),
        clock: world.clock.clone(),
        owner: "window".to_owned(),
    });
    let sample_target = (place("9", REGION), "j-9".into());
    let mixed = [targets(&["j-1"]), vec![sample_target.clone()]].concat();
    let failure = actions.plan(ActionKind::Terminate, &mixed, "").await.unwrap_err();
    assert!(matches!(failure, Failure::Invalid { .. }));
    // The sample allows actions without being asked.
    let planned = actions.plan(ActionKind::Terminate, &[sample_target], "").await.unwrap();
    assert_eq!(planned.plan.going().count(), 1);
}
