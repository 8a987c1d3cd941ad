//! Secrets that were planted everywhere are found nowhere.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::json;

use crate::harness::{Home, Name, Simulator, emberctl, in_window};

const KEY: &str = "AKIACANARY0000000001";
const SECRET: &str = "CanarySecret/0123456789abcdefABCDEF+0001";
const TOKEN: &str = "CanaryToken0123456789abcdefghijklmnopqrstuvwxyzABCDEF0002";
const OUTPUT: &str = "canary-output-of-a-program-0003";
const ARGUMENT: &str = "canary-argument-0004";
const VARIABLE: &str = "canary-variable-0005";
const HOOK: &str = "https://hooks.slack.com/services/T000/B000/canaryhook0006";
const CANARIES: &[&str] = &[KEY, SECRET, TOKEN, OUTPUT, ARGUMENT, VARIABLE, "canaryhook0006"];

/// Profiles that work, that do not, and a file that is broken in the middle of a secret.
fn planted(home: &Home) -> String {
    let program = home.path("noisy");
    fs::write(&program, format!("#!/bin/sh\necho '{OUTPUT} {SECRET}'\necho '{OUTPUT}' >&2\nexit 1\n"))
        .expect("a program");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a program to run");
    let here = "http://127.0.0.1:1";
    format!(
        "[profile noisy]\nregion = eu-west-1\nendpoint_url = {here}\ncredential_process = {} --pass {ARGUMENT}\n\n\
         [profile broken\naws_secret_access_key = {SECRET}\naws_session_token {TOKEN}\n\n\
         [profile wrong]\nregion = eu-west-1\nendpoint_url = {here}\n\n\
         [profile odd]\nregion = eu-west-1\nendpoint_url = http://user:{TOKEN}@127.0.0.1:1/{SECRET}?x={HOOK}\n",
        program.display()
    )
}

const CREDENTIALS: &str = "[wrong]\naws_access_key_id = AKIACANARY0000000001\n\
    aws_secret_access_key = CanarySecret/0123456789abcdefABCDEF+0001\n\
    aws_session_token = CanaryToken0123456789abcdefghijklmnopqrstuvwxyzABCDEF0002\n";

#[track_caller]
fn assert_clean(what: &str, text: &str) {
    let found: Vec<&&str> = CANARIES.iter().filter(|canary| text.contains(**canary)).collect();
    assert!(found.is_empty(), "{what} holds {found:?}");
}

/// Every file below, as bytes that are read as text.
fn assert_clean_folder(folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let bytes = fs::read(&path).unwrap_or_default();
        assert_clean(&path.display().to_string(), &String::from_utf8_lossy(&bytes));
    }
}

#[tokio::test]
async fn planted_secrets_are_in_no_answer_no_log_no_file_and_no_report() {
    let home = Home::new();
    let simulator = Simulator::serve(&home, &["--limits", "off"]).await;
    let home = home.with_profiles_of(&simulator);
    let config = fs::read_to_string(home.path("aws/config")).expect("the simulator's profiles");
    let credentials = fs::read_to_string(home.path("aws/credentials")).expect("the simulator's keys");
    home.aws_config(&format!("{config}\n{}", planted(&home)));
    home.aws_credentials(&format!("{credentials}\n{CREDENTIALS}"));
    let home = home.with("AWS_SECRET_ACCESS_KEY", VARIABLE).with("MY_API_TOKEN", VARIABLE);
    for profile in ["sandbox", "noisy", "wrong"] {
        emberctl(&home, &["profiles", "watch", profile]);
    }
    in_window(&home, async |window| {
        window.find("row", Name::Has("deny-terminate")).await;
        window.open_page("Accounts").await;
        window.find("row", Name::Has("noisy")).await;
        window.see("credential_process").await;
        let scope = json!({ "account_id": null, "owners": "everyone", "which": "all" });
        let asked = json!({ "request": { "scope": scope, "holds": null, "on_screen": [], "group_by": "nothing" } });
        let calls = [
            ("shell", json!({})),
            ("clusters", asked),
            ("profiles", json!({})),
            ("settings", json!({})),
            ("terminations", json!({})),
            ("data_folder", json!({})),
            ("log_lines", json!({})),
            ("diagnostics", json!({ "accounts": "masked" })),
            ("diagnostics", json!({ "accounts": "shown" })),
            ("regions_of", json!({ "profile": "noisy" })),
            ("regions_of", json!({ "profile": "wrong" })),
            ("regions_of", json!({ "profile": "odd" })),
            ("watch", json!({ "request": { "profile": TOKEN, "regions": { "kind": "all_enabled" } } })),
        ];
        for (command, arguments) in calls {
            // What the page itself says may be said back to it; nothing else may.
            let told = format!("{:?}", window.invoke(command, arguments.clone()).await);
            let told = if command == "watch" { told.replace(TOKEN, "") } else { told };
            assert_clean(command, &told);
        }
        let masked = window.invoke("diagnostics", json!({ "accounts": "masked" })).await.expect("a report");
        let masked = masked.as_str().expect("text");
        assert!(masked.contains("Machine") && masked.contains("webview") && masked.contains("Sources"), "{masked}");
        for told in ["sandbox", &*home.path("").to_string_lossy(), "905418233746"] {
            assert!(!masked.contains(told), "{told} is told in\n{masked}");
        }
        window.open_page("Settings").await;
        window.click("button", "Show the last lines").await;
        window.click("button", "Copy diagnostics…").await;
        window.find("dialog", "Copy diagnostics").await;
        window.pictured("diagnostics").await;
        assert_clean("the page", &window.text().await.expect("the page's text"));
        window.click("button", "Copy").await;
        window.see("Copied").await;
    })
    .await;
    let report = emberctl(&home, &["diagnostics"]);
    assert_clean("emberctl diagnostics", &format!("{}{}", report.stdout, report.stderr));
    assert_clean_folder(&home.path("emberwatch"));
}
