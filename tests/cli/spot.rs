//! The spot market in the terminal: prices, advice and charts of one account and region.

use crate::ground::Ground;
use crate::serving::{Rehearsal, still};
use serde_json::Value;

const PROD: &str = "--profile analytics-prod";

#[test]
fn history() {
    let rehearsal = Rehearsal::still();
    let mut view = rehearsal.ground.json(0, &format!("spot history --type m5.xlarge,r5.2xlarge --days 30 {PROD}"));
    let rows = view["rows"].as_array_mut().unwrap();
    assert_eq!(rows.len(), 12, "two types in six zones");
    rows.truncate(1);
    insta::assert_json_snapshot!(still(view));
}

#[test]
fn history_table() {
    let rehearsal = Rehearsal::still();
    let zones = "--zone us-east-1a,us-east-1b";
    let ended = rehearsal.ground.run(&format!("spot history --type m5.xlarge {zones} --limit 0.06 {PROD}"));
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    insta::assert_snapshot!(ended.stdout);
}

#[test]
fn advise() {
    let rehearsal = Rehearsal::still();
    let mut view = rehearsal.ground.json(0, &format!("spot advise --type m5.xlarge {PROD}"));
    let zones = view["zones"].as_array_mut().unwrap();
    assert!(zones.iter().all(|zone| zone["has_subnet"] == true));
    zones.truncate(1);
    insta::assert_json_snapshot!(still(view));
}

#[test]
fn advise_table() {
    let rehearsal = Rehearsal::still();
    let ended = rehearsal.ground.run(&format!("spot advise --type m5.xlarge --window 6h {PROD}"));
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    insta::assert_snapshot!(ended.stdout);
}

#[test]
fn only_zones_of_the_named_subnets_are_advised_and_a_capacity_finds_its_types() {
    let rehearsal = Rehearsal::still();
    let ground = &rehearsal.ground;
    let every = ground.json(0, &format!("spot advise --vcpu 8 --memory-gib 32 {PROD}"));
    let zones = every["zones"].as_array().unwrap();
    let types: std::collections::BTreeSet<&str> =
        zones.iter().map(|zone| zone["instance_type"].as_str().unwrap()).collect();
    assert!(types.len() > 2 && types.contains("m5.2xlarge"), "{types:?}");
    let dearest = zones.last().unwrap();
    let subnet = dearest["subnet_id"].as_str().unwrap();
    let one = ground.json(0, &format!("spot advise --type m5.2xlarge --subnet {subnet} {PROD}"));
    assert_eq!(one["availability_zone"], dearest["availability_zone"]);
    assert_eq!(one["zones"].as_array().unwrap().iter().filter(|zone| zone["has_subnet"] == true).count(), 1);
    let vpc = every["vpcs"][0].as_str().unwrap();
    let of_vpc = ground.json(0, &format!("spot advise --type m5.2xlarge --vpc {vpc} {PROD}"));
    assert!(of_vpc["zones"].as_array().unwrap().iter().all(|zone| zone["has_subnet"] == true));
    let nobody = ground.run(&format!("spot advise --type m5.2xlarge --vpc vpc-nope {PROD}"));
    nobody.assert_told(1, &["there is no VPC vpc-nope with a subnet in", "us-east-1", vpc]);
    let nobody = ground.run(&format!("spot advise --type m5.2xlarge --subnet subnet-1,{subnet} {PROD}"));
    nobody.assert_told(1, &["there is no subnet subnet-1 in", "us-east-1"]);
}

#[test]
fn a_limit_below_every_price_advises_on_demand() {
    let rehearsal = Rehearsal::still();
    let view = rehearsal.ground.json(0, &format!("spot advise --type m5.xlarge --limit 0.001 {PROD}"));
    assert_eq!((&view["verdict"], &view["limit_usd"]), (&"on_demand".into(), &"0.0010".into()));
    assert_eq!(view["above_limit"], true);
    assert!(view["reason"].as_str().unwrap().starts_with("Nothing is within the limit of 0.0010"), "{view}");
}

#[test]
fn what_was_read_is_there_when_nobody_answers_with_its_age() {
    let mut rehearsal = Rehearsal::still();
    let asked = format!("spot history --type m5.xlarge {PROD}");
    let read = rehearsal.ground.json(0, &asked);
    rehearsal.simulator.signal("TERM");
    let ground = &rehearsal.ground;
    let cached = ground.json(0, &format!("{asked} --cached"));
    let amounts = |view: &Value| -> Vec<Value> {
        view["rows"].as_array().unwrap().iter().map(|row| row["now_usd"].clone()).collect()
    };
    assert_eq!((amounts(&cached), &cached["as_of"]), (amounts(&read), &read["as_of"]));
    ground.run(&asked).assert_told(1, &["not reached"]);
    let advice = ground.json(0, &format!("spot advise --type m5.xlarge {PROD} --cached"));
    assert_eq!((&advice["verdict"], &advice["zones"][0]["has_subnet"]), (&"unknown".into(), &Value::Null));
}

#[test]
fn charts_are_files_of_three_kinds_and_an_svg_stays_small() {
    let ground = Ground::new();
    let file = |ending: &str| ground.path(format!("spot.{ending}"));
    for ending in ["svg", "png", "csv"] {
        let flags = "--sample --type m5.xlarge,r5.2xlarge --days 90 --theme dark";
        ground.json(0, &format!("chart spot {flags} -o {}", file(ending).display()));
    }
    let svg = std::fs::read_to_string(file("svg")).unwrap();
    assert!(svg.starts_with("<svg") && svg.len() < 40 * 1024, "{} bytes", svg.len());
    assert!(std::fs::read(file("png")).unwrap().starts_with(b"\x89PNG"));
    let csv = std::fs::read_to_string(file("csv")).unwrap();
    assert!(csv.starts_with("instance_type,availability_zone,from,until,usd_per_hour\r\n"), "{csv:.200}");
}

#[test]
fn rows_for_a_spreadsheet_are_those_of_the_table() {
    let ended = Ground::new().run("spot history --sample --type m5.xlarge --csv");
    assert_eq!((ended.code, ended.stdout.lines().count()), (Some(0), 7), "{ended:#?}");
}

#[test]
fn one_account_and_one_region_at_a_time_and_types_as_aws_writes_them() {
    let rehearsal = Rehearsal::still();
    let ground = &rehearsal.ground;
    let history = "spot history --type m5.xlarge";
    ground.run(&format!("{history} {PROD} --profile sandbox")).assert_told(2, &["one account", "--profile"]);
    let two = "--region us-east-1 --region eu-west-1";
    ground.run(&format!("{history} {PROD} {two}")).assert_told(2, &["one region", "--region"]);
    ground.run(&format!("{history} {PROD} --all-regions")).assert_told(2, &["one region", "--region"]);
    ground.run(&format!("spot history --type m5xlarge {PROD}")).assert_told(2, &["m5xlarge", "m5.xlarge"]);
    ground.run(&format!("{history} --limit cheap {PROD}")).assert_told(2, &["cheap", "USD"]);
    let nothing = ground.run(&format!("spot advise {PROD}"));
    assert!(nothing.code == Some(2) && nothing.stderr.contains("--type"), "{nothing:#?}");
    let unheard_of = ground.run(&format!("spot history --type m9.bogus {PROD}"));
    assert_eq!(unheard_of.code, Some(1), "{unheard_of:#?}");
    assert!(unheard_of.stderr.contains("m9.bogus") && unheard_of.stderr.contains("check the type"), "{unheard_of:#?}");
}

#[test]
fn three_types_are_advised_with_the_placement_scores_of_the_zones() {
    let rehearsal = Rehearsal::still();
    let view = rehearsal.ground.json(0, &format!("spot advise --type m5.xlarge,r5.xlarge,c5.xlarge {PROD}"));
    assert_eq!(view["no_placement_scores"], Value::Null);
    let scores = view["zones"].as_array().unwrap().iter().map(|zone| zone["placement_score"].as_u64());
    assert!(scores.into_iter().all(|score| score.is_some_and(|score| (1..=10).contains(&score))), "{view}");
    assert!(view["risk"]["signs"].to_string().contains("placement score"), "{view}");
}
