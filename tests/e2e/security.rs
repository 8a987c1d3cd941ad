//! What a hostile name, page or script can do in the window: nothing.

use std::io::Read;
use std::net::TcpListener;

use serde_json::{Value, json};

use crate::harness::{Home, Name, Simulator, boto3, emberctl, in_window};

const NAMES: &[&str] = &[
    "<img src=x onerror=\"document.title='owned'\">",
    "</td><script>document.title='owned'</script>",
    "=HYPERLINK(\"http://127.0.0.1/\",\"open\")",
    "{@html name} ${name} javascript:document.title='owned'",
];

const LAUNCH: &str = "
import boto3, sys
emr = boto3.Session(profile_name='sandbox').client('emr')
for name in sys.argv[1:]:
    emr.run_job_flow(
        Name=name, ReleaseLabel='emr-7.1.0', JobFlowRole='EMR_EC2_DefaultRole', ServiceRole='EMR_DefaultRole_V2',
        Tags=[{'Key': 'owner', 'Value': name}, {'Key': name[:100], 'Value': name}],
        Instances={'KeepJobFlowAliveWhenNoSteps': True, 'InstanceGroups': [
            {'InstanceRole': 'MASTER', 'InstanceType': 'm5.xlarge', 'InstanceCount': 1}]})";

/// How many elements there are of the kinds that the names would become.
const MADE: &str = "return document.querySelectorAll('img, iframe, script').length";

#[tokio::test]
async fn a_hostile_name_is_text_wherever_it_is_shown() {
    let home = Home::new();
    let simulator = Simulator::serve(&home, &["--limits", "off"]).await;
    let home = home.with_profiles_of(&simulator);
    boto3(&home, LAUNCH, NAMES);
    emberctl(&home, &["profiles", "watch", "sandbox"]);
    emberctl(&home, &["profiles", "allow-actions", "sandbox"]);
    in_window(&home, async |window| {
        let before = window.script(MADE).await;
        for name in NAMES {
            // Opened, planned and back: table, details, dialog.
            window.click("row", Name::Has(name)).await;
            window.find("heading", *name).await;
            window.click("button", Name::Starts("Terminate…")).await;
            window.find("dialog", "Terminate this cluster?").await;
            window.click("button", "Cancel").await;
            window.find_no_more("dialog", "Terminate this cluster?").await;
        }
        window.shot("hostile-names").await;
        window.click("button", Name::Starts("Terminate…")).await;
        window.find("dialog", "Terminate this cluster?").await;
        window.shot("hostile-plan").await;
        window.click("button", "Terminate").await;
        window.find_no_more("dialog", "Terminate this cluster?").await;
        window.open_page("Activity").await;
        window.click("button", Name::HasAll(&["Receipt", NAMES[NAMES.len() - 1]])).await;
        window.shot("hostile-receipt").await;
        // The page's own frame, which guards the calls to Rust, is there before any name is.
        assert_eq!(window.script(MADE).await, before, "no name became an element");
        assert_eq!(window.script("return document.title").await, "Emberwatch");
    })
    .await;
}

#[tokio::test]
async fn the_page_has_no_way_past_the_commands_it_was_granted() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        assert_eq!(window.script("return typeof window.__TAURI__").await, "undefined", "withGlobalTauri is off");
        assert_eq!(window.script("return Object.isFrozen(Object.prototype)").await, true);
        assert!(window.invoke("settings", json!({})).await.is_ok(), "a granted command is answered");
        let barred = [
            ("terminate_everything", json!({})),
            ("plugin:opener|open_url", json!({ "url": "https://example.com" })),
            ("plugin:opener|open_path", json!({ "path": "/etc/passwd" })),
            ("plugin:window|create", json!({ "options": { "label": "second" } })),
            ("plugin:webview|create_webview_window", json!({ "options": { "label": "second" } })),
            ("plugin:event|emit", json!({ "event": "changed", "payload": {} })),
            ("plugin:path|resolve_directory", json!({ "directory": 1 })),
        ];
        for (command, arguments) in barred {
            let refused = window.invoke(command, arguments).await.expect_err(command);
            assert!(
                refused.as_str().is_some_and(|why| why.contains("not allowed") || why.contains("not found")),
                "{command}: {refused}"
            );
        }
        let forged = json!({ "request": { "hash": "0".repeat(64), "typed_names": [] } });
        window.invoke("confirm", forged).await.expect_err("a plan that was never made cannot be confirmed");
    })
    .await;
}

#[tokio::test]
async fn the_page_cannot_be_led_away_and_runs_no_script_but_its_own() {
    let home = Home::new();
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let elsewhere = format!("http://{}/", listener.local_addr().expect("an address"));
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        let own = window.script("return location.origin").await;
        for led in [
            format!("location.href = '{elsewhere}'"),
            format!("window.open('{elsewhere}')"),
            format!("document.body.append(Object.assign(document.createElement('iframe'), {{ src: '{elsewhere}' }}))"),
            format!("const a = document.createElement('a'); a.href = '{elsewhere}'; document.body.append(a); a.click()"),
            format!("document.body.append(Object.assign(new Image(), {{ src: '{elsewhere}' }}))"),
            format!("fetch('{elsewhere}').catch(() => undefined)"),
            "location.href = 'data:text/html,<h1>elsewhere</h1>'".to_owned(),
            "const s = document.createElement('script'); s.textContent = 'window.owned = true'; document.body.append(s)"
                .to_owned(),
        ] {
            window.script(&led).await;
            // The page still answers, and is still ours.
            window.open_page("Settings").await;
            window.open_page("Now").await;
            assert_eq!(window.script("return location.origin").await, own, "{led}");
        }
        window.find("row", Name::Has("trino-shared")).await;
        assert_eq!(window.script("return window.owned ?? null").await, Value::Null, "an inline script does not run");
    })
    .await;
    // WebKit opens a connection when a link is pressed, before it asks whether it may follow; nothing is sent on it.
    listener.set_nonblocking(true).expect("a listener that does not wait");
    while let Ok((mut caller, _)) = listener.accept() {
        let mut sent = String::new();
        caller.set_nonblocking(false).and_then(|()| caller.read_to_string(&mut sent)).expect("a closed connection");
        assert_eq!(sent, "", "no request went to {elsewhere}");
    }
}

#[tokio::test]
async fn every_kind_of_widget_works_with_frozen_prototypes() {
    let home = Home::new();
    let simulator = Simulator::serve(&home, &["--limits", "off"]).await;
    let home = home.with_profiles_of(&simulator);
    emberctl(&home, &["profiles", "watch", "sandbox"]);
    in_window(&home, async |window| {
        assert_eq!(window.script("return Object.isFrozen(Object.prototype)").await, true);
        // Menu.
        window.click("button", Name::Starts("Account:")).await;
        window.click("menuitem", Name::Has("acme-sandbox")).await;
        // Rows, tabs, dialog.
        window.click("row", Name::Has("deny-terminate")).await;
        window.click("tab", "Config").await;
        window.click("button", "Allow actions in this account…").await;
        window.find("dialog", "Allow actions in this account?").await;
        window.click("button", "Cancel").await;
        window.find_no_more("dialog", "Allow actions in this account?").await;
        // Popovers, switch, radio group, checkboxes.
        window.open_page("Accounts").await;
        window.click("button", Name::Starts("Colour of")).await;
        window.shot("colours").await;
        window.click("button", "violet").await;
        window.find("button", Name::HasAll(&["Colour of", "violet"])).await;
        window.click("button", Name::Starts("Regions of sandbox")).await;
        window.click("radio", "These regions").await;
        window.click("checkbox", "eu-north-1").await;
        window.pictured("regions").await;
        window.click("button", "Use these").await;
        window.find("button", "Regions of sandbox: 2 regions").await;
        window.click("switch", Name::Has("is production")).await;
        window.click("button", Name::Starts("Account:")).await;
        window.find("menuitem", Name::HasAll(&["acme-sandbox", "production"])).await;
    })
    .await;
}
