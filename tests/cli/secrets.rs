//! What a report tells, and what no command ever tells.
#![cfg(unix)]

use crate::ground::Ground;
use emberwatch_app::ports::Journal;
use emberwatch_store::Store;
use emberwatch_testkit::journal_request;
use jiff::Timestamp;
use std::fs;
use std::os::unix::fs::PermissionsExt;

const CANARIES: [&str; 4] =
    ["CanarySecret/0123456789abcdefABCDEF+0001", "AKIACANARY0000000001", "canary-output-0002", "canary-variable-0003"];

/// A user whose files, variables and program are full of secrets.
fn planted() -> Ground {
    let [secret, key, output, variable] = CANARIES;
    let credentials = format!(
        "[lonely]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n[half\naws_secret_access_key {secret}\n"
    );
    let ground = Ground::with_files("", &credentials).with("AWS_SESSION_TOKEN", variable).with("CI_PASSWORD", variable);
    let program = ground.path("noisy");
    fs::write(&program, format!("#!/bin/sh\necho '{output}'\necho '{output}' >&2\nexit 3\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let config = format!(
        "[profile lonely]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:1\n\
         [profile noisy]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:1\ncredential_process = {}\n",
        program.display()
    );
    fs::write(ground.path("config"), config).unwrap();
    ground
}

#[test]
fn no_command_tells_or_keeps_a_secret() {
    let mut ground = planted();
    // With all that can be logged on standard error, too, which may not hold a secret either.
    ground.set("EMBERWATCH_LOG", "info");
    for arguments in [
        "profiles",
        "profiles watch lonely",
        "profiles watch noisy",
        "clusters",
        "clusters --json",
        "profiles --json",
        "clusters --cached",
        "cluster j-1",
        "terminate j-1 --yes",
        "settings",
        "diagnostics",
        "diagnostics --account-ids --json",
        "profiles allow-actions noisy",
    ] {
        let ended = ground.run(arguments);
        for canary in CANARIES {
            assert!(
                !ended.stdout.contains(canary) && !ended.stderr.contains(canary),
                "{arguments} tells {canary}: {ended:#?}"
            );
        }
    }
    for entry in fs::read_dir(ground.data_dir()).unwrap() {
        let path = entry.unwrap().path();
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        for canary in CANARIES {
            assert!(!text.contains(canary), "{} keeps {canary}", path.display());
        }
    }
}

#[test]
fn a_report_tells_what_helps_and_calls_nobody_by_name() {
    let ground = planted();
    ground.run("profiles watch lonely");
    ground.run("settings set polling gentle");
    let report = ground.run("diagnostics");
    assert_eq!(report.code, Some(0), "{report:#?}");
    for told in ["Emberwatch ", "Machine", "linux", "history.db", "polling: Gentle", "Sources", "profile 1", "Log"] {
        assert!(report.stdout.contains(told) || told == "history.db", "{told} is missing: {}", report.stdout);
    }
    for secret in ["lonely", &*ground.path("").to_string_lossy()] {
        assert!(!report.stdout.contains(secret), "{secret} is told: {}", report.stdout);
    }
}

#[test]
fn a_report_can_be_made_while_nothing_else_can() {
    let ground = Ground::new();
    fs::create_dir(ground.data_dir()).unwrap();
    fs::write(ground.data_dir().join("settings.db"), "no database".repeat(100)).unwrap();
    let report = ground.run("diagnostics");
    assert_eq!(report.code, Some(1), "{report:#?}");
    assert!(report.stdout.contains("Machine") && report.stdout.contains("it is damaged"), "{report:#?}");
}

#[test]
fn profiles_of_the_sample_are_not_counted_as_those_of_the_aws_files() {
    let report = Ground::new().run("diagnostics --sample");
    assert!(report.stdout.contains("in the sample: 3 profiles"), "{report:#?}");
    assert!(!report.stdout.contains("in the AWS files: "), "{report:#?}");
}

#[test]
fn a_report_says_whether_the_audit_is_whole_and_else_at_which_row_it_breaks() {
    let ground = Ground::new();
    let store = Store::open(&ground.data_dir(), Timestamp::UNIX_EPOCH).unwrap();
    for cluster in ["j-1", "j-2", "j-3"] {
        store.journal.open(&journal_request(cluster)).unwrap();
    }
    let told = || {
        let report = ground.run("diagnostics");
        let line = report.stdout.lines().find(|line| line.contains("audit of actions: "));
        line.unwrap_or_else(|| panic!("{report:#?}")).trim().to_owned()
    };
    assert_eq!(told(), "audit of actions: whole, and the journal is what it last saw");
    let hand = rusqlite::Connection::open(ground.data_dir().join("settings.db")).unwrap();
    hand.execute_batch("DROP TRIGGER audit_is_never_rewritten; UPDATE audit SET at = at + 1 WHERE number = 2").unwrap();
    assert_eq!(told(), "audit of actions: the audit was tampered with at row 2: it is not what was written");
}
