//! What is watched, and where actions are allowed.

use crate::ground::Ground;
use crate::serving::Rehearsal;
use serde_json::json;
use std::path::Path;

/// One profile of each kind, a broken line, and one that can never work as written.
const MESSY: &str = "\
[default]
region = eu-west-1

[profile admin]
role_arn = arn:aws:iam::123456789012:role/Admin
source_profile = default
region = us-east-1

[profile sso]
sso_session = acme
sso_account_id = 210987654321
sso_role_name = ReadOnly
region = eu-central-1

[sso-session acme]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-central-1
sso_registration_scopes = sso:account:access

this line is nothing

[profile process]
credential_process = /nonexistent/program --json
region = us-west-2

[profile mfa]
role_arn = arn:aws:iam::123456789012:role/Admin
source_profile = default
mfa_serial = arn:aws:iam::123456789012:mfa/mila
region = us-east-1

[profile bad
region = eu-west-1
";
const KEYS: &str = "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = none\n";

#[test]
fn every_profile_of_a_messy_config_is_listed_and_what_is_bad_is_told_with_file_and_line() {
    let ground = Ground::with_files(MESSY, KEYS);
    let listed = ground.json(1, "profiles");
    let of = |name: &str| {
        let rows = listed["profiles"].as_array().unwrap();
        rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("no {name} in {listed:#}")).clone()
    };
    assert_eq!(of("default")["kind"], "static keys");
    assert_eq!(of("default")["watched"], true);
    assert_eq!(of("admin")["kind"], "role");
    assert_eq!(of("sso")["kind"], "SSO");
    assert_eq!(of("sso")["account_id"], "210987654321");
    assert_eq!(of("process")["kind"], "credential_process");
    assert!(of("process")["problem"].as_str().unwrap().contains("/nonexistent/program"));
    assert!(of("mfa")["problem"].as_str().unwrap().contains("mfa_serial"));
    let bad = listed["bad_sections"].as_array().unwrap();
    assert!(!bad.is_empty());
    for section in bad {
        assert_eq!(Path::new(section["file"].as_str().unwrap()), ground.path("config"));
        assert!(section["line"].as_u64().unwrap() > 0);
    }
    let table = ground.run("profiles list");
    assert_eq!(table.code, Some(1));
    assert!(table.stdout.contains("eu-central-1") && table.stderr.contains("config:"), "{table:#?}");
}

#[test]
fn without_any_profile_the_list_says_where_it_looked_and_what_to_do() {
    let ground = Ground::new();
    let ended = ground.run("profiles");
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    assert!(ended.stdout.contains("Sample data") && ended.stdout.contains("aws configure"), "{ended:#?}");
    assert!(ended.stdout.contains(&*ground.path("credentials").to_string_lossy()), "{ended:#?}");
}

#[test]
fn a_profile_is_watched_and_unwatched_in_the_regions_that_were_chosen() {
    let ground = Ground::with_files(MESSY, KEYS);
    let regions = |ground: &Ground| {
        let listed = ground.json(1, "profiles");
        let rows = listed["profiles"].as_array().unwrap();
        let admin = rows.iter().find(|row| row["name"] == "admin").unwrap();
        (admin["watched"].clone(), admin["regions"].clone())
    };
    assert_eq!(ground.json(0, "profiles watch admin --cached")["watched"], true);
    assert_eq!(regions(&ground), (json!(true), json!({ "kind": "profile_region" })));
    ground.json(0, "profiles watch admin --region eu-west-1 --region eu-west-1 --region us-east-1 --cached");
    assert_eq!(regions(&ground), (json!(true), json!({ "kind": "listed", "regions": ["eu-west-1", "us-east-1"] })));
    ground.json(0, "profiles watch admin --all-regions");
    assert_eq!(regions(&ground), (json!(true), json!({ "kind": "all_enabled" })));
    assert_eq!(ground.json(0, "profiles unwatch admin")["watched"], false);
    assert_eq!(regions(&ground).0, json!(false));
    // Nothing is left to do.
    assert_eq!(ground.run("profiles unwatch admin").code, Some(0));
}

#[test]
fn an_unknown_profile_is_a_usage_error_that_names_it_and_those_there_are() {
    let ground = Ground::with_files(MESSY, KEYS);
    for arguments in
        ["profiles watch typo", "profiles unwatch typo", "profiles allow-actions typo", "clusters --profile typo"]
    {
        ground.run(arguments).assert_told(2, &["typo", "admin"]);
    }
}

#[test]
fn actions_belong_to_the_account_behind_the_profile() {
    let rehearsal = Rehearsal::still();
    let ground = &rehearsal.ground;
    let allowed = ground.json(0, "profiles allow-actions sandbox");
    assert_eq!(allowed["account_id"], "905418233746");
    assert_eq!(allowed["actions_allowed"], true);
    let barred = |ground: &Ground| {
        let view = ground.json(0, "clusters --profile sandbox");
        let terminate = &view["clusters"][0]["actions"][0];
        assert_eq!(terminate["kind"], "terminate");
        terminate["disabled_reason"].as_str().unwrap_or_default().contains("read-only")
    };
    assert!(!barred(ground));
    assert_eq!(ground.json(0, "profiles read-only sandbox")["actions_allowed"], false);
    assert!(barred(ground));
}

#[test]
fn allowing_actions_needs_an_answer_of_aws_and_forbidding_them_does_not() {
    let mut rehearsal = Rehearsal::still();
    rehearsal.ground.json(0, "clusters --profile sandbox");
    rehearsal.simulator.signal("TERM");
    let ground = &rehearsal.ground;
    let refused = ground.run("profiles allow-actions sandbox");
    assert_eq!(refused.code, Some(1), "{refused:#?}");
    assert_eq!(ground.json(0, "profiles read-only sandbox")["account_id"], "905418233746");
}
