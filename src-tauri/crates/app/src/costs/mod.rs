//! What AWS bills, and what is asked to know it. Every request costs money, so each is counted, capped, and never made
//! for what is known already.

mod allowance;
mod answers;
mod asking;
mod due;
mod foreseen;
mod keeping;
mod known;
mod ledgers;
mod live;
mod may_ask;
mod payer;
mod question;
mod refresh;
mod stages;
mod theirs;
mod waiting;
mod wanted;

pub use allowance::{Allowance, COST_EXPLORER, Spent};
pub use due::{REFRESH, due};
pub use foreseen::Foreseen;
pub use known::{AccountBill, CostsKnown, Hindrance};
pub use ledgers::{AccountLedgers, LedgersKnown, RecordedCluster};
pub use live::{LiveLedger, live_days};
pub use payer::{Askers, Holdings, askers};
pub use question::{Answered, BillNote, KeptBill, KeptDay, KeptDays, Question};
pub use refresh::{CostsPoll, keep_fresh};
pub use waiting::{Progress, Waiting};
pub use wanted::{CostsWanted, Freshness};

use crate::failure::Failure;
use crate::poll::Station;
use crate::ports::{BillCache, SettingsStore, StoreError};
use allowance::Spending;
use asking::COSTS;
use emberwatch_domain::account::AccountId;
use emberwatch_domain::spend::{Days, utc_day};
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

    /// Tells whoever shows a bill to look again: something else is known of it, or may be asked for it.
    pub fn changed(&self) {
        self.changes.send_modify(|revision| *revision += 1);
    }
}
