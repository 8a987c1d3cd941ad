//! What AWS bills, on the sample's own bills.

use fantoccini::key::Key;
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::json;

use crate::harness::{Downloads, Home, Name, Simulator, Window, emberctl, in_window, records};

#[tokio::test]
async fn costs_are_told_grouped_on_a_basis_pointed_at_and_saved() {
    let home = Home::new();
    let downloads = Downloads::of(&home);
    in_window(&home, async |window| {
        window.open_page("Costs").await;
        window.find("region", "Costs by service").await;
        window.click("button", "Last month").await;
        answered(window).await;
        window.press_on("slider", "Costs over time", Key::Home).await;
        let told = window.told("slider", "Costs over time", |text| text.contains(": $")).await;
        // What the page tells is what Rust answers for the same day.
        let bill =
            async |request| window.invoke("costs", json!({ "request": request })).await.expect("the bill is told");
        let this_month =
            bill(json!({ "without_credits": true })).await["costs"]["from"].as_str().expect("a day").to_owned();
        let last_month = this_month.parse::<Date>().expect("a day").saturating_sub(1.month()).to_string();
        let answer =
            bill(json!({ "from": last_month, "to": this_month, "compared": true, "without_credits": true })).await;
        let first = &answer["table"]["periods"][0];
        let label = first["label"].as_str().expect("a day");
        let cents = cents(first["total_usd"].as_str().expect("it was billed"));
        assert!(told.starts_with(&format!("{label}: ${cents}")), "{told} is not {label}: {cents}");
        let tooltip = window.script("return document.querySelector('.tip')?.innerText ?? ''").await;
        let tooltip = tooltip.as_str().unwrap_or_default().to_owned();
        assert!(tooltip.contains(label) && tooltip.contains(&cents), "{tooltip:?} is not {label}: {cents}");
        window.pictured("costs-chart").await;

        window.click("button", "Table").await;
        window.find("row", Name::HasAll(&[label, &cents])).await;
        window.pictured("costs-table").await;
        window.click("button", Name::Has("EMR")).await;
        window.find("region", "Costs by part").await;
        window.find("row", Name::HasAll(&["EC2", "EMR price", "EBS"])).await;
        window.click("button", "Owner").await;
        window.find("region", "Costs by owner").await;
        window.click("button", "Net amortized").await;
        window.see("net amortized, without credits and refunds").await;
        window.click("button", "Without credits and refunds").await;
        window.see("net amortized, with credits and refunds").await;
        window.click("button", "Account").await;
        window.click("button", "13 months").await;
        window.click("button", "Monthly").await;
        window.click("button", "Table").await;
        window.find("slider", "Costs over time").await;
        window.find("region", "Month end as a table").await;
        window.pictured("costs-months").await;
        for form in ["SVG", "PNG", "CSV"] {
            window.click("button", format!("Save the costs as {form}").as_str()).await;
            window.see(&format!(".{}", form.to_lowercase())).await;
        }
        window.see("has asked Cost Explorer").await;
        let svg = downloads.take_text("svg");
        let texts = window.texts_of(&svg).await;
        assert!(texts.iter().any(|text| text.contains("acme-research")), "the accounts are in the drawing: {texts:?}");
        let (width, height) = downloads.take_png();
        assert!(width > height && height > 200, "{width} × {height}");
        let rows = records(&downloads.take_text("csv"));
        assert!(rows.len() > 13 && rows[0].iter().any(|title| title == "usd"), "{:?}", rows[0]);
        assert!(downloads.is_empty(), "one file for each form");
    })
    .await;
}

/// Waits until the page shows what it was asked last: until then it shows the answer before, and takes no pointer.
async fn answered(window: &Window) {
    const ANSWERED: &str = "return document.querySelector('.past, [aria-busy=true]') === null";
    let shown = async || Ok((window.script(ANSWERED).await == true).then_some(()));
    window.until("the costs to be answered", shown).await;
    window.find("slider", "Costs over time").await;
}

#[tokio::test]
async fn drawing_over_several_bars_shows_their_days() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.open_page("Costs").await;
        window.click("button", "Last month").await;
        answered(window).await;
        let slider = window.find("slider", "Costs over time").await;
        let (x, y, width, height) = slider.rectangle().await.expect("it is drawn");
        let at = |share: f64| (x + width * share, y + height / 2.0);
        window.drag(at(0.3), at(0.6)).await;
        window.find("textbox", "From, a day of UTC").await;
        window.find("region", "Costs by service").await;
        window.find("slider", "Costs over time").await;
        window.pictured("costs-dragged").await;
    })
    .await;
}

#[tokio::test]
async fn what_is_denied_failed_or_stale_says_so() {
    let home = Home::new();
    let simulator = Simulator::serve(&home, &["--limits", "off"]).await;
    let home = home.with_profiles_of(&simulator);
    let watched = emberctl(&home, &["profiles", "watch", "research"]);
    assert_eq!(watched.code, Some(0), "{watched:?}");
    let rule = |action| json!({ "service": "ce", "action": action });
    simulator.misbehave(&rule(json!({ "kind": "denied" }))).await;
    in_window(&home, async move |window| {
        window.open_page("Costs").await;
        window.see("ce:GetCostAndUsage").await;
        window.pictured("costs-denied").await;
        simulator.behave().await;
        simulator.misbehave(&rule(json!({ "kind": "http_error", "status": 500 }))).await;
        window.click("button", "Region").await;
        window.see("was not answered as expected").await;
        window.pictured("costs-failed").await;
        simulator.behave().await;
        window.click("button", "Refresh now").await;
        window.see_no_more("was not answered as expected").await;
        window.find("slider", "Costs over time").await;
        drop(simulator);
        // The month is kept, and of the days before it nobody can be asked.
        window.click("button", "Last 30 days").await;
        window.see("was not reached").await;
        window.find("slider", "Costs over time").await;
        window.pictured("costs-stale").await;
    })
    .await;
}

#[tokio::test]
async fn a_bar_leads_to_its_clusters_and_a_filter_is_chosen_and_removed() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.open_page("Costs").await;
        window.find("slider", "Costs over time").await;
        window.choose("Show only", "EC2 - Other").await;
        window.see("only service EC2 - Other").await;
        window.pictured("costs-filtered").await;
        window.click("button", Name::Starts("Remove the filter")).await;
        window.see_no_more("only service EC2 - Other").await;
        answered(window).await;
        let slider = window.find("slider", "Costs over time").await;
        let (x, y, width, height) = slider.rectangle().await.expect("it is drawn");
        let bar = (x + width * 0.3, y + height / 2.0);
        window.drag(bar, bar).await;
        window.find("region", "Costs by cluster").await;
        window.click("button", "Table").await;
        window.find("row", Name::Has("(j-")).await;
        window.pictured("costs-cluster").await;
    })
    .await;
}

#[tokio::test]
async fn the_estimate_and_the_bill_are_told_by_day_and_a_day_by_cluster() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.open_page("Costs").await;
        window.click("button", "Compare the last 14 days").await;
        window.find("region", Name::Starts("Estimate and bill of")).await;
        window.click("button", Name::Starts("2026-11-2")).await;
        window.find("region", Name::Starts("Clusters of")).await;
        window.script("document.querySelector('[aria-label^=\"Estimate and bill of\"]').scrollIntoView()").await;
        window.pictured("costs-ledgers").await;
        window.find("row", Name::Starts("no cluster")).await;
        window.script("document.querySelector('[aria-label^=\"Owners of\"]').scrollIntoView()").await;
        window.pictured("costs-owners").await;
    })
    .await;
}

#[tokio::test]
async fn a_month_stands_beside_its_budget_once_there_is_one() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.open_page("Costs").await;
        window.see("No budget is set").await;
        window.open_page("Settings").await;
        window.write("textbox", "What a month may cost, in US dollars", "30 000").await;
        window.press(Key::Enter).await;
        window.see("What a month may cost cannot be 30 000").await;
        window.write("textbox", "What a month may cost, in US dollars", "30000").await;
        window.press(Key::Enter).await;
        window.see_no_more("What a month may cost cannot be").await;
        window.pictured("settings-budget").await;
        window.open_page("Costs").await;
        window.see("Crossed on").await;
        window.script("document.querySelector('[aria-label=\"Budget\"]').scrollIntoView({ block: 'center' })").await;
        window.pictured("costs-budget").await;
    })
    .await;
}

#[tokio::test]
async fn at_the_cap_nobody_is_asked_and_a_new_account_has_no_amount() {
    let home = Home::new();
    let simulator = Simulator::serve(&home, &["--limits", "off"]).await;
    let home = home.with_profiles_of(&simulator);
    let watched = emberctl(&home, &["profiles", "watch", "research"]);
    assert_eq!(watched.code, Some(0), "{watched:?}");
    let cap = |usd: &str| {
        let set = emberctl(&home, &["settings", "set", "cost-explorer-cap", usd]);
        assert_eq!(set.code, Some(0), "{set:?}");
    };
    cap("0");
    in_window(&home, async |window| {
        window.open_page("Costs").await;
        window.see("is the most that it may").await;
        window.pictured("costs-cap").await;
        let new = json!({ "kind": "exception", "name": "DataUnavailableException" });
        simulator.misbehave(&json!({ "service": "ce", "action": new })).await;
        cap("2");
        // Nobody asks the page anything, and what it said of the cap is past all the same.
        window.see_no_more("is the most that it may").await;
        window.click("button", "Region").await;
        window.see("No amount is known of these days").await;
        window.pictured("costs-new").await;
    })
    .await;
}

/// An exact amount as the page writes it: to the cent, half to even, thousands parted.
fn cents(exact: &str) -> String {
    let rounded = exact.parse::<Decimal>().expect("an amount").round_dp(2);
    let text = format!("{rounded:.2}");
    let (whole, cents) = text.split_once('.').expect("cents");
    let parted: Vec<&str> = whole.as_bytes().rchunks(3).rev().filter_map(|part| str::from_utf8(part).ok()).collect();
    format!("{}.{cents}", parted.join(","))
}
