//! The first minutes of a user without AWS settings.

use crate::harness::{Home, Name, in_window, keep_for_the_readme};

const PAGES: &[&str] = &["Now", "Clusters", "Activity", "Spot", "Accounts", "Settings"];

#[tokio::test]
async fn without_credentials_the_sample_is_shown_live_named_on_every_page_and_accessible_in_both_themes() {
    let home = Home::now();
    in_window(&home, async |window| {
        window.find("row", Name::Has("trino-shared")).await;
        for page in PAGES {
            window.open_page(page).await;
            window.see("Sample data").await;
            window.pictured(&format!("sample-{}", page.to_lowercase())).await;
        }
        keep_for_the_readme("sample-now-light");
        window.open_page("Accounts").await;
        window.see("No AWS profile was found").await;
    })
    .await;
}
