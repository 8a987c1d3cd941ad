//! The fakes keep the rules of what they stand for.

use emberwatch_testkit::contract::{journal_contract, settings_contract};
use emberwatch_testkit::{MemoryJournal, MemorySettings};
use std::sync::Arc;

#[test]
fn the_journal_in_memory_keeps_the_journals_rules() {
    journal_contract(|| Arc::new(MemoryJournal::default()));
}

#[test]
fn the_settings_in_memory_keep_the_settings_rules() {
    settings_contract(|| Arc::new(MemorySettings::default()));
}
