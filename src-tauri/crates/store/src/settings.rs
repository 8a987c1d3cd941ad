//! The table `settings`, and the file it shares with journal and audit.

use crate::database::{DataFile, Database, Durability, Unusable};
use crate::error::Problem;
use crate::folder::DataFolder;
use emberwatch_app::ports::{SettingsStore, StoreError};
use emberwatch_app::settings::Settings;
use rusqlite::{OptionalExtension, Transaction};
use rusqlite_migration::M;
use serde_json::Value;
use std::sync::Arc;

const STEPS: &[M<'_>] = &[M::up(include_str!("schema/settings_1.sql"))];
pub(crate) const FILE: DataFile<'_> = DataFile { name: "settings.db", durability: Durability::AtOnce, steps: STEPS };

/// The user's choices, in one row.
pub struct SqliteSettings {
    database: Arc<Database>,
}

/// Why the file cannot be used. It is never replaced: what it holds was chosen and done by the user, and exists
/// nowhere else.
pub(crate) fn told(unusable: Unusable, folder: &DataFolder) -> Unusable {
    let path = folder.path().join(FILE.name);
    let step = match unusable {
        Unusable::Unwritable(_) | Unusable::Other(_) => return unusable,
        Unusable::Damaged { reason } => format!(
            "cannot use {}: it is damaged ({reason}); it holds the settings and the journal of changes: \
             restore it from a backup, or move it away to begin anew",
            path.display()
        ),
        Unusable::Newer { found, known } => format!(
            "cannot use {}: a newer Emberwatch wrote it (format {found}, this one knows {known}); \
             update this one, or set EMBERWATCH_DATA_DIR to another folder",
            path.display()
        ),
    };
    Unusable::Other(StoreError { step, source: None })
}

impl SqliteSettings {
    pub(crate) fn new(database: Arc<Database>) -> Self {
        Self { database }
    }
}

impl SettingsStore for SqliteSettings {
    fn load(&self) -> Result<Settings, StoreError> {
        self.database.read("read the settings", |tx| Ok(kept(tx)?.map(|(_, settings)| settings).unwrap_or_default()))
    }

    fn update(&self, change: &mut dyn FnMut(&mut Settings)) -> Result<Settings, StoreError> {
        self.database.write("change the settings", |tx| {
            let (text, before) = kept(tx)?.unzip();
            let mut settings = before.clone().unwrap_or_default();
            change(&mut settings);
            if before.as_ref() != Some(&settings) {
                tx.prepare_cached(
                    "INSERT INTO settings (only, settings) VALUES (1, ?1)
                     ON CONFLICT (only) DO UPDATE SET settings = excluded.settings",
                )?
                .execute([written(text.as_deref(), before.as_ref(), &settings)?])?;
            }
            Ok(settings)
        })
    }

    fn others_wrote(&self) -> Option<i64> {
        self.database.others_wrote()
    }
}

/// The row as it stands, and what this version understands of it.
fn kept(tx: &Transaction<'_>) -> Result<Option<(String, Settings)>, Problem> {
    let text: Option<String> =
        tx.prepare_cached("SELECT settings FROM settings")?.query_row([], |row| row.get(0)).optional()?;
    text.map(|text| serde_json::from_str(&text).map(|settings| (text, settings))).transpose().map_err(Problem::from)
}

/// The new row. What only a newer version understands stays as that one wrote it.
fn written(text: Option<&str>, before: Option<&Settings>, now: &Settings) -> Result<String, Problem> {
    let now = serde_json::to_value(now)?;
    let (Some(text), Some(before)) = (text, before) else { return Ok(now.to_string()) };
    Ok(changed(serde_json::from_str(text)?, &serde_json::to_value(before)?, now).to_string())
}

/// Makes the change from `before` to `now`, as this version sees both, in what is really kept.
fn changed(kept: Value, before: &Value, now: Value) -> Value {
    match (kept, before, now) {
        (kept, before, now) if *before == now => kept,
        (Value::Object(mut kept), Value::Object(before), Value::Object(now)) => {
            kept.retain(|key, _| now.contains_key(key) || !before.contains_key(key));
            for (key, now) in now {
                let value = match (kept.remove(&key), before.get(&key)) {
                    (Some(kept), Some(before)) => changed(kept, before, now),
                    _ => now,
                };
                kept.insert(key, value);
            }
            Value::Object(kept)
        }
        (_, _, now) => now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_not_changed_stays_as_a_newer_version_wrote_it() {
        let kept = json!({ "theme": "sepia", "new": 1, "display": { "zone": "A", "new": 2 }, "list": [1, 2, 3] });
        let before = json!({ "theme": "system", "display": { "zone": "A" }, "list": [1, 2], "late": false });
        let now = json!({ "theme": "system", "display": { "zone": "B" }, "list": [1], "late": true });
        let expected =
            json!({ "theme": "sepia", "new": 1, "display": { "zone": "B", "new": 2 }, "list": [1], "late": true });
        assert_eq!(changed(kept, &before, now), expected);
    }

    #[test]
    fn what_was_removed_does_not_come_back() {
        let kept = json!({ "watched": { "a": { "new": 1 }, "b": {} } });
        let before = json!({ "watched": { "a": {}, "b": {} } });
        assert_eq!(changed(kept, &before, json!({ "watched": { "b": {} } })), json!({ "watched": { "b": {} } }));
    }
}
