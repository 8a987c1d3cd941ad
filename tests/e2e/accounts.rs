//! The accounts that are watched: how each is reached, how its regions do, what it is asked and what that costs.

use crate::harness::{Home, Name, Simulator, Window, emberctl, in_window};

const UNFOLD: &str = "document.querySelectorAll('details:not([open]) > summary').forEach((summary) => summary.click());";

#[tokio::test]
async fn every_account_says_how_it_is_reached_what_failed_lately_and_what_watching_it_asks_and_costs() {
    let home = Home::new();
    let simulator = Simulator::serve(&home, &[]).await;
    let home = home.with_profiles_of(&simulator);
    let regions = ["--region", "eu-west-1", "--region", "ap-southeast-2", "--region", "me-south-1"];
    let watched = emberctl(&home, &[&["profiles", "watch", "sandbox"], regions.as_slice()].concat());
    assert_eq!(watched.code, Some(0), "{watched:?}");
    emberctl(&home, &["profiles", "watch", "research"]);
    in_window(&home, async |window| {
        window.open_page("Accounts").await;
        window.find("textbox", "Name of account 905418233746").await;
        window.find("row", Name::HasAll(&["eu-west-1", "Live"])).await;
        window.find("row", Name::HasAll(&["me-south-1", "Region is off"])).await;
        window.see("2 late errors").await;
        unfold(window).await;
        window.find("row", Name::HasAll(&["EMR", "ListClusters"])).await;
        window.find("row", Name::HasAll(&["STS", "GetCallerIdentity"])).await;
        window.see("Every try of a call is counted").await;
        window.see("elasticmapreduce:ListClusters is missing").await;
        window.pictured("accounts-unfolded").await;
    })
    .await;
}

async fn unfold(window: &Window) {
    window.script(UNFOLD).await;
}
