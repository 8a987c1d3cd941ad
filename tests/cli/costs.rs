//! What AWS bills, in the terminal.

use crate::ground::{Ended, Ground};
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
fn a_budget_stands_beside_the_forecast_with_the_day_it_is_crossed() {
    let rehearsal = Rehearsal::still();
    let ground = &rehearsal.ground;
    assert_eq!(ground.json(0, &format!("forecast {PROD}"))["budget"], Value::Null);
    ground.run("settings set monthly-budget 5,000").assert_told(2, &["monthly-budget cannot be 5,000", "such as 5000"]);
    assert_eq!(ground.run("settings set monthly-budget 5000").stdout, "5000.00\n");
    let view = ground.json(0, &format!("forecast --cached {PROD}"));
    let over = usd(&view["total_usd"]) - 5000.0;
    assert!((usd(&view["budget"]["over_usd"]) - over).abs() < 0.01, "{view:#}");
    let text = ground.run(&format!("forecast --cached {PROD}")).stdout;
    let day = view["budget"]["crossed_on"].as_str().unwrap();
    assert!(text.contains("budget 5000.00 USD, used so far: ") && text.contains(day), "{text}");
    ground.run("settings set monthly-budget none");
    assert_eq!(ground.json(0, &format!("forecast --cached {PROD}"))["budget"], Value::Null);
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
    let csv = ground.run("forecast --sample --csv").stdout;
    assert!(csv.starts_with("month,account_id,account_name,billed_usd,") && csv.lines().count() > 1, "{csv}");
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
    assert_eq!(lines.next().map(str::trim_end), Some("day,by,value,usd,estimated,basis,name"));
    assert!(
        lines.next().is_some_and(|line| line.starts_with("2031-02-25,service,") && line.contains(",net-amortized"))
    );
}

#[test]
fn a_filter_tells_nothing_else_and_is_paid_for_once() {
    let rehearsal = Rehearsal::still();
    let told = |only: &[&str]| {
        let mut command = rehearsal.ground.command(&format!("costs {FEBRUARY} {PROD}"));
        command.args(only.iter().flat_map(|only| ["--only", only]));
        Ended::of(&mut command)
    };
    let all = told(&[]);
    assert!(all.stdout.contains("EC2 - Other"), "{all:#?}");
    let filtered = told(&["service=Amazon Elastic MapReduce"]);
    assert_eq!(filtered.code, Some(0), "{filtered:#?}");
    assert!(filtered.stdout.contains("only service Amazon Elastic MapReduce"), "{filtered:#?}");
    assert!(!filtered.stdout.contains("EC2 - Other") && filtered.stdout.contains("1 request to"), "{filtered:#?}");
    told(&["colour=red"]).assert_told(2, &["a bill is not told by colour"]);
    told(&["red"]).assert_told(2, &["red is no filter"]);
}

#[test]
fn the_table_is_in_cents_and_names_clusters() {
    let rehearsal = Rehearsal::still();
    rehearsal.ground.run(&format!("clusters {PROD}"));
    let ended = rehearsal.ground.run(&format!("costs {FEBRUARY} --by cluster {PROD}"));
    let amounts: Vec<&str> = ended.stdout.lines().filter(|line| line.starts_with("2031-")).collect();
    let is_in_cents = |line: &&str| {
        let usd = line.split_whitespace().rev().find(|word| *word != "~").unwrap_or_default();
        usd.split_once('.').is_some_and(|(_, cents)| cents.len() == 2)
    };
    assert!(!amounts.is_empty() && amounts.iter().all(is_in_cents), "{ended:#?}");
    assert!(amounts.iter().any(|line| line.contains(" (j-")), "a cluster that is known has its name: {ended:#?}");
}

#[test]
fn days_that_aws_has_forgotten_say_from_when_on_there_is_data() {
    let rehearsal = Rehearsal::still();
    let ended = rehearsal.ground.run(&format!("costs --from 2029-01-01 --to 2029-01-03 {PROD}"));
    assert!(ended.stderr.contains("older than what Cost Explorer keeps"), "{ended:#?}");
    assert!(ended.stderr.contains("from 2030-"), "{ended:#?}");
}

#[test]
fn a_chart_of_costs_is_written_in_every_form() {
    let rehearsal = Rehearsal::still();
    for (form, begins) in [("svg", &b"<svg"[..]), ("png", b"\x89PNG"), ("csv", b"day,by,value")] {
        let path = rehearsal.ground.path(format!("costs.{form}"));
        let line = format!("chart costs {FEBRUARY} --by part --theme dark {PROD} -o {}", path.display());
        assert_eq!(rehearsal.ground.run(&line).code, Some(0));
        assert!(std::fs::read(&path).unwrap().starts_with(begins), "{form}");
    }
    let spent = rehearsal.ground.json(0, &format!("costs {FEBRUARY} --by part {PROD}"))["self_cost"].clone();
    assert_eq!(spent["requests"], json!(1), "what is kept is drawn");
}

#[test]
fn the_sample_and_a_profile_exclude_each_other_wherever_they_stand() {
    let ground = Ground::new();
    for line in ["--sample costs --profile x", "costs --sample --profile x", "--profile x chart --sample burn -o a.svg"]
    {
        ground.run(line).assert_told(2, &["--sample and --profile cannot be used together"]);
    }
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
