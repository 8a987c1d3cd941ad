//! What changed, told to who comes back.

use crate::harness::{Home, Name, in_window};

#[tokio::test]
async fn what_changed_since_yesterday_is_told_and_leads_to_its_clusters() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        window.open_page("Activity").await;
        window.find("region", "What changed").await;
        window.click("button", "Yesterday").await;
        window.see("Since yesterday began").await;
        window.see(" started").await;
        window.pictured("what-changed").await;
        window.click("button", Name::Starts("Open ")).await;
        window.find("complementary", Name::Starts("Details of ")).await;
    })
    .await;
}

#[tokio::test]
async fn who_comes_back_hours_later_is_told_what_changed_since_they_last_looked() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        window.find_no_more("button", "What changed").await;
    })
    .await;
    let home = home.hours_later(5);
    in_window(&home, async |window| {
        window.see("Since you last looked, ").await;
        window.pictured("news").await;
        window.click("button", "What changed").await;
        window.find("heading", "Activity").await;
        window.find("region", "What changed").await;
        window.see("Since you last looked, ").await;
        window.see(" started").await;
        window.pictured("since-last-look").await;
        window.click("button", Name::Starts("Open ")).await;
        window.find("complementary", Name::Starts("Details of ")).await;
    })
    .await;
}
