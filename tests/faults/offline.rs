//! No network, and a machine that slept, through the whole of Emberwatch.

use crate::emberwatch::{Emberwatch, after, at};
use crate::files::{Files, keys};
use crate::world::{World, quiet};
use emberwatch_cloud::CloudError;
use emberwatch_cloud_aws::{AwsCloud, Http, Patience};
use emberwatch_domain::account::Place;
use emberwatch_simulator::Limits;
use emberwatch_tests::proxy::Proxy;
use emberwatch_views::sources::SourceStatus;
use serde_json::json;
use std::time::Duration;

fn places() -> [Place; 2] {
    [quiet(), at("905418233746", "us-west-2")]
}

/// A cluster in each of two accounts.
async fn world() -> World {
    let world = World::new(Limits::Off);
    for place in places() {
        world.start(&place, "etl", json!({})).await;
    }
    world.pass(20 * 60);
    world
}

fn names_both(proxy: &str) -> String {
    let [one, other] = places();
    [("lab", one), ("den", other)]
        .map(|(name, place)| keys(name, &place) + &format!("endpoint_url = {proxy}\n"))
        .concat()
}

fn open(world: &World, files: &Files) -> Emberwatch {
    let patience = Patience { connect: Duration::from_secs(1), ..Patience::default() };
    let cloud = AwsCloud::from_files(files.locations(), Http::patient(patience));
    let emberwatch = Emberwatch::unlimited(world.folder.path(), "window", cloud, &world.clock);
    emberwatch.watch(&[("lab", &["eu-west-1"]), ("den", &["us-west-2"])]);
    emberwatch
}

async fn until(what: &str, is_so: impl Fn() -> bool) {
    let looking = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(60), looking).await.is_ok(), "{what}");
}

fn are_all(emberwatch: &Emberwatch, status: SourceStatus) -> bool {
    let sources = emberwatch.view().sources;
    sources.len() == 2 && sources.iter().all(|source| source.status == status)
}

/// The port is closed and opened again, as a cable is.
#[tokio::test]
async fn a_network_that_goes_is_one_offline_with_old_rows_and_comes_back_by_itself_when_somebody_looks() {
    let world = world().await;
    let proxy = Proxy::before(world.answer()).await;
    let files = Files::new(&names_both(proxy.endpoint()));
    let emberwatch = open(&world, &files);
    until("both are read", || are_all(&emberwatch, SourceStatus::Ok) && emberwatch.view().clusters.len() == 2).await;
    let address = proxy.endpoint().to_owned();
    drop(proxy);
    emberwatch.watcher.refresh();
    until("offline is known", || emberwatch.station.gate.offline_since().is_some()).await;
    let view = emberwatch.view();
    assert!(are_all(&emberwatch, SourceStatus::Unreachable));
    assert_eq!(view.clusters.len(), 2, "the rows stay");
    assert!(view.clusters.iter().all(|row| row.freshness.stale && row.freshness.reason.is_some()), "with their age");
    let banners = emberwatch.shell().banners;
    let told = banners.iter().filter(|banner| banner.text.starts_with("offline since ")).count();
    assert_eq!(told, 1, "said once: {banners:?}");

    let _back = Proxy::at(&address, world.answer()).await;
    emberwatch.watcher.refresh();
    until("both are read again", || are_all(&emberwatch, SourceStatus::Ok)).await;
    assert_eq!(emberwatch.station.gate.offline_since(), None);
    assert!(emberwatch.view().clusters.iter().all(|row| !row.freshness.stale));
    assert_eq!(emberwatch.shell().banners, []);
}

/// `.invalid` is a name that no resolver knows (RFC 2606).
#[tokio::test]
async fn a_name_that_cannot_be_resolved_is_offline_and_not_an_error_of_the_account() {
    let world = world().await;
    let files = Files::new(&names_both("http://aws.invalid"));
    let emberwatch = open(&world, &files);
    until("offline is known", || emberwatch.station.gate.offline_since().is_some()).await;
    let failure = emberwatch.station.board.profile(&"lab".into()).unwrap().failure.unwrap();
    assert!(matches!(&failure.error, CloudError::Unreachable { host, .. } if host == "aws.invalid"), "{failure:?}");
}

#[tokio::test(start_paused = true)]
async fn after_a_night_every_profile_is_asked_anew_and_all_places_are_read_in_one_spread_sweep() {
    let world = world().await;
    let [one, other] = places();
    let files = Files::new(&(keys("lab", &one) + &keys("den", &other)));
    let emberwatch = world.process_over("window", files.cloud(&world));
    emberwatch.watch(&[("lab", &["eu-west-1", "us-west-2", "eu-north-1"]), ("den", &["us-west-2", "us-east-1"])]);
    after(300).await;
    let calls = || world.simulator.calls().iter().map(|count| count.calls).sum::<u64>();
    let before = calls();
    world.pass(8 * 3600);
    let mut per_second = Vec::new();
    for _ in 0..20 {
        let so_far = calls();
        after(1).await;
        per_second.push(calls() - so_far);
    }
    let swept = calls() - before;
    assert!(swept > 0 && per_second.iter().all(|count| *count * 3 < swept * 2), "{per_second:?}");
    // Long listings take the rate that we allow ourselves.
    after(100).await;
    let sources = emberwatch.view().sources;
    assert!(sources.iter().all(|source| source.status == SourceStatus::Ok), "{sources:#?}");
    let who: u64 = world.simulator.calls().iter().filter(|c| c.operation == "GetCallerIdentity").map(|c| c.calls).sum();
    // Each of two profiles: at the start, and after the sleep by itself and for its places.
    assert!((4..=8).contains(&who), "asked {who} times who two profiles are");
}
