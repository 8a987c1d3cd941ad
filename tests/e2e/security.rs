//! What a hostile name, page or script can do in the window: nothing.

use std::io::Read;
use std::net::TcpListener;

use serde_json::{Value, json};

use emberwatch_testkit::hostile::corpus;
use fantoccini::key::Key;

use crate::harness::{Home, Name, Simulator, Window, boto3, emberctl, in_window};

/// Launches a cluster for every text of a JSON list; argument lists cannot carry all of them as they are.
const LAUNCH: &str = "
import boto3, json, sys
emr = boto3.Session(profile_name='sandbox').client('emr', region_name='us-west-2')
for text in json.loads(sys.argv[1]):
    short = text[:100]
    flow = emr.run_job_flow(
        Name=text, ReleaseLabel='emr-7.1.0', JobFlowRole='EMR_EC2_DefaultRole', ServiceRole='EMR_DefaultRole_V2',
        Tags=[{'Key': 'owner', 'Value': short}, {'Key': short, 'Value': short}],
        Steps=[{'Name': short, 'HadoopJarStep': {'Jar': 'command-runner.jar', 'Args': [text, short]}}],
        Instances={'KeepJobFlowAliveWhenNoSteps': True, 'InstanceGroups': [
            {'InstanceRole': 'MASTER', 'InstanceType': 'm5.xlarge', 'InstanceCount': 1}]})
    print(flow['JobFlowId'])";

/// Names of profiles come from a file, and are no better.
const PROFILES: &str = "
[profile <img src=x onerror=window.__pwned=1>]
region = eu-west-1
[profile </script><script>window.__pwned=1</script>]
region = <svg/onload=window.__pwned=1>
role_arn = javascript:window.__pwned=1
source_profile = \" onmouseover=window.__pwned=1
";

/// How many elements there are of the kinds that the names would become.
const MADE: &str = "return document.querySelectorAll(\
    'img, iframe, script, object, embed, base, form, marquee, link[href^=\"http\"], a[href^=\"javascript\"], a[href^=\"data\"], [onerror], [onload], [onmouseover]').length";
/// What every script of the corpus sets.
const OWNED: &str = "return window.__pwned ?? null";

/// A world of such clusters, watched; with their ids.
async fn launched() -> (Home, Simulator, Vec<String>) {
    let home = Home::new();
    let simulator = Simulator::serve(&home, &["--limits", "off"]).await;
    let home = home.with_profiles_of(&simulator);
    let corpus = corpus();
    let texts: Vec<&str> = corpus.iter().map(|hostile| hostile.text.as_str()).collect();
    let ids = boto3(&home, LAUNCH, &[&json!(texts).to_string()]).lines().map(str::to_owned).collect();
    home.add_to_aws_config(PROFILES);
    emberctl(&home, &["profiles", "watch", "sandbox", "--region", "us-west-2"]);
    emberctl(&home, &["profiles", "allow-actions", "sandbox"]);
    (home, simulator, ids)
}

#[tokio::test]
async fn a_hostile_name_is_text_wherever_it_is_shown() {
    let (home, _simulator, _) = launched().await;
    in_window(&home, async |window| {
        window.find("row", Name::Has("window.__pwned=1")).await;
        let before = window.script(MADE).await;
        // One that becomes an element, one that ends an attribute, one that turns the direction, one without end.
        for text in ["onerror", "onmouseover", "gnitset", "wwwwwwwwww"] {
            // Found, opened, planned and back: table, details, dialog.
            window.write("searchbox", "Filter clusters", text).await;
            window.click("row", Name::Has(text)).await;
            window.find("heading", Name::Has(text)).await;
            window.click("button", Name::Starts("Terminate…")).await;
            window.find("dialog", "Terminate this cluster?").await;
            window.find("textbox", Name::Starts("Reason")).await;
            assert_eq!(window.script(OWNED).await, Value::Null, "{text}");
            window.click("button", "Cancel").await;
            window.find_no_more("dialog", "Terminate this cluster?").await;
        }
        window.shot("hostile-names").await;
        for tab in ["Steps", "Config", "Timeline"] {
            window.click("tab", tab).await;
        }
        window.write("searchbox", "Filter clusters", "</td>").await;
        window.click("row", Name::Has("</td></script>")).await;
        window.click("button", Name::Starts("Terminate…")).await;
        window.find("dialog", "Terminate this cluster?").await;
        window.shot("hostile-plan").await;
        window.click("button", "Terminate").await;
        window.find_no_more("dialog", "Terminate this cluster?").await;
        window.open_page("Activity").await;
        window.click("button", Name::HasAll(&["Receipt", "</td></script>"])).await;
        window.shot("hostile-receipt").await;
        for page in ["Accounts", "Settings", "Clusters"] {
            window.open_page(page).await;
            window.shot(&format!("hostile-{}", page.to_lowercase())).await;
        }
        // The page's own frame, which guards the calls to Rust, is there before any name is.
        assert_eq!(window.script(MADE).await, before, "no name became an element");
        assert_eq!(window.script(OWNED).await, Value::Null, "no script of a name ran");
        assert_eq!(window.script("return document.title").await, "Emberwatch");
    })
    .await;
}

/// As an account's name and as a saved view's, which are short.
const NAMED: &str = "\"><img src=x onerror=window.__pwned=1>";

#[tokio::test]
async fn every_hostile_text_is_drawn_searched_grouped_told_and_taken_for_a_name_and_stays_text() {
    let (home, _simulator, ids) = launched().await;
    in_window(&home, async |window| {
        window.find("row", Name::Has("window.__pwned=1")).await;
        let before = window.script(MADE).await;
        drawn(window, &ids).await;
        for text in ["onerror", "gnitset", "DROP TABLE", "<!channel>"] {
            window.asked_for(text).await;
            window.find("option", Name::Has(text)).await;
            window.shot(&format!("hostile-palette-{}", text.len())).await;
            // A profile may have such a name too.
            window.click("option", Name::HasAll(&[text, "us-west-2"])).await;
            window.find("heading", Name::Has(text)).await;
            window.click("button", "Close the details").await;
        }
        window.click("button", Name::Starts("Group by")).await;
        window.click("menuitemradio", "owner").await;
        window.find("row", Name::HasAll(&["1 cluster", "onerror"])).await;
        drawn(window, &ids).await;
        window.shot("hostile-owners").await;

        window.click("button", "View").await;
        window.write("textbox", "Name of this view", NAMED).await;
        window.press(Key::Enter).await;
        window.find("button", Name::HasAll(&["Delete", "onerror"])).await;
        window.press(Key::Escape).await;
        window.open_page("Activity").await;
        window.click("button", "Yesterday").await;
        window.find("button", Name::HasAll(&["Open", "onerror"])).await;
        window.shot("hostile-changes").await;

        window.open_page("Accounts").await;
        window.write("textbox", "Name of account 905418233746", NAMED).await;
        window.press(Key::Enter).await;
        window.find("switch", Name::HasAll(&["onerror", "is production"])).await;
        window.shot("hostile-account").await;
        window.open_page("Costs").await;
        window.click("button", "Account").await;
        window.find("region", "Costs by account").await;
        window.see(NAMED).await;
        window.shot("hostile-costs").await;
        window.open_page("Now").await;
        window.find("row", Name::Has(NAMED)).await;
        window.click("button", Name::Starts("Account:")).await;
        window.click("menuitem", Name::Has(NAMED)).await;
        window.find("button", Name::HasAll(&["Account:", "onerror"])).await;
        assert_eq!(window.script(MADE).await, before, "no text became an element");
        assert_eq!(window.script(OWNED).await, Value::Null, "no script of a text ran");
    })
    .await;
}

/// Waits until going through the whole table has drawn all of these.
async fn drawn(window: &Window, ids: &[String]) {
    let all = async || {
        let drawn = window.table_of_clusters().await;
        Ok(ids.iter().all(|id| drawn.contains(id)).then_some(()))
    };
    window.until("every hostile cluster in the table", all).await;
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
        window.pictured("colours").await;
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
