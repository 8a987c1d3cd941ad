//! What Emberwatch says that it asks of AWS is what AWS was asked.

use crate::emberwatch::{after, at};
use crate::files::{Files, keys, role};
use crate::world::{World, account, quiet};
use emberwatch_app::meter::Usage;
use emberwatch_domain::account::{Place, Realm};
use emberwatch_domain::usage::Tally;
use emberwatch_simulator::{Action, Limits, Rule};
use serde_json::json;
use std::collections::BTreeMap;

/// Service and operation, how often it was sent and how often throttled.
type Told = BTreeMap<(String, String), (u64, u64)>;

fn usage(world: &World, emberwatch: &crate::emberwatch::Emberwatch) -> Usage {
    world.meter.usage(&*emberwatch.store.history, Realm::Aws).unwrap()
}

/// As the simulator counted it for these accounts, whichever of them a call was signed for.
fn as_asked(world: &World, accounts: &[&Place]) -> Told {
    let mut told = Told::new();
    let names: Vec<&str> = accounts.iter().map(|place| account(place).name).collect();
    for count in world.simulator.calls().into_iter().filter(|count| names.contains(&count.account.as_str())) {
        let (calls, throttled) = told.entry((count.service, count.operation)).or_default();
        *calls += count.calls;
        *throttled += count.throttled;
    }
    told
}

fn as_told(tallies: &BTreeMap<emberwatch_domain::usage::CallKey, Tally>, place: &Place) -> Told {
    let mut told = Told::new();
    for (key, tally) in tallies.iter().filter(|(key, _)| key.place.account == place.account) {
        let (sent, throttled) = told.entry((key.service.clone(), key.operation.clone())).or_default();
        *sent += tally.sent;
        *throttled += tally.throttled;
    }
    told
}

#[tokio::test(start_paused = true)]
async fn every_request_that_reached_aws_is_counted_for_its_account_once() {
    let (world, place) = (World::new(Limits::Enforced), quiet());
    world.launch(&place, "etl", json!({})).await;
    world.simulator.reset_calls();
    let emberwatch = world.watching(&place).await;
    after(1800).await;
    let told = as_told(&usage(&world, &emberwatch).hour, &place);
    assert_eq!(told, as_asked(&world, &[&place]));
    assert!(told.len() > 5, "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn tries_that_fail_and_what_fetches_credentials_are_counted_too() {
    let (world, place) = (World::new(Limits::Off), quiet());
    world.launch(&place, "etl", json!({})).await;
    let base = at("441088120031", "us-east-1");
    let files = Files::new(&(role("lab", &place, "base") + &keys("base", &base)));
    let emberwatch = world.process_over("window", files.cloud(&world));
    let fails = |operation: &str, action| Rule {
        operation: Some(operation.to_owned()),
        times: Some(3),
        ..Rule::always(action)
    };
    world.fault(fails("ListClusters", Action::HttpError { status: 500 }));
    world.fault(fails("DescribeInstances", Action::Throttle));
    world.simulator.reset_calls();
    emberwatch.watch(&[("lab", &["eu-west-1"])]);
    after(1200).await;
    let usage = usage(&world, &emberwatch);
    let told = as_told(&usage.hour, &place);
    assert_eq!(told, as_asked(&world, &[&place, &base]));
    assert_eq!(told[&("sts".to_owned(), "AssumeRole".to_owned())].0, 1, "it is for this account's sake");
    assert_eq!(told[&("ec2".to_owned(), "DescribeInstances".to_owned())].1, 3);
    let failed = |operation: &str| -> u64 {
        usage.hour.iter().filter(|(key, _)| key.operation == operation).map(|(_, tally)| tally.failed).sum()
    };
    assert_eq!((failed("ListClusters"), failed("DescribeInstances")), (3, 0));
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_never_answered_is_counted_as_failed() {
    let (world, place) = (World::new(Limits::Off), quiet());
    let emberwatch = world.watching(&place).await;
    let delay = Action::Delay { millis: 3_600_000 };
    world.fault(Rule { operation: Some("ListClusters".to_owned()), ..Rule::always(delay) });
    let failed = |usage: &Usage| -> u64 { usage.today.values().map(|tally| tally.failed).sum() };
    assert_eq!(failed(&usage(&world, &emberwatch)), 0);
    after(400).await;
    assert!(failed(&usage(&world, &emberwatch)) > 0);
}

#[tokio::test(start_paused = true)]
async fn a_restart_forgets_nothing_of_the_day() {
    let (world, place) = (World::new(Limits::Off), quiet());
    let emberwatch = world.watching(&place).await;
    after(70).await;
    let before = as_told(&usage(&world, &emberwatch).today, &place);
    emberwatch.watch(&[]);
    emberwatch.station.keep_calls();
    let kept = emberwatch.store.history.clone();
    let restarted = emberwatch_app::meter::Meter::new(world.clock.clone());
    let after = as_told(&restarted.usage(&*kept, Realm::Aws).unwrap().today, &place);
    assert!(!before.is_empty());
    assert_eq!(after, before);
}
