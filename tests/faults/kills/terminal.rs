//! The built emberctl, killed while it terminates clusters of a simulator that lives on.

use super::scene::{Dice, whole};
use crate::emberwatch::Emberwatch;
use crate::files::{Files, keys};
use crate::world::{World, quiet};
use emberwatch_app::ports::{Clock, Journal};
use emberwatch_domain::account::Realm;
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::termination::Phase;
use emberwatch_simulator::{Limits, SimClock};
use emberwatch_tests::proxy::Proxy;
use serde_json::json;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};

/// One cluster for each.
const KILLS: usize = 12;
/// In microseconds: what a write and a call take.
const MOMENT: u64 = 6_000;

#[tokio::test]
async fn emberctl_killed_at_any_moment_of_a_termination_sends_nothing_twice_and_the_next_life_finds_out() {
    let world = World::new(Limits::Off);
    let mut ids = Vec::new();
    for number in 0..KILLS {
        ids.push(world.start(&quiet(), &format!("etl {number}"), json!({})).await);
    }
    world.pass(20 * 60);
    world.emberwatch().allow(quiet().account.as_str());
    let mut dice = Dice::new(4);
    for (number, id) in ids.iter().enumerate() {
        kill_while_terminating(&world, id, number, &mut dice).await;
        drop(whole(world.folder.path()));
    }
    let sent = world.sent.each_alone();
    assert!(!sent.is_empty() && sent.len() < KILLS, "{} of {KILLS} were sent before the kill", sent.len());

    world.pass(3600);
    let later = world.process("a later life");
    later.watch(&[("research", &["eu-west-1"])]);
    while !later.actions.open_entries().unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(world.sent.each_alone(), sent, "nothing was sent by itself");
    assert_found_out(&later, &ids, &|id| sent.contains(id.as_str()));
}

/// Killed when the identity is asked for, when the request leaves, or whenever.
async fn kill_while_terminating(world: &World, id: &ClusterId, number: usize, dice: &mut Dice) {
    let proxy = Proxy::before(world.answer()).await;
    let section = keys("lab", &quiet()) + &format!("endpoint_url = {}\n", proxy.endpoint());
    let files = Files::new(&section);
    let mut emberctl = terminate(world, &files, id);
    let asked = |operation, times| proxy.asked(operation) >= times;
    let is_time = || match number % 3 {
        0 => asked("DescribeCluster", 2),
        1 => asked("TerminateJobFlows", 1),
        _ => asked("ListClusters", 1),
    };
    while !is_time() && emberctl.try_wait().unwrap().is_none() {
        tokio::time::sleep(Duration::from_micros(500)).await;
    }
    tokio::time::sleep(Duration::from_micros(dice.roll(if number % 3 == 2 { 300_000 } else { MOMENT }))).await;
    // It may have been quicker: then it has ended well.
    let _ = emberctl.start_kill();
    emberctl.wait().await.unwrap();
}

fn terminate(world: &World, files: &Files, id: &ClusterId) -> Child {
    let clock = SimClock::starting(Some(world.clock.now()), 1.0).unwrap();
    Command::new(emberctl())
        .args(["terminate", id.as_str(), "--profile", "lab", "--yes", "--reason", "a test"])
        .env_clear()
        .env("HOME", files.config().parent().unwrap())
        .env("EMBERWATCH_DATA_DIR", world.folder.path())
        .env("EMBERWATCH_CLOCK", clock.to_string())
        .env("AWS_CONFIG_FILE", files.config())
        .env("AWS_SHARED_CREDENTIALS_FILE", files.config().with_file_name("credentials"))
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What was sent has ended, what was not is refused or was never confirmed.
fn assert_found_out(later: &Emberwatch, ids: &[ClusterId], was_sent: &dyn Fn(&ClusterId) -> bool) {
    let entries = later.store.journal.recent(Realm::Aws, 1000).unwrap();
    for id in ids {
        let mut about = entries.iter().filter(|entry| &entry.request.cluster == id);
        match (about.next().map(|entry| &entry.phase), was_sent(id)) {
            (Some(Phase::Terminated), true) | (None, false) => {}
            (Some(Phase::Refused { reason }), false) => assert!(reason.contains("never sent"), "{id}: {reason}"),
            (Some(Phase::Failed { reason }), false) => assert!(reason.contains("still alive"), "{id}: {reason}"),
            (phase, sent) => panic!("{id}: {phase:?}, sent: {sent}"),
        }
        assert!(about.next().is_none(), "one row for {id}");
    }
    later.store.journal.verify_audit().unwrap();
}

/// Beside this test, or where whoever runs it says.
fn emberctl() -> PathBuf {
    let folder = std::env::var_os("EMBERWATCH_BINARIES")
        .map_or_else(|| std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned(), PathBuf::from);
    folder.join("emberctl")
}
