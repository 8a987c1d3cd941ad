//! What changed, in the terminal.

use crate::ground::Ground;

#[test]
fn what_changed_is_told_with_its_time_and_says_that_it_is_the_sample() {
    let ground = Ground::new();
    let table = ground.run("changes --since 3d");
    assert_eq!(table.code, Some(0), "{table:#?}");
    assert!(table.stdout.starts_with("Sample data") && table.stdout.contains(" started"), "{table:#?}");
    let view = ground.json(0, "changes --since yesterday");
    assert_eq!(view["sample"], true);
    let rows = view["changes"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["kinds"][0] == "started" && row["id"].as_str().unwrap().starts_with("j-")));
    // The terminal has no look of its own: without one of the window it is a day.
    assert_eq!(ground.json(0, "changes")["is_since_last_look"], false);
}

#[test]
fn a_spreadsheet_has_every_change_and_not_only_the_first_page() {
    let csv = Ground::new().run("changes --since 3d --csv");
    assert_eq!(csv.code, Some(0), "{csv:#?}");
    assert!(csv.stdout.starts_with("at,account_id,") && csv.stdout.lines().count() > 51, "{csv:#?}");
}

#[test]
fn a_time_that_is_none_is_named() {
    let refused = Ground::new().run("changes --since soon");
    assert_eq!(refused.code, Some(2), "{refused:#?}");
    assert!(refused.stderr.contains("soon is not a time; write last-look, yesterday, 12h, 3d"), "{refused:#?}");
}
