//! The table `looked`: until when the user has looked.

use crate::columns::{micros, optional_time, time, word};
use crate::error::Problem;
use emberwatch_app::past::Looks;
use emberwatch_domain::account::Realm;
use rusqlite::{OptionalExtension, Transaction, params};

pub fn read(tx: &Transaction<'_>, realm: Realm) -> Result<Option<Looks>, Problem> {
    let mut statement = tx.prepare_cached("SELECT until, before FROM looked WHERE realm = ?1")?;
    let found: Option<(i64, Option<i64>)> =
        statement.query_row([word(&realm)?], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    found.map(|(until, before)| Ok(Looks { until: time(until)?, before: optional_time(before)? })).transpose()
}

pub fn write(tx: &Transaction<'_>, realm: Realm, looks: Looks) -> Result<(), Problem> {
    tx.prepare_cached(
        "INSERT INTO looked (realm, until, before) VALUES (?1, ?2, ?3)
         ON CONFLICT (realm) DO UPDATE SET until = excluded.until, before = excluded.before
         WHERE until <> excluded.until OR before IS NOT excluded.before",
    )?
    .execute(params![word(&realm)?, micros(looks.until), looks.before.map(micros)])?;
    Ok(())
}
