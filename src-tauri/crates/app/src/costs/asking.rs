//! Asking Cost Explorer: for what is due and within the cap, page by page, and keeping each answer.

use super::due::{REFRESH, due};
use super::payer::{Askers, Holdings, askers};
use super::question::{Answered, Question};
use super::waiting::Waiting;
use super::{Costs, CostsWanted, Freshness, Hindrance};
use crate::poll::endless;
use crate::poll::site::pause_after;
use crate::ports::{AskingTurn, StoreError};
use emberwatch_cloud::{Bill, CloudError, CostPage, CostQuery, Marker};
use emberwatch_domain::account::AccountId;
use emberwatch_domain::spend::{Days, Dimension, utc_day};
use emberwatch_domain::time_span::is_younger;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};
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
/// Further from the cap than so many requests nobody waits for other processes: fewer of them ask at once.
const AT_ONCE: u32 = 8;
const LOOK_AGAIN: Duration = Duration::from_millis(50);
const LONGEST_TURN: Duration = Duration::from_secs(60);
pub(super) const COSTS: &str = "GetCostAndUsage";
const VALUES: &str = "GetDimensionValues";

impl Costs {
    /// Who is asked, and what is known of whose bills each account's bill holds. Where that was never asked, or too long
    /// ago, it is asked first, one account after the other, until every account is asked or held by one that is. What
    /// was noted counts until it is noted anew: an account that cannot be asked today pays for the same ones still.
    pub(super) async fn askers(
        &self,
        accounts: &[AccountId],
        wanted: &CostsWanted,
        freshness: Freshness,
    ) -> Result<(Askers, Holdings), StoreError> {
        let (mut holdings, mut outdated) = (Holdings::new(), BTreeSet::new());
        // One account alone is asked whatever its bill holds.
        for account in accounts.iter().filter(|_| accounts.len() > 1) {
            let mut held = self.billed_accounts(account, wanted)?;
            let noted = self.noted::<Learnt>(account, HOLDINGS)?;
            if noted.as_ref().is_none_or(|noted| noted.value.is_outdated(noted.age, accounts)) {
                outdated.insert(account.clone());
            }
            held.extend(noted.into_iter().flat_map(|noted| noted.value.held));
            if !held.is_empty() {
                holdings.insert(account.clone(), held);
            }
        }
        loop {
            let found = askers(accounts, &holdings);
            let is_next = |account: &&AccountId| outdated.contains(*account) && self.may_learn(account, freshness);
            let Some(account) = found.asked.iter().find(is_next).cloned() else { return Ok((found, holdings)) };
            outdated.remove(&account);
            match self.learn_holdings(&account, accounts).await {
                Ok(mut held) => {
                    held.extend(self.billed_accounts(&account, wanted)?);
                    holdings.insert(account, held);
                }
                // The bill is asked all the same, and its rows tell whose they are.
                Err(hindrance) => tracing::debug!(?hindrance, %account, "whose bills its bill holds was not told"),
            }
        }
    }

    /// Nobody waits for who pays for whom, so that a refusal is waited out even by somebody who wants to know costs.
    fn may_learn(&self, account: &AccountId, freshness: Freshness) -> bool {
        freshness != Freshness::Kept && self.may_ask(account, VALUES, Freshness::Scheduled)
    }

    /// Whose bills are in the rows that are kept of these days.
    fn billed_accounts(&self, account: &AccountId, wanted: &CostsWanted) -> Result<BTreeSet<AccountId>, StoreError> {
        let question = Question::new(account.clone(), wanted.basis, &[]);
        let kept = self.cache.bill(self.station.realm(), &question, wanted.days)?;
        let named = kept.rows.iter().filter_map(|row| row.key.value(&Dimension::LinkedAccount));
        Ok(named.map(AccountId::from).collect())
    }

    /// Asks for what is due of a question, part by part, and keeps each answer as it comes.
    pub(super) async fn fill(&self, question: &Question, days: Days, waiting: &Waiting) -> Result<(), Hindrance> {
        let now = self.station.now();
        let realm = self.station.realm();
        let parts = question.parts(due(days, &self.cache.bill_days(realm, question, days)?, now));
        waiting.begin(if question.is_by_month() { parts.len() } else { 0 });
        for part in parts {
            // Whoever asks something short waits for one part of something long, and not for all of it.
            let _turn = waiting.until(self.turn.lock()).await.ok_or(Hindrance::GivenUp)?;
            for stretch in due(part, &self.cache.bill_days(realm, question, part)?, now) {
                self.fill_stretch(question, stretch, now, waiting).await?;
            }
            waiting.answered_a_month();
        }
        Ok(())
    }

    async fn fill_stretch(
        &self,
        question: &Question,
        stretch: Days,
        now: Timestamp,
        waiting: &Waiting,
    ) -> Result<(), Hindrance> {
        let mut pages = Pages::default();
        let read = self.read(question, stretch, &mut pages, waiting).await;
        let whole = if read.is_ok() { stretch } else { pages.whole_days(stretch) };
        if !whole.is_empty() {
            let (realm, asked, answered) = (self.station.realm(), question.clone(), pages.answered(whole, now));
            self.keep(move |cache| cache.record_bill(realm, &asked, &answered)).await?;
            self.changed();
        }
        read
    }

    async fn learn_holdings(
        &self,
        account: &AccountId,
        watched: &[AccountId],
    ) -> Result<BTreeSet<AccountId>, Hindrance> {
        let today = utc_day(self.station.now());
        let days = Days::new(today.saturating_sub(LEARNT_FROM.days()), today);
        let (mut held, mut from) = (BTreeSet::from([account.clone()]), None);
        let mut seen = HashSet::new();
        loop {
            let marker = from.as_ref();
            let page = self
                .paid(account, VALUES, async |bill| bill.values(&Dimension::LinkedAccount, days, marker).await)
                .await?;
            held.extend(page.items.into_iter().map(AccountId::new));
            let Some(next) = page.next else { break };
            if !seen.insert(next.clone()) {
                return Err(endless(VALUES).into());
            }
            from = Some(next);
        }
        let learnt = Learnt { held, watched: watched.iter().cloned().collect() };
        self.keep_note(account, HOLDINGS, &learnt).await?;
        Ok(learnt.held)
    }

    async fn read(
        &self,
        question: &Question,
        days: Days,
        pages: &mut Pages,
        waiting: &Waiting,
    ) -> Result<(), Hindrance> {
        let query = CostQuery { days, basis: question.basis, by: question.by.clone(), only: question.only.clone() };
        let mut seen = HashSet::new();
        loop {
            // Between two requests and not within one, whose answer is paid for and kept.
            if waiting.has_ended() {
                return Err(Hindrance::GivenUp);
            }
            let from = pages.next.clone();
            let page = self
                .paid(&question.account, COSTS, async |bill| bill.cost_and_usage(&query, from.as_ref()).await)
                .await?;
            if page.next.as_ref().is_some_and(|next| !seen.insert(next.clone())) {
                // What was read twice cannot be told from what costs twice as much.
                *pages = Pages::default();
                return Err(endless(COSTS).into());
            }
            pages.take(page);
            if pages.next.is_none() {
                return Ok(());
            }
        }
    }

    /// One request, if it is within the cap and its answer can be kept. It is counted for everybody before the next one is weighed. An operation
    /// that AWS had no data for is left alone for as long as a bill is: a forecast needs months of a bill that is there.
    pub(super) async fn paid<T, Fut>(
        &self,
        account: &AccountId,
        operation: &'static str,
        ask: impl Fn(Arc<dyn Bill>) -> Fut,
    ) -> Result<T, Hindrance>
    where
        Fut: Future<Output = Result<T, CloudError>>,
    {
        let no_data_yet = format!("{NO_DATA_YET} {operation}");
        if self.note::<bool>(account, &no_data_yet, REFRESH)?.is_some() {
            return Err(CloudError::NoDataYet { operation }.into());
        }
        let _alone = self.weigh(account).await?;
        self.ready_to_keep(account, operation).await?;
        let cloud = &self.station.cloud;
        let send = async |profile| ask(cloud.bill(&profile)?).await;
        let answer = self.station.run_errand(account, operation, send).await;
        self.station.keep_calls();
        match &answer {
            Ok(_) => drop(self.rests.lock().remove(&(account.clone(), operation))),
            Err(error) => {
                let pause = SignedDuration::try_from(pause_after(error, RETRY)).unwrap_or(REFRESH);
                let until = self.station.now().saturating_add(pause).unwrap_or(Timestamp::MAX);
                self.rests.lock().insert((account.clone(), operation), until);
            }
        }
        if let Err(CloudError::NoDataYet { .. }) = answer {
            self.keep_note(account, &no_data_yet, &true).await?;
        }
        Ok(answer?)
    }

    /// Whether one more request is within the cap. Near it what another process is about to spend is in nobody's sum
    /// yet, so that one asks after the other: the turn is held until the request is counted.
    async fn weigh(&self, account: &AccountId) -> Result<Option<AskingTurn>, Hindrance> {
        let weighed = || match self.allowance(account)? {
            allowance if allowance.allows_one_more() => Ok(allowance),
            allowance => Err(Hindrance::CapReached(allowance)),
        };
        if weighed()?.allows(AT_ONCE) {
            return Ok(None);
        }
        let turn = tokio::time::timeout(LONGEST_TURN, async {
            loop {
                match self.cache.asking_turn()? {
                    Some(turn) => return Ok::<_, StoreError>(turn),
                    None => tokio::time::sleep(LOOK_AGAIN).await,
                }
            }
        });
        // A process that stands still in the middle of its turn does not make others wait for ever.
        let turn = turn.await.map_err(|_| Hindrance::GivenUp)??;
        weighed().map(|_| Some(turn))
    }

    /// What was noted of an account and is not older than that.
    pub(super) fn note<T: DeserializeOwned>(
        &self,
        account: &AccountId,
        about: &str,
        kept: SignedDuration,
    ) -> Result<Option<T>, StoreError> {
        let noted = self.noted(account, about)?;
        Ok(noted.filter(|noted| is_younger(noted.age, kept)).map(|noted| noted.value))
    }

    fn noted<T: DeserializeOwned>(&self, account: &AccountId, about: &str) -> Result<Option<Noted<T>>, StoreError> {
        let Some(note) = self.cache.bill_note(self.station.realm(), account, about)? else { return Ok(None) };
        let age = self.station.now().duration_since(note.at);
        // What an older version has noted otherwise is not known.
        Ok(serde_json::from_str(&note.json).ok().map(|value| Noted { value, age }))
    }
}

struct Noted<T> {
    value: T,
    age: SignedDuration,
}

/// Whose bills an account's bill holds, and who was watched when that was learnt.
#[derive(Serialize, Deserialize)]
struct Learnt {
    held: BTreeSet<AccountId>,
    watched: BTreeSet<AccountId>,
}

impl Learnt {
    /// An account that is watched since may have joined an organization since, but not while the first ones are found.
    fn is_outdated(&self, age: SignedDuration, accounts: &[AccountId]) -> bool {
        let is_new = |account: &AccountId| !self.watched.contains(account) && !self.held.contains(account);
        !is_younger(age, HOLDINGS_KEPT) || (!is_younger(age, REFRESH) && accounts.iter().any(is_new))
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
