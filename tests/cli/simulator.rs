//! `simulator serve`: its ready line, its files, its end.

use crate::ground::Ground;
use crate::serving::{START, Serving};
use std::fs;
use std::net::TcpListener;

#[test]
fn the_ready_line_says_all_that_an_aws_tool_needs() {
    let ground = Ground::new();
    let serving = Serving::start(&ground, "--speed 60");
    assert!(serving.text("endpoint").starts_with("http://127.0.0.1:"));
    let clock: Vec<&str> = serving.text("clock").split('@').collect();
    assert!(clock[0].starts_with(&START[..13]), "{clock:?}");
    assert_eq!(clock[1], "60");
    let config = fs::read_to_string(serving.text("config_file")).unwrap();
    let credentials = fs::read_to_string(serving.text("credentials_file")).unwrap();
    for account in ["analytics-prod", "research", "sandbox"] {
        assert!(config.contains(&format!("[profile {account}]")) && credentials.contains(&format!("[{account}]")));
    }
    assert_eq!(config.matches(serving.text("endpoint")).count(), 3);
    let keys: Vec<&str> = serving.ready.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["clock", "config_file", "credentials_file", "endpoint"]);
}

#[test]
fn it_ends_well_with_either_signal_and_takes_its_own_folder_with_it() {
    let ground = Ground::new();
    for signal in ["INT", "TERM"] {
        let mut serving = Serving::start(&ground, "");
        let folder = serving.config_dir();
        assert!(folder.exists());
        assert_eq!(serving.signal(signal).code(), Some(0), "{signal}");
        assert!(!folder.exists(), "{signal}");
    }
}

#[test]
fn a_folder_that_was_named_stays_and_is_used_again() {
    let ground = Ground::new();
    for _ in 0..2 {
        let mut serving = Serving::start(&ground, "--config-dir profiles");
        assert_eq!(serving.config_dir(), ground.path("profiles"));
        serving.signal("TERM");
        assert!(ground.path("profiles/config").exists());
    }
}

#[test]
fn it_never_writes_over_somebodys_own_aws_files() {
    let ground = Ground::with_files("", "[mine]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n");
    ground.run("simulator serve --port 0 --config-dir .").assert_told(1, &["credentials", "--config-dir"]);
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ground = Ground::new();
    ground.run(&format!("simulator serve --port {port}")).assert_told(1, &[&port, "--port 0"]);
}

#[test]
fn a_world_that_cannot_be_is_a_usage_error() {
    let ground = Ground::new();
    for flags in ["--port 0 --speed 0", "--port 0 --start yesterday", "--port 99999", "--port 0 --latency soon"] {
        assert_eq!(ground.run(&format!("simulator serve {flags}")).code, Some(2), "{flags}");
    }
}
