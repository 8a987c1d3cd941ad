//! What happened within a span of time, read from the tables `cluster` and `cluster_change`.

use super::{SqliteHistory, cluster, forget, looked, price};
use crate::columns::{micros, optional_time, time, word};
use crate::error::Problem;
use emberwatch_app::past::{Changed, Fact, FactChange, Life, Looks, Past};
use emberwatch_app::ports::StoreError;
use emberwatch_app::record::ClusterRecord;
use emberwatch_domain::account::{AccountId, Place, Realm, Region};
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::price::PriceBook;
use emberwatch_domain::time_span::TimeSpan;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Row, Transaction, params};
use std::collections::BTreeSet;

impl Past for SqliteHistory {
    fn changed(&self, realm: Realm, account: &AccountId, span: TimeSpan, most: u32) -> Result<Changed, StoreError> {
        self.database().read("read what changed", |tx| {
            let (started, cut_started) = lives(tx, STARTED, realm, account, (span, span.end), most)?;
            // The ends of what is told with its start are known by now, and take no room from the others.
            let oldest = started.last().and_then(|life| life.created_at).unwrap_or(span.end);
            let (ended, cut_ended) = lives(tx, ENDED, realm, account, (span, oldest), most)?;
            let facts = facts(tx, realm, account, span, most)?;
            let cut = cut_started || cut_ended || facts.len() > most as usize;
            let mut lives = started;
            // What started and ended within the span is one life, told where its start was not left out.
            let told: BTreeSet<(Place, ClusterId)> =
                lives.iter().map(|life| (life.place.clone(), life.id.clone())).collect();
            lives.extend(ended.into_iter().filter(|life| !told.contains(&(life.place.clone(), life.id.clone()))));
            Ok(Changed { lives, facts: facts.into_iter().take(most as usize).collect(), cut })
        })
    }

    fn records(&self, realm: Realm, clusters: &[(Place, ClusterId)]) -> Result<Vec<ClusterRecord>, StoreError> {
        self.database().read("read clusters", |tx| {
            let found = clusters.iter().map(|(place, id)| cluster::last(tx, realm, place, id));
            Ok(found.collect::<Result<Vec<_>, Problem>>()?.into_iter().flatten().collect())
        })
    }

    fn recorded_since(&self, realm: Realm, account: &AccountId) -> Result<Option<Timestamp>, StoreError> {
        self.database().read("read since when is recorded", |tx| {
            // Every cluster has a row from its first look on, and the first clusters have the lowest keys.
            let first: Option<i64> = tx
                .prepare_cached(
                    "SELECT min(at) FROM cluster_change
                     WHERE cluster = (SELECT min(key) FROM cluster WHERE realm = ?1 AND account = ?2)",
                )?
                .query_row(params![word(&realm)?, account.as_str()], |row| row.get(0))?;
            // What stays of a time that was forgotten is no record of it.
            let forgotten = forget::forgotten_before(tx)?;
            optional_time(first.map(|first| forgotten.map_or(first, |before| first.max(before))))
        })
    }

    fn prices_at(&self, realm: Realm, at: Timestamp) -> Result<PriceBook, StoreError> {
        self.database().read("read prices", |tx| price::book_at(tx, realm, at))
    }

    fn looks(&self, realm: Realm) -> Result<Option<Looks>, StoreError> {
        self.database().read("read when the user looked", |tx| looked::read(tx, realm))
    }

    fn look(&self, realm: Realm, now: Timestamp, absence: SignedDuration) -> Result<Looks, StoreError> {
        let known = self.looks(realm)?;
        let looks = Looks::at(known, now, absence);
        if known != Some(looks) {
            self.database().record("record that the user looked", |tx| {
                let known = looked::read(tx, realm)?;
                looked::write(tx, realm, Looks::at(known, now, absence))
            })?;
        }
        Ok(looks)
    }
}

const STARTED: &str = "SELECT region, id, created_at, ended_at FROM cluster
    WHERE realm = ?1 AND account = ?2 AND created_at > ?3 AND created_at <= min(?4, ?6) ORDER BY created_at DESC LIMIT ?5";
const ENDED: &str = "SELECT region, id, created_at, ended_at FROM cluster
    WHERE realm = ?1 AND account = ?2 AND ended_at > ?3 AND ended_at <= ?4
    AND (created_at IS NULL OR created_at <= ?6) ORDER BY ended_at DESC LIMIT ?5";

/// The newest of a span that were created by then, and whether there were more.
fn lives(
    tx: &Transaction<'_>,
    query: &str,
    realm: Realm,
    account: &AccountId,
    (span, created_by): (TimeSpan, Timestamp),
    most: u32,
) -> Result<(Vec<Life>, bool), Problem> {
    let mut statement = tx.prepare_cached(query)?;
    let (start, end, created_by) = (micros(span.start), micros(span.end), micros(created_by));
    let mut rows = statement.query(params![word(&realm)?, account.as_str(), start, end, most + 1, created_by])?;
    let mut lives = Vec::new();
    while let Some(row) = rows.next()? {
        let (place, id) = place(account, row)?;
        let (created_at, ended_at) = (optional_time(row.get(2)?)?, optional_time(row.get(3)?)?);
        lives.push(Life { place, id, created_at, ended_at });
    }
    let cut = lives.len() > most as usize;
    lives.truncate(most as usize);
    Ok((lives, cut))
}

/// Only what was known before and is another now; the first time that something is known is no change.
const FACTS: &str = "SELECT cluster.region, cluster.id, change.at, change.what, change.value
    FROM cluster_change AS change JOIN cluster ON cluster.key = change.cluster
    WHERE change.what IN ('protected', 'auto_termination') AND change.at > ?3 AND change.at <= ?4
      AND cluster.realm = ?1 AND cluster.account = ?2
      AND EXISTS (SELECT 1 FROM cluster_change AS before
                  WHERE before.what IN ('protected', 'auto_termination') AND before.cluster = change.cluster
                    AND before.what = change.what AND before.number < change.number)
    ORDER BY change.at DESC LIMIT ?5";

fn facts(
    tx: &Transaction<'_>,
    realm: Realm,
    account: &AccountId,
    span: TimeSpan,
    most: u32,
) -> Result<Vec<FactChange>, Problem> {
    let mut statement = tx.prepare_cached(FACTS)?;
    let mut rows =
        statement.query(params![word(&realm)?, account.as_str(), micros(span.start), micros(span.end), most + 1])?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next()? {
        let (place, id) = place(account, row)?;
        if let Some(fact) = fact(&row.get::<_, String>(3)?, &row.get::<_, String>(4)?) {
            facts.push(FactChange { place, id, at: time(row.get(2)?)?, fact });
        }
    }
    Ok(facts)
}

/// As the change was written; what a newer version writes is none of this one's business.
fn fact(what: &str, value: &str) -> Option<Fact> {
    match (what, value) {
        ("protected", value) => Some(Fact::Protection { protected: value == "true" }),
        ("auto_termination", "none") => Some(Fact::AutoTermination { idle_seconds: None }),
        ("auto_termination", value) => {
            let idle_seconds = Some(value.strip_suffix(" s")?.parse().ok()?);
            Some(Fact::AutoTermination { idle_seconds })
        }
        _ => None,
    }
}

fn place(account: &AccountId, row: &Row<'_>) -> Result<(Place, ClusterId), Problem> {
    let region = Region::new(row.get::<_, String>(0)?);
    Ok((Place { account: account.clone(), region }, ClusterId::new(row.get::<_, String>(1)?)))
}
