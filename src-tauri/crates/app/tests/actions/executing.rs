//! What is re-read before a request goes out, and what its answer is worth.

use crate::world::{ACCOUNT, PROFILE, World, reason, seconds};
use emberwatch_app::actions::Until;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::termination::Phase;
use emberwatch_testkit::failures::{denied, expired, invalid, throttled, timed_out, unreachable};
use emberwatch_testkit::{cluster, place};
use jiff::SignedDuration;
use std::time::Duration;
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn the_row_is_on_disk_before_the_call_is_made() {
    let world = World::of([cluster("j-1")]);
    world.cloud.set_latency("TerminateJobFlows", Duration::from_secs(8));
    let number = world.terminate(&["j-1"]).await[0];
    seconds(4).await;
    let steps = world.journal.steps();
    assert!(steps.len() == 1 && steps[0].1.sent && steps[0].1.phase == Phase::Unknown);
    world.phases(&[number], Until::Sent).await;
    assert_eq!(world.journal.steps()[1].1.phase, Phase::Requested);
}

#[tokio::test(start_paused = true)]
async fn one_cluster_is_re_read_while_its_row_is_written_and_not_again() {
    let world = World::of([cluster("j-1")]);
    let before = (world.place.calls("DescribeCluster"), world.cloud.calls("GetCallerIdentity"));
    let number = world.terminate(&["j-1"]).await[0];
    let planned = world.place.calls("DescribeCluster");
    world.phases(&[number], Until::Sent).await;
    let asked = (world.place.calls("DescribeCluster") - before.0, world.cloud.calls("GetCallerIdentity") - before.1);
    assert_eq!((asked, planned - before.0, world.terminations()), ((2, 1), 2, 1), "for the plan, and for the request");
}

#[tokio::test(start_paused = true)]
async fn a_timeout_is_unknown_and_never_resent() {
    for error in [timed_out(), unreachable()] {
        let world = World::of([cluster("j-1")]);
        world.place.fail("TerminateJobFlows", 1, error);
        let number = world.terminate(&["j-1"]).await[0];
        assert_eq!(world.phases(&[number], Until::Sent).await, [Phase::Unknown]);
        let phase = world.phases(&[number], Until::Over).await.remove(0);
        assert!(reason(&phase).contains("still alive"));
        assert_eq!(world.terminations(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_found_out_by_looking() {
    let world = World::of([cluster("j-1")]);
    world.place.fail_after_acting("TerminateJobFlows", timed_out());
    let number = world.terminate(&["j-1"]).await[0];
    seconds(20).await;
    assert_eq!(world.phase(number), Phase::Terminating);
    assert_eq!(world.terminations(), 1);
}

#[tokio::test(start_paused = true)]
async fn swapped_credentials_stop_the_execution() {
    let world = World::of([cluster("j-1"), cluster("j-2")]);
    let numbers = world.terminate(&["j-1", "j-2"]).await;
    world.cloud.lead_profile_to(PROFILE, "666");
    for phase in world.phases(&numbers, Until::Sent).await {
        assert!(matches!(&phase, Phase::Refused { reason } if reason.contains("account 666")));
    }
    assert_eq!((world.doors.opened(), world.cloud.place("666", "eu-west-1").all_calls()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn what_was_confirmed_before_a_sleep_is_not_sent_after_it() {
    let world = World::of([cluster("j-1"), cluster("j-2")]);
    let numbers = world.terminate(&["j-1", "j-2"]).await;
    seconds(5).await;
    // The lid is closed within the ten seconds to call it back, and opened in the morning.
    world.clock.advance(SignedDuration::from_hours(9));
    for phase in world.phases(&numbers, Until::Over).await {
        assert!(matches!(&phase, Phase::Refused { reason } if reason.contains("slept")), "{phase:?}");
    }
    assert_eq!((world.doors.opened(), world.terminations()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_rehearsal_at_sixty_times_the_speed_is_no_sleep() {
    let world = World::at_speed(60, [cluster("j-1"), cluster("j-2")]);
    let numbers = world.terminate(&["j-1", "j-2"]).await;
    world.phases(&numbers, Until::Sent).await;
    assert_eq!(world.terminations(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_started_running_since_the_plan_is_not_terminated() {
    let world = World::of([cluster("j-1"), cluster("j-2")]);
    let numbers = world.terminate(&["j-1", "j-2"]).await;
    world.place.change("j-1", |cluster| cluster.running());
    let phases = world.phases(&numbers, Until::Sent).await;
    assert!(matches!(&phases[0], Phase::Refused { reason } if reason.contains("RUNNING now")));
    assert_eq!(phases[1], Phase::Requested);
    assert_eq!(world.place.calls_about("TerminateJobFlows", "j-1"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_cluster_protected_since_the_plan_is_not_even_asked_for() {
    let world = World::of([cluster("j-1"), cluster("j-2")]);
    let numbers = world.terminate(&["j-1", "j-2"]).await;
    world.place.change("j-1", |cluster| cluster.protected());
    assert!(reason(&world.phases(&numbers, Until::Sent).await[0]).contains("protection"));
    assert_eq!(world.terminations(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_state_that_cannot_be_re_read_sends_nothing_and_names_what_is_missing() {
    let world = World::of([cluster("j-1"), cluster("j-2")]);
    let numbers = world.terminate(&["j-1", "j-2"]).await;
    world.place.fail_about("DescribeCluster", "j-1", denied("elasticmapreduce:DescribeCluster"));
    let phases = world.phases(&numbers, Until::Sent).await;
    assert!(reason(&phases[0]).contains("elasticmapreduce:DescribeCluster"));
    assert_eq!(phases[1], Phase::Requested);
}

#[tokio::test(start_paused = true)]
async fn a_denied_termination_fails_and_names_the_missing_action() {
    let world = World::of([cluster("j-1")]);
    world.place.fail("TerminateJobFlows", 1, denied("elasticmapreduce:TerminateJobFlows"));
    let number = world.terminate(&["j-1"]).await[0];
    let phase = world.phases(&[number], Until::Over).await.remove(0);
    assert!(matches!(&phase, Phase::Failed { reason } if reason.contains("elasticmapreduce:TerminateJobFlows")));
    assert_eq!(world.terminations(), 1);
}

#[tokio::test(start_paused = true)]
async fn definite_answers_are_failures_at_once() {
    for error in [expired(), invalid("the cluster id is not valid")] {
        let world = World::of([cluster("j-1")]);
        world.place.fail("TerminateJobFlows", 1, error);
        let number = world.terminate(&["j-1"]).await[0];
        assert!(matches!(world.phases(&[number], Until::Sent).await[0], Phase::Failed { .. }));
    }
}

#[tokio::test(start_paused = true)]
async fn a_throttled_termination_is_sent_again_within_the_budget() {
    let world = World::of([cluster("j-1")]);
    world.place.fail("TerminateJobFlows", 3, throttled());
    let begun = Instant::now();
    let number = world.terminate(&["j-1"]).await[0];
    assert_eq!(world.phases(&[number], Until::Sent).await, [Phase::Requested]);
    assert_eq!(world.terminations(), 4);
    // Backing off alone takes 2 + 4 + 8 s; the budget, shrunk to a call in four seconds, makes it longer.
    assert!(begun.elapsed().as_secs() > 14, "{:?}", begun.elapsed());
    let sent = world.journal.steps().iter().filter(|(_, step)| step.sent).count();
    assert_eq!(sent, 1);
}

#[tokio::test(start_paused = true)]
async fn a_termination_that_is_throttled_on_and_on_fails_in_the_end() {
    let world = World::of([cluster("j-1")]);
    world.place.fail_always("TerminateJobFlows", throttled());
    let number = world.terminate(&["j-1"]).await[0];
    assert!(reason(&world.phases(&[number], Until::Sent).await[0]).contains("throttled"));
    assert_eq!(world.terminations(), 6);
}

#[tokio::test(start_paused = true)]
async fn a_throttled_termination_is_checked_again_before_it_is_sent_again() {
    let world = World::of([cluster("j-1")]);
    world.place.fail("TerminateJobFlows", 1, throttled());
    let number = world.terminate(&["j-1"]).await[0];
    seconds(1).await;
    world.place.change("j-1", |cluster| cluster.running());
    let phase = world.phases(&[number], Until::Sent).await.remove(0);
    assert!(reason(&phase).contains("RUNNING now"));
    assert_eq!(world.terminations(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_throttled_reading_is_waited_for() {
    let world = World::of([cluster("j-1"), cluster("j-2")]);
    let numbers = world.terminate(&["j-1", "j-2"]).await;
    world.place.fail("DescribeCluster", 2, throttled());
    assert_eq!(world.phases(&numbers, Until::Sent).await, [Phase::Requested, Phase::Requested]);
}

#[tokio::test(start_paused = true)]
async fn sixty_terminations_keep_to_the_rate() {
    let ids: Vec<String> = (0..60).map(|n| format!("j-{n}")).collect();
    let world = World::of(ids.iter().map(|id| cluster(id)));
    let numbers = world.terminate(&ids.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let last = world.actions.entry(numbers[59]).unwrap().unwrap();
    let queue = world.actions.queue(&last).unwrap();
    assert_eq!((queue.position, queue.remaining.as_secs()), (60, 100));
    world.phases(&numbers, Until::Sent).await;
    let mut sent: Vec<Instant> =
        world.cloud.all_calls().iter().filter(|c| c.operation == "TerminateJobFlows").map(|c| c.at).collect();
    sent.sort();
    assert_eq!(sent.len(), 60);
    // A bucket of ten refilled by one in two seconds: never more than that in any stretch of time.
    for (first, from) in sent.iter().enumerate() {
        for (last, until) in sent.iter().enumerate().skip(first) {
            let allowed = 10.0 + until.duration_since(*from).as_secs_f64() / 2.0 + 1e-6;
            assert!((last - first + 1) as f64 <= allowed, "calls {first} to {last}");
        }
    }
    assert_eq!(world.actions.queue(&last), None);
}

#[tokio::test(start_paused = true)]
async fn a_throttled_place_does_not_hold_up_another() {
    let world = World::of([cluster("j-1")]);
    world.add_elsewhere("us-east-1", cluster("j-9"));
    world.place.fail_always("TerminateJobFlows", throttled());
    let throttled = world.terminate(&["j-1"]).await[0];
    let elsewhere = [(place(ACCOUNT, "us-east-1"), "j-9".into())];
    let planned = world.actions.plan(ActionKind::Terminate, &elsewhere, "").await.unwrap();
    let number = world.confirm(&planned.hash).await.unwrap()[0].number;
    assert_eq!(world.phases(&[number], Until::Sent).await, [Phase::Requested]);
    assert_eq!(world.phase(throttled), Phase::Unknown);
}
