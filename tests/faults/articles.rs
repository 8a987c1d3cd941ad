//! What the nightly script did wrong that this project answers: each fault of it is a rule here.

use crate::emberwatch::Emberwatch;
use crate::world::{World, quiet};
use emberwatch_domain::account::Place;
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::termination::Phase;
use emberwatch_simulator::Limits;
use serde_json::json;
use std::collections::BTreeSet;

#[tokio::test(start_paused = true)]
async fn a_cluster_without_a_key_pair_does_not_stop_the_others_from_being_terminated() {
    let (world, place) = (World::new(Limits::Enforced), quiet());
    let with_key = |key: &str| json!({ "Instances": { "Ec2KeyName": key } });
    let mila = world.start(&place, "of mila", with_key("mila")).await;
    let nobody = world.start(&place, "of nobody", json!({})).await;
    let lena = world.launch(&place, "of lena", with_key("lena")).await;
    let emberwatch = world.watching(&place).await;
    let owners = [&mila, &nobody, &lena].map(|id| emberwatch.row(id).owner.name);
    assert_eq!(owners, [Some("mila".to_owned()), None, Some("lena".to_owned())]);
    let ids = [mila, nobody, lena];
    let entries = emberwatch.terminate(&place, &ids).await;
    assert_eq!(emberwatch.outcome(&entries).await, [Phase::Terminated, Phase::Terminated, Phase::Terminated]);
    assert_eq!(world.sent.each_alone(), ids.map(|id| id.to_string()).into());
}

#[tokio::test(start_paused = true)]
async fn one_protected_cluster_of_two_does_not_keep_the_other_alive() {
    let (world, place) = (World::new(Limits::Enforced), quiet());
    let guarded = json!({ "Instances": { "TerminationProtected": true } });
    let guarded = world.start(&place, "guarded", guarded).await;
    let free = world.launch(&place, "free", json!({})).await;
    let emberwatch = world.watching(&place).await;
    let entries = emberwatch.terminate(&place, &[guarded.clone(), free.clone()]).await;
    let phases = emberwatch.outcome(&entries).await;
    assert!(matches!(&phases[0], Phase::Refused { reason } if reason.contains("protection")), "{phases:?}");
    assert_eq!(phases[1], Phase::Terminated);
    assert_eq!(world.sent.each_alone(), BTreeSet::from([free.to_string()]));
    assert_eq!(world.state(&place, &guarded).await, "WAITING");
    assert_eq!(world.calls(&place, "SetTerminationProtection"), 0, "a protection is never lifted silently");
}

#[tokio::test(start_paused = true)]
async fn sixty_clusters_are_all_seen_and_all_terminated_one_id_a_call() {
    let (world, place) = (World::new(Limits::Enforced), quiet());
    let mut ids = BTreeSet::new();
    for number in 0..60 {
        ids.insert(world.start(&place, &format!("cluster {number}"), json!({})).await);
    }
    world.pass(20 * 60);
    let emberwatch = world.watching(&place).await;
    assert_eq!(active(&emberwatch, &place), ids, "a second page is read");
    let ids: Vec<ClusterId> = ids.into_iter().collect();
    let entries = emberwatch.terminate(&place, &ids).await;
    let phases = emberwatch.outcome(&entries).await;
    assert_eq!(phases, vec![Phase::Terminated; 60]);
    assert_eq!(world.sent.each_alone(), ids.iter().map(ToString::to_string).collect());
    assert_eq!(active(&emberwatch, &place), BTreeSet::new());
}

fn active(emberwatch: &Emberwatch, place: &Place) -> BTreeSet<ClusterId> {
    let records = emberwatch.records(place).into_iter();
    records.filter(|record| !record.summary.state.has_ended()).map(|record| record.id().clone()).collect()
}
