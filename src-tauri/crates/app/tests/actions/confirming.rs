//! A plan is confirmed once, in time, by somebody who has read it.

use crate::world::{World, reason, seconds};
use emberwatch_app::actions::Until;
use emberwatch_app::failure::Failure;
use emberwatch_app::ports::Journal;
use emberwatch_domain::account::{Access, Realm};
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::plan::PlanHash;
use emberwatch_domain::termination::Phase;
use emberwatch_testkit::cluster;
use futures::future::join_all;
use jiff::SignedDuration;

#[tokio::test(start_paused = true)]
async fn a_hundred_confirmations_send_one_request() {
    let world = World::of([cluster("j-1")]);
    let planned = world.plan(&["j-1"]).await;
    let confirmed = join_all((0..100).map(|_| world.confirm(&planned.hash))).await;
    assert_eq!(confirmed.iter().filter(|result| result.is_ok()).count(), 1);
    assert!(confirmed.iter().filter_map(|result| result.as_ref().err()).all(|f| matches!(f, Failure::PlanExpired)));
    world.phases(&[1], Until::Sent).await;
    assert_eq!(world.terminations(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_hundred_plans_for_one_cluster_from_two_processes_send_one_request() {
    let world = World::of([cluster("j-1")]);
    let terminal = world.another("emberctl");
    let targets = crate::world::targets(&["j-1"]);
    let clicks = (0..100).map(|n| {
        let (actions, targets) = (if n % 2 == 0 { &world.actions } else { &terminal }, &targets);
        async move {
            let reason = format!("click {n}");
            let planned = actions.plan(ActionKind::Terminate, targets, &reason).await;
            actions.confirm(&planned.unwrap().hash, &[]).await.unwrap()
        }
    });
    let entries: Vec<_> = join_all(clicks).await.into_iter().flatten().collect();
    assert!(entries.iter().all(|entry| entry.number == entries[0].number), "one entry stands for all of them");
    world.phases(&[entries[0].number], Until::Sent).await;
    assert_eq!(world.terminations(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_replayed_plan_is_refused() {
    let world = World::of([cluster("j-1")]);
    let planned = world.plan(&["j-1"]).await;
    let number = world.confirm(&planned.hash).await.unwrap()[0].number;
    world.phases(&[number], Until::Sent).await;
    assert!(matches!(world.confirm(&planned.hash).await, Err(Failure::PlanExpired)));
    assert!(matches!(world.confirm(&PlanHash::new("made up")).await, Err(Failure::PlanExpired)));
    assert_eq!(world.terminations(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_expired_plan_is_refused() {
    let world = World::of([cluster("j-1")]);
    let planned = world.plan(&["j-1"]).await;
    seconds(300).await;
    assert!(matches!(world.confirm(&planned.hash).await, Err(Failure::PlanExpired)));
    assert_eq!((world.terminations(), world.journal.recent(Realm::Aws, 9).unwrap().len()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_plan_made_before_the_machine_slept_is_expired() {
    let world = World::of([cluster("j-1")]);
    let planned = world.plan(&["j-1"]).await;
    world.clock.advance(SignedDuration::from_mins(6));
    assert!(matches!(world.confirm(&planned.hash).await, Err(Failure::PlanExpired)));
}

#[tokio::test(start_paused = true)]
async fn a_production_name_must_be_typed() {
    let world = World::of([cluster("j-1").named("nightly etl")]);
    world.mark_production();
    let planned = world.plan(&["j-1"]).await;
    let failure = world.actions.confirm(&planned.hash, &["Nightly ETL".to_owned()]).await.unwrap_err();
    assert!(matches!(&failure, Failure::Refused { what, .. } if what.contains("nightly etl")));
    assert_eq!(world.journal.recent(Realm::Aws, 9).unwrap(), []);
    // A slip of the fingers does not cost the plan.
    let entries = world.actions.confirm(&planned.hash, &["nightly etl".to_owned()]).await.unwrap();
    assert_eq!(entries[0].phase, Phase::Queued);
}

#[tokio::test(start_paused = true)]
async fn an_account_marked_production_after_the_plan_needs_the_name_too() {
    let world = World::of([cluster("j-1").named("etl")]);
    let planned = world.plan(&["j-1"]).await;
    world.mark_production();
    assert!(matches!(world.confirm(&planned.hash).await, Err(Failure::Refused { .. })));
}

#[tokio::test(start_paused = true)]
async fn a_protected_cluster_is_refused_and_the_others_go_on() {
    let world = World::of([cluster("j-1"), cluster("j-2").protected(), cluster("j-3")]);
    let numbers = world.terminate(&["j-1", "j-2", "j-3"]).await;
    let phases = world.phases(&numbers, Until::Sent).await;
    assert_eq!((&phases[0], &phases[2]), (&Phase::Requested, &Phase::Requested));
    assert!(matches!(&phases[1], Phase::Refused { .. }) && reason(&phases[1]).contains("protection"));
    assert_eq!((world.terminations(), world.place.calls_about("TerminateJobFlows", "j-2")), (2, 0));
    assert_eq!(world.place.calls("SetTerminationProtection"), 0);
}

#[tokio::test(start_paused = true)]
async fn what_has_ended_already_is_neither_sent_nor_recorded() {
    let world = World::of([cluster("j-1").terminating()]);
    assert_eq!(world.terminate(&["j-1"]).await, Vec::<u64>::new());
    seconds(60).await;
    assert_eq!((world.terminations(), world.journal.recent(Realm::Aws, 9).unwrap().len()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_called_back_batch_sends_nothing() {
    let world = World::of([cluster("j-1"), cluster("j-2")]);
    let planned = world.plan(&["j-1", "j-2"]).await;
    let entries = world.confirm(&planned.hash).await.unwrap();
    assert!(entries.iter().all(|entry| entry.request.call_back_until.is_some()));
    seconds(9).await;
    assert_eq!(world.actions.call_back(&planned.hash).unwrap().len(), 2);
    seconds(60).await;
    assert_eq!(world.terminations(), 0);
    assert!(entries.iter().all(|entry| world.phase(entry.number) == Phase::CalledBack));
}

#[tokio::test(start_paused = true)]
async fn another_process_can_call_a_batch_back() {
    let world = World::of([cluster("j-1"), cluster("j-2")]);
    let planned = world.plan(&["j-1", "j-2"]).await;
    world.confirm(&planned.hash).await.unwrap();
    assert_eq!(world.another("emberctl").call_back(&planned.hash).unwrap().len(), 2);
    seconds(60).await;
    assert_eq!(world.terminations(), 0);
    assert_eq!(world.actions.unwritten().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_process_that_ends_in_good_order_calls_back_its_own_unsent_and_nobody_elses() {
    let world = World::of([cluster("j-1"), cluster("j-2"), cluster("j-3"), cluster("j-4")]);
    let terminal = world.another("emberctl");
    let ours = world.terminate(&["j-1", "j-2"]).await;
    let planned = terminal.plan(ActionKind::Terminate, &crate::world::targets(&["j-3", "j-4"]), "idle").await.unwrap();
    let theirs = terminal.confirm(&planned.hash, &[]).await.unwrap();
    let unsent: Vec<u64> = world.actions.unsent().unwrap().iter().map(|entry| entry.number).collect();
    assert_eq!(unsent, ours);
    assert_eq!(world.actions.call_back_unsent().unwrap().len(), 2);
    assert_eq!(world.actions.unsent().unwrap(), []);
    let numbers: Vec<u64> = theirs.iter().map(|entry| entry.number).collect();
    terminal.wait(&numbers, Until::Sent).await.unwrap();
    assert_eq!(world.terminations(), 2);
    assert!(ours.iter().all(|number| world.phase(*number) == Phase::CalledBack));
}

#[tokio::test(start_paused = true)]
async fn what_was_sent_is_not_called_back() {
    let world = World::of([cluster("j-1")]);
    let planned = world.plan(&["j-1"]).await;
    let number = world.confirm(&planned.hash).await.unwrap()[0].number;
    world.phases(&[number], Until::Sent).await;
    assert_eq!(world.actions.call_back(&planned.hash).unwrap(), []);
    assert_eq!(world.phase(number), Phase::Requested);
}

#[tokio::test(start_paused = true)]
async fn a_read_only_account_constructs_no_write_client() {
    let world = World::of([cluster("j-1"), cluster("j-2")]);
    let planned = world.plan(&["j-1"]).await;
    world.allow(Access::ReadOnly);
    let entries = world.confirm(&planned.hash).await.unwrap();
    assert!(reason(&entries[0].phase).contains("read-only"));

    // Switched while the batch counts down: asked again right before it would go out.
    world.allow(Access::Actions);
    let numbers = world.terminate(&["j-1", "j-2"]).await;
    seconds(5).await;
    world.allow(Access::ReadOnly);
    for phase in world.phases(&numbers, Until::Sent).await {
        assert!(matches!(&phase, Phase::Refused { reason } if reason.contains("read-only")));
    }
    assert_eq!((world.doors.opened(), world.terminations()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn rows_are_opened_where_nobody_else_waits_for_the_disk_and_before_anything_is_sent() {
    let world = World::of([cluster("j-1"), cluster("j-2")]);
    let numbers = world.terminate(&["j-1", "j-2"]).await;
    assert_eq!((numbers.len(), world.terminations()), (2, 0));
    assert!(!world.journal.was_opened_here());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_when_the_journal_cannot_be_written() {
    let world = World::of([cluster("j-1")]);
    let planned = world.plan(&["j-1"]).await;
    world.journal.break_down("the disk is full");
    let failure = world.confirm(&planned.hash).await.unwrap_err();
    assert!(matches!(&failure, Failure::Store(error) if error.to_string() == "the disk is full"));
    seconds(120).await;
    assert_eq!((world.terminations(), world.doors.opened()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_journal_that_fails_while_a_batch_counts_down_stops_it_and_says_so() {
    let world = World::of([cluster("j-1"), cluster("j-2")]);
    let numbers = world.terminate(&["j-1", "j-2"]).await;
    world.journal.break_down("the disk is full");
    let failure = world.actions.wait(&numbers, Until::Over).await.unwrap_err();
    assert!(matches!(failure, Failure::Store(_)));
    seconds(30).await;
    assert_eq!((world.terminations(), world.actions.unwritten().len()), (0, 2));
    world.journal.mend();
    seconds(120).await;
    assert!(reason(&world.phase(numbers[0])).contains("never sent"));
    assert_eq!((world.terminations(), world.actions.unwritten().len()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_plan_that_is_called_back_while_its_rows_are_written_sends_nothing_at_all() {
    let world = World::of([cluster("j-1"), cluster("j-2"), cluster("j-3")]);
    let planned = world.plan(&["j-1", "j-2", "j-3"]).await;
    let (actions, hash) = (world.actions.clone(), planned.hash.clone());
    world.journal.once_opened(move || assert_eq!(actions.call_back(&hash).unwrap().len(), 1));
    let entries = world.confirm(&planned.hash).await.unwrap();
    seconds(120).await;
    assert!(entries.iter().all(|entry| world.phase(entry.number) == Phase::CalledBack), "{entries:?}");
    assert_eq!(world.terminations(), 0);
}
