use crate::world::{World, account, entry, mins, now};
use emberwatch_domain::account::{Access, Criticality, Realm};
use emberwatch_domain::cluster::ClusterState;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::money::{Estimate, Usd};
use emberwatch_domain::plan::{Candidate, Plan, PlanHash, plan};
use emberwatch_domain::termination::Phase;
use emberwatch_testkit::place;
use emberwatch_views::actions::{TerminateOutcome, TerminateResult, dry_run, exit_code, plan_view, terminate_results};
use rust_decimal_macros::dec;

fn candidate(id: &str) -> Candidate {
    Candidate {
        realm: Realm::Aws,
        place: place("1", "eu-west-1"),
        profile: "research".into(),
        id: id.into(),
        name: id.to_owned(),
        state: ClusterState::Waiting,
        protected: Some(false),
        access: Access::Actions,
        criticality: Criticality::Ordinary,
        running_steps: Some(vec!["Sessionize".to_owned()]),
        pending_steps: Some(2),
        has_hdfs: Some(true),
        burn: Estimate { known: Usd::new(dec!(4.86)), unknown: vec![] },
    }
}

fn protected(id: &str) -> Candidate {
    Candidate { protected: Some(true), ..candidate(id) }
}

fn ended(id: &str) -> Candidate {
    Candidate { state: ClusterState::Terminated, ..candidate(id) }
}

fn made(candidates: Vec<Candidate>) -> Plan {
    plan(ActionKind::Terminate, candidates, "idle", now())
}

fn outcomes(results: &[TerminateResult]) -> Vec<TerminateOutcome> {
    results.iter().map(|result| result.outcome).collect()
}

#[test]
fn the_shape_of_a_plan_is_as_documented() {
    let production = Candidate { criticality: Criticality::Production, ..candidate("j-1") };
    let plan = made(vec![production, protected("j-2"), ended("j-3")]);
    let world = World::of(account());
    let view = plan_view(&plan, &PlanHash::new("hash-of-the-plan"), now() + mins(5), &world.scene());
    insta::assert_json_snapshot!(view);
}

#[test]
fn the_shape_of_terminate_results_is_as_documented() {
    insta::assert_json_snapshot!(dry_run(&made(vec![candidate("j-1"), protected("j-2"), ended("j-3")])));
}

#[test]
fn what_a_plan_came_to_is_what_the_journal_says() {
    let plan = made(vec![candidate("j-1"), candidate("j-2"), candidate("j-3"), candidate("j-4"), protected("j-5")]);
    let refused = Phase::Refused { reason: "it was WAITING when this was planned and is RUNNING now".into() };
    let entries = [entry(1, "j-1", Phase::Terminated), entry(2, "j-2", Phase::Stuck), entry(3, "j-3", refused)];
    let results = terminate_results(&plan, &entries).results;
    use TerminateOutcome::{Failed, Refused, Stuck, Terminated};
    assert_eq!(outcomes(&results), [Terminated, Stuck, Refused, Failed, Refused]);
    assert_eq!(results[0].usd_per_hour_saved, "4.8600");
    assert!(results[1..].iter().all(|result| result.usd_per_hour_saved == "0.0000" && result.reason.is_some()));
}

#[test]
fn done_or_nothing_to_do_exits_with_0() {
    assert_eq!(exit_code(&[]), 0);
    assert_eq!(exit_code(&dry_run(&made(vec![candidate("j-1"), ended("j-2")])).results), 0);
}

#[test]
fn a_failed_target_or_a_mixed_result_exits_with_1() {
    assert_eq!(exit_code(&dry_run(&made(vec![candidate("j-1"), protected("j-2")])).results), 1);
    assert_eq!(exit_code(&dry_run(&made(vec![ended("j-1"), protected("j-2")])).results), 1);
    assert_eq!(exit_code(&[TerminateResult::failed("j-9", "no cluster j-9 is known")]), 1);
}

#[test]
fn every_target_refused_exits_with_3() {
    assert_eq!(exit_code(&dry_run(&made(vec![protected("j-1"), protected("j-2")])).results), 3);
}

#[test]
fn an_unanswered_request_is_no_success() {
    let plan = made(vec![candidate("j-1")]);
    assert_eq!(exit_code(&terminate_results(&plan, &[entry(1, "j-1", Phase::Unknown)]).results), 1);
}
