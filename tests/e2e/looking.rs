//! Finding one's way through many clusters.

use fantoccini::key::Key;

use crate::harness::{Home, Name, emberctl, in_window, sample_cluster};

#[tokio::test]
async fn switching_the_account_filters_every_page() {
    let home = Home::new();
    // Two receipts, so that Activity has something of one account to hide.
    for name in ["notebook-mila", "stuck-terminate"] {
        let id = sample_cluster(&home, name);
        emberctl(&home, &["--sample", "terminate", &id, "--yes"]);
    }
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        window.click("button", Name::Starts("Account:")).await;
        window.find("menuitem", Name::Has("acme-analytics-prod")).await;
        window.pictured("switch-account").await;
        window.click("menuitem", Name::Has("acme-sandbox")).await;
        window.find("row", Name::Has("deny-terminate")).await;
        window.find_no_more("row", Name::Has("trino-shared")).await;
        window.shot("sandbox-now").await;
        window.open_page("Clusters").await;
        window.find("row", Name::Has("deny-terminate")).await;
        window.find_no_more("row", Name::Has("acme-research")).await;
        window.open_page("Activity").await;
        window.find("row", Name::Has("stuck-terminate")).await;
        window.find_no_more("row", Name::Has("notebook-mila")).await;
        window.shot("sandbox-activity").await;
        window.open_page("Accounts").await;
        window.find("textbox", "Name of account 905418233746").await;
        window.find_no_more("textbox", "Name of account 730335417920").await;
        window.shot("sandbox-accounts").await;
    })
    .await;
}

#[tokio::test]
async fn a_low_window_shows_its_table_and_no_menu_leaves_the_window() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.find("row", Name::Has("notebook-mila")).await;
        window.click("button", "Columns").await;
        let above = async || {
            let top = window.script("return document.querySelector('.popover')?.getBoundingClientRect().top").await;
            Ok(top.as_f64().filter(|top| *top >= 0.0))
        };
        window.until("the columns below the window's top", above).await;
        window.shot("columns").await;
        window.press(Key::Escape).await;
        window.resize(900, 600).await;
        window.find("row", Name::Has("trino-shared")).await;
        let rows = async || {
            let seen = window.script(SEEN_ROWS).await;
            Ok(seen.as_u64().filter(|rows| *rows >= 3))
        };
        window.until("three rows within a low window", rows).await;
        let cut = window.script(CUT_NUMBERS).await;
        assert_eq!(cut.as_u64(), Some(0), "no number of a tile is cut");
        window.pictured("low-now").await;
        window.open_page("Activity").await;
        window.see("What changed").await;
        window.pictured("low-activity").await;
    })
    .await;
}

const SEEN_ROWS: &str = "return [...document.querySelectorAll('[data-cluster]')]
    .filter((row) => row.getBoundingClientRect().bottom <= window.innerHeight).length";

const CUT_NUMBERS: &str = "return [...document.querySelectorAll('.tile .number')]
    .filter((number) => number.scrollWidth > number.clientWidth).length";

#[tokio::test]
async fn a_slash_filters_and_a_column_sorts() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.find("row", Name::Has("notebook-mila")).await;
        window.press('/').await;
        for key in "notebook".chars() {
            window.press(key).await;
        }
        window.find_no_more("row", Name::Has("trino-shared")).await;
        // How many of them live depends on the time of day.
        let shown = window.names("row").await;
        assert!(clusters(&shown).iter().all(|name| name.starts_with("notebook-")), "{shown:?}");
        window.click("button", "Cluster").await;
        let sorted = async |way: fn(&&str, &&str) -> bool| {
            let shown = window.names("row").await;
            let names = clusters(&shown);
            Ok((!names.is_empty() && names.is_sorted_by(way)).then_some(()))
        };
        window.until("the names in rising order", async || sorted(|a, b| a <= b).await).await;
        window.click("button", "Cluster").await;
        window.until("the names in falling order", async || sorted(|a, b| a >= b).await).await;
        window.pictured("filtered").await;
        window.write("searchbox", "Filter clusters", "no such cluster").await;
        window.see("No cluster matches").await;
        window.pictured("filter-without-match").await;
        window.click("button", "Show everything").await;
        window.find("row", Name::Has("trino-shared")).await;
    })
    .await;
}

#[tokio::test]
async fn a_cluster_opens_with_every_part_of_what_is_known() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.click("row", Name::Has("churn-features-adhoc")).await;
        window.find("heading", "churn-features-adhoc").await;
        // Fleets, steps and places are described only once somebody looks.
        let parts = [
            ("Overview", "not protected"),
            ("Nodes", "units"),
            ("Steps", "Completed"),
            ("Timeline", "Created"),
            ("Config", "EMR_DefaultRole_V2"),
        ];
        for (tab, known) in parts {
            window.click("tab", Name::Starts(tab)).await;
            window.see(known).await;
            window.pictured(&format!("cluster-{}", tab.to_lowercase())).await;
        }
        window.click("button", "Close the details").await;
        window.find_no_more("tab", "Timeline").await;
    })
    .await;
}

#[tokio::test]
async fn the_keyboard_alone_opens_a_cluster_and_asks_to_terminate_it() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.find("row", Name::Has("deny-terminate")).await;
        window.press(Key::Down).await;
        window.press(Key::Down).await;
        window.press(Key::Down).await;
        window.press(Key::Up).await;
        window.press(Key::Enter).await;
        window.find("tab", "Timeline").await;
        window.press('t').await;
        window.find("dialog", Name::Has("Terminate")).await;
        window.shot("asked-by-keyboard").await;
        window.press(Key::Escape).await;
        window.find_no_more("dialog", Name::Has("Terminate")).await;
        window.press(Key::Escape).await;
        window.find_no_more("tab", "Timeline").await;
    })
    .await;
}

/// The names of the clusters in these rows, in their order; the head is no cluster.
fn clusters(rows: &[String]) -> Vec<&str> {
    rows.iter().skip(1).filter_map(|row| row.split(' ').nth(1)).collect()
}
