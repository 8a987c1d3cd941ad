//! The table `audit`: what every journal entry was after every step, in a chain of hashes.
//!
//! A row's hash covers the hash before it, so that no row can be changed or left out in the middle; and the last row
//! about an entry must be what the journal says now, so that neither the end of the chain nor the journal itself can
//! be changed alone. It shows what was done by accident or in passing; who owns the file can forge all of it.

use super::all;
use crate::columns::micros;
use crate::error::Problem;
use emberwatch_app::ports::{JournalEntry, StoreError};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

#[derive(Clone, Debug, thiserror::Error)]
pub enum AuditError {
    #[error("the audit was tampered with at row {row}: {why}")]
    BrokenAt { row: u64, why: &'static str },
    #[error("the journal was tampered with: its entry {entry} is not what the audit last saw")]
    JournalDiffers { entry: u64 },
    #[error(transparent)]
    Unreadable(#[from] StoreError),
}

/// What stands before the first row.
const GENESIS: &str = "";

pub(super) fn append(tx: &Transaction<'_>, entry: &JournalEntry, at: Timestamp) -> Result<(), Problem> {
    let last: Option<(i64, String)> = tx
        .prepare_cached("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (number, previous) = last.map_or((1, GENESIS.to_owned()), |(number, hash)| (number + 1, hash));
    let after = serde_json::to_string(entry)?;
    let row = AuditRow { number, entry: entry.number as i64, at: micros(at), after };
    tx.prepare_cached("INSERT INTO audit (number, entry, at, after, hash) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![row.number, row.entry, row.at, row.after, row.hash(&previous)])?;
    Ok(())
}

/// The first place where the chain, or the journal beside it, is not as it was written.
pub(super) fn first_break(tx: &Transaction<'_>) -> Result<Option<AuditError>, Problem> {
    let mut previous = GENESIS.to_owned();
    let mut last_seen = BTreeMap::new();
    let mut statement = tx.prepare("SELECT number, entry, at, after, hash FROM audit ORDER BY number")?;
    let mut rows = statement.query([])?;
    let mut expected = 1;
    while let Some(found) = rows.next()? {
        let row = AuditRow { number: found.get(0)?, entry: found.get(1)?, at: found.get(2)?, after: found.get(3)? };
        let hash: String = found.get(4)?;
        let broken = |why| Ok(Some(AuditError::BrokenAt { row: expected as u64, why }));
        if row.number != expected {
            return broken("it is missing");
        }
        if row.hash(&previous) != hash {
            return broken("it is not what was written");
        }
        expected += 1;
        previous = hash;
        last_seen.insert(row.entry as u64, row.after);
    }
    differing_entry(tx, last_seen)
}

fn differing_entry(tx: &Transaction<'_>, mut last_seen: BTreeMap<u64, String>) -> Result<Option<AuditError>, Problem> {
    for entry in all(tx)? {
        let seen = last_seen.remove(&entry.number).map(|after| serde_json::from_str(&after)).transpose()?;
        if seen.as_ref() != Some(&entry) {
            return Ok(Some(AuditError::JournalDiffers { entry: entry.number }));
        }
    }
    Ok(last_seen.into_keys().next().map(|entry| AuditError::JournalDiffers { entry }))
}

struct AuditRow {
    number: i64,
    entry: i64,
    at: i64,
    after: String,
}

impl AuditRow {
    fn hash(&self, previous: &str) -> String {
        let canonical = format!("{previous}\n{}\n{}\n{}\n{}", self.number, self.entry, self.at, self.after);
        Sha256::digest(canonical).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
