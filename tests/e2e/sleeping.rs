//! A window whose process stood still, as it does when a machine sleeps.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::harness::{Home, Name, Simulator, binary, emberctl, in_window};

/// Longer than a look at the clocks and the gap that the app takes for a sleep; it is the span itself that is tried here.
const NIGHT: Duration = Duration::from_secs(27);

#[tokio::test]
async fn a_window_that_stood_still_asks_anew_who_it_is_and_reads_every_place_once() {
    let home = Home::new();
    let simulator = Simulator::serve(&home, &["--limits", "off"]).await;
    let home = home.with_profiles_of(&simulator);
    emberctl(&home, &["profiles", "watch", "sandbox", "--region", "eu-west-1"]);
    emberctl(&home, &["profiles", "watch", "research"]);
    in_window(&home, async |window| {
        window.find("row", Name::Has("deny-terminate")).await;
        window.find("row", Name::Has("notebook-mila")).await;
        let app = process_of(&home);
        signal(app, "STOP");
        simulator.forget_calls().await;
        tokio::time::sleep(NIGHT).await;
        signal(app, "CONT");
        // Both profiles are asked who they are, and both places what runs there.
        let is_swept = async || {
            let calls = simulator.calls().await;
            Ok((count(&calls, "GetCallerIdentity") >= 2 && count(&calls, "ListClusters") >= 2).then_some(calls))
        };
        let calls = window.until("the sweep after the sleep", is_swept).await;
        let (callers, lists) = (count(&calls, "GetCallerIdentity"), count(&calls, "ListClusters"));
        // The poll that asks who a profile is, and the first call of its place; a listing, and one whose turn had come.
        assert!(callers <= 6 && lists <= 6, "{calls:#}");
        window.find("row", Name::Has("notebook-mila")).await;
        window.see("live").await;
    })
    .await;
}

fn count(calls: &Value, operation: &str) -> u64 {
    let counts = calls["calls"].as_array().expect("the simulator counts").iter();
    counts.filter(|count| count["operation"] == operation).filter_map(|count| count["calls"].as_u64()).sum()
}

/// The app that works on this home's data folder, and no other.
fn process_of(home: &Home) -> u32 {
    let program = binary("emberwatch");
    let folder = format!("EMBERWATCH_DATA_DIR={}", home.path("emberwatch").display());
    let is_it = |process: &Path| {
        let environment = fs::read(process.join("environ")).unwrap_or_default();
        fs::read_link(process.join("exe")).is_ok_and(|exe| exe == program)
            && environment.split(|byte| *byte == 0).any(|variable| variable == folder.as_bytes())
    };
    let processes = fs::read_dir("/proc").expect("the list of processes").flatten().map(|entry| entry.path());
    let found =
        processes.filter(|process| is_it(process)).find_map(|process| process.file_name()?.to_str()?.parse().ok());
    found.expect("the app of this home runs")
}

fn signal(process: u32, name: &str) {
    let sent = Command::new("kill").args(["-s", name, &process.to_string()]).status().expect("kill is there");
    assert!(sent.success(), "SIG{name} to {process}");
}
