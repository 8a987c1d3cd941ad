//! What is wanted of the bills, and how new it must be.

use super::Askers;
use emberwatch_domain::account::AccountId;
use emberwatch_domain::attribution::JOB_FLOW_TAG;
use emberwatch_domain::spend::{Basis, CostFilter, Days, Dimension};

/// What somebody wants to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostsWanted {
    pub days: Days,
    pub basis: Basis,
    /// At most two.
    pub by: Vec<Dimension>,
    /// Only what agrees with all of these.
    pub only: Vec<CostFilter>,
    /// The tags that name an owner, the first one present wins; by the first of them owners are told and left out.
    /// Empty: nothing is asked by owner.
    pub owner_tags: Vec<String>,
}

impl CostsWanted {
    /// Everything of these days.
    pub fn all(days: Days, basis: Basis) -> Self {
        Self { days, basis, by: Vec::new(), only: Vec::new(), owner_tags: Vec::new() }
    }

    /// The dimension that stands for the owner.
    pub(super) fn owner(&self) -> Option<Dimension> {
        self.owner_tags.first().cloned().map(Dimension::Tag)
    }

    /// Whether this account's bill may hold something that is meant. It does not where every account that is meant is
    /// told by another bill.
    pub(super) fn concerns(&self, asker: &AccountId, askers: &Askers) -> bool {
        let is_told_elsewhere = |account: &AccountId| {
            let teller = askers.held.get(account).or_else(|| askers.asked.iter().find(|asked| *asked == account));
            teller.is_some_and(|teller| teller != asker)
        };
        let mut accounts = self.only.iter().filter(|filter| filter.dimension == Dimension::LinkedAccount);
        accounts.all(|filter| !filter.values.iter().flatten().all(|value| is_told_elsewhere(&AccountId::new(value))))
    }

    pub(super) fn is_by_cluster(&self) -> bool {
        let is_cluster = |dimension: &Dimension| matches!(dimension, Dimension::Tag(key) if key == JOB_FLOW_TAG);
        self.by.iter().chain(self.only.iter().map(|filter| &filter.dimension)).any(is_cluster)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// What is kept, and AWS is not asked.
    Kept,
    /// AWS is asked for what is missing or may have moved, but not where it refused a while ago.
    Scheduled,
    /// The same because somebody wants to know: what was refused may be allowed by now.
    Due,
}
