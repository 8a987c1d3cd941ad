//! What the user sets, at once and the next time.

use fantoccini::key::Key;

use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::harness::{Home, Name, Theme, Window, emberctl, in_window};

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
        window.pictured("nothing-is-mine").await;
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

/// The longest time, in seconds, that anything of the page takes to move.
const MOVES: &str = r"const seconds = (text) => Math.max(...text.split(',').map((one) => parseFloat(one) * (/ms$/.test(one.trim()) ? 0.001 : 1)));
    const of = (element) => [null, '::before', '::after'].map((part) => getComputedStyle(element, part))
        .map((style) => Math.max(seconds(style.transitionDuration), seconds(style.animationDuration)));
    return Math.max(...[...document.querySelectorAll('*')].flatMap(of))";

async fn motion(window: &Window) -> (Value, f64) {
    window.open_page("Settings").await;
    window.find("switch", "Start with the system").await;
    let wanted = window.script("return matchMedia('(prefers-reduced-motion: reduce)').matches").await;
    (wanted, window.script(MOVES).await.as_f64().expect("a time"))
}

#[tokio::test]
async fn nothing_moves_for_who_turned_the_animations_of_the_desktop_off() {
    let home = Home::new();
    in_window(&home, async |window| {
        let (wanted, longest) = motion(window).await;
        assert!(wanted == false && longest > 0.05, "{wanted}, {longest} s");
    })
    .await;
    let home = Home::new().without_animations();
    in_window(&home, async |window| {
        let (wanted, longest) = motion(window).await;
        assert!(wanted == true && longest < 0.001, "{wanted}, {longest} s");
    })
    .await;
}

/// Amounts with a comma before the cents, and no other.
const COMMAS: &str = r"const text = document.querySelector('main').innerText;
    return /\$[\d.]+,\d\d/.test(text) && !/\$[\d,]+\.\d\d(?!\d)/.test(text)";
/// Every time that is shown is told in this zone.
const IN_KOLKATA: &str = "const times = [...document.querySelectorAll('main time')];\
    return times.length > 0 && times.every((time) => time.title.endsWith('Asia/Kolkata'))";

async fn becomes(window: &Window, what: &str, script: &str) {
    window.until(what, async || Ok((window.script(script).await == Value::Bool(true)).then_some(()))).await;
}

#[tokio::test]
async fn a_zone_and_a_number_format_change_every_time_and_amount_and_are_remembered() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        window.open_page("Settings").await;
        window.write("combobox", "Time zone", "kolk").await;
        window.click("option", Name::Has("Asia/Kolkata")).await;
        window.see("Asia/Kolkata").await;
        window.click("radio", "1.234,56").await;
        window.see("$12.345,60").await;
        window.pictured("settings").await;
        window.open_page("Now").await;
        window.find("row", Name::Has("trino-shared")).await;
        becomes(window, "amounts with a comma", COMMAS).await;
        window.click("row", Name::Has("trino-shared")).await;
        window.click("tab", "Timeline").await;
        becomes(window, "times in Kolkata", IN_KOLKATA).await;
        window.pictured("kolkata-and-commas").await;
    })
    .await;
    assert_eq!(emberctl(&home, &["settings", "get", "time-zone"]).stdout, "Asia/Kolkata\n");
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        becomes(window, "amounts with a comma", COMMAS).await;
    })
    .await;
}

#[tokio::test]
async fn what_the_terminal_changes_is_shown_at_once_and_a_pause_is_told_everywhere() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        window.open_page("Settings").await;
        window.find("radio", "Paused").await;
        assert_eq!(emberctl(&home, &["settings", "set", "polling", "paused"]).code, Some(0));
        window.see("Changed in the terminal or another window: polling").await;
        window.see("polling paused").await;
        window.see("No call is made by itself").await;
        window.pictured("paused").await;
        window.click("button", "Reset to defaults").await;
        window.see("Every setting above has its default again").await;
        window.see_no_more("polling paused").await;
        window.click("button", "Undo").await;
        window.see("polling paused").await;
    })
    .await;
}

#[tokio::test]
async fn history_is_forgotten_once_it_was_said_how_much() {
    let home = Home::now();
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        window.open_page("Settings").await;
        window.find("row", Name::HasAll(&["History", "history.db"])).await;
        window.click("radio", "before a day").await;
        window.write("textbox", "Before this day", "2099-01-01").await;
        window.click("button", "Forget history…").await;
        window.see("That day is yet to come").await;
        window.pictured("forget-refused").await;
        let today = window.script("return new Date().toISOString().slice(0, 10)").await;
        window.write("textbox", "Before this day", today.as_str().unwrap_or_default()).await;
        window.click("button", "Forget history…").await;
        window.find("dialog", Name::Starts("Forget history before")).await;
        window.see("would be forgotten for good").await;
        window.pictured("forget-history").await;
        window.click("button", "Forget").await;
        window.see("is forgotten:").await;
        window.shot("forgotten").await;
        window.open_page("Now").await;
        window.find("row", Name::Has("trino-shared")).await;
    })
    .await;
}

/// The desktop's way to open a folder, which here writes down what it was asked for.
fn opener(home: &Home) -> String {
    let folder = home.path("bin");
    fs::create_dir_all(&folder).expect("a folder");
    let script = format!("#!/bin/sh\nprintf '%s\\n' \"$@\" >> {}\n", home.path("opened").display());
    for name in ["xdg-open", "gio"] {
        fs::write(folder.join(name), &script).expect("a script");
        fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o755)).expect("a script to run");
    }
    format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default())
}

#[tokio::test]
async fn the_own_folder_is_opened_and_no_other() {
    let home = Home::new();
    let path = opener(&home);
    let home = home.with("PATH", path);
    in_window(&home, async |window| {
        window.open_page("Settings").await;
        window.click("button", "Open folder").await;
        let opened = home.path("opened");
        window.until("the folder to be opened", async || Ok(fs::read_to_string(&opened).ok())).await;
        let hostile = window.invoke("open_data_folder", json!({ "path": "/etc", "folder": "/etc" })).await;
        assert!(hostile.is_ok(), "{hostile:?}");
        let asked = fs::read_to_string(&opened).expect("what was opened");
        let own = home.path("emberwatch");
        assert!(
            asked.lines().filter(|line| line.starts_with('/')).all(|line| *line == *own.to_string_lossy()),
            "{asked}"
        );
    })
    .await;
}
