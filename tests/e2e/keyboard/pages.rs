//! What is set, saved and asked on the pages, by the keyboard alone.

use fantoccini::key::Key;

use crate::harness::{Home, Name, in_window};

#[tokio::test]
async fn the_pace_an_owner_tag_the_desktop_and_a_saved_view_are_changed_by_keyboard() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        window.press('/').await;
        window.type_in("notebook").await;
        window.find_no_more("row", Name::Has("trino-shared")).await;
        window.enter("View").await;
        window.find("dialog", "Saved views").await;
        window.tab_to("Name of this view").await;
        window.type_in("notebooks").await;
        window.press(Key::Enter).await;
        window.find("button", "Delete notebooks").await;
        window.press(Key::Escape).await;
        window.find_no_more("dialog", "Saved views").await;
        window.press('/').await;
        window.press(Key::Escape).await;
        window.find("row", Name::Has("trino-shared")).await;
        window.enter("View").await;
        window.enter("notebooks").await;
        window.find_no_more("row", Name::Has("trino-shared")).await;
        window.enter("View").await;
        window.enter("Delete notebooks").await;
        window.see("No view is saved yet").await;
        window.enter("Undo").await;
        window.find("button", "Delete notebooks").await;
        window.press(Key::Escape).await;

        window.press_with(Key::Control, '7').await;
        window.find("heading", "Settings").await;
        window.tab_to("Normal").await;
        window.press(Key::Down).await;
        window.checked("Gentle").await;
        window.tab_to("Another owner tag").await;
        window.type_in("team").await;
        window.press(Key::Enter).await;
        window.find("button", "Remove team").await;
        window.enter("Move team up").await;
        window.enter("Remove team").await;
        window.find_no_more("button", "Remove team").await;
        window.tab_to("Keeps watching in the tray").await;
        window.press(Key::Right).await;
        window.checked("Quits Emberwatch").await;
        window.tab_to("Start with the system").await;
        window.press(' ').await;
        window.checked("Start with the system").await;
    })
    .await;
}

#[tokio::test]
async fn costs_and_spot_prices_are_asked_for_and_read_by_keyboard() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        window.press_with(Key::Control, '4').await;
        window.find("region", "Costs by service").await;
        window.enter("Last month").await;
        window.enter("Region").await;
        window.find("region", "Costs by region").await;
        window.enter("Net amortized").await;
        window.see("net amortized, without credits and refunds").await;
        window.tab_to("Costs over time").await;
        window.press(Key::Home).await;
        // Two days, and then the clusters behind them.
        window.press_with(Key::Shift, Key::Right).await;
        window.press(Key::Enter).await;
        window.find("textbox", "From, a day of UTC").await;
        window.tab_to("Costs over time").await;
        window.press(Key::Home).await;
        window.press(Key::Enter).await;
        window.find("region", "Costs by cluster").await;

        window.press_with(Key::Control, '5').await;
        window.find("slider", "Spot prices").await;
        window.enter("24 h").await;
        window.tab_to("Add instance types").await;
        window.type_in("c5.2xlarge").await;
        window.press(Key::Enter).await;
        window.find("button", "Leave out c5.2xlarge").await;
        window.tab_to("On demand in the drawing").await;
        window.press(Key::Down).await;
        window.tab_to("Price limit").await;
        window.press(Key::Home).await;
        window.see("Time under 0.0").await;
        window.tab_to("Draw ").await;
        window.press(' ').await;
        window.find("button", "Draw the cheapest").await;
        window.tab_to("Any of the types above").await;
        window.press(Key::Right).await;
        window.find("textbox", "vCPU at least").await;
        window.enter("Advise").await;
        window.find("region", "Advice by zone").await;
    })
    .await;
}
