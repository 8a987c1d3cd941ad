//! The table `profile`: who a profile was when it was last asked.

use crate::columns::word;
use crate::error::Problem;
use emberwatch_app::ports::KnownProfile;
use emberwatch_domain::account::Realm;
use rusqlite::{Transaction, params};

pub fn record(tx: &Transaction<'_>, realm: Realm, known: &KnownProfile) -> Result<(), Problem> {
    tx.prepare_cached(
        "INSERT INTO profile (realm, profile, account, known) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET account = excluded.account, known = excluded.known WHERE known <> excluded.known",
    )?
    .execute(params![
        word(&realm)?,
        known.profile.as_str(),
        known.caller.account.as_str(),
        serde_json::to_string(known)?
    ])?;
    Ok(())
}

pub fn all(tx: &Transaction<'_>, realm: Realm) -> Result<Vec<KnownProfile>, Problem> {
    let mut statement = tx.prepare_cached("SELECT known FROM profile WHERE realm = ?1 ORDER BY profile")?;
    let mut rows = statement.query([word(&realm)?])?;
    let mut profiles = Vec::new();
    while let Some(row) = rows.next()? {
        match serde_json::from_str(&row.get::<_, String>(0)?) {
            Ok(known) => profiles.push(known),
            // It is asked again anyway; the others must not wait for that.
            Err(error) => tracing::warn!(%error, "a known profile was left out"),
        }
    }
    Ok(profiles)
}
