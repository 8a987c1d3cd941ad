//! Bad input and bad luck: one sentence that names it, and the next step.

use crate::ground::{Ended, Ground};
use crate::serving::Rehearsal;
use crate::wire;
use std::fs;
use std::process::Command;

const KEYS: &str = "[lonely]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = none\n";

#[test]
fn unknown_flags_and_commands_are_usage_errors() {
    let ground = Ground::new();
    for arguments in
        ["clusters --bogus", "bogus", "cluster", "terminate", "simulator serve", "clusters --sample --profile x"]
    {
        let ended = ground.run(arguments);
        assert_eq!(ended.code, Some(2), "{arguments}: {ended:#?}");
        assert_eq!(ended.stdout, "");
    }
    assert_eq!(ground.run("--help").code, Some(0));
    assert_eq!(ground.run("--version").code, Some(0));
}

#[test]
fn a_malformed_region_is_a_usage_error_and_nothing_is_sent() {
    let ground = Ground::with_files("", KEYS);
    ground.run("clusters --profile lonely --region Dublin").assert_told(2, &["Dublin", "eu-west-1"]);
}

#[test]
fn a_region_that_aws_does_not_have_is_a_usage_error() {
    let rehearsal = Rehearsal::still();
    let ground = &rehearsal.ground;
    ground.run("clusters --profile sandbox --region mars-north-1").assert_told(2, &["mars-north-1"]);
    ground.run("profiles watch sandbox --region mars-north-1").assert_told(2, &["mars-north-1"]);
}

#[test]
fn a_profile_without_a_region_asks_for_one() {
    Ground::with_files("", KEYS).run("clusters --profile lonely").assert_told(2, &["lonely", "--region"]);
}

#[test]
fn a_region_that_is_off_is_told_and_no_failure() {
    let rehearsal = Rehearsal::still();
    let view = rehearsal.ground.json(0, "clusters --profile sandbox --region eu-west-1 --region eu-south-1");
    let statuses: Vec<_> = view["sources"].as_array().unwrap().iter().map(|source| source["status"].clone()).collect();
    assert!(statuses.contains(&"region_disabled".into()) && statuses.contains(&"ok".into()), "{statuses:?}");
}

#[test]
fn a_denied_region_fails_and_names_the_permission_while_the_others_are_shown() {
    let rehearsal = Rehearsal::still();
    let flags = "clusters --profile sandbox --region eu-west-1 --region ap-southeast-2";
    let ended = rehearsal.ground.run(flags);
    assert_eq!(ended.code, Some(1), "{ended:#?}");
    assert!(ended.stdout.contains("deny-terminate"), "{ended:#?}");
    assert!(ended.stderr.contains("elasticmapreduce:ListClusters") && ended.stderr.contains("ap-southeast-2"));
    ended.assert_no_panic();
}

#[test]
fn expired_credentials_are_named_as_what_they_are() {
    let rehearsal = Rehearsal::still();
    let rule = r#"{"account":"sandbox","operation":"GetCallerIdentity","action":{"kind":"expired_token"}}"#;
    wire::fault(rehearsal.simulator.address(), rule);
    let view = rehearsal.ground.json(1, "clusters --profile sandbox");
    assert_eq!(view["sources"][0]["status"], "expired", "{:#}", view["sources"]);
}

#[test]
fn without_a_network_the_data_is_not_there_and_the_exit_code_says_so() {
    let config = "[profile lonely]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:1\n";
    let ended = Ground::with_files(config, KEYS).run("clusters --profile lonely");
    assert_eq!(ended.code, Some(1), "{ended:#?}");
    assert!(ended.stderr.contains("not reached"), "{ended:#?}");
    ended.assert_no_panic();
}

#[test]
fn an_unwritable_data_folder_is_named() {
    let ground = Ground::new();
    fs::write(ground.path("file"), "").unwrap();
    let folder = ground.path("file/data");
    let ended = ground.with("EMBERWATCH_DATA_DIR", &folder).run("clusters");
    ended.assert_told(1, &[&folder.to_string_lossy(), "EMBERWATCH_DATA_DIR"]);
}

#[test]
fn a_rehearsals_clock_is_refused_where_real_accounts_are_meant() {
    let ground = Ground::with_files("[profile lonely]\nregion = eu-west-1\n", KEYS);
    let ground = ground.with("EMBERWATCH_CLOCK", "2026-01-31T09:00:00Z@1");
    ground.run("clusters --profile lonely").assert_told(1, &["EMBERWATCH_CLOCK", "lonely"]);
    let ground = Ground::new().with("EMBERWATCH_CLOCK", "yesterday");
    ground.run("clusters").assert_told(1, &["EMBERWATCH_CLOCK", "yesterday"]);
}

#[test]
fn an_unknown_cluster_is_a_failure_that_names_it() {
    let rehearsal = Rehearsal::still();
    let ground = &rehearsal.ground;
    ground.run("cluster j-NOSUCHCLUSTER --profile sandbox").assert_told(1, &["j-NOSUCHCLUSTER", "--region"]);
}

/// Neither a name is resolved nor an address reached in a namespace without any network but a loopback that is down.
/// Where a test may make none, a closed port stands for it.
#[test]
fn without_any_network_at_all_it_ends_soon_and_says_who_was_not_reached() {
    let isolated = Command::new("unshare").args(["-rn", "true"]).status().is_ok_and(|status| status.success());
    let endpoint = if isolated { "" } else { "endpoint_url = http://127.0.0.1:1\n" };
    let ground = Ground::with_files(&format!("[profile lonely]\nregion = eu-west-1\n{endpoint}"), KEYS);
    let plain = ground.command("clusters --profile lonely");
    let mut command = if isolated { Command::new("unshare") } else { Command::new(plain.get_program()) };
    if isolated {
        command.arg("-rn").arg(plain.get_program());
    }
    let variables = plain.get_envs().filter_map(|(name, value)| Some((name, value?)));
    command.args(plain.get_args()).env_clear().envs(variables);
    let ended = Ended::of(&mut command);
    assert_eq!(ended.code, Some(1), "{ended:#?}");
    assert!(ended.stderr.contains("not reached") && ended.stderr.contains("check the network"), "{ended:#?}");
    ended.assert_no_panic();
}
