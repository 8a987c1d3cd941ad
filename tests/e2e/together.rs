//! The window and the terminal on one data folder at the same time.

use crate::harness::{Home, Name, Simulator, emberctl, in_window};

#[tokio::test]
async fn what_the_terminal_does_is_seen_in_the_open_window() {
    let home = Home::new();
    let simulator = Simulator::serve(&home, &["--limits", "off"]).await;
    let home = home.with_profiles_of(&simulator);
    in_window(&home, async |window| {
        window.see("Sample data").await;
        done(&home, &["profiles", "watch", "research"]);
        window.see_no_more("Sample data").await;
        window.find("row", Name::Has("notebook-mila")).await;
        done(&home, &["profiles", "allow-actions", "research"]);
        // What is on screen is written a moment later.
        let recorded = async || {
            let told = emberctl(&home, &["clusters", "--cached", "--json"]).json();
            let found = told["clusters"].as_array().into_iter().flatten().find(|row| row["name"] == "notebook-mila");
            Ok(found.and_then(|mila| mila["id"].as_str().map(str::to_owned)))
        };
        let id = window.until("the record of notebook-mila", recorded).await;
        done(&home, &["terminate", &id, "--yes", "--reason", "asked in the terminal"]);
        window.open_page("Activity").await;
        window.find("row", Name::HasAll(&["notebook-mila", "Terminating"])).await;
        window.click("button", "Receipt of notebook-mila").await;
        window.see("asked in the terminal").await;
        window.shot("asked-in-the-terminal").await;
        done(&home, &["profiles", "unwatch", "research"]);
        window.see("Sample data").await;
    })
    .await;
}

#[tokio::test]
async fn what_the_terminal_sets_shows_in_the_open_window() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.see("Sample data").await;
        for theme in ["light", "dark"] {
            done(&home, &["settings", "set", "theme", theme]);
            let worn = async || {
                let worn = window.script("return document.documentElement.dataset.theme").await;
                Ok((worn == theme).then_some(()))
            };
            window.until("the theme that was set", worn).await;
        }
    })
    .await;
}

#[track_caller]
fn done(home: &Home, arguments: &[&str]) {
    let ended = emberctl(home, arguments);
    assert_eq!(ended.code, Some(0), "emberctl {arguments:?}: {ended:#?}");
}
