//! A row that was made once serves until something that it was made of is another.

use super::Assessed;
use super::row::me;
use crate::diagnosis::Diagnosis;
use crate::scene::{AccountLook, Scene};
use crate::sources::diagnosis;
use emberwatch_app::ports::JournalEntry;
use emberwatch_app::record::ClusterRecord;
use emberwatch_app::settings::Pace;
use emberwatch_app::snapshot::Snapshot;
use emberwatch_domain::account::Region;
use emberwatch_domain::price::PriceBook;
use emberwatch_domain::spot::SpotBook;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::sync::{Arc, Weak};

/// Remembers which value it was, without keeping it: a changed value is always another one.
pub(super) struct Same<T>(Weak<T>);

impl<T> Same<T> {
    pub fn of(value: &Arc<T>) -> Self {
        Self(Arc::downgrade(value))
    }

    pub fn is(&self, value: &Arc<T>) -> bool {
        self.0.as_ptr() == Arc::as_ptr(value)
    }
}

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0.ptr_eq(&other.0)
    }
}

/// What the rows of one region of an account are made of besides their records.
#[derive(PartialEq)]
pub(super) struct Around {
    prices: Same<PriceBook>,
    spot: Same<SpotBook>,
    look: AccountLook,
    owner_tags: Vec<String>,
    me: Option<String>,
    diagnosis: Option<Diagnosis>,
    /// Sentences tell the time, and of another day its day.
    zone: TimeZone,
    today: Date,
    /// At a gentle pace a row may be older.
    pace: Pace,
}

impl Around {
    pub fn new<'a>(scene: &Scene<'a>, snapshot: &'a Snapshot, region: &Region) -> Self {
        Self {
            prices: Same::of(&snapshot.prices),
            spot: Same::of(&snapshot.spot),
            look: scene.look(&snapshot.account),
            owner_tags: scene.settings.owner_tags.clone(),
            me: me(scene, snapshot).map(str::to_owned),
            diagnosis: diagnosis(scene, snapshot, region),
            today: scene.now.to_zoned(scene.zone.clone()).date(),
            zone: scene.zone.clone(),
            pace: scene.settings.pace,
        }
    }
}

/// A cluster's row, and what it was made of.
pub(super) struct Kept {
    pub assessed: Assessed,
    record: Same<ClusterRecord>,
    /// Since which look its surroundings are as they are.
    around: u64,
    request: Option<JournalEntry>,
    /// The revision in which the row began to say what it says.
    pub changed: u32,
    /// The revision in which it ended, or changed hands: since then a page of other clusters must not show it.
    pub moved_on: u32,
    /// The last look that found it.
    pub look: u64,
}

/// What a row is made of at one look.
pub(super) struct Made<'a> {
    pub record: &'a Arc<ClusterRecord>,
    pub around: u64,
    pub request: Option<&'a JournalEntry>,
}

impl Kept {
    pub fn new(made: &Made<'_>, assessed: Assessed, revision: u32) -> Self {
        Self {
            assessed,
            record: Same::of(made.record),
            around: made.around,
            request: made.request.cloned(),
            changed: revision,
            moved_on: 0,
            look: 0,
        }
    }

    /// Whether making the row anew would make the same row, but for what moves with time.
    pub fn holds(&self, made: &Made<'_>, now: Timestamp) -> bool {
        self.record.is(made.record)
            && self.around == made.around
            && self.request.as_ref() == made.request
            && now >= self.assessed.at
            && self.assessed.holds_until.is_none_or(|until| now < until)
    }

    /// Takes the row that was made anew; true when it says something else.
    pub fn renew(&mut self, made: &Made<'_>, assessed: Assessed, revision: u32) -> bool {
        let changed = !self.assessed.says_the_same_as(&assessed);
        let side = |assessed: &Assessed| (assessed.ended_at.is_some(), assessed.row.mine);
        if changed {
            self.changed = revision;
        }
        if side(&self.assessed) != side(&assessed) {
            self.moved_on = revision;
        }
        self.record = Same::of(made.record);
        self.around = made.around;
        self.request = made.request.cloned();
        self.assessed = assessed;
        changed
    }
}
