//! What changed since a page was last answered.

use super::{Assessed, ClusterRow, GroupTotals, Totals};
use crate::requests::ClusterRef;
use crate::sources::SourceRow;
use crate::wording::{cost, rfc3339, seconds_between};
use jiff::Timestamp;
use serde::Serialize;
use specta::Type;

/// The answer of `clusters` to a page, which goes on from what the page holds.
#[derive(Clone, Debug, Serialize, Type)]
pub struct ClustersAnswer {
    /// To be named with the next question.
    pub revision: u32,
    /// True: everything is here, and whatever else the page holds is gone. False: what is not here is as it was.
    pub whole: bool,
    /// The newest full answer of any source; each row and source has its own age.
    pub as_of: String,
    pub sample: bool,
    pub totals: Totals,
    /// In the order of `emberctl clusters`: what lives by what it burns, then what ended last.
    pub clusters: Vec<ClusterRow>,
    pub removed: Vec<ClusterRef>,
    /// The rows on screen that are not among `clusters` and live.
    pub moved: Vec<MovingValues>,
    /// Absent: as they were, except for the time of their last answer.
    pub sources: Option<Vec<SourceRow>>,
    /// What the rows of each group add up to; a group that is not here is as it was.
    pub groups: Vec<GroupTotals>,
}

/// What of a row moves with time alone, and makes no row a changed one.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct MovingValues {
    pub cluster: ClusterRef,
    pub age_seconds: Option<u32>,
    /// Of `cost_so_far`.
    pub usd: String,
    /// Of `cost_so_far`; for sorting only.
    pub sort: f64,
    /// Of `freshness`.
    pub as_of: String,
    /// The text of `termination`.
    pub termination: Option<String>,
}

impl MovingValues {
    pub(super) fn of(row: &ClusterRow) -> Self {
        Self {
            cluster: ClusterRef { account_id: row.account_id.clone(), region: row.region.clone(), id: row.id.clone() },
            age_seconds: row.age_seconds,
            usd: row.cost_so_far.usd.clone(),
            sort: row.cost_so_far.sort,
            as_of: row.freshness.as_of.clone(),
            termination: row.termination.as_ref().map(|termination| termination.text.clone()),
        }
    }

    pub(super) fn move_to(self, row: &mut ClusterRow) {
        row.age_seconds = self.age_seconds;
        row.cost_so_far.usd = self.usd;
        row.cost_so_far.sort = self.sort;
        row.freshness.as_of = self.as_of;
        if let (Some(termination), Some(text)) = (&mut row.termination, self.termination) {
            termination.text = text;
        }
    }
}

impl Assessed {
    /// The row as it is now, when nothing but time has passed since it was assessed.
    pub(super) fn row_at(&self, now: Timestamp, answered: Option<Timestamp>) -> ClusterRow {
        let mut row = self.row.clone();
        row.age_seconds = self.created_at.map(|created| seconds_between(created, self.ended_at.unwrap_or(now)));
        row.cost_so_far = cost(&self.cost.total_at(now));
        // What has ended is as new as its region.
        let as_of = answered.filter(|_| self.ended_at.is_some()).map_or(self.as_of, |at| at.max(self.as_of));
        row.freshness.as_of = rfc3339(as_of);
        row
    }

    /// Whether it says the same as another row of the cluster would if both were read at one moment.
    pub(super) fn says_the_same_as(&self, other: &Assessed) -> bool {
        let mut row = other.row.clone();
        MovingValues::of(&self.row).move_to(&mut row);
        row == self.row
    }
}
