//! Ctrl-K, and taking along what is shown.

use std::fs;

use fantoccini::key::Key;

use crate::harness::{Home, Name, Theme, Window, in_window};

#[tokio::test]
async fn the_palette_reaches_a_page_a_cluster_and_an_action_by_keyboard() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        window.asked_for("trino-sh").await;
        window.find("option", Name::HasAll(&["trino-shared", "acme-"])).await;
        window.pictured("palette").await;
        window.press(Key::Enter).await;
        window.find("complementary", Name::Has("trino-shared")).await;

        // What can be done here comes with the cluster that is open.
        window.asked_for("copy the cluster's id").await;
        window.find("option", Name::Starts("Copy the cluster's id")).await;
        window.press(Key::Escape).await;
        window.find_no_more("dialog", "Search or do").await;

        window.asked_for("theme light").await;
        window.press(Key::Enter).await;
        window.worn(Theme::Light).await;
        window.asked_for("activity").await;
        window.press(Key::Enter).await;
        window.find("heading", "Activity").await;

        // What another page does is done there, and what is typed has the focus in its field.
        window.asked_for("group by region").await;
        window.find("option", Name::Starts("Group by region")).await;
        window.pictured("palette-elsewhere").await;
        window.press(Key::Enter).await;
        window.find("heading", "Clusters").await;
        window.find("treegrid", "Clusters").await;
        window.asked_for("settings owner tags").await;
        window.find("option", Name::Starts("Settings: owner tags")).await;
        window.press(Key::Enter).await;
        window.find("heading", "Settings").await;
        window.focused("Another owner tag").await;
        window.pictured("palette-field").await;
    })
    .await;
}

#[tokio::test]
async fn what_is_shown_is_saved_as_csv_and_json_in_the_order_of_the_screen() {
    let home = Home::new();
    fs::create_dir_all(home.path("Downloads")).expect("the home is ours");
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        window.click("button", "Export").await;
        window.find("menuitem", Name::Starts("Save what is shown as CSV")).await;
        window.pictured("export").await;
        window.press(Key::Escape).await;
        for form in ["csv", "json"] {
            window.asked_for(&format!("save shown {form}")).await;
            window.press(Key::Enter).await;
            window.see(&format!("as {}: ", form.to_uppercase())).await;
        }
        window.pictured("saved").await;
        window.asked_for("copy shown csv").await;
        window.press(Key::Enter).await;
        window.see("Copied ").await;
    })
    .await;
    let saved = |extension: &str| {
        let files = fs::read_dir(home.path("Downloads")).expect("the folder").map(|file| file.expect("a file").path());
        let path = files.into_iter().find(|path| path.extension().is_some_and(|found| found == extension));
        fs::read_to_string(path.unwrap_or_else(|| panic!("no .{extension} was saved"))).expect("it is text")
    };
    assert!(saved("csv").lines().any(|line| line.contains("trino-shared")));
    let json: serde_json::Value = serde_json::from_str(&saved("json")).expect("JSON");
    let clusters = json["clusters"].as_array().expect("the clusters").len();
    assert_eq!(saved("csv").lines().count(), clusters + 1, "a line for each cluster, and the titles");
}

impl Window {
    /// Opens the palette by its keys and writes what is looked for.
    async fn asked_for(&self, text: &str) {
        self.find_no_more("dialog", "Search or do").await;
        self.press_with(Key::Control, 'k').await;
        self.write("combobox", "Search or do", text).await;
    }
}
