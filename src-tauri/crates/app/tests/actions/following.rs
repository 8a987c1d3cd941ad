//! A termination is over when AWS shows it, however many lives of the process that takes.

use crate::world::{REGION, World, reason, seconds};
use emberwatch_app::actions::Until;
use emberwatch_app::ports::Journal;
use emberwatch_domain::account::Realm;
use emberwatch_domain::cluster::ClusterState;
use emberwatch_domain::termination::Phase;
use emberwatch_testkit::failures::timed_out;
use emberwatch_testkit::{cluster, minutes};

#[tokio::test(start_paused = true)]
async fn a_termination_is_followed_until_terminated_with_a_receipt_and_on_the_board() {
    let world = World::of([cluster("j-1").named("etl")]);
    let number = world.terminate(&["j-1"]).await[0];
    seconds(30).await;
    assert_eq!(world.phase(number), Phase::Terminating);
    assert_eq!(state_on_board(&world, "j-1"), ClusterState::Terminating);
    world.place.change("j-1", |cluster| cluster.terminated(minutes(1)));
    let receipt = world.actions.wait(&[number], Until::Over).await.unwrap().remove(0);
    assert_eq!(receipt.phase, Phase::Terminated);
    assert!(receipt.sent_at.is_some() && receipt.ended_at.is_some());
    assert_eq!((receipt.request.cluster_name.as_str(), receipt.request.reason.as_str()), ("etl", "idle"));
    assert_eq!(receipt.request.by.as_deref(), Some("arn:aws:iam::1:user/mila"));
    assert_eq!(state_on_board(&world, "j-1"), ClusterState::Terminated);
}

#[tokio::test(start_paused = true)]
async fn an_accepted_termination_that_lives_on_is_stuck_after_fifteen_minutes() {
    let world = World::of([cluster("j-1").survives_termination()]);
    let number = world.terminate(&["j-1"]).await[0];
    seconds(14 * 60).await;
    assert_eq!(world.phase(number), Phase::Requested);
    assert_eq!(world.phases(&[number], Until::Over).await, [Phase::Stuck]);
    assert_eq!(world.stuck(), 1);
    // It is followed on, and ends after all.
    world.place.change("j-1", |cluster| cluster.terminated(minutes(40)));
    seconds(400).await;
    assert_eq!(world.phase(number), Phase::Terminated);
    assert_eq!((world.stuck(), world.terminations()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn a_termination_that_flips_back_is_stuck_too() {
    let world = World::of([cluster("j-1")]);
    let number = world.terminate(&["j-1"]).await[0];
    seconds(60).await;
    world.place.change("j-1", |cluster| cluster.waiting());
    assert_eq!(world.phases(&[number], Until::Over).await, [Phase::Stuck]);
}

#[tokio::test(start_paused = true)]
async fn a_stuck_termination_is_asked_again_by_a_new_confirmation() {
    let world = World::of([cluster("j-1")]);
    let first = world.terminate(&["j-1"]).await[0];
    seconds(60).await;
    world.place.change("j-1", |cluster| cluster.waiting());
    assert_eq!(world.phases(&[first], Until::Over).await, [Phase::Stuck]);
    let second = world.terminate(&["j-1"]).await[0];
    assert_ne!(second, first);
    assert!(reason(&world.phase(first)).contains("asked again"));
    assert_eq!(world.phases(&[second], Until::Sent).await, [Phase::Requested]);
    world.place.change("j-1", |cluster| cluster.terminated(minutes(30)));
    assert_eq!(world.phases(&[second], Until::Over).await, [Phase::Terminated]);
    assert_eq!((world.terminations(), world.stuck()), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn a_refused_request_leaves_the_stuck_one_followed() {
    let world = World::of([cluster("j-1")]);
    let stuck = world.terminate(&["j-1"]).await[0];
    seconds(60).await;
    world.place.change("j-1", |cluster| cluster.waiting().protected());
    assert_eq!(world.phases(&[stuck], Until::Over).await, [Phase::Stuck]);
    let refused = world.terminate(&["j-1"]).await[0];
    assert!(matches!(world.phase(refused), Phase::Refused { .. }));
    assert_eq!((world.phase(stuck), world.terminations()), (Phase::Stuck, 1));
}

#[tokio::test(start_paused = true)]
async fn a_restart_verifies_and_never_resends() {
    let world = World::of([cluster("j-1"), cluster("j-2")]);
    world.place.fail_after_acting("TerminateJobFlows", timed_out());
    let number = world.terminate(&["j-1"]).await[0];
    assert_eq!(world.phases(&[number], Until::Sent).await, [Phase::Unknown]);
    let world = world.restart();
    seconds(30).await;
    assert_eq!((world.phase(number), world.terminations()), (Phase::Terminating, 1));
    world.place.change("j-1", |cluster| cluster.terminated(minutes(2)));
    assert_eq!(world.phases(&[number], Until::Over).await, [Phase::Terminated]);
    assert_eq!((world.terminations(), world.doors.opened()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_process_killed_between_row_and_call_leaves_a_request_that_is_verified() {
    let world = World::of([cluster("j-1")]);
    world.cloud.set_latency("TerminateJobFlows", std::time::Duration::from_secs(20));
    let number = world.terminate(&["j-1"]).await[0];
    seconds(2).await;
    assert_eq!(world.phase(number), Phase::Unknown);
    // The call dies with its process before the cloud has acted.
    let world = world.restart();
    let phase = world.phases(&[number], Until::Over).await.remove(0);
    assert!(reason(&phase).contains("still alive"));
    assert_eq!(world.terminations(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_a_dead_process_had_queued_was_never_sent_and_never_is() {
    let world = World::of([cluster("j-1"), cluster("j-2")]);
    let numbers = world.terminate(&["j-1", "j-2"]).await;
    let world = world.restart();
    seconds(120).await;
    for number in numbers {
        assert!(reason(&world.phase(number)).contains("never sent"));
    }
    assert_eq!(world.terminations(), 0);
    // The cluster is free for a new plan.
    let number = world.terminate(&["j-1"]).await[0];
    assert_eq!(world.phases(&[number], Until::Sent).await, [Phase::Requested]);
}

#[tokio::test(start_paused = true)]
async fn a_living_process_keeps_its_long_queue() {
    let ids: Vec<String> = (0..60).map(|n| format!("j-{n}")).collect();
    let world = World::of(ids.iter().map(|id| cluster(id)));
    let other = world.another("emberctl");
    let numbers = world.terminate(&ids.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let phases = world.phases(&numbers, Until::Sent).await;
    assert!(phases.iter().all(|phase| !matches!(phase, Phase::Refused { .. })), "{phases:?}");
    drop(other);
}

#[tokio::test(start_paused = true)]
async fn another_process_sees_what_this_one_has_sent_through() {
    let world = World::of([cluster("j-1")]);
    let terminal = world.another("emberctl");
    let mut changes = terminal.changes();
    let number = world.terminate(&["j-1"]).await[0];
    world.place.change("j-1", |cluster| cluster.survives_termination());
    seconds(20).await;
    assert!(changes.has_changed().unwrap());
    changes.mark_unchanged();
    world.place.change("j-1", |cluster| cluster.terminated(minutes(1)));
    assert_eq!(terminal.wait(&[number], Until::Over).await.unwrap()[0].phase, Phase::Terminated);
    let ends = world.journal.steps().iter().filter(|(_, step)| step.phase == Phase::Terminated).count();
    assert_eq!(ends, 1);
}

#[tokio::test(start_paused = true)]
async fn following_many_takes_half_of_the_describe_bucket() {
    let ids: Vec<String> = (0..40).map(|n| format!("j-{n}")).collect();
    let world = World::of(ids.iter().map(|id| cluster(id)));
    let numbers = world.terminate(&ids.iter().map(String::as_str).collect::<Vec<_>>()).await;
    world.phases(&numbers, Until::Sent).await;
    seconds(120).await;
    world.cloud.forget_calls();
    seconds(240).await;
    let calls = world.place.calls("DescribeCluster");
    assert!((60..=125).contains(&calls), "{calls} calls in four minutes");
}

#[tokio::test(start_paused = true)]
async fn an_entry_that_the_journal_does_not_hold_is_named() {
    let world = World::of([cluster("j-1")]);
    let failure = world.actions.wait(&[77], Until::Over).await.unwrap_err();
    assert!(failure.to_string().contains("77"));
    assert_eq!(world.journal.recent(Realm::Aws, 1).unwrap(), []);
}

fn state_on_board(world: &World, id: &str) -> ClusterState {
    let snapshot = world.station.board.snapshot(&"1".into()).unwrap();
    snapshot.cluster(&REGION.into(), &id.into()).unwrap().summary.state.clone()
}
