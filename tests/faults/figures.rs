//! Counts that the benchmarks promise, small enough to be looked at with every change.

use crate::emberwatch::{after, at};
use crate::world::{World, quiet};
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::termination::Phase;
use emberwatch_simulator::{Crowd, Limits, Options, SimClock, Spread, WorldSize};
use serde_json::json;
use std::time::Duration;
use tokio::time::Instant;

/// In the part of a crowd's cycle in which nothing begins.
const STILL: &str = "2031-03-05T10:00:00Z";

fn crowded(clusters: u32) -> World {
    let spread = Spread::In { account: "research", region: "eu-west-1" };
    let world = WorldSize::With(Crowd { clusters, active: 0, spread });
    World::of(Options { clock: SimClock::manual(STILL.parse().unwrap()), world, ..Options::default() })
}

#[tokio::test(start_paused = true)]
async fn nothing_is_described_while_nothing_changes() {
    let (world, place) = (crowded(60), quiet());
    world.launch(&place, "etl", json!({})).await;
    let _emberwatch = world.watching(&place).await;
    after(3600).await;
    world.simulator.reset_calls();
    after(3600).await;
    for operation in ["DescribeCluster", "ListInstances", "ListInstanceGroups", "GetAutoTerminationPolicy"] {
        assert_eq!(world.calls(&place, operation), 0, "{operation}");
    }
    // Every thirty seconds what is active, one page; once what has ended, two pages.
    assert!((120..=124).contains(&world.calls(&place, "ListClusters")), "{}", world.calls(&place, "ListClusters"));
    let nodes = world.calls(&place, "DescribeInstances");
    assert!((119..=122).contains(&nodes), "{nodes} listings of nodes in an hour");
    assert_eq!(world.load(&place).1, 0, "nothing is throttled");
}

#[tokio::test(start_paused = true)]
async fn a_first_look_lists_each_page_once_and_asks_for_each_part_of_a_cluster_once() {
    let (world, place) = (World::new(Limits::Enforced), at("730335417920", "eu-west-1"));
    for number in 0..3 {
        world.start(&place, &format!("cluster {number}"), json!({})).await;
    }
    world.pass(20 * 60);
    let _emberwatch = world.watching(&place).await;
    for operation in ["DescribeCluster", "ListInstances", "ListInstanceGroups", "GetAutoTerminationPolicy"] {
        assert_eq!(world.calls(&place, operation), 3, "{operation}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_confirmed_click_is_on_the_wire_after_one_round_trip() {
    let clock = SimClock::manual(STILL.parse().unwrap());
    let latency = Duration::from_millis(50);
    let world = World::of(Options { clock, latency, limits: Limits::Off, ..Options::default() });
    let place = quiet();
    let id = world.launch(&place, "etl", json!({})).await;
    let emberwatch = world.watching(&place).await;
    let targets = [(place.clone(), id.clone())];
    let planned = emberwatch.actions.plan(ActionKind::Terminate, &targets, "a click").await.unwrap();
    let clicked = Instant::now();
    let entries = emberwatch.actions.confirm(&planned.hash, &[]).await.unwrap();
    emberwatch.outcome(&entries).await;
    let sent = world.sent.about("TerminateJobFlows", &id);
    // On this clock only waiting takes time: identity and state are re-read at once.
    assert!(sent.len() == 1 && sent[0] - clicked <= latency, "{:?} after the click", sent[0] - clicked);
}

#[tokio::test(start_paused = true)]
async fn a_terminated_cluster_is_shown_so_after_two_looks_at_most() {
    let (world, place) = (World::new(Limits::Off), quiet());
    let id = world.launch(&place, "etl", json!({})).await;
    let emberwatch = world.watching(&place).await;
    let entry = emberwatch.terminate(&place, std::slice::from_ref(&id)).await.remove(0);
    while world.state(&place, &id).await != "TERMINATED" {
        after(1).await;
    }
    let ended = Instant::now();
    while emberwatch.phase(&entry) != Phase::Terminated || emberwatch.row(&id).state != "TERMINATED" {
        after(1).await;
    }
    let looks = world.sent.about("DescribeCluster", &id).into_iter().filter(|looked| *looked > ended).count();
    assert!(looks <= 2, "{looks} looks");
}
