//! The tables `bill_…`: what bills were answered. Amounts are whole micro-dollars.

use crate::columns::{day, day_number, micros, time, word};
use crate::error::Problem;
use emberwatch_app::costs::{Answered, BillNote, KeptBill, KeptDay, KeptDays, Question};
use emberwatch_domain::account::{AccountId, Realm};
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{BillDay, BillKey, Days};
use jiff::civil::Date;
use rusqlite::{OptionalExtension, Transaction, params};
use std::collections::BTreeMap;

/// Everything that was known of these days makes way for the answer.
pub fn record(tx: &Transaction<'_>, realm: Realm, question: &Question, answered: &Answered) -> Result<(), Problem> {
    let question = add_question(tx, realm, question)?;
    let (first, end) = (day_number(answered.days.first), day_number(answered.days.end));
    tx.prepare_cached("DELETE FROM bill_day WHERE question = ?1 AND day >= ?2 AND day < ?3")?
        .execute([question, first, end])?;
    let mut answer = tx.prepare_cached(
        "INSERT OR REPLACE INTO bill_answer (question, day, estimated, asked_at) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for day in answered.days.iter() {
        let asked_at = micros(answered.asked_at);
        answer.execute(params![question, day_number(day), answered.was_estimated(day), asked_at])?;
    }
    // A key may stand on two pages of one day.
    let mut add = tx.prepare_cached(
        "INSERT INTO bill_day (question, day, key, micros) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET micros = micros + excluded.micros",
    )?;
    let mut keys = BTreeMap::new();
    for row in answered.rows.iter().filter(|row| answered.days.contains(row.day)) {
        let key = match keys.get(&row.key) {
            Some(key) => *key,
            None => {
                let key = add_key(tx, question, &row.key)?;
                keys.insert(&row.key, key);
                key
            }
        };
        add.execute(params![question, day_number(row.day), key, row.usd.micros()])?;
    }
    Ok(())
}

pub fn kept(tx: &Transaction<'_>, realm: Realm, question: &Question, days: Days) -> Result<KeptBill, Problem> {
    let Some(question) = find_question(tx, realm, question)? else { return Ok(KeptBill::default()) };
    let mut kept = KeptBill { days: answered(tx, question, days)?, rows: Vec::new() };
    let within = [question, day_number(days.first), day_number(days.end)];
    let keys = keys(tx, question)?;
    let mut statement = tx.prepare_cached(
        "SELECT day, key, micros FROM bill_day WHERE question = ?1 AND day >= ?2 AND day < ?3 ORDER BY day, key",
    )?;
    let mut rows = statement.query(within)?;
    while let Some(row) = rows.next()? {
        let day = day(row.get(0)?)?;
        let key = keys.get(&row.get::<_, i64>(1)?).cloned().unwrap_or_default();
        let estimated = kept.days.get(&day).is_some_and(|known| known.estimated);
        kept.rows.push(BillDay { day, key, usd: Usd::from_micros(row.get(2)?), estimated });
    }
    Ok(kept)
}

pub fn known(tx: &Transaction<'_>, realm: Realm, question: &Question, days: Days) -> Result<KeptDays, Problem> {
    find_question(tx, realm, question)?.map_or_else(|| Ok(KeptDays::new()), |question| answered(tx, question, days))
}

pub fn size(tx: &Transaction<'_>, realm: Realm, question: &Question, days: Days) -> Result<u64, Problem> {
    let Some(question) = find_question(tx, realm, question)? else { return Ok(0) };
    let count = tx
        .prepare_cached("SELECT COUNT(*) FROM bill_day WHERE question = ?1 AND day >= ?2 AND day < ?3")?
        .query_row([question, day_number(days.first), day_number(days.end)], |row| row.get::<_, i64>(0))?;
    Ok(count.unsigned_abs())
}

pub fn note(tx: &Transaction<'_>, realm: Realm, account: &AccountId, about: &str) -> Result<Option<BillNote>, Problem> {
    let found = tx
        .prepare_cached("SELECT at, json FROM bill_note WHERE realm = ?1 AND account = ?2 AND about = ?3")?
        .query_row(params![word(&realm)?, account.as_str(), about], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found.map(|(at, json)| Ok(BillNote { at: time(at)?, json })).transpose()
}

pub fn record_note(
    tx: &Transaction<'_>,
    realm: Realm,
    account: &AccountId,
    about: &str,
    note: &BillNote,
) -> Result<(), Problem> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO bill_note (realm, account, about, at, json) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![word(&realm)?, account.as_str(), about, micros(note.at), note.json])?;
    Ok(())
}

/// Whoever wants to know a forgotten day again has to pay for it again.
pub fn forget(tx: &Transaction<'_>, before: Date) -> Result<(), Problem> {
    let before = day_number(before);
    tx.execute("DELETE FROM bill_day WHERE day < ?1", [before])?;
    tx.execute("DELETE FROM bill_answer WHERE day < ?1", [before])?;
    Ok(())
}

fn answered(tx: &Transaction<'_>, question: i64, days: Days) -> Result<KeptDays, Problem> {
    let mut statement = tx.prepare_cached(
        "SELECT day, estimated, asked_at FROM bill_answer WHERE question = ?1 AND day >= ?2 AND day < ?3",
    )?;
    let mut rows = statement.query([question, day_number(days.first), day_number(days.end)])?;
    let mut known = KeptDays::new();
    while let Some(row) = rows.next()? {
        known.insert(day(row.get(0)?)?, KeptDay { estimated: row.get(1)?, asked_at: time(row.get(2)?)? });
    }
    Ok(known)
}

fn add_question(tx: &Transaction<'_>, realm: Realm, question: &Question) -> Result<i64, Problem> {
    if let Some(found) = find_question(tx, realm, question)? {
        return Ok(found);
    }
    let [amounts, credits, by] = told(question)?;
    tx.prepare_cached("INSERT INTO bill_question (realm, account, amounts, credits, by) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![word(&realm)?, question.account.as_str(), amounts, credits, by])?;
    Ok(tx.last_insert_rowid())
}

fn find_question(tx: &Transaction<'_>, realm: Realm, question: &Question) -> Result<Option<i64>, Problem> {
    let [amounts, credits, by] = told(question)?;
    let found = tx
        .prepare_cached(
            "SELECT id FROM bill_question
             WHERE realm = ?1 AND account = ?2 AND amounts = ?3 AND credits = ?4 AND by = ?5",
        )?
        .query_row(params![word(&realm)?, question.account.as_str(), amounts, credits, by], |row| row.get(0))
        .optional()?;
    Ok(found)
}

fn told(question: &Question) -> Result<[String; 3], Problem> {
    let basis = &question.basis;
    // A question about all rows is written as it was before there were others.
    let by = match question.only.is_empty() {
        true => serde_json::to_string(&question.by)?,
        false => serde_json::to_string(&(&question.by, &question.only))?,
    };
    Ok([word(&basis.amounts)?, word(&basis.credits)?, by])
}

fn add_key(tx: &Transaction<'_>, question: i64, key: &BillKey) -> Result<i64, Problem> {
    let text = serde_json::to_string(key)?;
    let found = tx
        .prepare_cached("SELECT id FROM bill_key WHERE question = ?1 AND key = ?2")?
        .query_row(params![question, text], |row| row.get(0))
        .optional()?;
    if let Some(found) = found {
        return Ok(found);
    }
    tx.prepare_cached("INSERT INTO bill_key (question, key) VALUES (?1, ?2)")?.execute(params![question, text])?;
    Ok(tx.last_insert_rowid())
}

fn keys(tx: &Transaction<'_>, question: i64) -> Result<BTreeMap<i64, BillKey>, Problem> {
    let mut statement = tx.prepare_cached("SELECT id, key FROM bill_key WHERE question = ?1")?;
    let mut rows = statement.query([question])?;
    let mut keys = BTreeMap::new();
    while let Some(row) = rows.next()? {
        keys.insert(row.get(0)?, serde_json::from_str(&row.get::<_, String>(1)?)?);
    }
    Ok(keys)
}
