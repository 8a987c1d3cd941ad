//! What a page holds after any number of differences is what one whole answer says.

use crate::differences_world::{Page, Stir, apply, pages, stir};
use crate::world::{World, account, account_of, failing, holding, mins, now, record, unreachable};
use emberwatch_domain::account::Realm;
use emberwatch_domain::termination::Phase;
use emberwatch_testkit::{cluster, node};
use emberwatch_views::clusters::{ClusterBook, ClustersAnswer};
use emberwatch_views::requests::{AddUpRequest, ClusterRef, GroupBy, Scope, Which};
use proptest::collection::vec;
use proptest::prelude::*;
use std::sync::Arc;

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn differences_read_in_any_order_make_the_rows_of_the_whole_answer(stirs in vec(stir(), 1..80)) {
        let mut world = World::of(account()).with(account_of("2", "prod", Realm::Aws));
        let (mut book, mut pages) = (ClusterBook::default(), pages());
        for what in stirs {
            match what {
                Stir::Read { page, sees } => {
                    let page = &mut pages[page];
                    page.read(&mut book, &world, sees);
                    page.check(&world, sees);
                }
                other => apply(&mut world, &other),
            }
        }
    }
}

fn living() -> Scope {
    Scope { which: Which::Active, ..Scope::default() }
}

fn many(count: usize) -> World {
    let rows = (0..count).map(|n| record(&cluster(&format!("j-{n}")).node(node(&format!("i-{n}")))));
    World::of(holding(account(), rows))
}

fn read(page: &mut Page, book: &mut ClusterBook, world: &World) -> ClustersAnswer {
    page.read(book, world, true)
}

/// Replaces one cluster's record, as a poll does.
fn resize(world: &mut World, id: &str, nodes: usize) {
    let mut grown = cluster(id);
    for n in 0..nodes {
        grown = grown.node(node(&format!("i-{id}-{n}")));
    }
    let snapshot = Arc::make_mut(&mut world.snapshots[0]);
    *snapshot = holding(snapshot.clone(), [record(&grown)]);
}

#[test]
fn one_change_crosses_as_one_row_however_many_there_are() {
    let bytes = |count| {
        let (mut world, mut book) = (many(count), ClusterBook::default());
        let mut page = Page::new(living(), GroupBy::Region);
        page.read(&mut book, &world, false);
        resize(&mut world, "j-1", 3);
        let answer = page.read(&mut book, &world, false);
        assert_eq!((answer.clusters.len(), answer.groups.len(), answer.removed.len()), (1, 1, 0));
        assert!(!answer.whole && answer.sources.is_none());
        serde_json::to_string(&answer.clusters).unwrap().len() + serde_json::to_string(&answer.moved).unwrap().len()
    };
    assert_eq!(bytes(10), bytes(1_000));
}

#[test]
fn a_listing_that_shows_the_same_changes_no_row() {
    let (mut world, mut book) = (many(3), ClusterBook::default());
    let mut page = Page::new(living(), GroupBy::Nothing);
    let first = read(&mut page, &mut book, &world);
    world.now += mins(1);
    let snapshot = Arc::make_mut(&mut world.snapshots[0]);
    for record in snapshot.clusters.values_mut() {
        let record = Arc::make_mut(record);
        record.seen_at = world.now;
        record.nodes.as_mut().unwrap().as_of = world.now;
    }
    let answer = read(&mut page, &mut book, &world);
    assert_eq!((answer.revision, answer.clusters.len()), (first.revision, 0));
    assert_eq!(answer.moved.len(), 3, "what is on screen moves on");
}

#[test]
fn what_time_alone_changes_crosses_for_the_rows_on_screen_only() {
    let (mut world, mut book) = (many(3), ClusterBook::default());
    let mut page = Page::new(living(), GroupBy::Nothing);
    read(&mut page, &mut book, &world);
    world.now += mins(5);
    assert!(page.read(&mut book, &world, false).moved.is_empty());
    let moved = page.read(&mut book, &world, true).moved.remove(0);
    assert_eq!((moved.usd.as_str(), moved.age_seconds), ("2.42", Some(36_300)));
}

#[test]
fn a_row_that_becomes_stale_by_silence_is_a_changed_row() {
    let (mut world, mut book) = (many(2), ClusterBook::default());
    let mut page = Page::new(living(), GroupBy::Nothing);
    read(&mut page, &mut book, &world);
    world.now += mins(11);
    let answer = read(&mut page, &mut book, &world);
    assert_eq!(answer.clusters.iter().filter(|row| row.freshness.stale).count(), 2);
    assert!(answer.sources.is_some());
}

#[test]
fn a_failing_region_changes_its_own_rows_and_no_others() {
    let elsewhere = cluster("j-9").record(emberwatch_testkit::place("2", "eu-west-1"), "prod", now());
    let mut world = many(2).with(holding(account_of("2", "prod", Realm::Aws), [elsewhere]));
    let mut book = ClusterBook::default();
    let mut page = Page::new(living(), GroupBy::Nothing);
    read(&mut page, &mut book, &world);
    let failed = failing((*world.snapshots[0]).clone(), unreachable());
    world.snapshots[0] = Arc::new(failed);
    let answer = read(&mut page, &mut book, &world);
    assert_eq!(answer.clusters.iter().filter(|row| row.account_id == "1").count(), answer.clusters.len());
    assert_eq!(answer.clusters.len(), 2);
}

#[test]
fn an_ended_cluster_leaves_a_page_of_living_ones_and_stays_on_a_page_of_all() {
    let (mut world, mut book) = (many(2), ClusterBook::default());
    let (mut now_page, mut all) =
        (Page::new(living(), GroupBy::Nothing), Page::new(Scope::default(), GroupBy::Nothing));
    read(&mut now_page, &mut book, &world);
    read(&mut all, &mut book, &world);
    let snapshot = Arc::make_mut(&mut world.snapshots[0]);
    *snapshot = holding(snapshot.clone(), [record(&cluster("j-1").terminated(now()))]);
    let left = read(&mut now_page, &mut book, &world);
    assert_eq!((left.removed.len(), left.clusters.len()), (1, 0));
    let ended = read(&mut all, &mut book, &world);
    assert_eq!((ended.removed.len(), ended.clusters.len()), (0, 1));
}

#[test]
fn a_cluster_that_ended_before_anybody_listed_ended_ones_leaves_the_page_all_the_same() {
    let (mut world, mut book) = (many(2), ClusterBook::default());
    let mut now_page = Page::new(living(), GroupBy::Nothing);
    read(&mut now_page, &mut book, &world);
    let snapshot = Arc::make_mut(&mut world.snapshots[0]);
    *snapshot = holding(snapshot.clone(), [record(&cluster("j-1").terminated(now()))]);
    book.look(&world.scene());
    read(&mut Page::new(Scope::default(), GroupBy::Nothing), &mut book, &world);
    assert_eq!(read(&mut now_page, &mut book, &world).removed.len(), 1);
}

#[test]
fn a_termination_under_way_changes_its_row_once_a_phase() {
    let (mut world, mut book) = (many(2), ClusterBook::default());
    let mut page = Page::new(living(), GroupBy::Nothing);
    read(&mut page, &mut book, &world);
    world.journal = vec![crate::world::entry(1, "j-1", Phase::Terminating)];
    assert_eq!(read(&mut page, &mut book, &world).clusters.len(), 1);
    world.now += mins(1);
    let answer = read(&mut page, &mut book, &world);
    assert!(answer.clusters.is_empty());
    let text = answer.moved.iter().find_map(|moved| moved.termination.clone()).unwrap();
    assert!(text.ends_with(", 2 min ago"), "{text}");
}

#[test]
fn another_question_and_an_unknown_revision_are_answered_with_everything() {
    let (mut world, mut book) = (many(2), ClusterBook::default());
    let mut page = Page::new(living(), GroupBy::Nothing);
    read(&mut page, &mut book, &world);
    assert!(!read(&mut page, &mut book, &world).whole);
    page.scope = Scope::account(&"1".into());
    assert!(read(&mut page, &mut book, &world).whole);
    page.forge_revision(9_999);
    assert!(read(&mut page, &mut book, &world).whole);
    world.realm = Realm::Sample;
    let answer = read(&mut page, &mut book, &world);
    assert!(answer.whole && answer.clusters.is_empty(), "rows of one realm are never held with those of the other");
}

#[test]
fn what_a_page_filters_or_selects_is_added_up_in_rust() {
    let (world, mut book) = (many(3), ClusterBook::default());
    let of = |id: &str| ClusterRef { account_id: "1".into(), region: "eu-west-1".into(), id: id.into() };
    let request = AddUpRequest { clusters: vec![of("j-0"), of("j-2"), of("j-gone")], group_by: GroupBy::Nothing };
    let sum = book.add_up(&world.scene(), &request).remove(0);
    assert_eq!((sum.key.as_str(), sum.clusters, sum.burn.usd_per_hour.as_str()), ("", 2, "0.4800"));
}

#[test]
fn groups_add_up_their_own_rows_in_rust() {
    let rows = [
        record(&cluster("j-1").tag("owner", "mila").node(node("i-1")).node(node("i-2"))),
        record(&cluster("j-2").tag("owner", "mila").node(node("i-3"))),
        record(&cluster("j-3").node(node("i-4"))),
        record(&cluster("j-4").terminated(now() - mins(5))),
    ];
    let (world, mut book) = (World::of(holding(account(), rows)), ClusterBook::default());
    let mut page = Page::new(Scope::default(), GroupBy::Owner);
    let groups = read(&mut page, &mut book, &world).groups;
    let told: Vec<_> = groups
        .iter()
        .map(|group| (group.key.as_str(), group.clusters, group.active_clusters, group.burn.usd_per_hour.as_str()))
        .collect();
    assert_eq!(told, [("", 2, 1, "0.2400"), ("mila", 2, 2, "0.7200")]);
}
