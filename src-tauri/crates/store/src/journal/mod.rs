//! The table `journal`: every change asked of AWS, from its confirmation to its end.

mod audit;

pub use audit::AuditError;

use crate::columns::{micros, optional_time, word};
use crate::database::Database;
use crate::error::Problem;
use emberwatch_app::ports::{Journal, JournalEntry, JournalRequest, JournalStep, Opened, StoreError};
use emberwatch_domain::account::Realm;
use emberwatch_domain::termination::Phase;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Params, Row, Transaction, params};
use std::sync::Arc;

/// The journal and its audit. Every write is on the disk before its call returns.
pub struct SqliteJournal {
    database: Arc<Database>,
}

impl SqliteJournal {
    pub(crate) fn new(database: Arc<Database>) -> Self {
        Self { database }
    }

    #[cfg(feature = "testing")]
    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// Recomputes the audit's chain, and compares its end with the journal.
    ///
    /// # Errors
    /// The first row that was changed, removed or added by another hand.
    pub fn verify_audit(&self) -> Result<(), AuditError> {
        let broken = self.database.read("verify the audit", audit::first_break)?;
        broken.map_or(Ok(()), Err)
    }
}

impl Journal for SqliteJournal {
    fn open(&self, request: &JournalRequest) -> Result<Opened, StoreError> {
        self.database.write("open a journal entry", |tx| {
            if let Some(entry) = under_way(tx, request)? {
                let Some(step) = entry.asked_again(request.requested_at) else { return Ok(Opened::UnderWay(entry)) };
                advance(tx, entry.number, &step)?;
            }
            Ok(Opened::Entry(add(tx, request, &Phase::Queued)?))
        })
    }

    fn refuse(&self, request: &JournalRequest, reason: &str) -> Result<JournalEntry, StoreError> {
        let refused = Phase::Refused { reason: reason.to_owned() };
        self.database.write("open a journal entry", |tx| add(tx, request, &refused))
    }

    fn advance(&self, number: u64, step: &JournalStep) -> Result<JournalEntry, StoreError> {
        self.database.write("advance a journal entry", |tx| advance(tx, number, step))
    }

    fn touch(&self, owner: &str, now: Timestamp) -> Result<(), StoreError> {
        self.database.record("touch the journal", |tx| {
            tx.prepare_cached(
                "UPDATE journal SET touched_at = ?2 WHERE owner = ?1 AND ended_at IS NULL AND touched_at < ?2",
            )?
            .execute(params![owner, micros(now)])?;
            Ok(())
        })
    }

    fn orphans(&self, untouched_since: Timestamp) -> Result<Vec<JournalEntry>, StoreError> {
        let queued = "WHERE ended_at IS NULL AND sent_at IS NULL AND touched_at < ?1 ORDER BY number";
        self.database.read("read the journal", |tx| {
            let mut entries = select(tx, queued, [micros(untouched_since)])?;
            entries.retain(|entry| entry.phase == Phase::Queued);
            Ok(entries)
        })
    }

    fn open_entries(&self) -> Result<Vec<JournalEntry>, StoreError> {
        self.database.read("read the journal", |tx| select(tx, "WHERE ended_at IS NULL ORDER BY number", []))
    }

    fn recent(&self, realm: Realm, limit: u32) -> Result<Vec<JournalEntry>, StoreError> {
        let shown = "WHERE number IN (SELECT number FROM journal WHERE realm = ?1 AND ended_at IS NULL
             UNION SELECT * FROM (SELECT number FROM journal WHERE realm = ?1 ORDER BY number DESC LIMIT ?2))
             ORDER BY number DESC";
        self.database.read("read the journal", |tx| select(tx, shown, params![word(&realm)?, limit]))
    }

    fn entry(&self, number: u64) -> Result<Option<JournalEntry>, StoreError> {
        self.database.read("read the journal", |tx| get(tx, number))
    }
}

/// All entries, the oldest first, as the audit compares them.
fn all(tx: &Transaction<'_>) -> Result<Vec<JournalEntry>, Problem> {
    select(tx, "ORDER BY number", [])
}

fn get(tx: &Transaction<'_>, number: u64) -> Result<Option<JournalEntry>, Problem> {
    Ok(select(tx, "WHERE number = ?1", [number as i64])?.pop())
}

fn missing(number: u64) -> Problem {
    Problem::Refused(StoreError { step: format!("the journal has no entry {number}"), source: None })
}

fn under_way(tx: &Transaction<'_>, request: &JournalRequest) -> Result<Option<JournalEntry>, Problem> {
    let number: Option<i64> = tx
        .prepare_cached(
            "SELECT number FROM journal WHERE realm = ?1 AND account = ?2 AND region = ?3 AND cluster = ?4
             AND action = ?5 AND ended_at IS NULL",
        )?
        .query_row(
            params![
                word(&request.realm)?,
                request.place.account.as_str(),
                request.place.region.as_str(),
                request.cluster.as_str(),
                word(&request.action)?
            ],
            |row| row.get(0),
        )
        .optional()?;
    match number {
        Some(number) => get(tx, number as u64),
        None => Ok(None),
    }
}

fn advance(tx: &Transaction<'_>, number: u64, step: &JournalStep) -> Result<JournalEntry, Problem> {
    let entry = get(tx, number)?.ok_or_else(|| missing(number))?;
    let Some(after) = entry.after(step)? else { return Ok(entry) };
    tx.prepare_cached("UPDATE journal SET phase = ?2, sent_at = ?3, ended_at = ?4 WHERE number = ?1")?.execute(
        params![
            number as i64,
            serde_json::to_string(&after.phase)?,
            after.sent_at.map(micros),
            after.ended_at.map(micros)
        ],
    )?;
    audited(tx, number, step.at)
}

fn add(tx: &Transaction<'_>, request: &JournalRequest, phase: &Phase) -> Result<JournalEntry, Problem> {
    let requested_at = micros(request.requested_at);
    tx.prepare_cached(
        "INSERT INTO journal (realm, account, region, cluster, action, owner, request, phase, touched_at, ended_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        word(&request.realm)?,
        request.place.account.as_str(),
        request.place.region.as_str(),
        request.cluster.as_str(),
        word(&request.action)?,
        request.owner,
        serde_json::to_string(request)?,
        serde_json::to_string(phase)?,
        requested_at,
        phase.is_over().then_some(requested_at)
    ])?;
    audited(tx, tx.last_insert_rowid() as u64, request.requested_at)
}

/// The entry as it was written, once the audit has it too.
fn audited(tx: &Transaction<'_>, number: u64, at: Timestamp) -> Result<JournalEntry, Problem> {
    let entry = get(tx, number)?.ok_or_else(|| missing(number))?;
    audit::append(tx, &entry, at)?;
    Ok(entry)
}

fn select(tx: &Transaction<'_>, which: &str, values: impl Params) -> Result<Vec<JournalEntry>, Problem> {
    let sql = format!("SELECT number, request, phase, sent_at, ended_at FROM journal {which}");
    let mut statement = tx.prepare_cached(&sql)?;
    let mut rows = statement.query(values)?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(row)?);
    }
    Ok(entries)
}

fn entry(row: &Row<'_>) -> Result<JournalEntry, Problem> {
    let text = |column: usize| row.get_ref(column)?.as_str().map_err(|error| Problem::Row(error.to_string()));
    Ok(JournalEntry {
        number: row.get::<_, i64>(0)? as u64,
        request: serde_json::from_str(text(1)?)?,
        phase: serde_json::from_str(text(2)?)?,
        sent_at: optional_time(row.get(3)?)?,
        ended_at: optional_time(row.get(4)?)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use emberwatch_testkit::journal_request;

    #[test]
    fn a_full_disk_opens_no_journal_entry_and_harms_none() {
        let folder = tempfile::tempdir().unwrap();
        let store = crate::Store::open(folder.path(), emberwatch_testkit::START).unwrap();
        let (journal, database) = (store.journal.clone(), store.journal.database.clone());
        journal.open(&journal_request("j-1")).unwrap();
        let fill = |tx: &Transaction<'_>| {
            let pages: i64 = tx.query_row("PRAGMA page_count", [], |row| row.get(0))?;
            Ok(tx.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?)
        };
        database.write("fill the disk", fill).unwrap();
        let long = JournalRequest { reason: "x".repeat(100_000), ..journal_request("j-2") };
        let refused = journal.open(&long).unwrap_err().to_string();
        assert!(refused.contains("settings.db: ") && refused.ends_with("disk is full"), "{refused}");
        assert_eq!(journal.recent(Realm::Aws, 9).unwrap().len(), 1);
        journal.verify_audit().unwrap();
    }
}
