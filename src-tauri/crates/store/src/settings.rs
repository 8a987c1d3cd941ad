//! The table `settings`, and the file it shares with journal and audit.

use crate::database::{Database, Durability, Unusable};
use crate::error::Problem;
use crate::folder::DataFolder;
use emberwatch_app::ports::{SettingsStore, StoreError};
use emberwatch_app::settings::Settings;
use rusqlite::{OptionalExtension, Transaction};
use rusqlite_migration::M;
use std::sync::Arc;

const FILE: &str = "settings.db";
const STEPS: &[M<'_>] = &[M::up(include_str!("schema/settings_1.sql"))];

/// The user's choices, in one row.
pub struct SqliteSettings {
    database: Arc<Database>,
}

/// Never replaced: what it holds was chosen and done by the user, and exists nowhere else.
pub(crate) fn open(folder: &DataFolder) -> Result<Database, StoreError> {
    Database::open(folder, FILE, Durability::AtOnce, STEPS).map_err(|unusable| {
        let path = folder.path().join(FILE);
        let step = match unusable {
            Unusable::Other(error) => return error,
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
        StoreError { step, source: None }
    })
}

impl SqliteSettings {
    pub(crate) fn new(database: Arc<Database>) -> Self {
        Self { database }
    }
}

impl SettingsStore for SqliteSettings {
    fn load(&self) -> Result<Settings, StoreError> {
        self.database.read("read the settings", |tx| Ok(kept(tx)?.unwrap_or_default()))
    }

    fn update(&self, change: &mut dyn FnMut(&mut Settings)) -> Result<Settings, StoreError> {
        self.database.write("change the settings", |tx| {
            let before = kept(tx)?;
            let mut settings = before.clone().unwrap_or_default();
            change(&mut settings);
            if before.as_ref() != Some(&settings) {
                tx.prepare_cached(
                    "INSERT INTO settings (only, settings) VALUES (1, ?1)
                     ON CONFLICT (only) DO UPDATE SET settings = excluded.settings",
                )?
                .execute([serde_json::to_string(&settings)?])?;
            }
            Ok(settings)
        })
    }
}

fn kept(tx: &Transaction<'_>) -> Result<Option<Settings>, Problem> {
    let text: Option<String> =
        tx.prepare_cached("SELECT settings FROM settings")?.query_row([], |row| row.get(0)).optional()?;
    text.map(|text| Ok(serde_json::from_str(&text)?)).transpose()
}
