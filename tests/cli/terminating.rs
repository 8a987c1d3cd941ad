//! A termination in the terminal, from the plan to the proof.

use crate::ground::Ground;
use crate::serving::Rehearsal;
use crate::wire;
use emberwatch_domain::account::{AccountId, Criticality};
use emberwatch_store::Store;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

const PROD: &str = "--profile analytics-prod --region us-east-1 --region eu-west-1";
const PROD_ACCOUNT: &str = "441088120031";

fn outcomes(answer: &Value) -> Vec<&str> {
    answer["results"].as_array().unwrap().iter().map(|result| result["outcome"].as_str().unwrap()).collect()
}

fn allowed(flags: &str) -> Rehearsal {
    let rehearsal = Rehearsal::start(flags);
    rehearsal.ground.json(0, "profiles allow-actions analytics-prod");
    rehearsal
}

fn state(rehearsal: &Rehearsal, id: &str) -> String {
    let view = rehearsal.ground.json(0, &format!("cluster {id} {PROD}"));
    view["row"]["state"].as_str().unwrap().to_owned()
}

#[test]
fn a_dry_run_says_what_would_be_done_and_sends_nothing() {
    let rehearsal = allowed("--speed 0.001 --limits off");
    let id = rehearsal.ids(PROD, "notebook-lena").remove(0);
    let answer = rehearsal.ground.json(0, &format!("terminate {id} {PROD} --dry-run"));
    assert_eq!(outcomes(&answer), ["would_terminate"]);
    assert_ne!(answer["results"][0]["usd_per_hour_saved"], "0.0000");
    let calls = wire::get(rehearsal.simulator.address(), "/_simulator/calls");
    assert!(!calls.contains("TerminateJobFlows"), "{calls}");
    assert_eq!(state(&rehearsal, &id), "WAITING");
}

#[test]
fn a_termination_that_is_waited_for_is_over_when_aws_says_terminated() {
    let rehearsal = allowed("--speed 60");
    let id = rehearsal.ids(PROD, "notebook-lena").remove(0);
    let ended = rehearsal.ground.run(&format!("terminate {id} {PROD} --yes --wait --reason over --json"));
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    assert_eq!(outcomes(&ended.json()), ["terminated"], "{ended:#?}");
    assert!(ended.stderr.contains("as AWS says"), "{ended:#?}");
    assert_eq!(state(&rehearsal, &id), "TERMINATED");
}

#[test]
fn a_termination_that_is_not_waited_for_is_accepted() {
    let rehearsal = allowed("--speed 0.001 --limits off");
    let id = rehearsal.ids(PROD, "notebook-lena").remove(0);
    let first = rehearsal.ground.json(0, &format!("terminate {id} {PROD} --yes"));
    assert_eq!(outcomes(&first), ["terminating"]);
    assert_eq!(state(&rehearsal, &id), "TERMINATING");
    // Asked again, there is nothing to do, and nothing is sent.
    let again = rehearsal.ground.json(0, &format!("terminate {id} {PROD} --yes"));
    assert_eq!(outcomes(&again), ["terminating"]);
    assert_eq!(terminate_calls(&rehearsal), 1);
}

fn terminate_calls(rehearsal: &Rehearsal) -> u64 {
    let calls: Value = serde_json::from_str(&wire::get(rehearsal.simulator.address(), "/_simulator/calls")).unwrap();
    let of_terminate =
        calls["calls"].as_array().unwrap().iter().filter(|call| call["operation"] == "TerminateJobFlows");
    of_terminate.map(|call| call["calls"].as_u64().unwrap()).sum()
}

#[test]
fn a_protected_cluster_is_refused_and_the_other_goes_on() {
    let rehearsal = allowed("--speed 0.001 --limits off");
    let protected = rehearsal.ids(PROD, "trino-shared").remove(0);
    let other = rehearsal.ids(PROD, "notebook-lena").remove(0);
    let answer = rehearsal.ground.json(1, &format!("terminate {protected} {other} {PROD} --yes"));
    assert_eq!(outcomes(&answer), ["refused", "terminating"]);
    assert!(answer["results"][0]["reason"].as_str().unwrap().contains("protection"));
    assert_eq!(state(&rehearsal, &protected), "WAITING");
}

#[test]
fn when_every_target_is_refused_nothing_is_sent() {
    let rehearsal = allowed("--speed 0.001 --limits off");
    let protected = rehearsal.ids(PROD, "trino-shared").remove(0);
    let answer = rehearsal.ground.json(3, &format!("terminate {protected} {PROD} --yes"));
    assert_eq!(outcomes(&answer), ["refused"]);
    assert_eq!(terminate_calls(&rehearsal), 0);
}

#[test]
fn a_read_only_account_refuses_every_termination() {
    let rehearsal = Rehearsal::still();
    let id = rehearsal.ids(PROD, "notebook-lena").remove(0);
    let answer = rehearsal.ground.json(3, &format!("terminate {id} {PROD} --yes"));
    assert_eq!(outcomes(&answer), ["refused"]);
    assert!(answer["results"][0]["reason"].as_str().unwrap().contains("read-only"));
    let told = rehearsal.ground.run(&format!("terminate {id} {PROD} --yes"));
    assert!(told.stdout.contains("emberctl profiles allow-actions analytics-prod"), "{told:#?}");
    assert!(!told.stderr.contains("PLAN"), "a plan of nothing says what the answer says: {told:#?}");
    assert_eq!(terminate_calls(&rehearsal), 0);
}

#[test]
fn an_unknown_id_fails_and_hurts_no_other() {
    let rehearsal = allowed("--speed 0.001 --limits off");
    let id = rehearsal.ids(PROD, "notebook-lena").remove(0);
    let alone = rehearsal.ground.json(1, &format!("terminate j-NOSUCHCLUSTER {PROD} --yes"));
    assert_eq!(outcomes(&alone), ["failed"]);
    let mixed = rehearsal.ground.json(1, &format!("terminate j-NOSUCHCLUSTER {id} {id} {PROD} --yes"));
    assert_eq!(outcomes(&mixed), ["failed", "terminating"]);
    assert_eq!(mixed["results"][0]["id"], "j-NOSUCHCLUSTER");
}

#[test]
fn a_script_that_cannot_answer_must_say_yes() {
    let ground = Ground::new();
    ground.run("terminate j-1").assert_told(2, &["--yes"]);
    ground.run("terminate j-1 --yes --cached").assert_told(2, &["--cached"]);
}

#[test]
fn in_a_production_account_yes_needs_the_name_beside_it() {
    let rehearsal = allowed("--speed 0.001 --limits off");
    let id = rehearsal.ids(PROD, "notebook-lena").remove(0);
    mark_production(&rehearsal.ground);
    let refused = rehearsal.ground.json(3, &format!("terminate {id} {PROD} --yes --confirm-name notebook"));
    assert_eq!(outcomes(&refused), ["refused"]);
    assert!(refused["results"][0]["reason"].as_str().unwrap().contains("notebook-lena"));
    assert_eq!(terminate_calls(&rehearsal), 0);
    let sent = rehearsal.ground.json(0, &format!("terminate {id} {PROD} --yes --confirm-name notebook-lena"));
    assert_eq!(outcomes(&sent), ["terminating"]);
}

/// As the window's settings do.
fn mark_production(ground: &Ground) {
    let store = Store::open(&ground.data_dir(), crate::serving::START.parse().unwrap()).unwrap();
    let settings: &dyn emberwatch_app::ports::SettingsStore = &*store.settings;
    let account = AccountId::new(PROD_ACCOUNT);
    let mut mark = |settings: &mut emberwatch_app::settings::Settings| {
        settings.accounts.entry(account.clone()).or_default().criticality = Criticality::Production;
    };
    settings.update(&mut mark).unwrap();
}

#[test]
fn several_at_once_can_be_called_back_while_they_count_down() {
    let rehearsal = allowed("--speed 0.001 --limits off");
    let ids = rehearsal.ids(PROD, "notebook-lena");
    assert!(ids.len() >= 2, "{ids:?}");
    let arguments = format!("terminate {} {} {PROD} --yes --json", ids[0], ids[1]);
    let mut child = rehearsal.ground.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    stderr.read_line(&mut line).unwrap();
    assert!(line.contains("Ctrl-C"), "{line}");
    wire::signal(&child, "INT");
    let mut answer = String::new();
    child.stdout.take().unwrap().read_to_string(&mut answer).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(3), "{answer}");
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(outcomes(&answer), ["refused", "refused"]);
    assert_eq!(answer["results"][0]["usd_per_hour_saved"], json!("0.0000"));
    assert_eq!(terminate_calls(&rehearsal), 0);
}
