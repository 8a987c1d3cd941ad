//! Desktops that show no tray: nobody shows them, the library is missing, there is not even a session bus.

use crate::harness::{Home, Name, Panel, Screen, Window, in_window, the_app_ends};

const QUIET: &str = "No tray here: closing quits";

#[tokio::test]
async fn without_a_tray_the_window_says_so_quietly_and_closing_asks_before_it_quits() {
    let home = Home::new();
    let screen = Screen::of(&home);
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        window.click("link", QUIET).await;
        window.see("There is no tray here. This desktop shows no tray").await;
        window.pictured("settings-without-tray").await;

        screen.close_the_window();
        window.find("dialog", "Quit Emberwatch?").await;
        window.pictured("quit-without-tray").await;
        window.click("button", "Stay").await;
        window.find_no_more("dialog", "Quit Emberwatch?").await;
        assert!(screen.shows_the_window());

        screen.close_the_window();
        window.click("button", "Quit").await;
        the_app_ends().await;
    })
    .await;
}

#[tokio::test]
async fn who_closes_again_while_being_asked_has_answered() {
    let home = Home::new();
    let screen = Screen::of(&home);
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        screen.close_the_window();
        window.find("dialog", "Quit Emberwatch?").await;
        screen.close_the_window();
        the_app_ends().await;
    })
    .await;
}

#[tokio::test]
async fn a_panel_that_comes_late_gets_its_tray_and_one_that_goes_takes_it_along() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.find("link", QUIET).await;
        let panel = Panel::show().await;
        window.find_no_more("link", QUIET).await;
        panel.first_line(|line| line.contains(" / hour, ")).await;
        drop(panel);
        window.find("link", QUIET).await;
    })
    .await;
}

#[tokio::test]
async fn a_closed_window_comes_back_by_itself_once_its_tray_is_gone() {
    let home = Home::new();
    let screen = Screen::of(&home);
    in_window(&home, async |window| {
        let panel = Panel::show().await;
        panel.first_line(|line| line.contains(" / hour, ")).await;
        screen.close_the_window();
        window.gone().await;
        drop(panel);
        window.back().await;
        window.find("link", QUIET).await;
    })
    .await;
}

#[tokio::test]
async fn without_the_library_or_a_session_bus_the_page_is_there_and_says_what_is_missing() {
    let panel = Panel::show().await;
    let home = Home::new().without_tray_library();
    in_window(&home, async |window| says(window, "The library for trays is not installed").await).await;
    let home = Home::new().without_session_bus();
    in_window(&home, async |window| says(window, "No session bus is reached").await).await;
    drop(panel);
}

/// A second start that no bus leads to the first one.
#[tokio::test]
async fn a_second_window_on_one_data_folder_says_that_the_first_is_open() {
    let home = Home::new().without_session_bus();
    in_window(&home, async |first| {
        first.find("row", Name::Has("trino-shared")).await;
        in_window(&home, async |second| {
            second.see("Emberwatch is open already on the data folder").await;
            second.shot("open-already").await;
        })
        .await;
        first.open_page("Activity").await;
    })
    .await;
    in_window(&home, async |window| drop(window.find("row", Name::Has("trino-shared")).await)).await;
}

async fn says(window: &Window, what: &str) {
    window.find("row", Name::Has("trino-shared")).await;
    window.click("link", QUIET).await;
    window.see(what).await;
}
