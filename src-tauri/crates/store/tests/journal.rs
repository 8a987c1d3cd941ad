//! Journal, settings and audit on the disk.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{count, folder, open, other_hand};
use emberwatch_app::ports::{Journal, JournalRequest, JournalStep, Opened, SettingsStore};
use emberwatch_app::settings::Theme;
use emberwatch_domain::termination::Phase;
use emberwatch_store::{AuditError, Store};
use emberwatch_testkit::contract::{journal_contract, settings_contract};
use emberwatch_testkit::{journal_request, minutes};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

const FILE: &str = "settings.db";

/// A new data folder below `parent` each time.
fn fresh(parent: &Path) -> impl Fn() -> Store {
    let number = AtomicU32::new(0);
    move || open(&parent.join(number.fetch_add(1, Ordering::Relaxed).to_string()))
}

#[test]
fn the_journal_on_the_disk_keeps_the_journals_rules() {
    let parent = folder();
    let fresh = fresh(parent.path());
    journal_contract(|| fresh().journal);
}

#[test]
fn the_settings_on_the_disk_keep_the_settings_rules() {
    let parent = folder();
    let fresh = fresh(parent.path());
    settings_contract(|| fresh().settings);
}

#[test]
fn a_hundred_clicks_in_two_processes_are_one_request() {
    let folder = folder();
    let stores = [open(folder.path()), open(folder.path())];
    let clicks: Vec<_> = (0..100)
        .map(|n| {
            let journal = stores[n % 2].journal.clone();
            std::thread::spawn(move || journal.open(&journal_request("j-1")).unwrap())
        })
        .collect();
    let opened = clicks.into_iter().filter_map(|click| match click.join().unwrap() {
        Opened::Entry(entry) => Some(entry.number),
        Opened::UnderWay(_) => None,
    });
    assert_eq!(opened.count(), 1);
    assert_eq!(count(folder.path(), FILE, "journal"), 1);
    stores[0].journal.verify_audit().unwrap();
}

#[test]
fn two_processes_change_settings_without_losing_any() {
    let folder = folder();
    let stores = [open(folder.path()), open(folder.path())];
    let changes: Vec<_> = (0..20)
        .map(|n| {
            let settings = stores[n % 2].settings.clone();
            std::thread::spawn(move || {
                settings.update(&mut |settings| settings.owner_tags.push(format!("team-{n}"))).unwrap();
            })
        })
        .collect();
    changes.into_iter().for_each(|change| change.join().unwrap());
    let tags = stores[0].settings.load().unwrap().owner_tags;
    assert!((0..20).all(|n| tags.contains(&format!("team-{n}"))));
}

#[test]
fn entries_and_settings_are_there_when_the_store_is_opened_again() {
    let folder = folder();
    let request = JournalRequest { reason: "idle\u{0} \"; DROP TABLE journal".to_owned(), ..journal_request("j-1") };
    let (entry, settings) = {
        let store = open(folder.path());
        store.journal.open(&request).unwrap();
        let settings = store.settings.update(&mut |settings| settings.theme = Theme::Dark).unwrap();
        (advance(&store, 1, Phase::Unknown, 1), settings)
    };
    let store = open(folder.path());
    assert_eq!(store.journal.entry(1).unwrap(), Some(entry));
    assert_eq!(store.settings.load().unwrap(), settings);
}

#[test]
fn every_step_leaves_an_audit_row_and_a_repeated_one_does_not() {
    let folder = folder();
    let store = with_history(folder.path());
    assert_eq!(count(folder.path(), FILE, "audit"), 4);
    advance(&store, 1, Phase::Terminated, 9);
    assert_eq!(count(folder.path(), FILE, "audit"), 4);
    store.journal.verify_audit().unwrap();
}

#[test]
fn the_audit_cannot_be_rewritten_or_cut_by_sql() {
    let folder = folder();
    let _store = with_history(folder.path());
    let hand = other_hand(folder.path(), FILE);
    let refused = |sql: &str| hand.execute(sql, []).unwrap_err().to_string();
    assert_eq!(refused("UPDATE audit SET at = 0"), "the audit is never rewritten");
    assert_eq!(refused("DELETE FROM audit"), "the audit keeps every row");
    assert_eq!(refused("DELETE FROM journal"), "the journal keeps every entry");
}

#[test]
fn a_changed_audit_row_is_found() {
    assert!(matches!(tampered("UPDATE audit SET at = at + 1 WHERE number = 2"), AuditError::BrokenAt { row: 2, .. }));
    let forged = "UPDATE audit SET after = replace(after, 'idle', 'busy') WHERE number = 3";
    assert!(matches!(tampered(forged), AuditError::BrokenAt { row: 3, .. }));
}

#[test]
fn a_removed_audit_row_is_found_in_the_middle_and_at_both_ends() {
    assert!(matches!(tampered("DELETE FROM audit WHERE number = 2"), AuditError::BrokenAt { row: 2, .. }));
    assert!(matches!(tampered("DELETE FROM audit WHERE number = 1"), AuditError::BrokenAt { row: 1, .. }));
    assert!(matches!(tampered("DELETE FROM audit WHERE number = 4"), AuditError::JournalDiffers { .. }));
}

#[test]
fn a_journal_entry_that_was_changed_alone_is_found() {
    let forged = "UPDATE journal SET request = replace(request, 'idle', 'busy') WHERE number = 2";
    assert!(matches!(tampered(forged), AuditError::JournalDiffers { entry: 2 }));
}

/// What the audit says after another hand, triggers removed, has run this.
fn tampered(sql: &str) -> AuditError {
    let folder = folder();
    let store = with_history(folder.path());
    store.journal.verify_audit().unwrap();
    let hand = other_hand(folder.path(), FILE);
    hand.execute_batch("DROP TRIGGER audit_is_never_rewritten; DROP TRIGGER audit_keeps_every_row").unwrap();
    assert_eq!(hand.execute(sql, []).unwrap(), 1);
    store.journal.verify_audit().unwrap_err()
}

/// One cluster terminated, another queued: four rows of audit.
fn with_history(folder: &Path) -> Store {
    let store = open(folder);
    store.journal.open(&journal_request("j-1")).unwrap();
    store.journal.advance(1, &JournalStep { phase: Phase::Requested, at: minutes(1), sent: true }).unwrap();
    advance(&store, 1, Phase::Terminated, 2);
    store.journal.open(&journal_request("j-2")).unwrap();
    store
}

fn advance(store: &Store, number: u64, phase: Phase, minute: i64) -> emberwatch_app::ports::JournalEntry {
    let journal: &Arc<_> = &store.journal;
    journal.advance(number, &JournalStep { phase, at: minutes(minute), sent: false }).unwrap()
}
