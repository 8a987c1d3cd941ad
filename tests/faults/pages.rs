//! Listings that come in strange pages: whatever the pages look like, no cluster is lost, doubled or ended by them.

use crate::emberwatch::{Emberwatch, after};
use crate::world::{World, quiet};
use emberwatch_domain::cluster::ClusterId;
use emberwatch_simulator::{Action, Limits, PageScript, Rule};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::json;
use std::collections::BTreeSet;

const CLUSTERS: usize = 5;

fn page_script() -> impl Strategy<Value = PageScript> {
    prop_oneof![
        (1usize..4).prop_map(|size| PageScript::Short { size }),
        Just(PageScript::RepeatedMarker),
        Just(PageScript::Empty),
        (1usize..4).prop_map(|count| PageScript::Duplicates { count }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn strange_pages_never_lose_double_or_end_a_cluster(
        first in proptest::collection::vec(page_script(), 0..12),
        later in proptest::collection::vec(page_script(), 0..24),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(through(&first, &later))?;
    }
}

/// Looks for the first time through some pages, and on through others.
async fn through(first: &[PageScript], later: &[PageScript]) -> Result<(), TestCaseError> {
    let (world, place) = (World::new(Limits::Off), quiet());
    let mut launched = BTreeSet::new();
    for number in 0..CLUSTERS {
        launched.insert(world.start(&place, &format!("cluster {number}"), json!({})).await);
    }
    world.pass(20 * 60);
    spoil(&world, first);
    let emberwatch = world.watching(&place).await;
    settled(&world).await;
    prop_assert_eq!(&living(&emberwatch)?, &launched);
    spoil(&world, later);
    for _ in 0..8 {
        after(30).await;
        prop_assert_eq!(&living(&emberwatch)?, &launched);
    }
    settled(&world).await;
    prop_assert_eq!(&living(&emberwatch)?, &launched);
    prop_assert!(emberwatch.failure(&place).is_none());
    prop_assert!(emberwatch.view().clusters.iter().all(|row| !row.freshness.stale && row.nodes.on_demand == 3));
    Ok(())
}

/// The next listings of EMR come in these pages, one after the other.
fn spoil(world: &World, pages: &[PageScript]) {
    for script in pages {
        let service = Some("elasticmapreduce".to_owned());
        world.fault(Rule { service, times: Some(1), ..Rule::always(Action::Page { script: *script }) });
    }
}

/// Pages are whole again, for long enough to have looked at everything.
async fn settled(world: &World) {
    world.simulator.faults().clear();
    after(400).await;
}

/// The clusters that the screen shows as living, each once, none of their nodes ended.
fn living(emberwatch: &Emberwatch) -> Result<BTreeSet<ClusterId>, TestCaseError> {
    let rows = emberwatch.view().clusters;
    let ids: BTreeSet<ClusterId> = rows.iter().map(|row| row.id.as_str().into()).collect();
    prop_assert_eq!(ids.len(), rows.len(), "a cluster has two rows");
    prop_assert!(rows.iter().all(|row| row.ended_at.is_none()), "a living cluster is shown as ended");
    for record in emberwatch.records(&quiet()) {
        let nodes = record.nodes.iter().flat_map(|record| record.nodes.values());
        prop_assert!(nodes.into_iter().all(|node| node.ended_at.is_none()), "a living node is shown as ended");
    }
    Ok(ids)
}
