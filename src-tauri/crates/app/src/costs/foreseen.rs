//! What an answer would cost, before anybody is asked.

use super::allowance::COST_EXPLORER;
use super::due::due;
use super::question::Question;
use super::{Costs, CostsWanted, Freshness, stages};
use crate::ports::StoreError;
use emberwatch_domain::account::AccountId;
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{Days, Dimension, utc_day};
use emberwatch_domain::usage::{self, Tariff};
use rust_decimal::Decimal;

/// AWS does not say how many rows a page holds. With more than it does hold fewer pages would be foreseen than there are.
const ROWS_OF_A_PAGE: u64 = 3_000;

/// What Cost Explorer would be asked for an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Foreseen {
    pub requests: u64,
    pub usd: Usd,
    /// How many pages a month has is not known before one was answered.
    pub may_be_more: bool,
}

impl Costs {
    /// Of each of these, which are about the same days on the same basis. Nobody is asked for it.
    ///
    /// # Errors
    /// What is kept cannot be read.
    pub async fn foresee(&self, wanted: &[CostsWanted]) -> Result<Vec<Foreseen>, StoreError> {
        let Some(first) = wanted.first() else { return Ok(Vec::new()) };
        let (askers, _) = self.askers(&self.accounts(), first, Freshness::Kept).await?;
        let of_one = |wanted: &CostsWanted| {
            let mut foreseen = Foreseen::default();
            for account in askers.asked.iter().filter(|account| wanted.concerns(account, &askers)) {
                self.foresee_bill(wanted, account, &mut foreseen)?;
            }
            foreseen.usd = price() * Decimal::from(foreseen.requests);
            Ok(foreseen)
        };
        wanted.iter().map(of_one).collect()
    }

    fn foresee_bill(
        &self,
        wanted: &CostsWanted,
        account: &AccountId,
        foreseen: &mut Foreseen,
    ) -> Result<(), StoreError> {
        for (at, question) in stages::stages(wanted, account).into_iter().enumerate() {
            let parts = self.foresee_question(&question, wanted.days, foreseen)?;
            let tag = wanted.owner_tags.get(at).cloned().map(Dimension::Tag);
            // What the first tag leaves is known once it was asked.
            let kept = || self.cache.bill(self.station.realm(), &question, wanted.days);
            if parts == 0 && !tag.map_or(Ok(false), |tag| Ok(stages::leaves_some(&kept()?, wanted, &tag)))? {
                break;
            }
        }
        Ok(())
    }

    /// How many parts are to be asked.
    fn foresee_question(&self, question: &Question, days: Days, foreseen: &mut Foreseen) -> Result<usize, StoreError> {
        let (now, realm) = (self.station.now(), self.station.realm());
        let parts = question.parts(due(days, &self.cache.bill_days(realm, question, days)?, now));
        if parts.is_empty() {
            return Ok(0);
        }
        let told = Days::told_on(utc_day(now));
        let known = self.cache.bill_days(realm, question, told)?.len() as u64;
        let rows = if known == 0 { 0 } else { self.cache.bill_size(realm, question, told)? };
        foreseen.may_be_more |= known == 0 && question.is_by_month();
        let pages = |part: &Days| (rows * part.iter().count() as u64).div_ceil(known.max(1) * ROWS_OF_A_PAGE).max(1);
        foreseen.requests += parts.iter().map(pages).sum::<u64>();
        Ok(parts.len())
    }
}

fn price() -> Usd {
    match usage::tariff(COST_EXPLORER) {
        Some(Tariff::PerRequest(price)) => price,
        Some(Tariff::Free) | None => Usd::ZERO,
    }
}
