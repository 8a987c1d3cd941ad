//! The data folder: private, named when it cannot be used, and never lost.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{folder, open, other_hand, refusal};
use emberwatch_app::costs::BillNote;
use emberwatch_app::ports::{BillCache, History, Journal, SettingsStore};
use emberwatch_app::settings::{Settings, Theme};
use emberwatch_domain::account::{AccountId, Realm};
use emberwatch_store::{Store, private_folder};
use emberwatch_testkit::{START, cluster, journal_request, place};
use std::fs;
use std::path::Path;
use std::sync::Arc;

const ASIDE: &str = "history.db.damaged-20260105T120000Z";

/// A store in which something was chosen and something was seen.
fn used(folder: &Path) {
    let store = open(folder);
    store.settings.update(&mut |settings| settings.theme = Theme::Dark).unwrap();
    let records: Vec<_> =
        (0..200).map(|n| Arc::new(cluster(&format!("j-{n}")).record(place("1", "eu-west-1"), "prod", START))).collect();
    store.history.record_clusters(Realm::Aws, &records).unwrap();
}

#[test]
fn what_others_write_beside_the_settings_is_noticed_and_what_one_writes_oneself_is_not() {
    let folder = folder();
    let (window, terminal) = (open(folder.path()), open(folder.path()));
    let before = window.settings.others_wrote();
    assert!(before.is_some());
    window.settings.update(&mut |settings| settings.theme = Theme::Dark).unwrap();
    assert_eq!(window.settings.others_wrote(), before);
    terminal.settings.update(&mut |settings| settings.theme = Theme::Light).unwrap();
    assert_ne!(window.settings.others_wrote(), before);
}

fn seen(store: &Store) -> usize {
    store.history.clusters(Realm::Aws, &"1".into(), START).unwrap().len()
}

fn set_version(folder: &Path, file: &str, version: u32) {
    other_hand(folder, file).pragma_update(None, "user_version", version).unwrap();
}

#[test]
fn a_missing_folder_is_made_with_its_parents() {
    let parent = folder();
    let data = parent.path().join("share/emberwatch");
    used(&data);
    assert_eq!(seen(&open(&data)), 200);
}

#[test]
fn a_folder_that_cannot_be_made_is_named_in_one_sentence() {
    let parent = folder();
    fs::write(parent.path().join("file"), "").unwrap();
    let data = parent.path().join("file/data");
    let refused = refusal(&data);
    let why = format!("cannot write the data folder {}: not a directory; choose another one", data.display());
    assert!(refused.starts_with(&why), "{refused}");
}

#[test]
fn a_damaged_history_is_kept_aside_and_begun_anew_and_settings_are_intact() {
    let folder = folder();
    used(folder.path());
    fs::write(folder.path().join("history.db"), "this is no database, however long it may be".repeat(100)).unwrap();
    let store = open(folder.path());
    let moved = store.moved_aside.as_ref().unwrap();
    assert_eq!(moved.path, folder.path().canonicalize().unwrap().join(ASIDE));
    assert!(fs::read_to_string(&moved.path).unwrap().starts_with("this is no database"));
    assert_eq!((seen(&store), store.settings.load().unwrap().theme), (0, Theme::Dark));
}

#[test]
fn a_history_with_flipped_bytes_never_hurts_the_settings() {
    let pristine = folder();
    used(pristine.path());
    let bytes = fs::read(pristine.path().join("history.db")).unwrap();
    for at in (0..bytes.len()).step_by(bytes.len() / 60) {
        let folder = folder();
        fs::copy(pristine.path().join("settings.db"), folder.path().join("settings.db")).unwrap();
        let mut damaged = bytes.clone();
        damaged[at..].iter_mut().take(16).for_each(|byte| *byte ^= 0xff);
        fs::write(folder.path().join("history.db"), damaged).unwrap();
        let store = open(folder.path());
        assert_eq!(store.settings.load().unwrap().theme, Theme::Dark);
        // What a look cannot tell from data may stay; it is read without a panic.
        let _ = store.history.clusters(Realm::Aws, &"1".into(), START);
    }
}

#[test]
fn two_histories_damaged_in_one_second_are_both_kept() {
    let folder = folder();
    for _ in 0..2 {
        fs::write(folder.path().join("history.db"), "no database".repeat(100)).unwrap();
        assert!(open(folder.path()).moved_aside.is_some());
    }
    assert!(folder.path().join(ASIDE).exists() && folder.path().join(format!("{ASIDE}-2")).exists());
}

#[test]
fn a_history_of_a_newer_version_is_kept_aside_whole() {
    let folder = folder();
    used(folder.path());
    set_version(folder.path(), "history.db", 99);
    let store = open(folder.path());
    assert_eq!(store.moved_aside.as_ref().unwrap().reason, "a newer Emberwatch wrote the history");
    assert_eq!(seen(&store), 0);
    let kept: i64 =
        other_hand(folder.path(), ASIDE).query_row("SELECT count(*) FROM cluster", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 200);
}

#[test]
fn settings_of_a_newer_version_are_refused_and_left_alone() {
    let folder = folder();
    used(folder.path());
    set_version(folder.path(), "settings.db", 99);
    let refused = refusal(folder.path());
    assert!(refused.contains("settings.db: a newer Emberwatch wrote it (format 99, this one knows 1)"), "{refused}");
    set_version(folder.path(), "settings.db", 1);
    assert_eq!(open(folder.path()).settings.load().unwrap().theme, Theme::Dark);
}

#[test]
fn damaged_settings_are_refused_with_what_to_do_and_left_alone() {
    let folder = folder();
    let (path, garbage) = (folder.path().join("settings.db"), "no database".repeat(100));
    fs::write(&path, &garbage).unwrap();
    let refused = refusal(folder.path());
    assert!(
        refused.contains("settings.db: it is damaged") && refused.contains("restore it from a backup"),
        "{refused}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), garbage);
}

#[test]
fn a_store_that_is_in_use_can_be_opened_again_and_again() {
    let folder = folder();
    let opening: Vec<_> = (0..8)
        .map(|_| {
            let path = folder.path().to_owned();
            std::thread::spawn(move || open(&path))
        })
        .collect();
    let stores: Vec<Store> = opening.into_iter().map(|store| store.join().unwrap()).collect();
    assert!(stores.iter().all(|store| store.moved_aside.is_none()));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::fs::Permissions;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn the_folder_is_0700_and_every_file_in_it_0600() {
        let parent = folder();
        let data = parent.path().join("data");
        let store = open(&data);
        store.settings.update(&mut |settings| settings.theme = Theme::Dark).unwrap();
        assert_eq!(mode(&data), 0o700);
        let files: Vec<_> = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(files.iter().any(|path| path.ends_with("settings.db-wal")), "{files:?}");
        assert!(files.iter().all(|path| mode(path) == 0o600), "{files:?}");
    }

    #[test]
    fn a_file_that_others_could_read_is_made_private_again() {
        let folder = folder();
        used(folder.path());
        fs::set_permissions(folder.path().join("settings.db"), Permissions::from_mode(0o644)).unwrap();
        open(folder.path());
        assert_eq!(mode(&folder.path().join("settings.db")), 0o600);
    }

    #[test]
    fn an_empty_folder_becomes_private_and_one_with_other_things_keeps_its_rights() {
        let (empty, shared) = (folder(), folder());
        fs::write(shared.path().join("notes.txt"), "").unwrap();
        for folder in [&empty, &shared] {
            fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
            open(folder.path());
        }
        assert_eq!((mode(empty.path()), mode(shared.path())), (0o700, 0o755));
    }

    #[test]
    fn a_link_in_place_of_a_file_is_not_followed() {
        for file in ["history.db", "settings.db"] {
            let (folder, elsewhere) = (folder(), folder());
            let target = elsewhere.path().join("target");
            fs::write(&target, "").unwrap();
            symlink(&target, folder.path().join(file)).unwrap();
            let refused = refusal(folder.path());
            assert!(refused.contains(file) && refused.contains("it is a link"), "{refused}");
            assert_eq!(fs::read(&target).unwrap(), b"");
        }
    }

    #[test]
    fn a_link_in_place_of_what_sqlite_keeps_beside_a_file_is_not_followed() {
        for file in
            ["history.db-wal", "history.db-shm", "settings.db-wal", "settings.db-shm", "opening.lock", "asking.lock"]
        {
            let (folder, elsewhere) = (folder(), folder());
            used(folder.path());
            let _ = fs::remove_file(folder.path().join(file));
            let target = elsewhere.path().join("target");
            fs::write(&target, "theirs").unwrap();
            symlink(&target, folder.path().join(file)).unwrap();
            if let Ok(store) = Store::open(folder.path(), START) {
                let _ = store.settings.update(&mut |settings| settings.theme = Theme::Light);
            }
            assert_eq!(fs::read_to_string(&target).unwrap(), "theirs", "{file} was followed");
        }
    }

    #[test]
    fn a_damaged_history_that_is_moved_aside_stays_private() {
        let folder = folder();
        used(folder.path());
        fs::write(folder.path().join("history.db"), "no database").unwrap();
        let aside = open(folder.path()).moved_aside.unwrap().path;
        assert_eq!(mode(&aside), 0o600);
    }

    #[test]
    fn a_folder_for_others_within_it_is_0700_and_no_link() {
        let (folder, elsewhere) = (folder(), folder());
        fs::create_dir(folder.path().join("open")).unwrap();
        fs::set_permissions(folder.path().join("open"), Permissions::from_mode(0o777)).unwrap();
        for name in ["new", "open"] {
            assert_eq!(mode(&private_folder(folder.path(), name).unwrap()), 0o700, "{name}");
        }
        symlink(elsewhere.path(), folder.path().join("link")).unwrap();
        let refused = private_folder(folder.path(), "link").unwrap_err().to_string();
        assert!(refused.contains("it is a link or a file, not a folder"), "{refused}");
    }

    #[test]
    fn a_folder_reached_through_a_link_is_the_users_choice() {
        let (real, links) = (folder(), folder());
        let link = links.path().join("data");
        symlink(real.path(), &link).unwrap();
        used(&link);
        assert_eq!(seen(&open(real.path())), 200);
    }

    /// Root writes where the rights forbid it, so for root the rule is shown where nobody can: in /proc.
    #[test]
    fn a_folder_that_nobody_can_make_is_named_in_one_sentence() {
        let refused = refusal(Path::new("/proc/emberwatch"));
        assert!(refused.starts_with("cannot write the data folder /proc/emberwatch: entity not found; "), "{refused}");
    }

    /// Whoever is not root finds out by itself; root is told, and tests/cli has a process that is not root.
    #[test]
    fn a_read_only_folder_shows_what_it_holds_and_refuses_every_change_in_one_sentence() {
        let folder = folder();
        used(folder.path());
        let before = listing(folder.path());
        fs::set_permissions(folder.path(), Permissions::from_mode(0o500)).unwrap();
        let store = match fs::write(folder.path().join("probe"), "") {
            Err(_) => open(folder.path()),
            Ok(()) => {
                fs::remove_file(folder.path().join("probe")).unwrap();
                Store::read_only(folder.path(), "cannot write the data folder").unwrap()
            }
        };
        let why = store.health.why_read_only().unwrap().to_owned();
        assert!(why.starts_with("cannot write the data folder"), "{why}");
        assert_eq!((seen(&store), store.settings.load().unwrap().theme), (200, Theme::Dark));
        let refused = store.settings.update(&mut |settings| settings.theme = Theme::Light).unwrap_err().to_string();
        assert_eq!(refused, format!("cannot change the settings: {why}"));
        let refused = store.journal.open(&journal_request("j-1")).unwrap_err().to_string();
        assert_eq!(refused, format!("cannot open a journal entry: {why}"));
        let (asked, note) = (AccountId::from("1"), BillNote { at: START, json: "true".to_owned() });
        let refused = store.history.record_bill_note(Realm::Aws, &asked, "asked", &note).unwrap_err().to_string();
        assert_eq!(refused, format!("cannot note what Cost Explorer is asked: {why}"), "or it is paid for again");
        // What is seen is shown and not kept, and nobody is told at every look.
        let look = Arc::new(cluster("j-new").record(place("1", "eu-west-1"), "prod", START));
        store.history.record_clusters(Realm::Aws, &[look]).unwrap();
        assert_eq!((seen(&store), store.settings.load().unwrap().theme), (200, Theme::Dark));
        drop(store);
        fs::set_permissions(folder.path(), Permissions::from_mode(0o700)).unwrap();
        let after = listing(folder.path());
        assert!(before.iter().all(|file| after.contains(file)), "no file in it is another one");
    }

    fn listing(folder: &Path) -> Vec<(std::ffi::OsString, Vec<u8>)> {
        let entry = |entry: std::io::Result<fs::DirEntry>| {
            let entry = entry.unwrap();
            (entry.file_name(), fs::read(entry.path()).unwrap())
        };
        let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(entry).collect();
        files.sort();
        files
    }

    #[test]
    fn a_read_only_folder_in_which_nothing_was_kept_yet_is_an_empty_one() {
        let folder = folder();
        let store = Store::read_only(folder.path(), "cannot write").unwrap();
        assert_eq!((seen(&store), store.settings.load().unwrap()), (0, Settings::default()));
        store.settings.update(&mut |_| {}).unwrap_err();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_damaged_history_in_a_read_only_folder_hurts_neither_settings_nor_journal() {
        let folder = folder();
        used(folder.path());
        fs::write(folder.path().join("history.db"), "no database".repeat(100)).unwrap();
        let store = Store::read_only(folder.path(), "cannot write").unwrap();
        assert_eq!((seen(&store), store.settings.load().unwrap().theme), (0, Theme::Dark));
    }
}
