//! What AWS bills, and what is asked to know it. Every request costs money, so each is counted, capped, and never made
//! for what is known already.

mod allowance;
mod asking;
mod due;
mod foreseen;
mod keeping;
mod ledgers;
mod live;
mod payer;
mod question;
mod refresh;
mod stages;
mod theirs;
mod waiting;

pub use allowance::{Allowance, COST_EXPLORER, Spent};
pub use due::{REFRESH, due};
pub use foreseen::Foreseen;
pub use ledgers::{AccountLedgers, LedgersKnown, RecordedCluster};
pub use live::{LiveLedger, live_days};
pub use payer::{Askers, Holdings, askers};
pub use question::{Answered, BillNote, KeptBill, KeptDay, KeptDays, Question};
pub use refresh::{CostsPoll, keep_fresh};
pub use waiting::{Progress, Waiting};

use crate::failure::Failure;
use crate::poll::Station;
use crate::ports::{BillCache, SettingsStore, StoreError};
use crate::snapshot::ProfileState;
use allowance::Spending;
use asking::COSTS;
use emberwatch_cloud::CloudError;
use emberwatch_domain::account::AccountId;
use emberwatch_domain::attribution::JOB_FLOW_TAG;
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::forecast::TheirForecast;
use emberwatch_domain::spend::{Basis, Bill, CostFilter, Days, Dimension, NoData, utc_day};
use jiff::Timestamp;
use keeping::Unkept;
use parking_lot::Mutex;
use payer::told_once;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use theirs::FORECAST;
use tokio::sync::watch;

/// The bills of one realm.
pub struct Costs {
    station: Arc<Station>,
    cache: Arc<dyn BillCache>,
    settings: Arc<dyn SettingsStore>,
    /// One request at a time: whoever comes second finds what the first was answered.
    turn: tokio::sync::Mutex<()>,
    /// Until when what an account refused is not asked again, unless somebody wants to know.
    rests: Mutex<BTreeMap<(AccountId, &'static str), Timestamp>>,
    unkept: Unkept,
    changes: watch::Sender<u64>,
}

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
    fn concerns(&self, asker: &AccountId, askers: &Askers) -> bool {
        let is_told_elsewhere = |account: &AccountId| {
            let teller = askers.held.get(account).or_else(|| askers.asked.iter().find(|asked| *asked == account));
            teller.is_some_and(|teller| teller != asker)
        };
        let mut accounts = self.only.iter().filter(|filter| filter.dimension == Dimension::LinkedAccount);
        accounts.all(|filter| !filter.values.iter().flatten().all(|value| is_told_elsewhere(&AccountId::new(value))))
    }

    fn is_by_cluster(&self) -> bool {
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

impl Costs {
    pub fn new(station: Arc<Station>, cache: Arc<dyn BillCache>, settings: Arc<dyn SettingsStore>) -> Self {
        let (turn, unkept) = (tokio::sync::Mutex::new(()), Unkept::default());
        Self { station, cache, settings, turn, rests: Mutex::default(), unkept, changes: watch::Sender::new(0) }
    }

    /// Ticks when something else is known of a bill.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// The bills of all watched accounts, each account's money once. What AWS refuses is told with the bill, and what
    /// is kept of it is told all the same.
    ///
    /// # Errors
    /// What is kept cannot be read.
    pub async fn look(&self, wanted: &CostsWanted, freshness: Freshness) -> Result<CostsKnown, Failure> {
        self.look_while(&Waiting::default(), wanted, freshness).await
    }

    /// The same for as long as somebody waits for it: once nobody does, no further request is sent.
    ///
    /// # Errors
    /// As [`Costs::look`].
    pub async fn look_while(
        &self,
        waiting: &Waiting,
        wanted: &CostsWanted,
        freshness: Freshness,
    ) -> Result<CostsKnown, Failure> {
        if freshness != Freshness::Kept {
            // What was paid for is not asked again where there is room for it by now. Where there is none, whoever
            // would be asked is told of it.
            let _ = self.keep_what_waits().await;
        }
        let accounts = self.accounts();
        let before = self.spending()?.sum(&accounts);
        let (askers, holdings) = self.asked(waiting, &accounts, wanted, freshness).await?;
        let mut answers = Vec::new();
        for account in askers.asked.iter().filter(|account| wanted.concerns(account, &askers)) {
            let asking = self.may_ask(account, COSTS, freshness).then_some(waiting);
            let (mut bill, by, hindrance) = self.answered(wanted, account, asking).await?;
            if let Some(hindrance) = &hindrance {
                let told = Days::new(wanted.days.first, utc_day(self.station.now()));
                bill.miss(wanted.days.common(&told), &hindrance.no_data());
            }
            answers.push((account.clone(), bill, by, hindrance));
        }
        let spending = self.spending()?;
        let bills = answers.into_iter().map(|(account, bill, by, hindrance)| {
            let (allowance, holds) = (spending.of(&account), BTreeSet::new());
            AccountBill { account, bill, by, holds, hindrance, allowance, theirs: None }
        });
        let mut bills: Vec<AccountBill> = bills.collect();
        let askers = told_once(&accounts, holdings, &mut bills, wanted.days);
        let cluster_names =
            if wanted.is_by_cluster() { self.cluster_names(&askers, wanted.days)? } else { BTreeMap::new() };
        let spent = spending.sum(&accounts);
        Ok(CostsKnown { bills, askers, asked: spent.since(before), spent, cluster_names })
    }

    /// The same with Cost Explorer's own forecast of what is left of this month.
    ///
    /// # Errors
    /// As [`Costs::look`].
    pub async fn look_ahead(&self, wanted: &CostsWanted, freshness: Freshness) -> Result<CostsKnown, Failure> {
        let mut known = self.look(wanted, freshness).await?;
        let _turn = self.turn_of(freshness).await;
        for bill in &mut known.bills {
            let is_asked = bill.hindrance.is_none() && self.may_ask(&bill.account, FORECAST, freshness);
            let freshness = if is_asked { freshness } else { Freshness::Kept };
            // Whatever hinders their forecast, ours is told.
            bill.theirs = self.theirs(&bill.account, wanted.basis, freshness).await.unwrap_or_else(|hindrance| {
                tracing::debug!(?hindrance, account = %bill.account, "Cost Explorer gave no forecast");
                None
            });
        }
        let spending = self.spending()?;
        known.bills.iter_mut().for_each(|bill| bill.allowance = spending.of(&bill.account));
        known.spent = spending.sum(&self.accounts());
        Ok(known)
    }

    /// What asking for an account has cost in this month, and what it may.
    ///
    /// # Errors
    /// What was asked cannot be read.
    pub fn allowance(&self, account: &AccountId) -> Result<Allowance, StoreError> {
        Ok(self.spending()?.of(account))
    }

    /// What asking has cost in this month, for each account that is known.
    ///
    /// # Errors
    /// What was asked cannot be read.
    pub fn spent(&self) -> Result<Vec<(AccountId, Spent)>, StoreError> {
        let (accounts, spending) = (self.accounts(), self.spending()?);
        Ok(accounts.into_iter().map(|account| (account.clone(), spending.of(&account).spent)).collect())
    }

    fn spending(&self) -> Result<Spending, StoreError> {
        let (station, cap) = (&self.station, self.settings.load()?.costs.explorer_cap);
        Spending::read(&station.meter, &*station.history, station.realm(), station.now(), cap)
    }

    /// Who wants what is kept waits for nobody who asks.
    async fn turn_of(&self, freshness: Freshness) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        if freshness == Freshness::Kept { None } else { Some(self.turn.lock().await) }
    }

    /// Who is asked; whoever comes second finds what the first one learnt.
    async fn asked(
        &self,
        waiting: &Waiting,
        accounts: &[AccountId],
        wanted: &CostsWanted,
        freshness: Freshness,
    ) -> Result<(Askers, Holdings), StoreError> {
        // Of one account alone there is nothing to learn.
        let freshness = if accounts.len() > 1 { freshness } else { Freshness::Kept };
        let turn = waiting.until(self.turn_of(freshness)).await;
        let freshness = if turn.is_some() { freshness } else { Freshness::Kept };
        self.askers(accounts, wanted, freshness).await
    }

    fn may_ask(&self, account: &AccountId, operation: &'static str, freshness: Freshness) -> bool {
        let rest = || self.rests.lock().get(&(account.clone(), operation)).copied();
        match freshness {
            Freshness::Kept => false,
            Freshness::Due => true,
            Freshness::Scheduled => rest().is_none_or(|until| until <= self.station.now()),
        }
    }

    /// Whether every watched profile has said whose it is, or why it does not.
    fn knows_everybody(&self) -> bool {
        let board = &self.station.board;
        let is_open = |state: &ProfileState| state.account.is_none() && state.failure.is_none();
        board.count_profiles(is_open) == 0 && !board.snapshots().is_empty()
    }

    fn accounts(&self) -> Vec<AccountId> {
        self.station.board.snapshots().iter().map(|snapshot| snapshot.account.clone()).collect()
    }

    /// What is known of the wanted after asking for what is due, by what it is told, and why not all was answered.
    async fn answered(
        &self,
        wanted: &CostsWanted,
        account: &AccountId,
        asking: Option<&Waiting>,
    ) -> Result<(Bill, Vec<Dimension>, Option<Hindrance>), StoreError> {
        let (days, today) = (wanted.days, utc_day(self.station.now()));
        // With its past: whether a day without rows was one without costs is told by the days before it.
        let reach = Days::new(Days::told_on(today).first.min(days.first), days.end.max(today));
        let (mut kept, mut by, mut hindrance) = (Vec::new(), Vec::new(), None);
        for (at, question) in stages::stages(wanted, account).into_iter().enumerate() {
            if let Some(waiting) = asking.filter(|_| hindrance.is_none()) {
                hindrance = self.fill(&question, days, waiting).await.err();
            }
            let answer = self.cache.bill(self.station.realm(), &question, reach)?;
            let tag = wanted.owner_tags.get(at).cloned().map(Dimension::Tag);
            let goes_on = tag.is_some_and(|tag| stages::leaves_some(&answer, wanted, &tag));
            kept.push(answer);
            by = if at == 0 { question.by } else { by };
            if !goes_on {
                break;
            }
        }
        let (kept, mut spellings) = stages::together(kept, &wanted.owner_tags);
        // What AWS has left out itself is in no row, nor is what it was left out by.
        let mut only: Vec<CostFilter> =
            wanted.only.iter().filter(|only| by.contains(&only.dimension)).cloned().collect();
        let owner = wanted.owner();
        for filter in only.iter_mut().filter(|filter| Some(&filter.dimension) == owner.as_ref()) {
            let spelt = std::mem::take(&mut filter.values).into_iter();
            filter.values = spelt.map(|name| name.map(|name| spellings.of(&name))).collect();
        }
        let mut bill = bill_of(wanted.basis, kept);
        bill.narrow(&only);
        Ok((bill, by, hindrance))
    }

    /// What the clusters of these accounts are called: of those that are known now, and of those that were recorded.
    fn cluster_names(&self, askers: &Askers, days: Days) -> Result<BTreeMap<ClusterId, String>, StoreError> {
        let mut names = BTreeMap::new();
        for account in askers.asked.iter().chain(askers.held.keys()) {
            let recorded = self.station.history.clusters(self.station.realm(), account, days.span().start)?;
            names.extend(recorded.into_iter().map(|record| (record.summary.id.clone(), record.summary.name.clone())));
        }
        for snapshot in self.station.board.snapshots() {
            let known = snapshot.clusters.values();
            names.extend(known.map(|record| (record.summary.id.clone(), record.summary.name.clone())));
        }
        Ok(names)
    }

    /// Tells whoever shows a bill to look again: something else is known of it, or may be asked for it.
    pub fn changed(&self) {
        self.changes.send_modify(|revision| *revision += 1);
    }
}

/// What was answered of it, day by day.
fn bill_of(basis: Basis, kept: KeptBill) -> Bill {
    let mut rows = KeptBill::rows_by_day(kept.rows);
    let mut bill = Bill::new(basis);
    for (day, known) in &kept.days {
        bill.record(Days::one(*day), rows.remove(day).unwrap_or_default(), known.estimated.then_some(*day));
    }
    bill
}
