//! AWS has no time for us, or for somebody else in the same account.

use crate::emberwatch::{Emberwatch, after, at};
use crate::world::{World, quiet};
use emberwatch_cloud::CloudError;
use emberwatch_domain::account::Place;
use emberwatch_domain::termination::Phase;
use emberwatch_simulator::{Action, Limits, Rule};
use emberwatch_views::clusters::ClusterRow;
use emberwatch_views::sources::SourceStatus;
use serde_json::json;

#[tokio::test(start_paused = true)]
async fn watching_alone_is_never_throttled() {
    let world = World::new(Limits::Enforced);
    let emberwatch = world.emberwatch();
    emberwatch.watch(&[("sandbox", &["eu-west-1", "eu-north-1", "us-east-1"])]);
    after(30 * 60).await;
    let throttled: Vec<_> = world.simulator.calls().into_iter().filter(|count| count.throttled > 0).collect();
    assert_eq!(throttled, []);
    assert!(emberwatch.view().sources.iter().all(|source| source.status == SourceStatus::Ok));
}

#[tokio::test(start_paused = true)]
async fn a_throttled_place_shows_its_age_and_the_others_go_on() {
    let (world, emberwatch) = two_places().await;
    let (busy, calm) = (at("905418233746", "eu-west-1"), at("905418233746", "eu-north-1"));
    let before = emberwatch.records(&busy).len();
    throttle(&world, &busy);
    after(15 * 60).await;
    assert!(matches!(emberwatch.failure(&busy), Some(CloudError::Throttled { operation: "ListClusters", .. })));
    assert!(emberwatch.failure(&calm).is_none());
    assert!(emberwatch.records(&busy).len() >= before, "rows stay");
    for row in rows(&emberwatch, &busy) {
        assert!(row.freshness.stale && row.freshness.reason.is_some(), "{:?}", row.freshness);
    }
    assert!(rows(&emberwatch, &calm).iter().all(|row| !row.freshness.stale));
    let statuses = emberwatch.view().sources.into_iter().map(|source| source.status);
    assert_eq!(statuses.filter(|status| *status == SourceStatus::Throttled).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_throttled_place_is_left_alone_for_longer() {
    let (world, _emberwatch) = two_places().await;
    let (busy, calm) = (at("905418233746", "eu-west-1"), at("905418233746", "eu-north-1"));
    throttle(&world, &busy);
    world.simulator.reset_calls();
    after(30 * 60).await;
    let (asked, not_asked) = (world.calls(&busy, "ListClusters"), world.calls(&calm, "ListClusters"));
    // At least a minute between two rounds, and the SDK's three tries in each.
    assert!(asked <= 3 * 31, "{asked} calls in half an hour");
    assert!(not_asked >= 30, "{not_asked} calls next door");
}

#[tokio::test(start_paused = true)]
async fn a_place_that_was_throttled_is_fresh_again_within_minutes() {
    let (world, emberwatch) = two_places().await;
    let busy = at("905418233746", "eu-west-1");
    throttle(&world, &busy);
    after(15 * 60).await;
    world.simulator.faults().clear();
    after(3 * 60).await;
    assert!(emberwatch.failure(&busy).is_none());
    assert!(rows(&emberwatch, &busy).iter().all(|row| !row.freshness.stale));
}

#[tokio::test(start_paused = true)]
async fn a_termination_that_is_throttled_goes_out_in_the_end() {
    let (world, place) = (World::new(Limits::Enforced), quiet());
    let id = world.launch(&place, "throttle-terminate", json!({})).await;
    let emberwatch = world.watching(&place).await;
    let entries = emberwatch.terminate(&place, std::slice::from_ref(&id)).await;
    assert_eq!(emberwatch.outcome(&entries).await, [Phase::Terminated]);
    assert_eq!(world.sent.terminations().len(), 3, "throttled twice, accepted once");
}

#[tokio::test(start_paused = true)]
async fn others_who_drain_the_buckets_only_delay_what_was_confirmed() {
    let (world, place) = (World::new(Limits::Enforced), quiet());
    let mut ids = Vec::new();
    for number in 0..12 {
        ids.push(world.start(&place, &format!("cluster {number}"), json!({})).await);
    }
    world.pass(20 * 60);
    let emberwatch = world.watching(&place).await;
    let entries = emberwatch.terminate(&place, &ids).await;
    // A pipeline of the same account takes every token that it can get.
    for _ in 0..60 {
        for operation in ["TerminateJobFlows", "DescribeCluster", "ListClusters"] {
            world.emr(&place, operation, &json!({ "JobFlowIds": [] })).await;
        }
        after(1).await;
    }
    assert_eq!(emberwatch.outcome(&entries).await, vec![Phase::Terminated; 12]);
}

async fn two_places() -> (World, Emberwatch) {
    let world = World::new(Limits::Enforced);
    let emberwatch = world.emberwatch();
    emberwatch.watch(&[("sandbox", &["eu-west-1", "eu-north-1"])]);
    after(10 * 60).await;
    (world, emberwatch)
}

fn throttle(world: &World, place: &Place) {
    world.fault(Rule {
        account: Some(place.account.to_string()),
        region: Some(place.region.to_string()),
        service: Some("elasticmapreduce".to_owned()),
        ..Rule::always(Action::Throttle)
    });
}

/// The rows of a place's living clusters.
fn rows(emberwatch: &Emberwatch, place: &Place) -> Vec<ClusterRow> {
    let rows = emberwatch.view().clusters.into_iter().filter(|row| row.region == place.region.as_str());
    rows.filter(|row| row.ended_at.is_none()).collect()
}
