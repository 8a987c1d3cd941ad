//! B6: what a day of watching adds to what a process holds. In simulated time.

use crate::day::{HOUR, Running, in_simulated_time, world};
use crate::emberwatch::after;
use crate::table::{Row, Verdict};
use emberwatch_simulator::Limits;

pub const DOES: &str = "two accounts watched for a day by all that runs in the background, over the wire: the resident memory of \
    the process, which holds the simulator too, after three simulated hours and after 27; simulated time";

/// Everything was asked once by then, whatever AWS's buckets allow.
const SETTLED: u64 = 3 * HOUR;

pub fn run() -> Vec<Row> {
    in_simulated_time(measure())
}

async fn measure() -> Vec<Row> {
    let world = world(Limits::Enforced);
    let _process = Running::start(&world, "abiding");
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
