//! Clusters over a simulator in another process, and over the store when it is gone.

use crate::ground::Ended;
use crate::serving::{Rehearsal, still};
use crate::wire;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

const SANDBOX: &str = "--profile sandbox";

#[test]
fn what_burns_is_read_from_the_simulator_in_another_process() {
    let rehearsal = Rehearsal::still();
    let view = rehearsal.ground.json(0, "clusters --profile sandbox --profile analytics-prod");
    assert_eq!(view["sample"], false);
    let sources = view["sources"].as_array().unwrap();
    assert_eq!(sources.len(), 2);
    assert!(sources.iter().all(|source| source["status"] == "ok"), "{sources:#?}");
    assert!(view["clusters"].as_array().unwrap().len() > 3);
    assert!(view["totals"]["burn"]["complete"].as_bool().unwrap(), "{:#}", view["totals"]);
}

#[test]
fn what_has_just_answered_is_no_failure_however_fast_the_clock_of_a_rehearsal_runs() {
    // At this speed a second of real time is more than the quarter of an hour after which a source is old.
    let rehearsal = Rehearsal::start("--speed 1000 --limits off");
    let ended = rehearsal.ground.run("clusters --profile sandbox");
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:#?}");
}

#[test]
fn the_store_answers_when_nobody_else_does() {
    let mut rehearsal = Rehearsal::still();
    let seen = rehearsal.ground.json(0, &format!("clusters {SANDBOX}"));
    rehearsal.simulator.signal("TERM");
    let ground = &rehearsal.ground;
    let cached = ground.json(0, &format!("clusters {SANDBOX} --cached"));
    assert_same(&cached["clusters"], &seen["clusters"]);
    let fresh = ground.run(&format!("clusters {SANDBOX}"));
    assert_eq!(fresh.code, Some(1), "{fresh:#?}");
    let living = |text: &str| text.lines().filter(|line| line.contains("j-")).count();
    assert!(living(&fresh.stdout) > 0, "old rows are shown: {fresh:#?}");
    assert!(fresh.stderr.contains("not reached"), "{fresh:#?}");
}

#[track_caller]
fn assert_same(one: &Value, other: &Value) {
    let (one, other) = (one.as_array().unwrap(), other.as_array().unwrap());
    assert_eq!(one.len(), other.len());
    for (one, other) in one.iter().zip(other) {
        assert_eq!(still(one.clone()), still(other.clone()));
    }
}

#[test]
fn the_store_never_shows_nothing_for_what_it_does_not_know() {
    let rehearsal = Rehearsal::still();
    rehearsal.ground.run(&format!("clusters {SANDBOX} --cached")).assert_told(1, &["sandbox", "--cached"]);
}

#[test]
fn watched_profiles_are_read_without_a_flag() {
    let rehearsal = Rehearsal::still();
    let ground = &rehearsal.ground;
    ground.json(0, "profiles watch sandbox --region eu-north-1");
    let view = ground.json(0, "clusters");
    assert_eq!(view["sources"][0]["region"], "eu-north-1");
    assert_eq!(view["sources"].as_array().unwrap().len(), 1);
}

#[test]
fn all_enabled_regions_are_those_that_aws_names() {
    let rehearsal = Rehearsal::still();
    // One of them is denied by the organization, so that the look is not wholly good.
    let view = rehearsal.ground.json(1, "clusters --profile sandbox --all-regions");
    let sources = view["sources"].as_array().unwrap();
    assert!(sources.len() > 10, "{}", sources.len());
    let failed: Vec<_> = sources.iter().filter(|source| source["status"] != "ok").collect();
    assert_eq!(failed.len(), 1, "{failed:#?}");
    assert_eq!((failed[0]["region"].as_str(), failed[0]["status"].as_str()), (Some("ap-southeast-2"), Some("denied")));
}

#[test]
fn one_cluster_is_shown_whole() {
    let rehearsal = Rehearsal::still();
    let id = rehearsal.ids("--profile analytics-prod", "trino-shared").remove(0);
    let page = rehearsal.ground.run(&format!("cluster {id} --profile analytics-prod"));
    assert_eq!(page.code, Some(0), "{page:#?}");
    for part in ["data-platform (tag Owner)", "EC2 EACH", "WHAT HAPPENED", "https://us-east-1.console.aws.amazon.com"] {
        assert!(page.stdout.contains(part), "{part}: {page:#?}");
    }
    let view = rehearsal.ground.json(0, &format!("cluster {id} --profile analytics-prod"));
    assert_eq!(view["row"]["id"], id.as_str());
    assert!(view["steps"].is_array() && view["groups"].is_array() && view["timeline"].is_array());
}

#[test]
fn ended_clusters_are_counted_and_listed_when_asked_for() {
    let rehearsal = Rehearsal::still();
    let ground = &rehearsal.ground;
    let active = ground.run(&format!("clusters {SANDBOX}"));
    assert!(!active.stdout.contains("TERMINATED") && active.stdout.contains("--ended"), "{active:#?}");
    let all = ground.run(&format!("clusters {SANDBOX} --ended"));
    assert!(all.stdout.contains("TERMINATED"), "{all:#?}");
}

#[test]
fn a_hostile_name_does_not_reach_the_terminal_raw() {
    let rehearsal = Rehearsal::still();
    let name = "evil\\u001b[2J\\u009b31m\\u202etxt";
    let body = format!(
        r#"{{"Name":"{name}","ReleaseLabel":"emr-7.1.0","Instances":{{"MasterInstanceType":"m5.xlarge","InstanceCount":1,"KeepJobFlowAliveWhenNoSteps":true}},"ServiceRole":"EMR_DefaultRole","JobFlowRole":"EMR_EC2_DefaultRole"}}"#
    );
    wire::emr(rehearsal.simulator.address(), "eu-west-1", "RunJobFlow", &body);
    let ground = &rehearsal.ground;
    let table = ground.run(&format!("clusters {SANDBOX}"));
    assert!(table.stdout.contains("evil␛[2J"), "{table:#?}");
    let json = ground.run(&format!("clusters {SANDBOX} --json"));
    for ended in [&table, &json] {
        assert!(!ended.stdout.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{ended:#?}");
    }
    let clusters = json.json()["clusters"].clone();
    let exact = "evil\u{1b}[2J\u{9b}31m\u{202e}txt";
    assert!(clusters.as_array().unwrap().iter().any(|cluster| cluster["name"] == exact));
}

#[test]
fn no_colour_and_no_rewritten_line_without_a_terminal() {
    let rehearsal = Rehearsal::still();
    let ended = rehearsal.ground.run(&format!("clusters {SANDBOX}"));
    assert!(!ended.stdout.contains('\u{1b}') && ended.stderr.is_empty(), "{ended:#?}");
}

#[test]
fn a_pipe_that_is_closed_early_is_no_trouble() {
    let rehearsal = Rehearsal::still();
    let mut child = rehearsal
        .ground
        .command(&format!("clusters {SANDBOX} --ended"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Closed before anything is written.
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), "");

    let mut child = rehearsal.ground.command("completions bash").stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn completions_are_made_for_every_shell() {
    let rehearsal = crate::ground::Ground::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ended: Ended = rehearsal.run(&format!("completions {shell}"));
        assert_eq!(ended.code, Some(0), "{ended:#?}");
        assert!(ended.stdout.contains("allow-actions"), "{shell}");
    }
}
