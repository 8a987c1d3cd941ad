//! What is known of the bills, and why not more.

use super::{Allowance, Askers, Spent};
use crate::ports::StoreError;
use emberwatch_cloud::CloudError;
use emberwatch_domain::account::AccountId;
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::forecast::TheirForecast;
use emberwatch_domain::spend::{Bill, Dimension, NoData};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the bills of all watched accounts.
#[derive(Clone, Debug)]
pub struct CostsKnown {
    pub bills: Vec<AccountBill>,
    pub askers: Askers,
    /// What asking for it took.
    pub asked: Spent,
    /// What asking has cost in this month for every watched account: for one that another's bill holds too, and what
    /// failed too. Whether AWS bills a refused request is not documented, so whatever left counts.
    pub spent: Spent,
    /// What clusters are called, as far as they were ever seen; only where clusters are told apart.
    pub cluster_names: BTreeMap<ClusterId, String>,
}

/// One account's bill: a payer's holds those of its linked accounts.
#[derive(Clone, Debug)]
pub struct AccountBill {
    pub account: AccountId,
    pub bill: Bill,
    /// By what its rows are told.
    pub by: Vec<Dimension>,
    /// Whose bills it holds: its own, and as a payer those of the watched accounts that are not asked themselves.
    pub holds: BTreeSet<AccountId>,
    /// Why not all of it was answered.
    pub hindrance: Option<Hindrance>,
    pub allowance: Allowance,
    /// Cost Explorer's own forecast of what is left of the month, from today on; only where it was wanted.
    pub theirs: Option<TheirForecast>,
}

/// Why AWS was not asked, or did not answer.
#[derive(Clone, Debug)]
pub enum Hindrance {
    /// What may be spent on asking in this month is spent.
    CapReached(Allowance),
    /// Nobody waits for the answer any more.
    GivenUp,
    Cloud(CloudError),
    Store(StoreError),
}

impl Hindrance {
    /// What a day without an answer is told by.
    pub fn no_data(&self) -> NoData {
        match self {
            Self::CapReached(_) => NoData::AskingBudgetReached,
            Self::GivenUp => NoData::NotAsked,
            Self::Cloud(CloudError::NoDataYet { .. }) => NoData::Unavailable,
            Self::Cloud(CloudError::TimedOut { .. }) => NoData::NotInTime,
            Self::Cloud(error) => NoData::Refused { reason: error.to_string() },
            Self::Store(error) => NoData::Refused { reason: error.to_string() },
        }
    }
}

impl From<CloudError> for Hindrance {
    fn from(error: CloudError) -> Self {
        Self::Cloud(error)
    }
}

impl From<StoreError> for Hindrance {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
