//! One place does not answer, and everywhere else work goes on.

use crate::emberwatch::{Emberwatch, after, at};
use crate::world::{World, quiet};
use emberwatch_domain::account::Place;
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::termination::Phase;
use emberwatch_simulator::{Action, Limits, Rule};
use serde_json::json;

/// Two accounts with a cluster in each, in which actions are allowed.
async fn two() -> (World, Emberwatch, [(Place, ClusterId); 2]) {
    let world = World::new(Limits::Enforced);
    let places = [quiet(), at("905418233746", "eu-north-1")];
    let mut ids = Vec::new();
    for place in &places {
        ids.push(world.start(place, "etl", json!({})).await);
    }
    world.pass(20 * 60);
    let emberwatch = world.emberwatch();
    for place in &places {
        emberwatch.allow(place.account.as_str());
    }
    emberwatch.watch(&[("research", &["eu-west-1"]), ("sandbox", &["eu-north-1"])]);
    after(180).await;
    let [one, other] = places;
    let (second, first) = (ids.pop().unwrap(), ids.pop().unwrap());
    (world, emberwatch, [(one, first), (other, second)])
}

/// No call to this place is answered before everybody has given it up.
fn silence(world: &World, place: &Place) {
    world.fault(Rule { account: Some(place.account.to_string()), ..Rule::always(Action::Delay { millis: 600_000 }) });
}

#[tokio::test(start_paused = true)]
async fn a_place_that_hangs_gives_its_turns_back_and_no_other_polls_less() {
    let (world, emberwatch, [(silent, id), (other, _)]) = two().await;
    silence(&world, &silent);
    world.simulator.reset_calls();
    let before = world.sent.count("ListClusters");
    after(30 * 60).await;
    let there = world.calls(&other, "ListClusters");
    // The simulator counts what it has answered.
    let here = (world.sent.count("ListClusters") - before) as u64 - there;
    assert!(there >= 55, "{there} listings next door in half an hour");
    // Twenty seconds for two tries, for it is a read, and half a minute of rest.
    assert!((20..=80).contains(&here), "{here} listings of the silent place");
    let error = emberwatch.failure(&silent).expect("it is told");
    assert_eq!(error.to_string(), "ListClusters: no answer in time");
    assert!(emberwatch.row(&id).freshness.stale && emberwatch.failure(&other).is_none());
    world.simulator.faults().clear();
    after(90).await;
    assert!(emberwatch.failure(&silent).is_none());
    assert!(!emberwatch.row(&id).freshness.stale, "fresh again within a period");
}

#[tokio::test(start_paused = true)]
async fn a_place_that_hangs_keeps_no_termination_elsewhere_waiting() {
    let (world, emberwatch, [(silent, first), (other, second)]) = two().await;
    let mut entries = emberwatch.terminate(&silent, &[first]).await;
    after(8).await;
    silence(&world, &silent);
    entries.extend(emberwatch.terminate(&other, &[second]).await);
    world.simulator.reset_calls();
    after(60).await;
    let looks = world.calls(&other, "DescribeCluster");
    // Every five seconds, as if nothing were wrong elsewhere; the polls see it too.
    assert!(looks >= 6, "{looks} looks in the first minute");
    assert_eq!(emberwatch.outcome(&entries[1..]).await, [Phase::Terminated]);
    assert!(!emberwatch.phase(&entries[0]).is_over(), "what is not known is not over");
    world.simulator.faults().clear();
    assert_eq!(emberwatch.outcome(&entries[..1]).await, [Phase::Terminated]);
    assert_eq!(world.sent.each_alone().len(), 2);
}
