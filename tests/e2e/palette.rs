//! Ctrl-K, and taking along what is shown.

use fantoccini::key::Key;
use serde_json::Value;

use crate::harness::{Downloads, Home, Name, Theme, Window, in_window, records};

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
    let downloads = Downloads::of(&home);
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        window.click("button", "Export").await;
        window.find("menuitem", Name::Starts("Save what is shown as CSV")).await;
        window.pictured("export").await;
        window.press(Key::Escape).await;
        // By the clusters' names: what burns most changes while one looks.
        window.click("button", "Cluster").await;
        let (csv, json) = saved_as_it_stood(window, &downloads).await;
        assert!(csv.len() > 10, "{csv:?}");
        assert_eq!(csv, json, "both are in one order");
        window.pictured("saved").await;
        window.asked_for("copy shown csv").await;
        window.press(Key::Enter).await;
        window.see("Copied ").await;
    })
    .await;
}

/// The ids of the clusters in the saved CSV and JSON, once they are those on the screen in its order. Clusters come
/// and go: where the table is another one after saving than before, it is saved again.
async fn saved_as_it_stood(window: &Window, downloads: &Downloads) -> (Vec<String>, Vec<String>) {
    loop {
        let before = window.table_of_clusters().await;
        for form in ["csv", "json"] {
            window.asked_for(&format!("save shown {form}")).await;
            window.press(Key::Enter).await;
            window.see(&format!("as {}: ", form.to_uppercase())).await;
        }
        let json: Value = serde_json::from_str(&downloads.take_text("json")).expect("JSON");
        let json = json["clusters"].as_array().expect("the clusters").iter();
        let json: Vec<String> = json.filter_map(|cluster| cluster["id"].as_str().map(str::to_owned)).collect();
        let csv = records(&downloads.take_text("csv"));
        assert_eq!(csv[0][0], "id");
        let csv: Vec<String> = csv[1..].iter().map(|record| record[0].clone()).collect();
        if window.table_of_clusters().await == before {
            assert_eq!(csv, before, "the order of the screen");
            return (csv, json);
        }
        for form in ["CSV", "JSON"] {
            window.click("button", "Close").await;
            window.see_no_more(&format!("as {form}: ")).await;
        }
    }
}

impl Window {
    /// Opens the palette by its keys and writes what is looked for.
    pub async fn asked_for(&self, text: &str) {
        self.find_no_more("dialog", "Search or do").await;
        self.press_with(Key::Control, 'k').await;
        self.write("combobox", "Search or do", text).await;
    }
}
