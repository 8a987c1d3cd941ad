use crate::world::{World, account, holding, mins, now, record};
use emberwatch_app::past::{Changed, Fact, FactChange, Life, Looks, Recalled};
use emberwatch_testkit::{FakeCluster, START, cluster, node, place};
use emberwatch_views::changes::{ChangeKind, ChangesRequest, ChangesView, Window, changes, changes_csv};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Five hours ago the user looked last.
fn view(world: &World, changed: Changed) -> ChangesView {
    told(world, changed, 300)
}

fn changed_in(world: &World, minutes: i64) -> ChangesView {
    told(world, Changed::default(), minutes)
}

fn told(world: &World, changed: Changed, minutes: i64) -> ChangesView {
    let request = ChangesRequest::default();
    let looks = Looks { until: now(), before: Some(now() - mins(minutes)) };
    let window = Window::of(&request.since, Some(looks), now(), &TimeZone::UTC, mins(15)).unwrap();
    let prices = world.snapshots[0].prices.clone();
    let recorded_since = BTreeMap::from([("1".into(), START - mins(9000))]);
    let recalled = Recalled { changed, prices: (*prices).clone(), recorded_since, ..Recalled::default() };
    changes(&world.scene(), &request, &window, &recalled)
}

fn world(clusters: impl IntoIterator<Item = FakeCluster>) -> World {
    World::of(holding(account(), clusters.into_iter().map(|cluster| record(&cluster))))
}

fn life(id: &str, created: i64, ended: Option<i64>) -> Life {
    let at = |minute| START + mins(minute);
    let place = place("1", crate::world::REGION);
    Life { place, id: id.into(), created_at: Some(at(created)), ended_at: ended.map(at) }
}

#[test]
fn what_started_and_what_ended_is_told_with_its_time_and_what_it_burns_more_or_less() {
    let started = cluster("j-new").created_at(START + mins(400)).node(node("i-1").launched_at(START + mins(400)));
    let world = world([started, cluster("j-old").terminated(START + mins(500))]);
    let lives = vec![life("j-new", 400, None), life("j-old", 0, Some(500))];
    let view = view(&world, Changed { lives, ..Changed::default() });
    assert_eq!((view.counts.started, view.counts.ended, view.summary.as_str()), (1, 1, "1 started, 1 ended"));
    assert!(view.is_since_last_look && view.title.starts_with("since you last looked"), "{}", view.title);
    let told: Vec<_> = view.changes.iter().map(|row| (row.id.as_str(), row.kinds.clone())).collect();
    assert_eq!(told, [("j-old", vec![ChangeKind::Ended]), ("j-new", vec![ChangeKind::Started])], "the newest first");
    let burn = view.changes[1].burn.as_ref().unwrap();
    assert!(burn.usd_per_hour.starts_with('+'), "{burn:?}");
}

#[test]
fn a_cluster_that_grew_is_resized_and_dearer() {
    let old = node("i-1").launched_at(START);
    let new = node("i-2").launched_at(START + mins(450));
    let world = world([cluster("j-1").node(old).node(new)]);
    let view = view(&world, Changed::default());
    assert_eq!(view.changes.len(), 1, "{view:#?}");
    let row = &view.changes[0];
    assert_eq!(row.kinds, [ChangeKind::Resized, ChangeKind::Dearer]);
    assert_eq!(row.what[0], "1 → 2 nodes");
    assert_eq!(row.at, (START + mins(450)).to_string(), "when its last node came");
    assert_eq!(row.burn.as_ref().map(|burn| burn.complete), Some(true));
}

#[test]
fn a_protection_that_was_lifted_is_told_and_nothing_else_of_a_quiet_cluster() {
    let world = world([cluster("j-1")]);
    let lifted = FactChange {
        place: place("1", crate::world::REGION),
        id: "j-1".into(),
        at: START + mins(580),
        fact: Fact::Protection { protected: false },
    };
    let view = view(&world, Changed { facts: vec![lifted], ..Changed::default() });
    assert_eq!((view.changes.len(), view.changes[0].what.as_slice()), (1, &["is protected no more".to_owned()][..]));
}

#[test]
fn a_spreadsheet_has_a_row_a_cluster_and_its_difference_as_a_number() {
    let started = cluster("j-new").named("=1+1").created_at(START + mins(400));
    let started = started.node(node("i-1").launched_at(START + mins(400)));
    let lives = vec![life("j-new", 400, None)];
    let view = view(&world([started]), Changed { lives, ..Changed::default() });
    let csv = changes_csv(&view.changes);
    let (titles, row) = csv.split_once("\r\n").unwrap();
    assert!(titles.starts_with("at,account_id,account_name,region,id,name,owner,state,kinds,what,usd_per_hour"));
    assert!(row.contains(",j-new,'=1+1,") && row.contains(",started,") && !row.contains(",+"), "{row}");
}

#[test]
fn silence_is_not_passed_off_as_nothing() {
    let view = view(&world([cluster("j-1")]), Changed::default());
    assert!(view.changes.is_empty() && view.summary == "no change is known", "{view:#?}");
    assert!(view.notes.iter().any(|note| note.starts_with("nobody watched from")), "{:?}", view.notes);
}

#[test]
fn one_resize_is_told_alike_however_long_the_time_is() {
    let gone = |id: &str, from, until| node(id).launched_at(START + mins(from)).ended_at(START + mins(until));
    let nodes = |cluster: FakeCluster| {
        cluster.node(node("i-1").launched_at(START)).node(gone("i-2", 60, 500)).node(gone("i-3", 60, 200))
    };
    let long = changed_in(&world([nodes(cluster("j-1"))]), 590);
    let short = changed_in(&world([nodes(cluster("j-1"))]), 300);
    assert_eq!(long.changes[0].what, ["1 → 3 → 2 → 1 nodes"]);
    assert_eq!(short.changes[0].what, ["2 → 1 nodes"]);
    assert_eq!(long.changes[0].at, short.changes[0].at);
}

#[test]
fn a_resize_of_a_cluster_that_started_meanwhile_is_told_too() {
    let young = cluster("j-1").created_at(START + mins(400));
    let young = young.node(node("i-1").launched_at(START + mins(400))).node(node("i-2").launched_at(START + mins(500)));
    let lives = vec![life("j-1", 400, None)];
    let view = view(&world([young]), Changed { lives, ..Changed::default() });
    assert_eq!(view.changes[0].kinds, [ChangeKind::Started, ChangeKind::Resized]);
    assert_eq!(view.changes[0].what[1], "1 → 2 nodes");
}

#[test]
fn a_cluster_that_ended_and_of_which_nothing_was_known_burns_no_zero_less() {
    let mut ended = record(&cluster("j-1").terminated(START + mins(500)));
    ended.nodes = None;
    ended.collection = None;
    let world = World::of(holding(account(), [ended]));
    let lives = vec![life("j-1", 0, Some(500))];
    let view = view(&world, Changed { lives, ..Changed::default() });
    assert_eq!((view.changes.len(), &view.changes[0].burn), (1, &None));
}
