//! Programs and sign-ins that give no credentials: they hang, they chatter, they want a person.

use crate::emberwatch::{Emberwatch, after};
use crate::files::{Files, keys};
use crate::world::{World, quiet};
use emberwatch_domain::account::Place;
use emberwatch_simulator::Limits;
use emberwatch_views::profiles::ProfileRow;
use emberwatch_views::sources::SourceStatus;
use serde_json::json;
use std::fs;
use std::path::Path;

/// Stands in what a program says, and may stand nowhere else.
const CANARY: &str = "hush-hush-canary";

async fn lab() -> (World, Place) {
    let (world, place) = (World::new(Limits::Off), quiet());
    world.launch(&place, "etl", json!({})).await;
    (world, place)
}

/// Beside an account that works.
fn watching(world: &World, files: &Files, other: &str) -> Emberwatch {
    let home = world.folder.path().join("home");
    let locations =
        files.locations().with_variable("HOME", home).with_variable("PATH", std::env::var_os("PATH").unwrap());
    let emberwatch = world.process_over("window", emberwatch_cloud_aws::AwsCloud::from_files(locations, world.http()));
    emberwatch.watch(&[("lab", &["eu-west-1"]), (other, &["eu-west-1"])]);
    emberwatch
}

fn row(emberwatch: &Emberwatch, profile: &str) -> ProfileRow {
    emberwatch.profiles().profiles.into_iter().find(|row| row.name == profile).unwrap()
}

fn other_is_live(emberwatch: &Emberwatch) -> bool {
    let view = emberwatch.view();
    view.clusters.len() == 1 && !view.clusters[0].freshness.stale
}

/// Whether a text stands in any file below a folder.
fn stands_in(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).any(|path| match path.is_dir() {
        true => stands_in(&path, text),
        false => String::from_utf8_lossy(&fs::read(path).unwrap()).contains(text),
    })
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_credential_process_that_hangs_is_started_once_told_and_holds_nobody_up() {
    let (world, place) = lab().await;
    let (log, gate) = (world.folder.path().join("started"), world.folder.path().join("gate"));
    assert!(std::process::Command::new("mkfifo").arg(&gate).status().unwrap().success());
    let script = format!("echo started >> '{}'; timeout 60 cat '{}'", log.display(), gate.display());
    let hanging = format!("[profile slow]\nregion = eu-west-1\ncredential_process = sh -c \"{script}\"\n");
    let files = Files::new(&(keys("lab", &place) + &hanging));
    let emberwatch = watching(&world, &files, "slow");
    after(1800).await;
    assert!(other_is_live(&emberwatch));
    let slow = row(&emberwatch, "slow");
    let problem = slow.problem.unwrap();
    assert!(problem.contains("the credential_process of profile `slow`"), "{problem}");
    assert_eq!(fs::read_to_string(&log).unwrap(), "started\n");
    // It ends with this test.
    fs::write(&gate, "").unwrap();
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn what_a_credential_process_says_is_shown_nowhere_and_written_nowhere() {
    let (world, place) = lab().await;
    let count = world.folder.path().join("count");
    let script = format!(
        "echo x >> '{}'; echo {CANARY}; echo {CANARY} >&2; head -c 100000 /dev/zero | tr '\\\\0' x; exit 3",
        count.display()
    );
    let noisy = format!("[profile noisy]\nregion = eu-west-1\ncredential_process = sh -c \"{script}\"\n");
    let files = Files::new(&(keys("lab", &place) + &noisy));
    let emberwatch = watching(&world, &files, "noisy");
    after(1800).await;
    assert!(other_is_live(&emberwatch));
    let shown = serde_json::to_string(&(emberwatch.profiles(), emberwatch.view(), emberwatch.shell())).unwrap();
    assert!(shown.contains("the credential_process of profile `noisy`"), "{shown}");
    assert!(!shown.contains(CANARY));
    assert!(!format!("{:?}", emberwatch.station.board).contains(CANARY));
    emberwatch.station.keep_calls();
    assert!(!stands_in(world.folder.path(), CANARY));
    let started = fs::read_to_string(&count).unwrap().lines().count();
    assert!((1..=60).contains(&started), "started {started} times in half an hour");
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_is_needed_is_told_with_its_command_and_costs_no_call_however_long() {
    let (world, place) = lab().await;
    let sso = "[profile corp]\nregion = eu-west-1\nsso_session = faults\nsso_account_id = 111122223333\nsso_role_name = Reader\n\
               [sso-session faults]\nsso_region = eu-west-1\nsso_start_url = https://faults.example/start\n";
    let files = Files::new(&(keys("lab", &place) + sso));
    let emberwatch = watching(&world, &files, "corp");
    after(4 * 3600).await;
    emberwatch.watcher.refresh();
    after(60).await;
    assert!(other_is_live(&emberwatch));
    let corp = row(&emberwatch, "corp");
    assert_eq!(
        (corp.status, corp.command.as_deref()),
        (Some(SourceStatus::SignInNeeded), Some("aws sso login --profile corp"))
    );
    // Whatever left for it would have been seen by the simulator, or counted as failed.
    let name = crate::world::account(&place).name;
    let others: Vec<_> = world.simulator.calls().into_iter().filter(|count| count.account != name).collect();
    assert_eq!(others, []);
    let usage = world.meter.usage(&*emberwatch.store.history, emberwatch_domain::account::Realm::Aws).unwrap();
    assert!(usage.today.keys().all(|key| key.place.account == place.account), "{:?}", usage.today.keys());
}
