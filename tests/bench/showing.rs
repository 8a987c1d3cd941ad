//! B10: what becomes of a click: one request, and its end on the screen. In simulated time.

use crate::day::{in_simulated_time, world};
use crate::emberwatch::after;
use crate::table::{Row, Verdict};
use crate::world::quiet;
use emberwatch_domain::termination::Phase;
use emberwatch_simulator::Limits;
use futures::future::join_all;
use serde_json::json;
use tokio::time::Instant;

pub const DOES: &str = "5 terminations from AWS's TERMINATED to ours, and 100 clicks at once in two processes on one data folder; \
     simulated time";

pub fn run() -> Vec<Row> {
    vec![in_simulated_time(to_the_screen()), in_simulated_time(at_once())]
}

/// The looks at a cluster between AWS's TERMINATED and ours.
async fn to_the_screen() -> Row {
    let mut most = 0;
    for _ in 0..5 {
        let (world, place) = (world(Limits::Off), quiet());
        let id = world.launch(&place, "etl", json!({})).await;
        let emberwatch = world.watching(&place).await;
        let entry = emberwatch.terminate(&place, std::slice::from_ref(&id)).await.remove(0);
        while world.state(&place, &id).await != "TERMINATED" {
            after(1).await;
        }
        let ended = Instant::now();
        let shown = || emberwatch.phase(&entry) == Phase::Terminated && emberwatch.row(&id).state == "TERMINATED";
        while !shown() {
            after(1).await;
        }
        let looks = world.sent.about("DescribeCluster", &id).into_iter().filter(|at| *at > ended).count();
        println!("  TERMINATED was shown {} s after it was so, with {looks} looks", ended.elapsed().as_secs());
        most = most.max(looks);
    }
    Row::new("B10", "polls from AWS's TERMINATED to ours, at most")
        .ours(most.to_string())
        .against("the simulator's transition")
        .target("≤ 2 polls", Verdict::count(most <= 2))
}

/// A hundred clicks in two processes on one data folder.
async fn at_once() -> Row {
    let (world, place) = (world(Limits::Off), quiet());
    let id = world.launch(&place, "etl", json!({})).await;
    let (window, terminal) = (world.watching(&place).await, world.process("terminal"));
    terminal.watch(&[("research", &["eu-west-1"])]);
    after(120).await;
    join_all((0..100).map(|number| {
        let process = if number % 2 == 0 { &window } else { &terminal };
        process.terminate(&place, std::slice::from_ref(&id))
    }))
    .await;
    after(1200).await;
    let sent = world.sent.about("TerminateJobFlows", &id).len();
    println!("  100 clicks sent {sent} requests");
    Row::new("B10", "effective requests of 100 parallel clicks in two processes")
        .ours(sent.to_string())
        .against("1")
        .target("1", Verdict::count(sent == 1))
}
