//! What the user sets, at once and the next time.

use fantoccini::key::Key;

use crate::harness::{Home, Name, Theme, Window, in_window};

#[tokio::test]
async fn a_theme_takes_effect_at_once_and_is_remembered() {
    let home = Home::new().preferring(Theme::Dark);
    in_window(&home, async |window| {
        window.worn(Theme::Dark).await;
        window.open_page("Settings").await;
        window.click("radio", "Light").await;
        window.worn(Theme::Light).await;
    })
    .await;
    in_window(&home, async |window| {
        window.worn(Theme::Light).await;
        window.open_page("Settings").await;
        window.click("radio", "As the system").await;
        window.worn(Theme::Dark).await;
    })
    .await;
}

#[tokio::test]
async fn owner_tags_say_whose_a_cluster_is() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.find("row", Name::HasAll(&["hive-adhoc-shared", "key pair"])).await;
        window.open_page("Settings").await;
        window.write("textbox", "Another owner tag", "team").await;
        window.click("button", "Add").await;
        window.find("button", "Remove team").await;
        window.pictured("owner-tags").await;
        window.open_page("Now").await;
        window.find("row", Name::HasAll(&["hive-adhoc-shared", "analytics", "tag team"])).await;
        window.open_page("Settings").await;
        window.click("button", "Remove team").await;
        window.open_page("Now").await;
        window.find("row", Name::HasAll(&["hive-adhoc-shared", "key pair"])).await;
    })
    .await;
}

#[tokio::test]
async fn mine_is_who_the_caller_is_or_who_i_say_and_is_remembered() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.find("row", Name::Has("notebook-lena")).await;
        window.click("button", "owner: everyone").await;
        window.find("row", Name::Has("notebook-mila")).await;
        window.find_no_more("row", Name::Has("notebook-lena")).await;
        window.shot("mine").await;
        i_am(window, "lena.berg").await;
        window.find("row", Name::Has("notebook-lena")).await;
        window.find_no_more("row", Name::Has("notebook-mila")).await;
        i_am(window, "nobody.here").await;
        window.see("None of these is yours").await;
        window.shot("nothing-is-mine").await;
        i_am(window, "lena.berg").await;
    })
    .await;
    in_window(&home, async |window| {
        window.find("row", Name::Has("notebook-lena")).await;
        window.find_no_more("row", Name::Has("notebook-mila")).await;
    })
    .await;
}

async fn i_am(window: &Window, name: &str) {
    window.open_page("Settings").await;
    window.write("textbox", "Who I am", name).await;
    window.press(Key::Enter).await;
    window.see("Set here.").await;
    window.open_page("Now").await;
}
