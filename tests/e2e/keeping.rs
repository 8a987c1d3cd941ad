//! A data folder that is damaged, of a newer version or not to be written, as the window tells it.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::harness::{Home, Name, Theme, in_window, sample_cluster};

#[tokio::test]
async fn a_history_that_cannot_be_read_is_kept_aside_as_the_banner_says_and_the_rows_come() {
    let home = Home::new();
    let garbage = "no database\n".repeat(4000);
    fs::write(home.path("emberwatch/history.db"), &garbage).expect("a history that is none");
    in_window(&home, async |window| {
        window.see("The history could not be read and was begun anew; the old file is kept as ").await;
        let aside = files(&home.path("emberwatch"), "history.db.damaged-");
        let [aside] = aside.as_slice() else { panic!("one file is kept aside: {aside:?}") };
        window.see(&aside.to_string_lossy()).await;
        window.find("row", Name::Has("trino-shared")).await;
        window.pictured("history-moved-aside").await;
        assert!(fs::read_to_string(aside).expect("the old file") == garbage, "it is kept as it was");
    })
    .await;
}

/// The files of the folder whose names begin so, by the paths that the app knows them by.
fn files(folder: &Path, start: &str) -> Vec<PathBuf> {
    let folder = folder.canonicalize().expect("the data folder");
    let entries = fs::read_dir(folder).expect("the data folder").flatten();
    entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(start)).map(|entry| entry.path()).collect()
}

#[tokio::test]
async fn settings_that_cannot_be_read_are_told_with_what_to_do_and_diagnostics_can_still_be_copied() {
    let garbage = |path: &Path| fs::write(path, "no database\n".repeat(400)).expect("settings that are none");
    let damaged = "it is damaged (file is not a database); it holds the settings and the journal of changes: \
                   restore it from a backup, or move it away to begin anew";
    told_of_the_settings(Theme::Light, "settings-damaged", garbage, damaged).await;
    let newer = |path: &Path| {
        let later = rusqlite::Connection::open(path).expect("a database");
        later.pragma_update(None, "user_version", 99).expect("a later format");
    };
    let update = "a newer Emberwatch wrote it (format 99, this one knows 1); update this one, or set \
                  EMBERWATCH_DATA_DIR to another folder";
    told_of_the_settings(Theme::Dark, "settings-newer", newer, update).await;
}

async fn told_of_the_settings(theme: Theme, state: &str, spoil: impl FnOnce(&Path), told: &str) {
    let home = Home::new().preferring(theme);
    let path = home.path("emberwatch/settings.db");
    spoil(&path);
    let spoilt = fs::read(&path).expect("what was written");
    in_window(&home, async |window| {
        window.see(told).await;
        window.see("Mend this, then start Emberwatch again.").await;
        let settings = path.canonicalize().expect("it is there");
        let refused = window.invoke("settings", json!({})).await.expect_err("no setting is made up");
        assert_eq!(refused, format!("cannot use {}: {told}", settings.display()), "one sentence, told once");
        window.pictured_in(theme, state).await;
        window.open_page("Settings").await;
        window.click("button", "Copy diagnostics…").await;
        window.find("dialog", "Copy diagnostics").await;
        window.see(told).await;
        window.click("button", "Copy").await;
        window.see("Copied").await;
        window.pictured_in(theme, &format!("{state}-diagnostics")).await;
    })
    .await;
    assert!(fs::read(&path).expect("it is left where it was") == spoilt, "and as it was");
}

#[tokio::test]
async fn in_a_folder_that_cannot_be_written_clusters_are_shown_and_what_would_be_written_is_barred_with_the_reason() {
    for theme in [Theme::Light, Theme::Dark] {
        let home = Home::new().preferring(theme).bound_by_rights();
        let folder = home.path("emberwatch");
        sample_cluster(&home, "notebook-mila");
        let before = files(&folder, "");
        fs::set_permissions(&folder, Permissions::from_mode(0o500)).expect("the folder is ours");
        in_window(&home, async |window| {
            window.see("Read-only: cannot write the data folder ").await;
            window.see("nothing can be terminated. Make the folder writable and start Emberwatch again").await;
            window.click("row", Name::Has("notebook-mila")).await;
            let reason = window.barred(Name::Starts("Terminate…")).await;
            assert!(reason.contains("written in the journal: cannot write the data folder"), "{reason}");
            window.pictured_in(theme, "read-only-folder").await;
            window.open_page("Settings").await;
            window.click("radio", "1.234,56").await;
            window.see("Cannot change the settings: cannot write the data folder").await;
            window.pictured_in(theme, "read-only-settings").await;
        })
        .await;
        fs::set_permissions(&folder, Permissions::from_mode(0o700)).expect("the folder is ours");
        assert_eq!(files(&folder, ""), before, "nothing came to the folder, and nothing went");
    }
}
