//! A disk that is full or cannot be written: what is seen is shown, what is not kept is told, and nothing that could
//! not be written down is done.

use crate::emberwatch::{Emberwatch, after};
use crate::world::{World, quiet};
use emberwatch_app::failure::Failure;
use emberwatch_app::ports::{History, SettingsStore};
use emberwatch_app::settings::Theme;
use emberwatch_domain::account::{Place, Realm};
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::lifecycle::ActionKind;
use emberwatch_domain::termination::Phase;
use emberwatch_simulator::Limits;
use serde_json::json;

async fn one_cluster() -> (World, Place, ClusterId) {
    let (world, place) = (World::new(Limits::Off), quiet());
    let id = world.launch(&place, "etl", json!({})).await;
    (world, place, id)
}

/// How a confirmed termination is refused. Its reason is too long for what is left on the disk.
async fn refused(emberwatch: &Emberwatch, place: &Place, id: &ClusterId) -> Failure {
    let targets = [(place.clone(), id.clone())];
    let reason = "x".repeat(200_000);
    let planned = emberwatch.actions.plan(ActionKind::Terminate, &targets, &reason).await.unwrap();
    emberwatch.actions.confirm(&planned.hash, &[]).await.expect_err("its row cannot be written")
}

#[tokio::test(start_paused = true)]
async fn on_a_full_disk_nothing_is_terminated_whose_journal_row_cannot_be_written() {
    let (world, place, id) = one_cluster().await;
    let emberwatch = world.watching(&place).await;
    emberwatch.store.fill_the_disk().unwrap();
    let failure = refused(&emberwatch, &place, &id).await;
    assert!(matches!(failure, Failure::Store(_)) && failure.to_string().contains("disk is full"), "{failure}");
    after(600).await;
    assert_eq!(world.sent.terminations(), Vec::<Vec<String>>::new());
    assert_eq!(emberwatch.store.journal.verify_audit().map_err(|error| error.to_string()), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn on_a_full_disk_what_is_seen_is_still_shown_and_what_is_not_recorded_is_told() {
    let (world, place, _) = one_cluster().await;
    let emberwatch = world.watching(&place).await;
    emberwatch.store.settings.update(&mut |settings| settings.theme = Theme::Dark).unwrap();
    emberwatch.store.fill_the_disk().unwrap();
    let mut launched = Vec::new();
    for number in 0..12 {
        launched.push(world.launch(&place, &format!("late-{number}-{}", "n".repeat(200)), json!({})).await);
    }
    after(300).await;
    for id in &launched {
        assert!(!emberwatch.row(id).freshness.stale, "{id} is seen as ever");
    }
    let told = emberwatch.store_banners();
    assert!(told.iter().any(|banner| banner.text.contains("disk is full")), "{told:?}");
    assert_eq!(emberwatch.store.settings.load().unwrap().theme, Theme::Dark);
}

#[tokio::test(start_paused = true)]
async fn once_there_is_room_again_all_goes_on_by_itself() {
    let (world, place, id) = one_cluster().await;
    let emberwatch = world.watching(&place).await;
    emberwatch.store.fill_the_disk().unwrap();
    refused(&emberwatch, &place, &id).await;
    assert_ne!(emberwatch.store_banners(), []);
    emberwatch.store.make_room().unwrap();
    let entries = emberwatch.terminate(&place, std::slice::from_ref(&id)).await;
    assert_eq!(emberwatch.outcome(&entries).await, [Phase::Terminated]);
    after(120).await;
    assert_eq!(emberwatch.store_banners(), []);
    let recorded = emberwatch.store.history.clusters(Realm::Aws, &place.account, emberwatch_testkit::START).unwrap();
    assert!(recorded.iter().any(|record| record.summary.id == id && record.summary.state.has_ended()));
}

#[tokio::test(start_paused = true)]
async fn in_a_read_only_folder_the_clusters_are_shown_and_every_action_is_barred_with_the_reason() {
    let (world, place, id) = one_cluster().await;
    drop(world.watching(&place).await);
    let emberwatch = world.reading_only("cannot write the data folder /data: read-only filesystem");
    emberwatch.watch(&[(crate::world::account(&place).name, &[place.region.as_str()])]);
    after(120).await;
    let row = emberwatch.row(&id);
    assert!(!row.freshness.stale);
    for action in row.actions {
        assert!(action.disabled_reason.is_some(), "{:?} is not barred", action.kind);
    }
    let failure = refused(&emberwatch, &place, &id).await;
    assert!(failure.to_string().contains("read-only filesystem"), "{failure}");
    let told = emberwatch.store_banners();
    assert!(told[0].text.starts_with("Read-only: cannot write the data folder /data"), "{told:?}");
    after(600).await;
    assert_eq!(world.sent.terminations(), Vec::<Vec<String>>::new());
}
