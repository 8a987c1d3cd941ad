//! The tray on a desktop that shows trays, and the window that comes from it and goes to it.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::harness::{
    Entry, Home, Name, Panel, Running, Screen, Simulator, Window, binary, emberctl, in_window, started_again, until,
};

#[tokio::test]
async fn the_menu_tells_what_burns_and_an_entry_opens_its_cluster() {
    let home = Home::new();
    let panel = Panel::show().await;
    in_window(&home, async |window| {
        let line = panel.first_line(|line| line.starts_with("Sample data: ") && line.contains(" / hour, ")).await;
        assert!(line.contains('$') && line.ends_with(" clusters"), "{line}");
        let burning = |menu: &[Entry]| menu.iter().filter(|entry| entry.label.contains(" / h · ")).count();
        let menu = panel.menu_with("the five that burn most", |menu| burning(menu) == 5).await;
        let labels: Vec<&str> = menu.iter().map(|entry| entry.label.as_str()).collect();
        assert_eq!(labels[labels.len() - 3..], ["Refresh now", "Open Emberwatch", "Quit Emberwatch"]);
        let top = &menu[1..menu.len() - 3];
        assert_eq!(top.len(), 5, "nothing else stands among them: {labels:?}");
        assert!(top.iter().all(|entry| entry.enabled && entry.label.contains(" / h · ")), "{labels:?}");

        window.open_page("Settings").await;
        window.see_no_more("No tray here").await;
        let name = top[0].label.split(" · ").next().expect("a name");
        panel.click(&top[0]).await;
        window.find("heading", name).await;
        window.find("heading", "Now").await;
        panel.choose("Sample data: ").await;
        window.find_no_more("tab", "Timeline").await;
    })
    .await;
}

#[tokio::test]
async fn the_icon_and_the_menu_say_that_a_source_fails_and_that_none_is_reached() {
    let home = Home::new();
    let panel = Panel::show().await;
    let simulator = Simulator::serve(&home, &["--limits", "off"]).await;
    let home = home.with_profiles_of(&simulator);
    for profile in ["sandbox", "research"] {
        assert_eq!(emberctl(&home, &["profiles", "watch", profile, "--region", "eu-west-1"]).code, Some(0));
    }
    let user = &home;
    in_window(&home, async move |window| {
        panel.first_line(|line| line.starts_with('$') && line.contains(" / hour, ")).await;
        let calm = panel.icon().await;
        simulator.misbehave(&json!({ "account": "research", "action": { "kind": "expired_token" } })).await;
        panel.choose("Refresh now").await;
        let trouble = panel.entry("the failing source", |label| label == "eu-west-1 of acme-research expired").await;
        let attention = panel.icon().await;
        panel.click(&trouble).await;
        window.find("heading", "Accounts").await;
        window.find("row", Name::HasAll(&["research", "Expired"])).await;

        simulator.behave().await;
        panel.choose("Refresh now").await;
        panel.entry("no trouble", |label| !label.contains("expired")).await;
        window.find("row", Name::HasAll(&["research", "Live"])).await;
        window.until("the calm icon", async || Ok((panel.icon().await == calm).then_some(()))).await;

        user.add_to_aws_config(&signed_out(&simulator));
        window.click("switch", "Watch signed-out").await;
        let trouble = panel.entry("who must sign in", |label| label == "Profile signed-out needs a sign-in").await;
        assert_eq!(panel.icon().await, attention, "the same icon for whatever needs somebody");
        window.open_page("Now").await;
        panel.click(&trouble).await;
        window.find("heading", "Accounts").await;
        window.find("row", Name::HasAll(&["signed-out", "aws sso login --profile signed-out"])).await;
        window.click("switch", "Watch signed-out").await;
        panel.entry("nobody to sign in", |label| !label.contains("sign-in")).await;
        window.until("the calm icon", async || Ok((panel.icon().await == calm).then_some(()))).await;

        drop(simulator);
        panel.choose("Refresh now").await;
        panel.entry("that nothing is reached", |label| label.starts_with("Offline")).await;
        let icons = BTreeSet::from([calm, attention, panel.icon().await]);
        assert_eq!(icons.len(), 3, "each state has its icon");
    })
    .await;
}

/// A profile of an organization's sign-in, of which there is no token here.
fn signed_out(simulator: &Simulator) -> String {
    format!(
        "\n[sso-session corporate]\nsso_region = eu-west-1\nsso_start_url = https://example.awsapps.com/start\n\n\
         [profile signed-out]\nregion = eu-west-1\nendpoint_url = {}\nsso_session = corporate\n\
         sso_account_id = 111122223333\nsso_role_name = reader\n",
        simulator.ready.endpoint
    )
}

#[tokio::test]
async fn a_closed_window_leaves_the_tray_and_comes_back_where_it_was() {
    let home = Home::new();
    let panel = Panel::show().await;
    let screen = Screen::of(&home);
    in_window(&home, async |window| {
        window.click("button", Name::Starts("Account:")).await;
        window.click("menuitem", Name::Has("acme-sandbox")).await;
        window.open_page("Clusters").await;
        window.find("row", Name::Has("deny-terminate")).await;
        panel.first_line(|line| line.contains(" / hour, ")).await;

        screen.close_the_window();
        screen.see_no_window().await;
        window.gone().await;
        panel.first_line(|line| line.contains(" / hour, ")).await;

        panel.choose("Open Emberwatch").await;
        window.back().await;
        window.find("heading", "Clusters").await;
        window.find("row", Name::Has("deny-terminate")).await;
        window.find_no_more("row", Name::Has("trino-shared")).await;

        screen.close_the_window();
        window.gone().await;
        let again = started_again(&home);
        assert_eq!(again.code, Some(0), "{again:?}");
        window.back().await;
        window.find("heading", "Clusters").await;
        let other = screen.give_the_focus_to("Somebody else's window").await;
        let again = started_again(&home);
        assert_eq!(again.code, Some(0), "{again:?}");
        screen.see_the_window_in_front_with_the_focus().await;
        drop(other);
        nothing_is_open_to_others(&home.path("emberwatch"), &["history.db-wal", "settings.db-shm", "tray"]);
        nothing_is_open_to_others(&home.path("data"), &["io.github.emberwatch"]);

        panel.quit().await;
    })
    .await;
}

/// Of what the window and its web view write, while they run. The folder itself is the test's own, which was there
/// before.
fn nothing_is_open_to_others(folder: &Path, holds: &[&str]) {
    let found = std::fs::read_dir(folder).expect("a folder");
    let entries: Vec<PathBuf> = found.map(|entry| entry.expect("an entry of it").path()).collect();
    for name in holds {
        assert!(entries.iter().any(|path| path.ends_with(name)), "{name}: {entries:?}");
    }
    for path in entries {
        // The web view makes files and takes them away again while they are looked at.
        let Ok(found) = std::fs::symlink_metadata(&path) else { continue };
        let mode = found.permissions().mode() & 0o777;
        assert_eq!(mode, if found.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
        if found.is_dir() {
            nothing_is_open_to_others(&path, &[]);
        }
    }
}

#[tokio::test]
async fn quitting_asks_while_something_is_unsent_and_calls_it_back() {
    let home = Home::new();
    let panel = Panel::show().await;
    in_window(&home, async |window| {
        panel.first_line(|line| line.contains(" / hour, ")).await;
        quits_while_two_are_unsent(window, &panel).await;
        window.click("button", "Call back and quit").await;
        panel.see_the_end().await;
    })
    .await;
    let panel = {
        drop(panel);
        Panel::show().await
    };
    in_window(&home, async |window| {
        window.open_page("Activity").await;
        for name in UNSENT {
            window.find("row", Name::HasAll(&[name, "Called back"])).await;
        }
        window.open_page("Now").await;
        panel.first_line(|line| line.contains(" / hour, ")).await;
        quits_while_two_are_unsent(window, &panel).await;
        // They are sent while it is looked at, so nothing else is asked of this dialog.
        window.pictured("quit-with-unsent").await;
    })
    .await;
}

const UNSENT: [&str; 2] = ["notebook-mila", "deny-terminate"];

async fn quits_while_two_are_unsent(window: &Window, panel: &Panel) {
    for name in UNSENT {
        window.write("searchbox", "Filter clusters", name).await;
        window.click("checkbox", format!("Select {name}").as_str()).await;
    }
    window.click("button", Name::Starts("Terminate…")).await;
    window.click("button", "Terminate 2 clusters").await;
    window.see("will be terminated in").await;
    panel.choose("Quit Emberwatch").await;
    window.find("dialog", "Quit Emberwatch?").await;
    window.see("confirmed and not sent yet").await;
}

#[tokio::test]
async fn who_wants_it_so_quits_by_closing_and_is_not_started_with_the_system_any_more() {
    let home = Home::new();
    let panel = Panel::show().await;
    let screen = Screen::of(&home);
    let entry = home.path(".config/autostart/Emberwatch.desktop");
    in_window(&home, async |window| {
        window.open_page("Settings").await;
        for (is_on, what) in [(true, "the autostart entry"), (false, "no autostart entry")] {
            window.click("switch", "Start with the system").await;
            window.until(what, async || Ok((entry.exists() == is_on).then_some(()))).await;
            let says = async || {
                let switch = window.find("switch", "Start with the system").await;
                Ok(switch.attr("aria-checked").await?.filter(|checked| *checked == is_on.to_string()))
            };
            window.until("the switch to say so", says).await;
        }
        window.click("radio", "Quits Emberwatch").await;
        let quits = async || {
            let desktop = window.invoke("desktop", json!({})).await.expect("it is told");
            Ok((desktop["closing"] == "quits").then_some(()))
        };
        window.until("the choice to be kept", quits).await;
        panel.first_line(|line| line.contains(" / hour, ")).await;
        screen.close_the_window();
        panel.see_the_end().await;
    })
    .await;
}

#[tokio::test]
async fn started_in_the_tray_there_is_no_window_and_no_web_view_until_asked_for() {
    let home = Home::new();
    let panel = Panel::show().await;
    let screen = Screen::of(&home);
    in_window(&home, async |window| {
        window.open_page("Settings").await;
        window.click("radio", "Stays in the tray").await;
        window.click("switch", "Start with the system").await;
        window.find("region", "This desktop").await;
        window.pictured("settings-desktop").await;
        panel.quit().await;
    })
    .await;
    let entry =
        std::fs::read_to_string(home.path(".config/autostart/Emberwatch.desktop")).expect("the autostart entry");
    assert!(entry.contains(&format!("Exec={}", binary("emberwatch").display())), "{entry}");

    let panel = {
        drop(panel);
        Panel::show().await
    };
    let app = Running::start(&mut home.command(binary("emberwatch")));
    panel.first_line(|line| line.contains(" / hour, ")).await;
    assert!(!screen.shows_the_window());
    assert_eq!(app.children_named("WebKit"), 0, "no web view was made");
    panel.choose("Open Emberwatch").await;
    screen.see_the_window().await;
    // The window can be there a moment before what draws it.
    let drawn = async || (app.children_named("WebKit") > 0).then_some(());
    until("a web view", drawn, async || "none was made").await;
    screen.close_the_window();
    screen.see_no_window().await;
    panel.quit().await;
}
