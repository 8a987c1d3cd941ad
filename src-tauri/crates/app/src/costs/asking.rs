//! Asking Cost Explorer: for what is due and within the cap, page by page, and keeping each answer.

use super::due::{REFRESH, due};
use super::payer::{Askers, Holdings, askers};
use super::question::{Answered, BillNote, Question};
use super::{Costs, Freshness, Hindrance};
use crate::poll::site::pause_after;
use crate::ports::StoreError;
use emberwatch_cloud::{Bill, CloudError, CostPage, CostQuery, Marker};
use emberwatch_domain::account::AccountId;
use emberwatch_domain::spend::{Days, Dimension, utc_day};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// Whose bills an account's bill holds is learnt anew after so long: organizations change seldom.
const HOLDINGS_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
const HOLDINGS: &str = "holdings";
const NO_DATA_YET: &str = "no data yet";
/// Whose bills there are is told by so many days.
const LEARNT_FROM: i64 = 35;
/// What fails for no reason that is known is tried again after so long: the tries are counted in dollars too.
const RETRY: Duration = Duration::from_secs(3600);
const COSTS: &str = "GetCostAndUsage";
const VALUES: &str = "GetDimensionValues";

impl Costs {
    /// Who is asked. Where it is not known whose bills an account's bill holds, that is asked first, one account after
    /// the other, until every account is asked or held by one that is.
    pub(super) async fn askers(
        &self,
        accounts: &[AccountId],
        freshness: Freshness,
    ) -> Result<(Askers, BTreeMap<AccountId, Hindrance>), StoreError> {
        let mut holdings = Holdings::new();
        for account in accounts {
            if let Some(held) = self.note(account, HOLDINGS, HOLDINGS_KEPT)? {
                holdings.insert(account.clone(), held);
            }
        }
        let mut hindrances = BTreeMap::new();
        loop {
            let found = askers(accounts, &holdings);
            let next = found.unknown.iter().find(|account| self.may_ask(account, freshness)).cloned();
            let Some(account) = next else { return Ok((found, hindrances)) };
            let held = match self.learn_holdings(&account).await {
                Ok(held) => held,
                Err(hindrance) => {
                    hindrances.insert(account.clone(), hindrance);
                    BTreeSet::from([account.clone()])
                }
            };
            holdings.insert(account, held);
        }
    }

    /// Asks for what is due of a question, and keeps what is answered.
    pub(super) async fn fill(&self, question: &Question, days: Days) -> Result<(), Hindrance> {
        let now = self.station.now();
        let realm = self.station.realm();
        let kept = self.cache.bill(realm, question, days)?;
        for stretch in due(days, &kept, now) {
            let mut pages = Pages::default();
            let read = self.read(question, stretch, &mut pages).await;
            let whole = if read.is_ok() { stretch } else { pages.whole_days(stretch) };
            if !whole.is_empty() {
                let answered = pages.answered(whole, now);
                self.cache.record_bill(realm, question, &answered)?;
                self.changed();
            }
            read?;
        }
        Ok(())
    }

    async fn learn_holdings(&self, account: &AccountId) -> Result<BTreeSet<AccountId>, Hindrance> {
        let today = utc_day(self.station.now());
        let days = Days::new(today.saturating_sub(LEARNT_FROM.days()), today);
        let (mut held, mut from) = (BTreeSet::from([account.clone()]), None);
        loop {
            let marker = from.as_ref();
            let page = self
                .paid(account, VALUES, async |bill| bill.values(&Dimension::LinkedAccount, days, marker).await)
                .await?;
            held.extend(page.items.into_iter().map(AccountId::new));
            if page.next.is_none() || page.next == from {
                break;
            }
            from = page.next;
        }
        self.keep_note(account, HOLDINGS, &held)?;
        Ok(held)
    }

    async fn read(&self, question: &Question, days: Days, pages: &mut Pages) -> Result<(), Hindrance> {
        let query = CostQuery { days, basis: question.basis, by: question.by.clone(), only: question.only.clone() };
        loop {
            let from = pages.next.clone();
            let page = self
                .paid(&question.account, COSTS, async |bill| bill.cost_and_usage(&query, from.as_ref()).await)
                .await?;
            if page.next.is_some() && page.next == from {
                let message = "the bill goes on where it went on before".to_owned();
                return Err(CloudError::Unexpected { operation: COSTS, message, source: None }.into());
            }
            pages.take(page);
            if pages.next.is_none() {
                return Ok(());
            }
        }
    }

    /// One request, if it is within the cap. It is counted for everybody before the next one is weighed. An account
    /// that AWS had no data of is left alone for as long as a bill is.
    pub(super) async fn paid<T, Fut>(
        &self,
        account: &AccountId,
        operation: &'static str,
        ask: impl Fn(Arc<dyn Bill>) -> Fut,
    ) -> Result<T, Hindrance>
    where
        Fut: Future<Output = Result<T, CloudError>>,
    {
        if self.note::<bool>(account, NO_DATA_YET, REFRESH)?.is_some() {
            return Err(CloudError::NoDataYet { operation }.into());
        }
        let allowance = self.allowance(account)?;
        if !allowance.allows_one_more() {
            return Err(Hindrance::CapReached(allowance));
        }
        let cloud = &self.station.cloud;
        let send = async |profile| ask(cloud.bill(&profile)?).await;
        let answer = self.station.run_errand(account, operation, send).await;
        self.station.keep_calls();
        match &answer {
            Ok(_) => drop(self.rests.lock().remove(account)),
            Err(error) => {
                let pause = SignedDuration::try_from(pause_after(error, RETRY)).unwrap_or(REFRESH);
                let until = self.station.now().saturating_add(pause).unwrap_or(Timestamp::MAX);
                self.rests.lock().insert(account.clone(), until);
            }
        }
        if let Err(CloudError::NoDataYet { .. }) = answer {
            self.keep_note(account, NO_DATA_YET, &true)?;
        }
        Ok(answer?)
    }

    /// What was noted of an account and is not older than that.
    pub(super) fn note<T: DeserializeOwned>(
        &self,
        account: &AccountId,
        about: &str,
        kept: SignedDuration,
    ) -> Result<Option<T>, StoreError> {
        let Some(note) = self.cache.bill_note(self.station.realm(), account, about)? else { return Ok(None) };
        let age = self.station.now().duration_since(note.at);
        let is_fresh = age >= SignedDuration::ZERO && age < kept;
        // What an older version has noted otherwise is not known.
        Ok(if is_fresh { serde_json::from_str(&note.json).ok() } else { None })
    }

    pub(super) fn keep_note<T: Serialize>(
        &self,
        account: &AccountId,
        about: &str,
        value: &T,
    ) -> Result<(), StoreError> {
        let json = serde_json::to_string(value).map_err(|error| StoreError {
            step: format!("cannot note the {about} of account {account}"),
            source: Some(Arc::new(error)),
        })?;
        let note = BillNote { at: self.station.now(), json };
        self.cache.record_bill_note(self.station.realm(), account, about, &note)
    }
}

/// The pages that were read so far.
#[derive(Default)]
struct Pages {
    rows: Vec<emberwatch_domain::spend::BillDay>,
    estimated_from: Option<Date>,
    next: Option<Marker>,
}

impl Pages {
    fn take(&mut self, page: CostPage) {
        self.rows.extend(page.rows);
        self.estimated_from = [self.estimated_from, page.estimated_from].into_iter().flatten().min();
        self.next = page.next;
    }

    /// Pages come in the order of days: when one is missing, the last day that was begun may not be whole. What is
    /// paid for and whole is kept.
    fn whole_days(&self, asked: Days) -> Days {
        let last = self.rows.iter().map(|row| row.day).max();
        last.map_or(Days::new(asked.first, asked.first), |last| Days::new(asked.first, last).common(&asked))
    }

    fn answered(self, days: Days, asked_at: Timestamp) -> Answered {
        let rows = self.rows.into_iter().filter(|row| days.contains(row.day)).collect();
        Answered { days, rows, estimated_from: self.estimated_from, asked_at }
    }
}
