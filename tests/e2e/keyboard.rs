//! Everything once by the keyboard alone: no scenario here ever points.

mod changing;
mod pages;

use fantoccini::key::Key;

use crate::harness::{Downloads, Home, Name, Simulator, Theme, in_window};

#[tokio::test]
async fn a_profile_is_watched_and_its_cluster_allowed_planned_and_terminated_by_keyboard() {
    let home = Home::new();
    let simulator = Simulator::serve(&home, &["--speed", "60", "--limits", "off"]).await;
    let home = home.with_profiles_of(&simulator);
    in_window(&home, async |window| {
        window.find("heading", "Now").await;
        window.press_with(Key::Control, '6').await;
        window.find("heading", "Accounts").await;
        window.find("switch", "Watch research").await;
        window.tab_to("Watch research").await;
        window.press(' ').await;
        window.see_no_more("Sample data").await;

        window.press_with(Key::Control, '1').await;
        window.find("row", Name::Has("notebook-mila")).await;
        window.press('/').await;
        window.type_in("notebook-mila").await;
        window.find_no_more("row", Name::Has("param-sweep")).await;
        window.tab_to("Select all shown clusters").await;
        window.press(Key::Home).await;
        window.press(Key::Enter).await;
        window.find("complementary", "Details of notebook-mila").await;
        window.tab_to("Overview").await;
        for tab in ["Nodes", "Steps", "Timeline", "Config"] {
            window.press(Key::Right).await;
            window.find("tab", Name::Starts(tab)).await;
        }
        window.enter("Allow actions in this account…").await;
        window.find("dialog", "Allow actions in this account?").await;
        window.enter("Allow actions").await;
        window.find_no_more("dialog", "Allow actions in this account?").await;
        window.enter("Terminate…").await;
        window.find("dialog", "Terminate this cluster?").await;
        window.enter("Terminate").await;
        window.find_no_more("dialog", "Terminate this cluster?").await;
        window.press(Key::Escape).await;
        window.press_with(Key::Control, '3').await;
        window.find("row", Name::HasAll(&["notebook-mila", "Terminated"])).await;
        window.enter("Receipt of notebook-mila").await;
        window.see("as AWS says").await;
    })
    .await;
}

#[tokio::test]
async fn every_page_panel_and_setting_is_reached_and_used_by_keyboard() {
    let home = Home::new();
    let downloads = Downloads::of(&home);
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        // The switcher of accounts, the owners, the chart.
        window.find("slider", "Burn over time").await;
        window.tab_to("Account:").await;
        window.press(Key::Enter).await;
        window.find("menu", Name::Has("")).await;
        window.press(Key::Down).await;
        window.press(Key::Enter).await;
        window.find_no_more("menu", Name::Has("")).await;
        window.enter("7 days").await;
        window.tab_to("Burn over time").await;
        window.press(Key::End).await;
        window.see("per hour").await;
        window.enter("Save the chart as CSV").await;
        window.see(".csv").await;
        assert!(downloads.take_text("csv").lines().count() > 1);
        window.enter("Table").await;
        window.find("region", "Burn over time as a table").await;

        window.press_with(Key::Control, '3').await;
        window.enter("Yesterday").await;
        window.see("Since yesterday began").await;
        window.enter("Open ").await;
        window.find("complementary", Name::Starts("Details of ")).await;
        window.enter("Close the details").await;

        window.press_with(Key::Control, '7').await;
        window.find("heading", "Settings").await;
        window.tab_to("As the system").await;
        window.press(Key::Right).await;
        window.worn(Theme::Dark).await;
        window.tab_to("Time zone").await;
        window.type_in("kolkata").await;
        window.find("option", Name::Has("Asia/Kolkata")).await;
        window.press(Key::Down).await;
        window.press(Key::Enter).await;
        window.see("Asia/Kolkata").await;
        window.enter("Show the last lines").await;
        window.enter("Copy diagnostics…").await;
        window.find("dialog", "Copy diagnostics").await;
        window.press(Key::Escape).await;
        window.find_no_more("dialog", "Copy diagnostics").await;
    })
    .await;
}
