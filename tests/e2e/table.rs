//! The table of clusters: grouped, laid out, selected from, and all of it by the keyboard alone.

use fantoccini::key::Key;

use crate::harness::{Home, Name, emberctl, in_window, sample_cluster};

#[tokio::test]
async fn the_keyboard_alone_groups_lays_out_selects_and_asks_to_terminate() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        window.tab_to("Group by").await;
        window.press(Key::Enter).await;
        window.focused("nothing").await;
        window.pictured("group-menu").await;
        window.press(Key::Down).await;
        window.focused("account").await;
        window.press(Key::Enter).await;
        window.find("row", Name::HasAll(&["acme-research", "clusters"])).await;
        window.pictured("grouped-by-account").await;

        window.tab_to("Columns").await;
        window.press(Key::Enter).await;
        window.find("dialog", "Columns").await;
        window.tab_to("Move State down").await;
        window.press(Key::Enter).await;
        window.pictured("columns").await;
        window.press(Key::Escape).await;
        window.find_no_more("dialog", "Columns").await;
        let heads = window.names("columnheader").await;
        assert_eq!(heads.get(1..3), Some(&["Cluster".to_owned(), "State".to_owned()][..]), "{heads:?}");

        window.tab_to("Select all shown clusters").await;
        window.press(Key::Home).await;
        window.press(Key::Left).await;
        window.find("row", Name::Has("acme-analytics-prod")).await;
        window.press(Key::Right).await;
        window.press(Key::Down).await;
        window.press_with(Key::Shift, Key::Down).await;
        window.see("2 selected").await;
        window.see("/ h together").await;
        window.press('?').await;
        window.find("dialog", "Keys in the table").await;
        window.pictured("keys-in-the-table").await;
        window.press(Key::Escape).await;
        window.find_no_more("dialog", "Keys in the table").await;
        window.press('t').await;
        window.find("dialog", Name::Has("Terminate")).await;
        window.press(Key::Escape).await;
        window.find_no_more("dialog", Name::Has("Terminate")).await;
        window.press(Key::Escape).await;
        window.see_no_more("2 selected").await;
    })
    .await;
}

#[tokio::test]
async fn a_saved_view_is_there_after_a_restart_until_it_is_deleted() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        window.write("searchbox", "Filter clusters", "notebook").await;
        window.click("button", Name::Starts("Group by")).await;
        window.click("menuitemradio", "owner").await;
        window.find("row", Name::HasAll(&["mila", "cluster"])).await;
        window.click("button", "View").await;
        window.write("textbox", "Name of this view", "notebooks").await;
        window.press(Key::Enter).await;
        window.find("button", "Delete notebooks").await;
        window.pictured("saved-view").await;
    })
    .await;
    in_window(&home, async |window| {
        // How the table was left is kept too; the filter belongs to the view alone.
        window.find("row", Name::Has("trino-shared")).await;
        window.click("button", "View").await;
        window.click("button", "notebooks").await;
        window.find_no_more("row", Name::Has("trino-shared")).await;
        window.find("row", Name::HasAll(&["mila", "cluster"])).await;
        window.click("button", Name::Starts("View")).await;
        window.click("button", "Rename notebooks").await;
        window.write("textbox", "New name of notebooks", "my notebooks").await;
        window.press(Key::Enter).await;
        window.click("button", "Delete my notebooks").await;
        window.click("button", "Undo").await;
        window.find("button", "my notebooks").await;
        window.click("button", "Delete my notebooks").await;
        window.see("No view is saved yet").await;
    })
    .await;
}

#[tokio::test]
async fn a_selection_outlives_what_happens_to_other_rows() {
    let home = Home::new();
    let id = sample_cluster(&home, "notebook-mila");
    in_window(&home, async |window| {
        window.click("checkbox", "Select trino-shared").await;
        window.see("1 selected").await;
        emberctl(&home, &["--sample", "terminate", &id, "--yes"]);
        window.find("row", Name::HasAll(&[&id, "Terminating"])).await;
        window.see("1 selected").await;
        // Another order may have moved the row out of what is drawn.
        window.write("searchbox", "Filter clusters", "trino-shared").await;
        window.find("checkbox", "Select trino-shared").await;
        let chosen = "return document.querySelector('[aria-label=\"Select trino-shared\"]').checked";
        assert_eq!(window.script(chosen).await, true);
    })
    .await;
}
