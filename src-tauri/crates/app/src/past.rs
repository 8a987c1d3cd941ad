//! What the history tells of a span of time, and since when the user has not looked.

use crate::board::Board;
use crate::ports::{BurnRecord, History, StoreError};
use crate::record::ClusterRecord;
use emberwatch_domain::account::{AccountId, Place, Realm};
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::price::PriceBook;
use emberwatch_domain::time_span::TimeSpan;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Away for longer than this, in real time, and coming back is another look. A glance elsewhere is none.
pub const ABSENCE: Duration = Duration::from_secs(15 * 60);

/// So many changes of a kind and account are told; whoever wants more asks about a shorter time.
const MOST: u32 = 2_000;

/// Of the past of one realm. Calls are short and may block for a moment.
pub trait Past: Send + Sync {
    /// What changed in an account within a span, its end included: of each kind the newest, at most so many.
    fn changed(&self, realm: Realm, account: &AccountId, span: TimeSpan, most: u32) -> Result<Changed, StoreError>;

    /// The last records of these clusters; one that is not recorded is left out.
    fn records(&self, realm: Realm, clusters: &[(Place, ClusterId)]) -> Result<Vec<ClusterRecord>, StoreError>;

    /// Since when anything of an account is recorded.
    fn recorded_since(&self, realm: Realm, account: &AccountId) -> Result<Option<Timestamp>, StoreError>;

    /// The list prices as they were told last by then; what was asked only later counts as it was told first.
    fn prices_at(&self, realm: Realm, at: Timestamp) -> Result<PriceBook, StoreError>;

    /// The user looks, or has just looked; `None` before the first time.
    fn looks(&self, realm: Realm) -> Result<Option<Looks>, StoreError>;

    fn look(&self, realm: Realm, now: Timestamp, absence: SignedDuration) -> Result<Looks, StoreError>;
}

/// Everything that a screen needs of the past to tell what changed since then.
#[derive(Clone, Debug, Default)]
pub struct Recalled {
    pub changed: Changed,
    /// The records of what changed that is not on the board any more.
    pub records: Vec<Arc<ClusterRecord>>,
    pub prices: PriceBook,
    /// What was burned: where nothing was, nobody watched.
    pub burned: BurnRecord,
    /// Since when an account is recorded; one that is not there is not recorded yet.
    pub recorded_since: BTreeMap<AccountId, Timestamp>,
}

/// Recalls what happened in these accounts within a span.
pub fn recall(past: &dyn Past, history: &dyn History, board: &Board, span: TimeSpan) -> Result<Recalled, StoreError> {
    let realm = board.realm();
    let mut recalled = Recalled { prices: past.prices_at(realm, span.start)?, ..Recalled::default() };
    recalled.burned = history.burn(realm, span.start)?;
    let mut missing = Vec::new();
    for snapshot in board.snapshots() {
        let account = &snapshot.account;
        if let Some(since) = past.recorded_since(realm, account)? {
            recalled.recorded_since.insert(account.clone(), since);
        }
        let Changed { lives, facts, cut } = past.changed(realm, account, span, MOST)?;
        let named = lives.iter().map(|life| (&life.place, &life.id));
        let named = named.chain(facts.iter().map(|change| (&change.place, &change.id)));
        let off_board = named.filter(|(place, id)| snapshot.cluster(&place.region, id).is_none());
        missing.extend(off_board.map(|(place, id)| (place.clone(), id.clone())));
        recalled.changed.lives.extend(lives);
        recalled.changed.facts.extend(facts);
        recalled.changed.cut |= cut;
    }
    missing.sort();
    missing.dedup();
    recalled.records = past.records(realm, &missing)?.into_iter().map(Arc::new).collect();
    Ok(recalled)
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Clusters that started or ended.
    pub lives: Vec<Life>,
    pub facts: Vec<FactChange>,
    /// Older ones of a kind were left out.
    pub cut: bool,
}

/// From when until when a cluster lived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    pub place: Place,
    pub id: ClusterId,
    pub created_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

/// Something that was known of a cluster became something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactChange {
    pub place: Place,
    pub id: ClusterId,
    /// When it was seen.
    pub at: Timestamp,
    pub fact: Fact,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    Protection {
        protected: bool,
    },
    /// Ends by itself after so many seconds idle; `None`: it does not.
    AutoTermination {
        idle_seconds: Option<u64>,
    },
}

/// Until when the user has looked, and until when the look before that one went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looks {
    pub until: Timestamp,
    /// The end of the look before this one; `None` during the first.
    pub before: Option<Timestamp>,
}

impl Looks {
    /// Goes on with the look, or begins another after an absence: what came meanwhile is then news, and stays so until
    /// the next absence. A clock that was set back by a little ends no look; one that was far ahead is not believed.
    pub fn at(known: Option<Self>, now: Timestamp, absence: SignedDuration) -> Self {
        match known {
            None => Self { until: now, before: None },
            Some(looks) if looks.until.duration_since(now) > absence => {
                Self { until: now, before: looks.before.filter(|before| *before <= now) }
            }
            Some(looks) if now.duration_since(looks.until) > absence => Self { until: now, before: Some(looks.until) },
            Some(looks) => Self { until: looks.until.max(now), ..looks },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + minute * 60).unwrap()
    }

    fn after(minutes: &[i64]) -> Looks {
        let absence = SignedDuration::from_mins(15);
        let looks = minutes.iter().fold(None, |known, minute| Some(Looks::at(known, at(*minute), absence)));
        looks.unwrap()
    }

    #[test]
    fn the_first_look_has_none_before_it() {
        assert_eq!(after(&[0, 1, 10]), Looks { until: at(10), before: None });
    }

    #[test]
    fn a_glance_elsewhere_is_the_same_look_and_an_absence_begins_another() {
        assert_eq!(after(&[0, 10, 24]), Looks { until: at(24), before: None });
        assert_eq!(after(&[0, 10, 600]), Looks { until: at(600), before: Some(at(10)) });
        assert_eq!(after(&[0, 10, 600, 601, 610]), Looks { until: at(610), before: Some(at(10)) });
        assert_eq!(after(&[0, 10, 600, 605, 900]), Looks { until: at(900), before: Some(at(605)) });
    }

    #[test]
    fn a_clock_that_was_set_back_ends_no_look_and_one_that_was_far_ahead_is_not_believed() {
        assert_eq!(after(&[0, 600, 605, 600]), Looks { until: at(605), before: Some(at(0)) });
        assert_eq!(after(&[0, 600, 605, 100]), Looks { until: at(100), before: Some(at(0)) });
        assert_eq!(after(&[0, 5_000, 9_000, 100, 200]), Looks { until: at(200), before: Some(at(100)) });
    }
}
