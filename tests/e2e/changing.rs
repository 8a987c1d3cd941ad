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
