//! The accounts that are watched: how each is reached, how its regions do, what it is asked and what that costs.

use crate::harness::{Home, Name, Simulator, Window, emberctl, in_window};

const UNFOLD: &str =
    "document.querySelectorAll('details:not([open]) > summary').forEach((summary) => summary.click());";

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
        // The rail moves once, when it learns what stands above it.
        window.find("row", Name::Has("deny-terminate")).await;
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

#[tokio::test]
async fn an_edit_of_the_aws_files_shows_by_itself_and_a_broken_one_breaks_nothing_that_works() {
    let home = Home::new();
    let simulator = Simulator::serve(&home, &[]).await;
    let home = home.with_profiles_of(&simulator);
    emberctl(&home, &["profiles", "watch", "sandbox"]);
    let whole = std::fs::read_to_string(home.path("aws/config")).unwrap();
    in_window(&home, async |window| {
        window.open_page("Accounts").await;
        window.find("row", Name::HasAll(&["sandbox", "Live"])).await;

        // As an editor does it: a new file in the old one's place.
        std::fs::write(home.path("aws/written"), format!("{whole}\n[profile added-today]\nregion = eu-west-1\n"))
            .unwrap();
        std::fs::rename(home.path("aws/written"), home.path("aws/config")).unwrap();
        window.find("row", Name::Has("added-today")).await;

        home.aws_config(&whole.replace("[profile sandbox]", "[profile sandbox"));
        window.see("what stood there before is used").await;
        window.see(&format!("aws/config:{}", line_of(&whole, "[profile sandbox]"))).await;
        window.click("button", "Refresh now").await;
        window.find("row", Name::HasAll(&["sandbox", "Live"])).await;
        window.pictured("aws-file-broken").await;

        home.aws_config(&whole);
        window.see_no_more("what stood there before is used").await;
        window.find_no_more("row", Name::Has("added-today")).await;
        window.find("row", Name::HasAll(&["sandbox", "Live"])).await;
    })
    .await;
}

#[tokio::test]
async fn a_thousand_profiles_fill_no_page_and_each_is_found() {
    let home = Home::now();
    let section = |number: usize| {
        let account = 100_000_000_000 + number % 300;
        format!(
            "[profile team-{number:04}]\nregion = eu-west-1\nsso_session = corp\nsso_account_id = {account}\nsso_role_name = reader\n"
        )
    };
    let session = "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.example/start\n";
    home.aws_config(&((0..1000).map(section).collect::<String>() + session));
    let listed = emberctl(&home, &["profiles", "--json"]);
    assert_eq!(listed.json()["profiles"].as_array().map(Vec::len), Some(1000), "{listed:?}");
    in_window(&home, async |window| {
        window.open_page("Accounts").await;
        window.see("of 1,000 profiles watched").await;
        let rows =
            window.script("return document.querySelectorAll('[role=switch][aria-label^=\"Watch \"]').length").await;
        assert_eq!(rows, 50);
        let nodes = window.script("return document.querySelectorAll('*').length").await;
        assert!(nodes.as_u64().is_some_and(|nodes| nodes < 4000), "{nodes} nodes");
        window.write("searchbox", "Filter profiles", "team-0987").await;
        window.see("1 found").await;
        window.click("switch", "Watch team-0987").await;
        window.find("row", Name::HasAll(&["team-0987", "aws sso login --profile team-0987"])).await;
        window.pictured("a-thousand-profiles").await;
    })
    .await;
}

fn line_of(text: &str, line: &str) -> usize {
    1 + text.lines().position(|each| each == line).expect("the line is there")
}

async fn unfold(window: &Window) {
    window.script(UNFOLD).await;
}
