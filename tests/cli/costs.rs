//! What AWS bills, in the terminal.

use crate::ground::Ground;
use crate::serving::{Rehearsal, still};
use serde_json::{Value, json};

const PROD: &str = "--profile analytics-prod";
const FEBRUARY: &str = "--from 2031-02-25 --to 2031-02-27";

fn usd(value: &Value) -> f64 {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn costs_shape() {
    let rehearsal = Rehearsal::still();
    let mut view = rehearsal.ground.json(0, &format!("costs {FEBRUARY} --by account {PROD}"));
    let rows = view["rows"].as_array_mut().unwrap();
    assert!(rows.len() >= 2);
    rows.truncate(2);
    insta::assert_json_snapshot!(still(view));
}

#[test]
fn forecast_shape() {
    let rehearsal = Rehearsal::still();
    insta::assert_json_snapshot!(still(rehearsal.ground.json(0, &format!("forecast {PROD}"))));
}

#[test]
fn the_table_marks_estimates_and_names_days_without_an_amount() {
    let rehearsal = Rehearsal::still();
    let ended = rehearsal.ground.run(&format!("costs --from 2031-02-28 --by service {PROD}"));
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    assert!(ended.stdout.contains("Amazon Elastic MapReduce") && ended.stdout.contains("~ from"), "{ended:#?}");
    assert!(ended.stderr.contains("has no amount: not yet billed"), "{ended:#?}");
}

#[test]
fn every_way_to_tell_a_bill_adds_up_to_the_same_and_is_paid_for_once() {
    let rehearsal = Rehearsal::still();
    let mut sums = Vec::new();
    let ways =
        ["part", "service", "account", "region", "owner", "cluster", "tag:team", "usage-type", "purchase-option"];
    for by in ways.iter().chain(&ways) {
        let view = rehearsal.ground.json(0, &format!("costs {FEBRUARY} --by {by} {PROD}"));
        let sum: f64 = view["rows"].as_array().unwrap().iter().map(|row| usd(&row["usd"])).sum();
        sums.push((sum * 1000.0).round());
        let name = by.replace('-', "_");
        assert!(view["rows"].as_array().unwrap().iter().all(|row| row["key"].get(&name).is_some()), "{by}");
    }
    assert!(sums.iter().all(|sum| (sum - sums[0]).abs() < 2.0 && *sum > 0.0), "{sums:?}");
    let after = rehearsal.ground.json(0, &format!("costs {FEBRUARY} {PROD}"))["self_cost"].clone();
    let before_pages = after["requests"].as_u64().unwrap();
    assert!((8..=18).contains(&before_pages), "eight questions, each page once: {after}");
    assert_eq!(usd(&after["usd"]), before_pages as f64 / 100.0);
}

#[test]
fn at_the_cap_it_says_so_and_serves_what_it_has() {
    let rehearsal = Rehearsal::still();
    rehearsal.ground.json(0, &format!("costs {FEBRUARY} {PROD}"));
    rehearsal.ground.run("settings set cost-explorer-cap 0");
    let known = rehearsal.ground.run(&format!("costs {FEBRUARY} {PROD}"));
    assert_eq!((known.code, known.stdout.contains("Amazon Elastic MapReduce")), (Some(0), true), "{known:#?}");
    let unknown = rehearsal.ground.run(&format!("costs {FEBRUARY} --by region {PROD}"));
    assert_eq!(unknown.code, Some(0), "{unknown:#?}");
    assert!(unknown.stderr.contains("0.00 is the most that it may"), "{unknown:#?}");
    assert!(unknown.stdout.contains("No amount is known"), "{unknown:#?}");
}

#[test]
fn the_sample_has_bills_and_a_forecast_without_any_aws_settings() {
    let ground = Ground::new();
    let costs = ground.run("costs --sample --by account");
    assert_eq!(costs.code, Some(0), "{costs:#?}");
    assert!(costs.stdout.starts_with("Sample data") && costs.stdout.contains("to Cost Explorer in this month"));
    let forecast = ground.json(0, "forecast --sample");
    assert_eq!(forecast["sample"], true);
    let row = &forecast["accounts"][0];
    let parts: f64 = ["billed_usd", "estimated_usd", "projected_usd"].iter().map(|part| usd(&row[*part])).sum();
    assert!((parts - usd(&row["total_usd"])).abs() < 0.02, "{forecast:#}");
}

#[test]
fn what_is_typed_wrongly_is_a_usage_error_and_asks_nothing() {
    let rehearsal = Rehearsal::still();
    for (flags, named) in [
        ("--by colour", "colour"),
        ("--basis blended", "blended"),
        ("--from yesterday", "yesterday is no day"),
        ("--from 2031-02-02 --to 2031-02-02", "there is no day"),
    ] {
        rehearsal.ground.run(&format!("costs {flags} {PROD}")).assert_told(2, &[named]);
    }
    assert_eq!(rehearsal.ground.json(0, &format!("costs {FEBRUARY} {PROD}"))["self_cost"]["requests"], json!(1));
}

#[test]
fn rows_for_a_spreadsheet_say_their_basis() {
    let rehearsal = Rehearsal::still();
    let ended = rehearsal.ground.run(&format!("costs {FEBRUARY} --by service --basis net-amortized --csv {PROD}"));
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    let mut lines = ended.stdout.lines();
    assert_eq!(lines.next().map(str::trim_end), Some("day,by,value,usd,estimated,basis"));
    assert!(
        lines.next().is_some_and(|line| line.starts_with("2031-02-25,service,") && line.contains(",net-amortized"))
    );
}

#[test]
fn ledgers_shape() {
    let rehearsal = Rehearsal::still();
    let mut view = rehearsal.ground.json(0, "ledgers --from 2031-02-26 --to 2031-02-27 --profile research");
    let clusters = view["accounts"][0]["days"][0]["clusters"].as_array_mut().unwrap();
    clusters.truncate(2);
    insta::assert_json_snapshot!(still(view));
}

#[test]
fn a_linked_account_without_tags_is_given_the_sentence_for_its_payer_and_no_zero() {
    let rehearsal = Rehearsal::still();
    let ended = rehearsal.ground.run("ledgers --profile sandbox");
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    assert!(ended.stdout.contains("the bill does not tell clusters apart") || ended.stdout.contains("did not run"));
    assert!(ended.stdout.contains("in the account that pays for account"), "{ended:#?}");
}

#[test]
fn a_time_that_is_none_is_told_before_anybody_is_asked() {
    let ended = Ground::new().run("ledgers --sample --from 2031-02-27 --to 2031-02-26");
    assert_eq!(ended.code, Some(2), "{ended:#?}");
    assert!(ended.stderr.contains("there is no day from"), "{ended:#?}");
}
