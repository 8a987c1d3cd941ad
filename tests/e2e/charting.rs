//! What burned over time, drawn from the record.

use std::fs;

use fantoccini::key::Key;

use crate::harness::{Home, in_window};

#[tokio::test]
async fn the_burn_chart_is_read_by_keyboard_and_saved_in_every_form() {
    let home = Home::new();
    fs::create_dir_all(home.path("Downloads")).expect("the home is ours");
    in_window(&home, async |window| {
        window.press_on("slider", "Burn over time", Key::End).await;
        window.told("slider", "Burn over time", |text| text.contains("per hour")).await;
        // What the page tells is what Rust answers for the same place.
        let answer = window
            .invoke(
                "burn_chart",
                serde_json::json!({ "request": { "account_id": null, "range": "hours24", "theme": "dark", "width": 900, "height": 150 } }),
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
        window.click("button", "Table").await;
        window.find("region", "Burn over time as a table").await;
        window.pictured("burn-table").await;
        window.click("button", "7 days").await;
        window.find("region", "Burn over time as a table").await;
    })
    .await;
    let saved = fs::read_dir(home.path("Downloads")).expect("the folder").count();
    assert_eq!(saved, 3, "one file for each form");
}
