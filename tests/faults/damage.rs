//! A store that is damaged, or that a newer version wrote.

use crate::emberwatch::after;
use crate::world::{World, account, quiet};
use emberwatch_app::ports::{Journal, SettingsStore};
use emberwatch_app::settings::Theme;
use emberwatch_domain::account::Realm;
use emberwatch_domain::termination::Phase;
use emberwatch_simulator::Limits;
use emberwatch_views::shell::Severity;
use serde_json::json;
use std::fs;
use std::path::Path;

/// Flips bytes in the middle of a file, at so many places.
fn flip(path: &Path, places: usize) {
    let mut bytes = fs::read(path).unwrap();
    for place in 1..=places {
        let at = bytes.len() * place / (places + 1);
        bytes[at..].iter_mut().take(64).for_each(|byte| *byte ^= 0xff);
    }
    fs::write(path, bytes).unwrap();
}

/// The history is spoilt by `spoil` between two lives of Emberwatch, in the first of which a cluster was terminated.
async fn spoilt(spoil: impl FnOnce(&Path)) {
    let (world, place) = (World::new(Limits::Off), quiet());
    let gone = world.launch(&place, "gone", json!({})).await;
    let living = world.launch(&place, "living", json!({})).await;
    {
        let emberwatch = world.watching(&place).await;
        emberwatch.store.settings.update(&mut |settings| settings.theme = Theme::Dark).unwrap();
        let entries = emberwatch.terminate(&place, std::slice::from_ref(&gone)).await;
        assert_eq!(emberwatch.outcome(&entries).await, [Phase::Terminated]);
        after(60).await;
    }
    // Its polls end, and with the last of them its hold on the files.
    after(60).await;
    let history = world.folder.path().join("history.db");
    let before = fs::read(&history).unwrap();
    spoil(&history);
    let spoilt = fs::read(&history).unwrap();
    assert!(before != spoilt);

    let emberwatch = world.emberwatch();
    let moved = emberwatch.store.moved_aside.clone().expect("the history was begun anew");
    assert!(fs::read(&moved.path).unwrap() == spoilt, "the old one is kept as it was");
    let told = emberwatch.store_banners();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].severity == Severity::Warning && told[0].text.contains(&*moved.path.to_string_lossy()));
    assert_eq!(emberwatch.store.settings.load().unwrap().theme, Theme::Dark);
    let journal = emberwatch.store.journal.recent(Realm::Aws, 9).unwrap();
    assert_eq!((journal.len(), &journal[0].phase), (1, &Phase::Terminated));
    emberwatch.store.journal.verify_audit().unwrap();

    emberwatch.watch(&[(account(&place).name, &[place.region.as_str()])]);
    after(300).await;
    assert!(!emberwatch.row(&living).freshness.stale, "AWS tells it again");
    drop(emberwatch);
    after(60).await;
    assert_eq!(world.emberwatch().store.moved_aside, None, "the new history is whole");
}

#[tokio::test(start_paused = true)]
async fn a_history_with_flipped_bytes_is_kept_aside_and_rebuilt_and_settings_and_journal_are_intact() {
    spoilt(|history| flip(history, 40)).await;
}

#[tokio::test(start_paused = true)]
async fn a_history_that_is_no_database_is_kept_aside_and_rebuilt() {
    spoilt(|history| fs::write(history, "no database\n".repeat(4000)).unwrap()).await;
}

#[tokio::test(start_paused = true)]
async fn a_history_of_a_newer_version_is_kept_aside_and_rebuilt() {
    let newer = |history: &Path| {
        let other = rusqlite::Connection::open(history).unwrap();
        other.pragma_update(None, "user_version", 99).unwrap();
    };
    spoilt(newer).await;
}

#[tokio::test(start_paused = true)]
async fn a_setting_of_a_newer_version_survives_a_change_by_an_older_one() {
    let world = World::new(Limits::Off);
    let emberwatch = world.emberwatch();
    emberwatch.allow("730335417920");
    let path = world.folder.path().join("settings.db");
    let kept = || -> serde_json::Value {
        let text: String = rusqlite::Connection::open(&path)
            .unwrap()
            .query_row("SELECT settings FROM settings", [], |row| row.get(0))
            .unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let mut newer = kept();
    emberwatch_tests::merge(&mut newer, json!({ "theme": "sepia", "sounds": { "on": true } }));
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute("UPDATE settings SET settings = ?1", [newer.to_string()]).unwrap();
    emberwatch.store.settings.update(&mut |settings| settings.me = Some("mila".to_owned())).unwrap();
    let now = kept();
    assert_eq!((&now["theme"], &now["sounds"]["on"], &now["me"]), (&json!("sepia"), &json!(true), &json!("mila")));
}
