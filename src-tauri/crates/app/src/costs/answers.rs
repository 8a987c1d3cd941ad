//! What was answered, put together.

use super::question::KeptBill;
use super::{Askers, Costs, CostsWanted, Hindrance, Waiting, stages};
use crate::ports::StoreError;
use emberwatch_domain::account::AccountId;
use emberwatch_domain::cluster::ClusterId;
use emberwatch_domain::spend::{Basis, Bill, CostFilter, Days, Dimension, utc_day};
use std::collections::BTreeMap;

impl Costs {
    /// What is known of the wanted after asking for what is due, by what it is told, and why not all was answered.
    pub(super) async fn answered(
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
    pub(super) fn cluster_names(&self, askers: &Askers, days: Days) -> Result<BTreeMap<ClusterId, String>, StoreError> {
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
