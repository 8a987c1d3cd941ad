//! What spot prices were, and where a node would run cheapest.

use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::harness::{Downloads, Home, Name, Simulator, Window, emberctl, in_window, records};

#[tokio::test]
async fn spot_prices_are_read_by_keyboard_held_against_a_limit_and_saved_in_every_form() {
    let home = Home::new();
    let downloads = Downloads::of(&home);
    in_window(&home, async |window| {
        window.open_page("Spot").await;
        window.find("slider", "Spot prices").await;
        window.choose("On demand in the drawing", "always drawn").await;
        window.press_on("slider", "Spot prices", Key::End).await;
        let is_newest = |text: &str| text.contains("per hour") && text.contains("On demand");
        let newest = window.told("slider", "Spot prices", is_newest).await;
        // What the page tells is what Rust answers for the same place.
        let market = shown(window).await;
        let (series, last) = (&market["series"], market["columns"].as_array().and_then(|columns| columns.last()));
        let last = last.expect("columns")["usd"].as_array().expect("amounts").clone();
        for (index, usd) in last.iter().enumerate() {
            let name = series[index]["name"].as_str().expect("a name");
            let told = format!("{name} ${}", usd.as_str().expect("an amount"));
            assert!(newest.contains(&told), "{told} in {newest}");
        }
        assert!(
            market["drawing"]["svg"].as_str().is_some_and(|svg| svg.len() < 40 * 1024 && svg.contains("<polyline"))
        );
        window.find("region", "Spot prices by zone").await;
        window.pictured("spot").await;

        window.press_on("slider", "Price limit", Key::Home).await;
        window.see("Time under 0.0").await;
        window.click("button", "On demand").await;
        window.see("Time under on demand").await;

        window.click("button", "90 days").await;
        window.click("button", "Table").await;
        window.find("region", "Spot prices as a table").await;
        window.pictured("spot-table").await;
        for form in ["SVG", "PNG", "CSV"] {
            window.click("button", format!("Save the chart as {form}").as_str()).await;
            window.see(&format!(".{}", form.to_lowercase())).await;
        }
        let svg = downloads.take_text("svg");
        assert!(!window.texts_of(&svg).await.is_empty() && svg.contains("<polyline"));
        let (width, height) = downloads.take_png();
        assert!(width > height && height > 200, "{width} × {height}");
        assert!(records(&downloads.take_text("csv")).len() > 1, "prices below the titles");
        assert!(downloads.is_empty(), "one file for each form");
    })
    .await;
}

#[tokio::test]
async fn the_advisor_names_a_zone_with_its_subnet_and_the_reason() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.open_page("Spot").await;
        window.find("slider", "Spot prices").await;
        window.click("radio", "Whatever has").await;
        window.click("button", "Advise").await;
        window.see("on average over the last hour").await;
        window.see("subnet-").await;
        window.find("region", "Advice by zone").await;
        window.script("document.querySelector('[aria-label=\"Advice by zone\"]').scrollIntoView()").await;
        window.pictured("spot-advice").await;
        window.write("textbox", "Price limit in USD per hour", "0.0001").await;
        window.press(Key::Enter).await;
        window.find("button", Name::Is("Advise")).await;
        window.click("button", "Advise").await;
        window.see("Nothing is within the limit of 0.0001").await;
    })
    .await;
}

#[tokio::test]
async fn the_lines_are_chosen_in_the_table_and_on_demand_far_above_is_told() {
    let home = Home::new();
    in_window(&home, async |window| {
        window.open_page("Spot").await;
        window.find("slider", "Spot prices").await;
        window.pictured("spot-near").await;
        let drawn = window.find("checkbox", Name::Starts("Draw ")).await;
        drawn.send_keys(" ").await.expect("it takes the focus");
        window.find("button", "Draw the cheapest").await;
        window.choose("On demand in the drawing", "never drawn").await;
        window.see("Not drawn: On demand").await;
        window.pictured("spot-chosen").await;
        window.click("button", "Draw the cheapest").await;
        window.find_no_more("button", "Draw the cheapest").await;
    })
    .await;
}

#[tokio::test]
async fn what_is_denied_failed_stale_or_empty_says_so() {
    let home = Home::new();
    let simulator = Simulator::serve(&home, &["--limits", "off"]).await;
    let home = home.with_profiles_of(&simulator);
    let watched =
        emberctl(&home, &["profiles", "watch", "research", "--region", "eu-west-1", "--region", "eu-north-1"]);
    assert_eq!(watched.code, Some(0), "{watched:?}");
    let rule = |action| json!({ "service": "ec2", "operation": "DescribeSpotPriceHistory", "action": action });
    simulator.misbehave(&rule(json!({ "kind": "denied" }))).await;
    in_window(&home, async move |window| {
        window.open_page("Spot").await;
        window.see("ec2:DescribeSpotPriceHistory").await;
        window.pictured("spot-denied").await;
        simulator.behave().await;
        simulator.misbehave(&rule(json!({ "kind": "http_error", "status": 500 }))).await;
        window.click("button", "Refresh now").await;
        window.see("was not answered as expected").await;
        window.pictured("spot-failed").await;
        simulator.behave().await;
        window.click("button", "Refresh now").await;
        window.click("button", "24 h").await;
        window.find("slider", "Spot prices").await;
        drop(simulator);
        window.click("button", "90 days").await;
        window.see("spot prices were read at").await;
        window.pictured("spot-stale").await;
        window.choose("Account and region", "acme-research · eu-west-1").await;
        window.see("No instance type is chosen").await;
        window.pictured("spot-empty").await;
    })
    .await;
}

/// The market that the page begins with, as Rust tells it.
async fn shown(window: &Window) -> Value {
    let places = window.invoke("spot_places", json!({})).await.expect("the places are told");
    let place = &places["places"][0];
    let request = json!({
        "account_id": place["account_id"],
        "region": place["region"],
        "instance_types": place["instance_types"],
        "zones": [],
        "lines": [],
        "on_demand": "all",
        "range": "days7",
        "limit_usd": null,
        "theme": "dark",
        "width": 900,
        "height": 220,
    });
    window.invoke("spot_market", json!({ "request": request })).await.expect("the market is told")
}
