//! At sixty times the speed AWS is faster, and people and processes are not.

use crate::world::{World, seconds};
use emberwatch_app::actions::Until;
use emberwatch_app::failure::Failure;
use emberwatch_app::ports::Clock;
use emberwatch_domain::termination::Phase;
use emberwatch_testkit::cluster;
use jiff::SignedDuration;

const SPEED: u32 = 60;

#[tokio::test(start_paused = true)]
async fn a_plan_of_a_rehearsal_holds_for_five_real_minutes() {
    let world = World::at_speed(SPEED, [cluster("j-1")]);
    let planned = world.plan(&["j-1"]).await;
    assert_eq!(planned.expires_at.duration_since(world.clock.now()), SignedDuration::from_mins(300));
    seconds(299).await;
    assert_eq!(world.confirm(&planned.hash).await.unwrap()[0].phase, Phase::Queued);
    let planned = world.plan(&["j-1"]).await;
    seconds(300).await;
    assert!(matches!(world.confirm(&planned.hash).await, Err(Failure::PlanExpired)));
}

#[tokio::test(start_paused = true)]
async fn a_batch_of_a_rehearsal_says_that_it_can_be_called_back_for_as_long_as_it_can() {
    let world = World::at_speed(SPEED, [cluster("j-1"), cluster("j-2")]);
    let planned = world.plan(&["j-1", "j-2"]).await;
    let until = world.confirm(&planned.hash).await.unwrap()[0].request.call_back_until.unwrap();
    seconds(9).await;
    assert!(until > world.clock.now());
    assert_eq!(world.actions.call_back(&planned.hash).unwrap().len(), 2);
    seconds(1).await;
    assert!(until <= world.clock.now());
}

#[tokio::test(start_paused = true)]
async fn another_process_leaves_the_queue_of_a_living_one_alone_in_a_rehearsal() {
    let ids: Vec<String> = (0..30).map(|n| format!("j-{n}")).collect();
    let world = World::at_speed(SPEED, ids.iter().map(|id| cluster(id)));
    let other = world.another("emberctl");
    let numbers = world.terminate(&ids.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let phases = world.phases(&numbers, Until::Sent).await;
    assert!(phases.iter().all(|phase| !matches!(phase, Phase::Refused { .. })), "{phases:?}");
    drop(other);
}

#[tokio::test(start_paused = true)]
async fn what_aws_does_not_do_in_fifteen_of_its_own_minutes_is_stuck() {
    let world = World::at_speed(SPEED, [cluster("j-1").survives_termination()]);
    let number = world.terminate(&["j-1"]).await[0];
    seconds(40).await;
    assert_eq!(world.phase(number), Phase::Stuck);
}
