use crate::world::{World, account, entry, mins, now};
use emberwatch_domain::account::Realm;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::termination::Phase;
use emberwatch_views::actions::{PhaseView, StandingView, termination_view, terminations};
use emberwatch_views::scene::QueuePlace;

fn text(world: &World, phase: Phase) -> String {
    termination_view(&world.scene(), &entry(1, "j-1", phase)).text
}

#[test]
fn every_phase_is_told_in_one_sentence() {
    let world = World::of(account());
    let reason = "termination protection is on".to_owned();
    let phases = [
        Phase::Queued,
        Phase::Requested,
        Phase::Unknown,
        Phase::Terminating,
        Phase::Terminated,
        Phase::Done,
        Phase::Stuck,
        Phase::Refused { reason: reason.clone() },
        Phase::Failed { reason },
        Phase::CalledBack,
    ];
    let told: Vec<String> = phases.into_iter().map(|phase| text(&world, phase)).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn what_did_not_go_as_it_should_or_was_called_back_saves_nothing_and_no_lifted_protection_does() {
    let world = World::of(account());
    let told = |phase| {
        let view = termination_view(&world.scene(), &entry(1, "j-1", phase));
        (view.standing, view.saves)
    };
    let reason = "termination protection is on".to_owned();
    for phase in [Phase::Queued, Phase::Requested, Phase::Unknown, Phase::Terminating] {
        assert_eq!(told(phase), (StandingView::Open, true));
    }
    for phase in [Phase::Stuck, Phase::Refused { reason: reason.clone() }, Phase::Failed { reason }] {
        assert_eq!(told(phase), (StandingView::Troubled, false));
    }
    assert_eq!(told(Phase::Terminated), (StandingView::Over, true));
    assert_eq!(told(Phase::CalledBack), (StandingView::Over, false));
    let mut lifted = entry(1, "j-1", Phase::Done);
    lifted.request.action = ActionKind::LiftProtection;
    assert!(!termination_view(&world.scene(), &lifted).saves);
}

#[test]
fn a_queued_one_says_its_place_and_the_remaining_time() {
    let mut world = World::of(account());
    world.queue = vec![QueuePlace { number: 1, ahead: 3, seconds: 40 }];
    assert_eq!(text(&world, Phase::Queued), "waits for its turn behind 3, about 40 s");
}

#[test]
fn only_what_waits_can_be_called_back() {
    let world = World::of(account());
    let called = |phase| {
        let mut entry = entry(1, "j-1", phase);
        entry.request.call_back_until = Some(now() + mins(1));
        termination_view(&world.scene(), &entry)
    };
    assert_eq!(called(Phase::Queued).text, "waits 1 min, in which it can be called back");
    assert!(called(Phase::Queued).call_back_until.is_some());
    assert_eq!(called(Phase::Requested).call_back_until, None);
}

#[test]
fn a_lifted_protection_is_done() {
    let mut lifted = entry(1, "j-1", Phase::Done);
    lifted.request.action = ActionKind::LiftProtection;
    let world = World::of(account());
    assert_eq!(termination_view(&world.scene(), &lifted).phase, PhaseView::Done);
}

#[test]
fn the_latest_comes_first_and_none_of_the_other_realm() {
    let mut world = World::of(account());
    let mut sample = entry(3, "j-3", Phase::Queued);
    sample.request.realm = Realm::Sample;
    world.journal = vec![entry(1, "j-1", Phase::Terminated), entry(2, "j-2", Phase::Requested), sample];
    let numbers: Vec<u32> = terminations(&world.scene()).iter().map(|view| view.number).collect();
    assert_eq!(numbers, [2, 1]);
}
