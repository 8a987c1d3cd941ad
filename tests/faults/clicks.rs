//! One click too many: whoever confirms however often, AWS gets one request about a cluster.

use crate::emberwatch::{Emberwatch, after};
use crate::world::{World, quiet};
use emberwatch_app::failure::Failure;
use emberwatch_domain::account::Place;
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::termination::Phase;
use emberwatch_simulator::{Action, Limits, Rule};
use futures::future::join_all;
use serde_json::json;
use std::collections::BTreeSet;

async fn one_cluster() -> (World, Place, ClusterId) {
    let (world, place) = (World::new(Limits::Off), quiet());
    let id = world.launch(&place, "etl", json!({})).await;
    (world, place, id)
}

#[tokio::test(start_paused = true)]
async fn a_hundred_confirmations_of_one_plan_send_one_request() {
    let (world, place, id) = one_cluster().await;
    let emberwatch = world.watching(&place).await;
    let targets = [(place.clone(), id)];
    let planned = emberwatch.actions.plan(ActionKind::Terminate, &targets, "clicks").await.unwrap();
    let answers = join_all((0..100).map(|_| emberwatch.actions.confirm(&planned.hash, &[]))).await;
    let (confirmed, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(confirmed.len(), 1);
    assert!(refused.iter().all(|answer| matches!(answer, Err(Failure::PlanExpired))));
    let entries = confirmed.into_iter().next().unwrap().unwrap();
    assert_eq!(emberwatch.outcome(&entries).await, [Phase::Terminated]);
    assert_eq!(world.calls(&place, "TerminateJobFlows"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_hundred_clicks_in_two_processes_send_one_request() {
    let (world, place, id) = one_cluster().await;
    let (window, terminal) = (world.watching(&place).await, world.process("terminal"));
    terminal.watch(&[("research", &["eu-west-1"])]);
    after(120).await;
    let clicks = (0..100).map(|number| click(if number % 2 == 0 { &window } else { &terminal }, &place, &id));
    let numbers: BTreeSet<u64> = join_all(clicks).await.into_iter().flatten().collect();
    assert_eq!(numbers.len(), 1, "one row of the journal stands for all of them");
    let number = *numbers.first().unwrap();
    for process in [&window, &terminal] {
        let entry = process.actions.entry(number).unwrap().unwrap();
        assert_eq!(process.outcome(&[entry]).await, [Phase::Terminated]);
    }
    assert_eq!(world.calls(&place, "TerminateJobFlows"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_second_click_after_a_time_out_is_not_a_second_request() {
    let (world, place, id) = one_cluster().await;
    let emberwatch = world.watching(&place).await;
    // Nobody who waits can tell whether AWS has acted.
    world.fault(Rule {
        operation: Some("TerminateJobFlows".to_owned()),
        ..Rule::always(Action::Delay { millis: 120_000 })
    });
    let first = click(&emberwatch, &place, &id).await;
    after(20).await;
    let entry = emberwatch.actions.entry(first[0]).unwrap().unwrap();
    assert_eq!(entry.phase, Phase::Unknown);
    let again = click(&emberwatch, &place, &id).await;
    assert!(again.is_empty() || again == first, "{again:?} beside {first:?}");
    after(600).await;
    assert_eq!(world.sent.terminations().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_batch_with_protected_clusters_gives_each_its_own_result() {
    let (world, place) = (World::new(Limits::Enforced), quiet());
    let mut ids = Vec::new();
    for number in 0..6 {
        let protected = json!({ "Instances": { "TerminationProtected": number % 2 == 1 } });
        ids.push(world.start(&place, &format!("cluster {number}"), protected).await);
    }
    world.pass(20 * 60);
    let emberwatch = world.watching(&place).await;
    let entries = emberwatch.terminate(&place, &ids).await;
    let phases = emberwatch.outcome(&entries).await;
    for (number, phase) in phases.iter().enumerate() {
        let protected = matches!(phase, Phase::Refused { reason } if reason.contains("protection"));
        assert!(if number % 2 == 1 { protected } else { *phase == Phase::Terminated }, "{number}: {phase:?}");
    }
    let free: BTreeSet<String> = ids.iter().step_by(2).map(ToString::to_string).collect();
    assert_eq!(world.sent.each_alone(), free);
    assert_eq!(world.calls(&place, "SetTerminationProtection"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_is_protected_after_the_plan_is_left_alone() {
    let (world, place, id) = one_cluster().await;
    let emberwatch = world.watching(&place).await;
    let targets = [(place.clone(), id.clone())];
    let planned = emberwatch.actions.plan(ActionKind::Terminate, &targets, "late").await.unwrap();
    world
        .emr(&place, "SetTerminationProtection", &json!({ "JobFlowIds": [id.as_str()], "TerminationProtected": true }))
        .await;
    let entries = emberwatch.actions.confirm(&planned.hash, &[]).await.unwrap();
    let phase = emberwatch.outcome(&entries).await.remove(0);
    assert!(matches!(&phase, Phase::Refused { reason } if reason.contains("protection")), "{phase:?}");
    assert_eq!(world.calls(&place, "TerminateJobFlows"), 0);
}

/// Plans and confirms at once; returns the numbers of the journal entries.
async fn click(emberwatch: &Emberwatch, place: &Place, id: &ClusterId) -> Vec<u64> {
    let entries = emberwatch.terminate(place, std::slice::from_ref(id)).await;
    entries.iter().map(|entry| entry.number).collect()
}
