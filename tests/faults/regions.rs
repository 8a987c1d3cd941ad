//! A region that the account has not opted in to, and what only looks like one.

use crate::emberwatch::{after, at};
use crate::world::World;
use emberwatch_cloud::CloudError;
use emberwatch_simulator::{Action, Limits, Rule};
use emberwatch_views::sources::SourceStatus;

const OFF: &str = "me-south-1";

#[tokio::test(start_paused = true)]
async fn a_region_that_is_off_is_told_as_off_and_is_no_failure() {
    let world = World::new(Limits::Enforced);
    let emberwatch = world.emberwatch();
    emberwatch.watch(&[("sandbox", &["eu-west-1", OFF])]);
    after(300).await;
    let off = at("905418233746", OFF);
    assert!(matches!(emberwatch.failure(&off), Some(CloudError::RegionDisabled { .. })));
    let sources = emberwatch.view().sources;
    let status = |region: &str| sources.iter().find(|source| source.region == region).unwrap().status;
    assert_eq!((status("eu-west-1"), status(OFF)), (SourceStatus::Ok, SourceStatus::RegionDisabled));
    assert!(!status(OFF).is_failure());
}

#[tokio::test(start_paused = true)]
async fn a_region_that_is_off_is_asked_again_after_a_day_and_not_before() {
    let world = World::new(Limits::Enforced);
    let emberwatch = world.emberwatch();
    emberwatch.watch(&[("sandbox", &[OFF])]);
    let off = at("905418233746", OFF);
    after(60).await;
    assert_eq!(world.load(&off).0, 1, "one call tells it");
    after(23 * 3600).await;
    assert_eq!(world.load(&off).0, 1);
    after(2 * 3600).await;
    assert_eq!(world.load(&off).0, 2);
    drop(emberwatch);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_gone_everywhere_is_no_region_that_is_off() {
    let world = World::new(Limits::Enforced);
    let emberwatch = world.emberwatch();
    emberwatch.watch(&[("sandbox", &["eu-west-1"])]);
    let place = at("905418233746", "eu-west-1");
    after(300).await;
    let rows = emberwatch.records(&place).len();
    // Every service in every region answers as to a key that it does not know.
    world.fault(Rule::always(Action::RegionDisabled));
    world.simulator.reset_calls();
    after(300).await;
    let failure = emberwatch.failure(&place);
    assert!(matches!(failure, Some(CloudError::SignInNeeded { .. })), "{failure:?}");
    assert_eq!(emberwatch.view().sources[0].status, SourceStatus::Failing);
    assert!(emberwatch.records(&place).len() >= rows, "rows stay");
    let calls: u64 = world.simulator.calls().iter().map(|count| count.calls).sum();
    assert!(calls <= 10, "{calls} calls with a key that nobody knows");
    world.simulator.faults().clear();
    after(15 * 60).await;
    let failure = emberwatch.failure(&place);
    assert!(failure.is_none(), "it is seen within minutes that the key is back: {failure:?}");
}

#[tokio::test(start_paused = true)]
async fn a_region_that_is_denied_is_not_off_and_names_what_is_missing() {
    let world = World::new(Limits::Enforced);
    let emberwatch = world.emberwatch();
    emberwatch.watch(&[("sandbox", &["ap-southeast-2"])]);
    let denied = at("905418233746", "ap-southeast-2");
    after(1800).await;
    let failure = emberwatch.failure(&denied);
    assert!(matches!(&failure, Some(CloudError::Denied { action, .. }) if action == "elasticmapreduce:ListClusters"));
    let source = emberwatch.view().sources.remove(0);
    assert_eq!(source.status, SourceStatus::Denied);
    assert!(source.detail.unwrap().contains("elasticmapreduce:ListClusters"));
    assert_eq!(world.load(&denied).0, 1, "a denial is not retried");
}
