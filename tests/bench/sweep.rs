//! B1: a full sweep against the least that any client could do, and against what a script would do.

mod bare;
mod ours;
mod recording;

use crate::figures::{Spread, millis};
use crate::harness::{Home, Simulator, boto3};
use crate::table::{Row, Verdict};
use bare::Bare;
use emberwatch_cloud_aws::{FileLocations, Http};
pub use ours::Ours;
use recording::Recording;
use std::collections::BTreeMap;
use std::time::Duration;

pub const DOES: &str = "20 profiles × 17 regions, 6,800 clusters (20 a place, one in twenty active), 50 ms added to every \
    answer, buckets off, one simulator process for all: our sweep, a bare hyper client sending the very same requests \
    at once, and boto3 one by one; interleaved, medians";

const ACCOUNTS: usize = 20;
const REGIONS: usize = 17;
/// The sample's own accounts are there too, but not watched: some of their regions are denied to them.
const SAMPLED: usize = 3;
/// Clusters, of which one in twenty is active.
const A_PLACE: usize = 20;
const ROUNDS: usize = 11;
/// boto3 does one profile of the twenty; its time is scaled.
const SCRIPT: &str = include_str!("sweep/one_by_one.py");

pub fn run() -> Vec<Row> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(measure())
}

async fn measure() -> Vec<Row> {
    let home = Home::new();
    let all = ACCOUNTS + SAMPLED;
    let (accounts, clusters) = (all.to_string(), (A_PLACE * all * REGIONS).to_string());
    let sized = ["--accounts", &accounts, "--clusters", &clusters, "--latency", "50ms", "--limits", "off"];
    // Its world stands still: a cluster that starts meanwhile would be described, and that is no sweep in which all is known.
    let simulator = Simulator::serve(&home, &[&sized[..], &["--speed", "0.0001"]].concat()).await;
    let files = || FileLocations::at(&simulator.ready.config_file, &simulator.ready.credentials_file);

    let (recording, recorder) = Recording::new();
    let recorded = Ours::over(&home.path("recorded"), files(), recorder);
    recorded.watch_teams();
    recorded.know_everything(ACCOUNTS * REGIONS).await;
    recording.forget();
    recorded.sweep().await;
    let calls = recording.sweep_calls();
    drop(recorded);
    println!("  the recorded sweep: {}", counted(&recording.operations()));

    let ours = Ours::over(&home.path("emberwatch"), files(), Http::aws());
    ours.watch_teams();
    ours.know_everything(ACCOUNTS * REGIONS).await;
    let bare = Bare::new();
    bare.send(&calls).await;
    let (mut our, mut bares, mut script) = (Vec::new(), Vec::new(), Vec::new());
    ours.sweep().await;
    for round in 0..ROUNDS {
        our.push(ours.sweep().await);
        bares.push(bare.send(&calls).await);
        if round % 3 == 0 {
            script.push(one_by_one(&home, &simulator, round).await);
        }
    }
    let (our, bare, script) = (Spread::of(&our), Spread::of(&bares), Spread::of(&script));
    println!("  ours {our}\n  bare hyper {bare}\n  boto3, one profile of {ACCOUNTS} {script}");
    rows(calls.len(), our, bare, script)
}

fn rows(calls: usize, our: Spread, bare: Spread, script: Spread) -> Vec<Row> {
    let against_bare = our.median.as_secs_f64() / bare.median.as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "twenty")]
    let scripted = script.median.as_secs_f64() * ACCOUNTS as f64;
    let against_script = scripted / our.median.as_secs_f64();
    let places = ACCOUNTS * REGIONS;
    let expected = 2 * places;
    vec![
        Row::new("B1", format!("calls of one sweep of {places} places in which all is known"))
            .ours(calls.to_string())
            .against(format!("{expected}: active clusters and nodes of each place"))
            .target("=", Verdict::count(calls == expected)),
        Row::new("B1", format!("sweep of {places} places, {calls} calls, median of {ROUNDS}"))
            .ours(format!("{:.0} ms", millis(our.median)))
            .against(format!("{:.0} ms, bare hyper", millis(bare.median)))
            .ratio(format!("{against_bare:.2}"))
            .target("≤ 1.3", Verdict::ratio(against_bare <= 1.3)),
        Row::new("B1", "the same one by one")
            .ours(format!("{:.0} ms", millis(our.median)))
            .against(format!("{scripted:.1} s, boto3 (1 of 20 profiles, scaled)"))
            .ratio(format!("{against_script:.0} ×"))
            .target("≥ 150 ×", Verdict::ratio(against_script >= 150.0)),
    ]
}

async fn one_by_one(home: &Home, simulator: &Simulator, round: usize) -> Duration {
    let profile = format!("team-{:02}", SAMPLED + 1 + round % ACCOUNTS);
    let arguments = [profile, simulator.ready.config_file.clone(), simulator.ready.credentials_file.clone()];
    let told =
        tokio::task::block_in_place(|| boto3(home, SCRIPT, &arguments.iter().map(String::as_str).collect::<Vec<_>>()));
    Duration::from_secs_f64(told.trim().parse().unwrap())
}

fn counted(operations: &BTreeMap<String, usize>) -> String {
    operations.iter().map(|(operation, count)| format!("{count} {operation}")).collect::<Vec<_>>().join(", ")
}
