//! Lifting the protection is an action of its own, and never a side effect.

use crate::world::{World, reason};
use emberwatch_app::actions::Until;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::money::Estimate;
use emberwatch_domain::termination::Phase;
use emberwatch_testkit::cluster;
use emberwatch_testkit::failures::{denied, timed_out};

#[tokio::test(start_paused = true)]
async fn a_lifted_protection_is_done_when_aws_shows_it_off_and_lets_the_cluster_be_terminated() {
    let world = World::of([cluster("j-1").protected()]);
    let number = lift(&world).await;
    assert_eq!(world.phases(&[number], Until::Over).await, [Phase::Done]);
    assert_eq!(world.terminations(), 0);
    let number = world.terminate(&["j-1"]).await[0];
    assert_eq!(world.phases(&[number], Until::Sent).await, [Phase::Requested]);
}

#[tokio::test(start_paused = true)]
async fn lifting_saves_nothing_and_loses_nothing() {
    let world = World::of([cluster("j-1").protected()]);
    let planned = world.try_plan(ActionKind::LiftProtection, &["j-1"]).await.unwrap();
    assert_eq!(planned.plan.saved_per_hour(), Estimate::default());
    assert!(planned.plan.targets[0].losses.is_empty());
    assert_eq!(world.place.calls("ListSteps"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_to_lifting_is_found_out_by_looking() {
    let world = World::of([cluster("j-1").protected()]);
    world.place.fail_after_acting("SetTerminationProtection", timed_out());
    let number = lift(&world).await;
    assert_eq!(world.phases(&[number], Until::Over).await, [Phase::Done]);
    assert_eq!(world.place.calls("SetTerminationProtection"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_lifting_that_never_arrived_fails_and_is_not_repeated() {
    let world = World::of([cluster("j-1").protected()]);
    world.place.fail("SetTerminationProtection", 1, timed_out());
    let number = lift(&world).await;
    assert!(reason(&world.phases(&[number], Until::Over).await[0]).contains("still on"));
    assert_eq!(world.place.calls("SetTerminationProtection"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_denied_lifting_names_the_missing_action() {
    let world = World::of([cluster("j-1").protected()]);
    world.place.fail("SetTerminationProtection", 1, denied("elasticmapreduce:SetTerminationProtection"));
    let number = lift(&world).await;
    assert!(reason(&world.phases(&[number], Until::Over).await[0]).contains("SetTerminationProtection"));
}

async fn lift(world: &World) -> u64 {
    let planned = world.try_plan(ActionKind::LiftProtection, &["j-1"]).await.unwrap();
    world.confirm(&planned.hash).await.unwrap()[0].number
}
