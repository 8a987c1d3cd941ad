//! Forgetting what was seen before a day, while everybody else goes on reading and writing.
//!
//! Every table of the file is either one of [`FORGOTTEN`] or one of [`KEPT`]; a test finds the one that is neither.

use super::burn;
use crate::columns::micros;
use crate::error::Problem;
use emberwatch_app::ports::{Forgot, Forgotten, Progress};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

/// Tables whose rows have a time.
pub const FORGOTTEN: [&str; 12] = [
    "cluster",
    "cluster_seen",
    "cluster_change",
    "node",
    "price",
    "spot",
    "spot_read",
    "burn_stretch",
    "burn_day",
    "calls",
    "bill_answer",
    "bill_day",
];
/// What is known now, whenever it was learnt.
pub const KEPT: [&str; 8] =
    ["source", "profile", "looked", "forgotten", "burn_account", "bill_question", "bill_key", "bill_note"];

/// So many clusters are forgotten in one go: others wait for no more than that.
const HANDFUL: usize = 100;
/// So many pages are given back to the disk in one go.
const PAGES: u32 = 2_000;

/// Clusters that ended before then. One that was never seen to end may still run and cost, however long ago it was seen.
const GONE: &str = "SELECT key FROM cluster WHERE ended_at < ?1";
const LIVING: &str = "SELECT key FROM cluster WHERE ended_at IS NULL OR ended_at >= ?1";

/// What would go.
pub fn count(tx: &Transaction<'_>, before: Timestamp) -> Result<Forgotten, Problem> {
    let at = micros(before);
    let number =
        |sql: String| -> Result<u64, Problem> { Ok(tx.query_row(&sql, [at], |row| row.get::<_, i64>(0))? as u64) };
    let in_gone = |table: &str| format!("SELECT count(*) FROM {table} WHERE cluster IN ({GONE})");
    let clusters = number(format!("SELECT count(*) FROM ({GONE})"))?;
    let nodes = number(in_gone("node"))?
        + number(format!("SELECT count(*) FROM node WHERE ended_at < ?1 AND cluster NOT IN ({GONE})"))?;
    // Of every fact the last change before then stays: it says what was so on that day.
    let changes = number(in_gone("cluster_change"))?
        + number(format!(
            "SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM cluster_change
             WHERE at < ?1 AND cluster NOT IN ({GONE}) GROUP BY cluster, what)"
        ))?;
    let prices = number(
        "SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM price
         WHERE since < ?1 GROUP BY realm, region, kind, name)"
            .to_owned(),
    )?;
    let spot = number(
        "SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM spot
         WHERE at < ?1 GROUP BY realm, account, region, instance_type, zone)"
            .to_owned(),
    )?;
    let burn = u64::try_from(burn::forgettable(tx, before)?).unwrap_or(0);
    Ok(Forgotten { clusters, nodes, changes, prices, spot, burn })
}

/// Forgets it, a handful at a time, and gives the room back to the disk.
pub fn forget(connection: &mut Connection, before: Timestamp, progress: &dyn Fn(Progress)) -> Result<Forgot, Problem> {
    let at = micros(before);
    let rows = { count(&connection.transaction()?, before)? };
    let (gone, living) = (keys(connection, GONE, at)?, keys(connection, LIVING, at)?);
    let series = series(connection, at)?;
    let steps = gone.chunks(HANDFUL).len() + living.chunks(HANDFUL).len() + series.len() + 4;
    let mut done = 0;
    let mut next = |connection: &mut Connection, act: &dyn Fn(&Transaction<'_>) -> Result<(), Problem>| {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        act(&tx)?;
        tx.commit()?;
        done += 1;
        progress(Progress { done, steps });
        Ok::<(), Problem>(())
    };
    // First, so that a forgetting that ends early is told too.
    next(connection, &|tx| mark(tx, at))?;
    for handful in gone.chunks(HANDFUL) {
        next(connection, &|tx| handful.iter().try_for_each(|key| forget_cluster(tx, *key, at)))?;
    }
    for handful in living.chunks(HANDFUL) {
        next(connection, &|tx| handful.iter().try_for_each(|key| shorten_cluster(tx, *key, at)))?;
    }
    for key in &series {
        next(connection, &|tx| shorten_series(tx, key, at))?;
    }
    next(connection, &|tx| forget_prices(tx, at))?;
    next(connection, &|tx| {
        burn::forget(tx, before)?;
        // What is forgotten may be read again, where AWS still knows it.
        tx.execute("DELETE FROM spot_read WHERE until <= ?1", [at])?;
        tx.execute("UPDATE spot_read SET since = ?1 WHERE since < ?1", [at])?;
        // By the days of UTC, in which they are counted; too few to be worth a word of their own.
        let day = before.to_zoned(TimeZone::UTC).date();
        tx.execute("DELETE FROM calls WHERE day < ?1", [day.to_string()])?;
        super::bill::forget(tx, day)
    })?;
    // The rows are gone by now, whatever the disk has to say.
    let room_kept = shrink(connection).err().map(|problem| problem.to_string());
    if let Some(problem) = &room_kept {
        tracing::warn!(problem, "what was forgotten keeps its room on the disk for now");
    }
    progress(Progress { done: steps, steps });
    Ok(Forgot { rows, room_kept })
}

/// Until when history was forgotten, if it ever was.
pub fn forgotten_before(tx: &Transaction<'_>) -> Result<Option<i64>, Problem> {
    Ok(tx.prepare_cached("SELECT before FROM forgotten")?.query_row([], |row| row.get(0)).optional()?)
}

fn mark(tx: &Transaction<'_>, at: i64) -> Result<(), Problem> {
    tx.execute(
        "INSERT INTO forgotten (one, before) VALUES (1, ?1)
         ON CONFLICT (one) DO UPDATE SET before = max(before, excluded.before)",
        [at],
    )?;
    Ok(())
}

fn keys(connection: &Connection, sql: &str, at: i64) -> Result<Vec<i64>, Problem> {
    let mut statement = connection.prepare(sql)?;
    let keys = statement.query_map([at], |row| row.get(0))?;
    Ok(keys.collect::<Result<_, _>>()?)
}

/// Unless it was seen again since it was listed.
fn forget_cluster(tx: &Transaction<'_>, key: i64, at: i64) -> Result<(), Problem> {
    let mut still_gone = tx.prepare_cached(&format!("{GONE} AND key = ?2"))?;
    if !still_gone.exists(params![at, key])? {
        return Ok(());
    }
    for sql in [
        "DELETE FROM node WHERE cluster = ?1",
        "DELETE FROM cluster_change WHERE cluster = ?1",
        "DELETE FROM cluster_seen WHERE cluster = ?1",
        "DELETE FROM cluster WHERE key = ?1",
    ] {
        tx.prepare_cached(sql)?.execute([key])?;
    }
    Ok(())
}

fn shorten_cluster(tx: &Transaction<'_>, key: i64, at: i64) -> Result<(), Problem> {
    tx.prepare_cached("DELETE FROM node WHERE cluster = ?1 AND ended_at < ?2")?.execute([key, at])?;
    tx.prepare_cached(
        "DELETE FROM cluster_change WHERE cluster = ?1 AND at < ?2 AND number NOT IN
         (SELECT max(number) FROM cluster_change WHERE cluster = ?1 AND at < ?2 GROUP BY what)",
    )?
    .execute([key, at])?;
    Ok(())
}

/// Realm, account, region, instance type and zone.
type Series = [String; 5];

fn series(connection: &Connection, at: i64) -> Result<Vec<Series>, Problem> {
    let mut statement = connection.prepare(
        "SELECT realm, account, region, instance_type, zone FROM spot WHERE at < ?1
         GROUP BY realm, account, region, instance_type, zone HAVING count(*) > 1",
    )?;
    let rows =
        statement.query_map([at], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The last change before then is the price at the beginning: it stays.
fn shorten_series(tx: &Transaction<'_>, [realm, account, region, kind, zone]: &Series, at: i64) -> Result<(), Problem> {
    const THESE: &str = "realm = ?1 AND account = ?2 AND region = ?3 AND instance_type = ?4 AND zone = ?5";
    tx.prepare_cached(&format!(
        "DELETE FROM spot WHERE {THESE} AND at < (SELECT max(at) FROM spot WHERE {THESE} AND at < ?6)"
    ))?
    .execute(params![realm, account, region, kind, zone, at])?;
    Ok(())
}

fn forget_prices(tx: &Transaction<'_>, at: i64) -> Result<(), Problem> {
    tx.prepare_cached(
        "DELETE FROM price WHERE since < ?1 AND number NOT IN
         (SELECT max(number) FROM price WHERE since < ?1 GROUP BY realm, region, kind, name)",
    )?
    .execute([at])?;
    Ok(())
}

/// Gives the free pages back. A file of before this was thought of is written anew, once.
fn shrink(connection: &Connection) -> Result<(), Problem> {
    let number = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, i64>(0));
    if number("PRAGMA auto_vacuum")? == 0 {
        connection.execute_batch("PRAGMA auto_vacuum = incremental; VACUUM")?;
    }
    while number("PRAGMA freelist_count")? > 0 {
        let mut statement = connection.prepare(&format!("PRAGMA incremental_vacuum({PAGES})"))?;
        let mut rows = statement.query([])?;
        while rows.next()?.is_some() {}
    }
    // What others still read stays in the file beside it until they are done.
    connection.query_row("PRAGMA wal_checkpoint(truncate)", [], |_| Ok(()))?;
    Ok(())
}
