//! `kill -9` at random points, a thousand times and more: nothing that was written is lost, nothing is half written,
//! and no termination is ever sent again by itself.

mod scene;
mod terminal;

use emberwatch_app::ports::{History, Journal, JournalEntry, SettingsStore};
use emberwatch_domain::account::Realm;
use emberwatch_domain::termination::Phase;
use emberwatch_store::Store;
use emberwatch_testkit::{START, TestClock};
use emberwatch_tests::lives::{ACCOUNT, Life, requests};
use jiff::SignedDuration;
use scene::{Dice, Scene, whole};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

#[test]
fn three_hundred_kills_while_the_store_is_opened_leave_it_whole() {
    let mut dice = Dice::new(1);
    for _ in 0..75 {
        // The first of four finds no files at all.
        let scene = Scene::new();
        let mut before = 0;
        for _ in 0..4 {
            let told = scene.kill("open", 0, &mut dice);
            let chosen = number_in_settings(&whole(scene.folder()));
            if told.last("done", "settings") > 0 || chosen != before {
                assert_committed(&told, "settings", chosen);
            }
            before = chosen;
        }
    }
}

#[test]
fn three_hundred_and_fifty_kills_while_settings_and_history_are_written_leave_a_committed_prefix() {
    let mut dice = Dice::new(2);
    for _ in 0..14 {
        let scene = Scene::new();
        for life in 0..25 {
            let told = scene.kill("record", life, &mut dice);
            let store = whole(scene.folder());
            let chosen = number_in_settings(&store);
            assert_committed(&told, "settings", chosen);
            let recorded = recorded(&store);
            assert_committed(&told, "history", recorded);
            assert!(
                recorded == chosen || recorded == chosen + 1,
                "{recorded} in the history, {chosen} in the settings"
            );
        }
    }
}

#[test]
fn two_hundred_kills_while_clusters_are_terminated_send_nothing_twice_and_lose_no_request() {
    kill_while_terminating(3);
}

/// Half of them each, so that they can run beside one another.
#[test]
fn two_hundred_other_kills_while_clusters_are_terminated_send_nothing_twice_and_lose_no_request() {
    kill_while_terminating(5);
}

fn kill_while_terminating(seed: u64) {
    let mut dice = Dice::new(seed);
    let mut met = BTreeSet::new();
    for _ in 0..10 {
        let scene = Scene::new();
        for life in 0..20 {
            let told = scene.kill("act", life, &mut dice);
            assert_confirmed(&whole(scene.folder()), &scene, &told);
            met.extend(next_life(&scene, life));
        }
    }
    // The kills came before the request, between its row and its call or its answer, and after it.
    assert_eq!(met, BTreeSet::from(["queued", "requested", "unknown"]));
}

/// What was written last lies between what was said to be written and what was begun.
fn assert_committed(told: &scene::Told, what: &str, found: u64) {
    let (done, begun) = (told.last("done", what), told.last("begin", what));
    assert!(
        (done..=begun.max(done)).contains(&found) || begun == 0,
        "{what}: {found}, of {done} done and {begun} begun"
    );
}

fn number_in_settings(store: &Store) -> u64 {
    let settings = store.settings.load().unwrap();
    settings.me.map_or(0, |number| number.parse().unwrap())
}

/// How many clusters the history holds; they must be the first ones, each whole.
fn recorded(store: &Store) -> u64 {
    let records = store.history.clusters(Realm::Aws, &ACCOUNT.into(), START).unwrap();
    for record in &records {
        assert_eq!(record.nodes.as_ref().unwrap().nodes.len(), 3, "{} is half written", record.id());
    }
    let found: BTreeSet<u64> = records.iter().map(|record| record.id().as_str()[2..].parse().unwrap()).collect();
    let count = records.len() as u64;
    assert_eq!(found, (1..=count).collect());
    count
}

/// Whatever was said to be confirmed has its row, and whatever reached AWS was said to before.
fn assert_confirmed(store: &Store, scene: &Scene, told: &scene::Told) {
    let entries = store.journal.recent(Realm::Aws, u32::MAX).unwrap();
    let find = |id: &str| entries.iter().find(|entry| entry.request.cluster.as_str() == id);
    for id in told.names("confirmed") {
        assert!(find(id).is_some(), "{id} was confirmed and has no row");
    }
    for id in told.names("done terminate") {
        assert!(find(id).unwrap().sent_at.is_some(), "{id} was sent and its row does not say so");
    }
    for id in requests(scene.aws()) {
        assert!(find(&id).unwrap_or_else(|| panic!("{id} reached AWS without a row")).sent_at.is_some(), "{id}");
    }
}

/// Somebody starts Emberwatch again, an hour later. Tells in which phases it found what was not over.
fn next_life(scene: &Scene, life: i64) -> Vec<&'static str> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let clock =
            Arc::new(TestClock::ticking(START + SignedDuration::from_hours(life) + SignedDuration::from_mins(30)));
        let before = requests(scene.aws());
        let living = Life::begin(scene.folder(), scene.aws(), "a later life", clock);
        let open = living.store.journal.open_entries().unwrap();
        for entry in &open {
            let id = entry.request.cluster.as_str();
            living.put(id, before.iter().any(|sent| sent == id));
        }
        let mut patience = 3600;
        while !living.store.journal.open_entries().unwrap().is_empty() {
            patience -= 10;
            assert!(patience > 0, "not over after an hour: {:?}", living.store.journal.open_entries());
            tokio::time::sleep(Duration::from_secs(10)).await;
        }
        for entry in &open {
            let over = living.store.journal.entry(entry.number).unwrap().unwrap();
            assert_replayed(entry, &over.phase, &before);
        }
        assert_eq!(requests(scene.aws()), before, "nothing is sent by itself");
        assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), before.len(), "an id was sent twice: {before:?}");
        living.store.journal.verify_audit().unwrap();
        open.iter().map(|entry| name(&entry.phase)).collect()
    })
}

/// What was never sent is refused, and what may have been is looked at until it is known.
fn assert_replayed(entry: &JournalEntry, over: &Phase, sent: &[String]) {
    let reached = sent.iter().any(|id| id == entry.request.cluster.as_str());
    match (&entry.phase, over) {
        (Phase::Queued, Phase::Refused { reason }) => assert!(!reached && reason.contains("never sent"), "{reason}"),
        (_, Phase::Terminated) => assert!(reached && entry.sent_at.is_some()),
        (Phase::Unknown, Phase::Failed { reason }) => assert!(!reached && reason.contains("still alive"), "{reason}"),
        (before, after) => panic!("{before:?} became {after:?}"),
    }
}

fn name(phase: &Phase) -> &'static str {
    match phase {
        Phase::Queued => "queued",
        Phase::Unknown => "unknown",
        Phase::Requested => "requested",
        other => panic!("{other:?} is not where a kill can leave an entry"),
    }
}
