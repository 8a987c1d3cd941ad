//! B10: how long a confirmed click takes to the wire.

use crate::emberwatch::Emberwatch;
use crate::figures::{Spread, millis};
use crate::table::{Row, Verdict};
use crate::world::{World, quiet};
use emberwatch_domain::account::Place;
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::plan::PlanHash;
use emberwatch_simulator::{Limits, Options, SimClock};
use serde_json::json;
use std::time::Duration;
use tokio::time::Instant;

pub const DOES: &str =
    "25 terminations, one after the other, 50 ms round trip, on the real journal: from the confirmation to the request";

const ROUND_TRIP: Duration = Duration::from_millis(50);
const CLICKS: usize = 25;
const MOST_OVER: f64 = 10.0;

pub fn run() -> Vec<Row> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(to_the_wire())
}

async fn plan(emberwatch: &Emberwatch, place: &Place, id: &ClusterId) -> PlanHash {
    let targets = [(place.clone(), id.clone())];
    emberwatch.actions.plan(ActionKind::Terminate, &targets, "a benchmark").await.unwrap().hash
}

/// Real time, over a wire with a round trip of 50 ms.
async fn to_the_wire() -> Vec<Row> {
    let clock = SimClock::manual("2031-03-05T10:00:00Z".parse().unwrap());
    let world = World::of(Options { clock, limits: Limits::Off, latency: ROUND_TRIP, ..Options::default() });
    let place = quiet();
    let launches = (0..CLICKS).map(|number| format!("cluster {number}"));
    let mut ids = Vec::new();
    for name in launches {
        ids.push(world.start(&place, &name, json!({})).await);
    }
    world.pass(20 * 60);
    let (mut wire, mut trips) = (Vec::new(), Vec::new());
    for id in &ids {
        let (clicked, trip) = click(&world, &place, id).await;
        wire.push(clicked);
        trips.push(trip);
    }
    let (wire, trip) = (Spread::of(&wire), Spread::of(&trips));
    let over = millis(wire.median) - millis(trip.median);
    println!("  click to wire {wire}; one round trip {trip}");
    vec![
        Row::new("B10", "confirmed click to the request on the wire, median")
            .ours(format!("{:.1} ms", millis(wire.median)))
            .against(format!("{:.1} ms, one round trip", millis(trip.median)))
            .ratio(format!("+ {over:.1} ms"))
            .target("≤ + 10 ms", Verdict::ratio(over <= MOST_OVER)),
    ]
}

/// How long one click takes to the wire, and one call there and back. Every click is a process's first, for a person
/// does not click as often as AWS's buckets for one place would be emptied by this.
async fn click(world: &World, place: &Place, id: &ClusterId) -> (Duration, Duration) {
    let emberwatch = world.process(id.as_str());
    emberwatch.allow(place.account.as_str());
    emberwatch.watch(&[("research", &["eu-west-1"])]);
    while emberwatch.station.board.snapshot(&place.account).is_none_or(|seen| seen.cluster(&place.region, id).is_none())
    {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(10 * ROUND_TRIP).await;
    let begun = Instant::now();
    emberwatch.station.cloud.identity(&"research".into()).unwrap().caller().await.unwrap();
    let trip = begun.elapsed();
    let hash = plan(&emberwatch, place, id).await;
    let clicked = Instant::now();
    emberwatch.actions.confirm(&hash, &[]).await.unwrap();
    loop {
        match world.sent.about("TerminateJobFlows", id).first() {
            Some(at) => return (*at - clicked, trip),
            None => tokio::time::sleep(Duration::from_millis(1)).await,
        }
    }
}
