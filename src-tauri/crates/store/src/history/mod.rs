//! The file `history.db`: what was seen, one module per table.

mod bill;
mod burn;
mod calls;
mod change;
mod cluster;
pub mod forget;
mod looked;
mod node;
mod past;
mod price;
mod profile;
mod source;
mod spot;
mod spot_read;

use crate::database::{DataFile, Database, Durability, Unusable};
use crate::error::failed;
use crate::folder::{DataFolder, MovedAside};
use crate::health::Health;
use emberwatch_app::burned::{BurnedDay, BurnedSum};
use emberwatch_app::costs::{Answered, BillNote, KeptBill, KeptDays, Question};
use emberwatch_app::ports::{
    AskingTurn, BillCache, BurnMark, BurnRecord, CallsOfDay, Forgot, Forgotten, History, KnownProfile, Progress, Seen,
    SpotRead, StoreError, Upkeep,
};
use emberwatch_app::record::ClusterRecord;
use emberwatch_domain::account::{AccountId, Place, Realm, Region};
use emberwatch_domain::cluster::InstanceType;
use emberwatch_domain::price::{PriceBook, PriceItem, Quote};
use emberwatch_domain::spend::Days;
use emberwatch_domain::spot::{SpotBook, SpotChange};
use emberwatch_domain::time_span::TimeSpan;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use rusqlite_migration::M;
use std::collections::BTreeMap;
use std::fs::{OpenOptions, TryLockError};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// What is noted this much earlier than the last note is not a slower process's: the clock was set back, and it counts.
const LATE: SignedDuration = SignedDuration::from_mins(10);

const STEPS: &[M<'_>] = &[
    M::up(include_str!("../schema/history_1.sql")),
    M::up(include_str!("../schema/history_2.sql")),
    M::up(include_str!("../schema/history_3.sql")),
    M::up(include_str!("../schema/history_4.sql")),
    M::up(include_str!("../schema/history_5.sql")),
    M::up(include_str!("../schema/history_6.sql")),
    M::up(include_str!("../schema/history_7.sql")),
    M::up(include_str!("../schema/history_8.sql")),
];
pub(crate) const FILE: DataFile<'_> = DataFile { name: "history.db", durability: Durability::Soon, steps: STEPS };

/// Holds nothing: its lock is the turn to ask for money.
pub(crate) const ASKING: &str = "asking.lock";

/// What was seen. A power cut may take its last second, never the file.
pub struct SqliteHistory {
    database: Database,
    asking: Option<PathBuf>,
}

/// A history that is damaged or newer is kept under another name and begun anew: AWS tells most of it again.
pub(crate) fn open(
    folder: &DataFolder,
    health: &Arc<Health>,
    now: Timestamp,
) -> Result<(Database, Option<MovedAside>), Unusable> {
    let reason = match Database::open(folder, &FILE, health) {
        Ok(database) => return Ok((database, None)),
        Err(Unusable::Damaged { reason }) => format!("the history was damaged ({reason})"),
        Err(Unusable::Newer { .. }) => "a newer Emberwatch wrote the history".to_owned(),
        Err(unusable) => return Err(unusable),
    };
    let moved = folder.move_aside(FILE.name, reason, now).map_err(Unusable::Other)?;
    tracing::warn!(kept = %moved.path.display(), reason = moved.reason, "the history is begun anew");
    match Database::open(folder, &FILE, health) {
        Ok(database) => Ok((database, Some(moved))),
        Err(Unusable::Damaged { .. } | Unusable::Newer { .. }) => {
            let step = format!("cannot begin a new history in {}: the disk does not keep it", folder.path().display());
            Err(Unusable::Other(StoreError { step, source: None }))
        }
        Err(unusable) => Err(unusable),
    }
}

impl SqliteHistory {
    /// `asking` is the file whose lock is the turn to ask for money; without one nothing can be counted either.
    pub(crate) fn new(database: Database, asking: Option<PathBuf>) -> Self {
        Self { database, asking }
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }
}

impl History for SqliteHistory {
    fn record_seen(&self, realm: Realm, seen: &Seen) -> Result<(), StoreError> {
        self.database.record("record clusters", |tx| {
            seen.clusters.iter().try_for_each(|look| cluster::record(tx, realm, look))?;
            seen.sources.iter().try_for_each(|(place, as_of)| source::record(tx, realm, place, *as_of))
        })
    }

    fn clusters(
        &self,
        realm: Realm,
        account: &AccountId,
        ended_since: Timestamp,
    ) -> Result<Vec<ClusterRecord>, StoreError> {
        self.database.read("read clusters", |tx| cluster::shown(tx, realm, account, ended_since))
    }

    fn sources(&self, realm: Realm, account: &AccountId) -> Result<Vec<(Region, Timestamp)>, StoreError> {
        self.database.read("read the regions' answers", |tx| source::of_account(tx, realm, account))
    }

    fn record_profile(&self, realm: Realm, known: &KnownProfile) -> Result<(), StoreError> {
        self.database.record("record a profile", |tx| profile::record(tx, realm, known))
    }

    fn profiles(&self, realm: Realm) -> Result<Vec<KnownProfile>, StoreError> {
        self.database.read("read profiles", |tx| profile::all(tx, realm))
    }

    fn record_prices(&self, realm: Realm, quotes: &[(Region, PriceItem, Quote)]) -> Result<(), StoreError> {
        self.database.record("record prices", |tx| {
            quotes.iter().try_for_each(|(region, item, quote)| price::record(tx, realm, region, item, *quote))
        })
    }

    fn prices(&self, realm: Realm) -> Result<PriceBook, StoreError> {
        self.database.read("read prices", |tx| price::book(tx, realm))
    }

    fn record_spot(&self, realm: Realm, place: &Place, changes: &[SpotChange]) -> Result<(), StoreError> {
        self.database.record("record spot prices", |tx| {
            changes.iter().try_for_each(|change| spot::record(tx, realm, place, change))
        })
    }

    fn spot(&self, realm: Realm, account: &AccountId, since: Timestamp) -> Result<SpotBook, StoreError> {
        self.database.read("read spot prices", |tx| spot::book(tx, realm, account, since))
    }

    fn spot_of(
        &self,
        realm: Realm,
        place: &Place,
        kinds: &[InstanceType],
        since: Timestamp,
    ) -> Result<SpotBook, StoreError> {
        self.database.read("read spot prices", |tx| spot::book_of(tx, realm, place, kinds, since))
    }

    fn record_spot_read(
        &self,
        realm: Realm,
        place: &Place,
        kinds: &[InstanceType],
        span: TimeSpan,
    ) -> Result<(), StoreError> {
        self.database.record("record which spot prices were read", |tx| {
            kinds.iter().try_for_each(|kind| spot_read::record(tx, realm, place, kind, span))
        })
    }

    fn spot_read(&self, realm: Realm, place: &Place) -> Result<SpotRead, StoreError> {
        self.database.read("read which spot prices were read", |tx| spot_read::of_place(tx, realm, place))
    }

    fn record_burn(&self, realm: Realm, marks: &[BurnMark], holds: SignedDuration) -> Result<(), StoreError> {
        self.database
            .write("record the burn", |tx| marks.iter().try_for_each(|mark| burn::record(tx, realm, mark, holds)))
    }

    fn burn(&self, realm: Realm, since: Timestamp) -> Result<BurnRecord, StoreError> {
        self.database.read("read the burn", |tx| burn::since(tx, realm, since))
    }

    fn burned(&self, realm: Realm, days: Days) -> Result<Vec<BurnedDay>, StoreError> {
        self.database.read("read what was burned", |tx| burn::by_day(tx, realm, days))
    }

    fn burned_in(&self, realm: Realm, days: Days) -> Result<BTreeMap<AccountId, BurnedSum>, StoreError> {
        self.database.read("add up what was burned", |tx| burn::sums(tx, realm, days))
    }

    fn add_calls(&self, realm: Realm, calls: &[CallsOfDay]) -> Result<(), StoreError> {
        self.database
            .write("record what was asked of AWS", |tx| calls.iter().try_for_each(|calls| calls::add(tx, realm, calls)))
    }

    fn calls_since(&self, realm: Realm, day: Date, service: Option<&str>) -> Result<Vec<CallsOfDay>, StoreError> {
        self.database.read("read what was asked of AWS", |tx| calls::since(tx, realm, day, service))
    }
}

impl BillCache for SqliteHistory {
    fn asking_turn(&self) -> Result<Option<AskingTurn>, StoreError> {
        let Some(path) = &self.asking else { return Ok(Some(AskingTurn::new(()))) };
        let failed = |error: io::Error| failed(format!("cannot take turns with {}: {error}", path.display()), error);
        let file = OpenOptions::new().write(true).open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(AskingTurn::new(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    fn bill(&self, realm: Realm, question: &Question, days: Days) -> Result<KeptBill, StoreError> {
        self.database.read("read a bill", |tx| bill::kept(tx, realm, question, days))
    }

    fn bill_days(&self, realm: Realm, question: &Question, days: Days) -> Result<KeptDays, StoreError> {
        self.database.read("read which days of a bill are known", |tx| bill::known(tx, realm, question, days))
    }

    fn bill_size(&self, realm: Realm, question: &Question, days: Days) -> Result<u64, StoreError> {
        self.database.read("count the rows of a bill", |tx| bill::size(tx, realm, question, days))
    }

    fn record_bill(&self, realm: Realm, question: &Question, answered: &Answered) -> Result<(), StoreError> {
        self.database.write("keep what Cost Explorer answers", |tx| bill::record(tx, realm, question, answered))
    }

    fn bill_note(&self, realm: Realm, account: &AccountId, about: &str) -> Result<Option<BillNote>, StoreError> {
        self.database.read("read what a bill is about", |tx| bill::note(tx, realm, account, about))
    }

    fn record_bill_note(
        &self,
        realm: Realm,
        account: &AccountId,
        about: &str,
        note: &BillNote,
    ) -> Result<(), StoreError> {
        self.database.write("note what Cost Explorer is asked", |tx| bill::record_note(tx, realm, account, about, note))
    }
}

impl Upkeep for SqliteHistory {
    fn forgettable(&self, before: Timestamp) -> Result<Forgotten, StoreError> {
        self.database.read("count what would be forgotten", |tx| forget::count(tx, before))
    }

    fn forget(&self, before: Timestamp, progress: &dyn Fn(Progress)) -> Result<Forgot, StoreError> {
        self.database.beside("forget history", |connection| forget::forget(connection, before, progress))
    }
}
