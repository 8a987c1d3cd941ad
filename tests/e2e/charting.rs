//! What burned over time, drawn from the record.

use std::time::Duration;

use fantoccini::error::CmdError;
use fantoccini::key::Key;
use rust_decimal::Decimal;
use serde_json::json;

use crate::harness::{Downloads, Home, Name, Simulator, Window, emberctl, in_window, records};

#[tokio::test]
async fn the_burn_chart_is_read_by_keyboard_and_saved_in_every_form() {
    let home = Home::new();
    let downloads = Downloads::of(&home);
    in_window(&home, async |window| {
        window.press_on("slider", "Burn over time", Key::End).await;
        window.told("slider", "Burn over time", |text| text.contains("per hour")).await;
        // What the page tells is what Rust answers for the same place.
        let answer = window
            .invoke(
                "burn_chart",
                json!({ "request": { "account_id": null, "range": "hours24", "theme": "dark", "width": 900, "height": 150 } }),
            )
            .await
            .expect("the chart is told");
        let columns = answer["columns"].as_array().expect("columns");
        assert_eq!(columns.len(), 240);
        assert!(answer["drawing"]["svg"].as_str().is_some_and(|svg| svg.len() < 40_000 && svg.contains("<polyline")));
        window.pictured("burn-chart").await;
        for form in ["SVG", "PNG", "CSV"] {
            window.click("button", format!("Save the chart as {form}").as_str()).await;
            window.see(&format!(".{}", form.to_lowercase())).await;
        }
        let svg = downloads.take_text("svg");
        let texts = window.texts_of(&svg).await;
        assert!(svg.contains("<polyline") && texts.iter().any(|text| text.contains("All accounts")), "{texts:?}");
        let (width, height) = downloads.take_png();
        assert!(width > height && height > 200, "{width} × {height}");
        assert_recorded(&downloads.take_text("csv"));
        assert!(downloads.is_empty(), "one file for each form");
        window.click("button", "Table").await;
        window.find("region", "Burn over time as a table").await;
        window.pictured("burn-table").await;
        window.click("button", "7 days").await;
        window.find("region", "Burn over time as a table").await;
    })
    .await;
}

/// Every line of the chart with its stretches: each has its times, and an amount that is a number.
#[track_caller]
fn assert_recorded(csv: &str) {
    let rows = records(csv);
    assert_eq!(rows[0], ["line", "account_id", "from", "until", "usd_per_hour", "usd_per_hour_complete"]);
    let lines: std::collections::BTreeSet<&str> = rows[1..].iter().map(|row| row[0].as_str()).collect();
    assert!(lines.len() > 1, "the total and each account: {lines:?}");
    for row in &rows[1..] {
        let [from, until] = [&row[2], &row[3]].map(|time| time.parse::<jiff::Timestamp>().expect("a time"));
        assert!(from < until && row[4].parse::<Decimal>().is_ok(), "{row:?}");
    }
}

/// More than from the first beat of the record to the second, where the first came before anything was known.
const TWO_BEATS: Duration = Duration::from_secs(130);
/// Of the 240 columns of a day, an hour has ten.
const ALMOST_AN_HOUR: usize = 8;

#[tokio::test]
async fn what_a_real_account_burns_is_recorded_beat_by_beat_and_is_a_line_of_its_own() {
    let home = Home::new();
    // An hour passes in a minute, which is from one beat to the next.
    let fast = ["--limits", "off", "--start", "2026-11-24T09:20:00Z", "--speed", "60"];
    let simulator = Simulator::serve(&home, &fast).await;
    let home = home.with_profiles_of(&simulator);
    assert_eq!(emberctl(&home, &["profiles", "watch", "research"]).code, Some(0));
    in_window(&home, async |window| {
        window.find("row", Name::Has("notebook-mila")).await;
        // What has only begun has lasted for no time yet, and nothing is made up of the time before.
        window.see("Nothing was recorded in the last 24 hours yet.").await;
        let hour = async || Ok((recorded(window).await >= ALMOST_AN_HOUR).then_some(()));
        window.until_within(TWO_BEATS, "a second beat", hour).await;
        // Who asks for another time and back reads it anew; by itself the page reads it with the minute.
        window.click("button", "7 days").await;
        window.find("slider", "Burn over time").await;
        window.click("button", "24 h").await;
        window.until("an hour of amounts on the page", async || hour_is_told(window).await).await;
        window.pictured("burn-of-an-account").await;
    })
    .await;
}

/// For how many columns of the last day's chart an amount is known.
async fn recorded(window: &Window) -> usize {
    let request = json!({ "account_id": null, "range": "hours24", "theme": "dark", "width": 900, "height": 150 });
    let answer = window.invoke("burn_chart", json!({ "request": request })).await.expect("the chart is told");
    let columns = answer["columns"].as_array().map(Vec::as_slice).unwrap_or_default();
    columns.iter().filter(|column| column["usd"][0].is_string()).count()
}

/// Goes through the chart's last columns by keyboard, as far as its newest amounts reach back.
async fn hour_is_told(window: &Window) -> Result<Option<()>, CmdError> {
    let slider = window.find("slider", "Burn over time").await;
    slider.send_keys(&String::from(char::from(Key::End))).await?;
    let mut told = 0;
    for _ in 0..2 * ALMOST_AN_HOUR {
        told += usize::from(slider.attr("aria-valuetext").await?.is_some_and(|text| text.contains("per hour")));
        slider.send_keys(&String::from(char::from(Key::Left))).await?;
    }
    Ok((told >= ALMOST_AN_HOUR).then_some(()))
}
