//! B6: what a day of watching adds to what a process holds. In simulated time.

use crate::emberwatch::after;
use crate::table::{Row, Verdict};
use crate::world::World;
use emberwatch_app::costs::{Costs, keep_fresh};
use emberwatch_simulator::{Limits, Options, SimClock};
use std::sync::Arc;

pub const DOES: &str = "two accounts watched for a day by all that runs in the background, over the wire: the resident memory of \
    the process, which holds the simulator too, after three simulated hours and after 27; simulated time";

const START: &str = "2031-03-05T10:00:00Z";
const WATCHED: [(&str, &[&str]); 2] = [("analytics-prod", &["eu-west-1"]), ("research", &["eu-west-1"])];
const HOUR: u64 = 3600;
/// Everything was asked once by then, whatever AWS's buckets allow.
const SETTLED: u64 = 3 * HOUR;

pub fn run() -> Vec<Row> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(measure())
}

async fn measure() -> Vec<Row> {
    let clock = SimClock::manual(START.parse().unwrap());
    let world = World::of(Options { clock, limits: Limits::Enforced, ..Options::default() });
    let emberwatch = world.process("abiding");
    let (history, settings) = (emberwatch.store.history.clone(), emberwatch.store.settings.clone());
    let costs = Arc::new(Costs::new(emberwatch.station.clone(), history, settings));
    emberwatch.watch(&WATCHED);
    let _refreshing = keep_fresh(&costs);
    after(SETTLED).await;
    let mut held = vec![resident()];
    for _ in 0..4 {
        after(6 * HOUR).await;
        held.push(resident());
    }
    println!("  resident, every six hours from the third on: {held:.1?} MB");
    let (begun, ended) = (held[0], held[held.len() - 1]);
    let more = (ended / begun - 1.0) * 100.0;
    vec![
        Row::new("B6", "resident memory after 24 more simulated hours of watching, simulator included")
            .ours(format!("{ended:.0} MB"))
            .against(format!("{begun:.0} MB, after the first three"))
            .ratio(format!("{more:+.1} %"))
            .target("< + 2 %", Verdict::ratio(more < 2.0)),
    ]
}

/// In megabytes.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
}
