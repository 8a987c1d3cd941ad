use super::readers::page;
use super::world::{Door, World};
use async_trait::async_trait;
use emberwatch_cloud::{
    Bill, CallOutcome, CloudError, CostForecast, CostPage, CostQuery, ForecastQuery, Marker, Page, SentCall,
};
use emberwatch_domain::account::AccountId;
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{BillDay, BillKey, Days, Dimension};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What Cost Explorer tells one account.
#[derive(Clone, Debug, Default)]
pub(crate) struct FakeBill {
    pub rows: Vec<BillDay>,
    pub page_size: Option<usize>,
    pub forecast: Option<Usd>,
    /// Its last page leads back to the second one.
    pub endless: bool,
}

impl FakeBill {
    fn page<T>(&self, items: impl Iterator<Item = T>, marker: Option<&Marker>) -> Page<T> {
        let size = self.page_size.unwrap_or(NO_END);
        let mut page = page(items, size, marker);
        if self.endless && page.next.is_none() {
            page.next = Some(Marker(size.to_string()));
        }
        page
    }
}

const NO_END: usize = 1_000;

#[async_trait]
impl Bill for Door {
    async fn cost_and_usage(&self, query: &CostQuery, marker: Option<&Marker>) -> Result<CostPage, CloudError> {
        self.billed("GetCostAndUsage", |bill, world, account| {
            world.cost_queries.push((account.clone(), query.clone()));
            let asked = || bill.rows.iter().filter(|row| query.days.contains(row.day) && is_meant(&row.key, query));
            let mut sums: BTreeMap<(Date, BillKey), (Usd, bool)> = BTreeMap::new();
            for row in asked() {
                let sum = sums.entry((row.day, row.key.only(&query.by))).or_default();
                *sum = (sum.0 + row.usd, sum.1 | row.estimated);
            }
            let rows = sums.into_iter().map(|((day, key), (usd, estimated))| BillDay { day, key, usd, estimated });
            let Page { items, next } = bill.page(rows, marker);
            let estimated_from = asked().filter(|row| row.estimated).map(|row| row.day).min();
            Ok(CostPage { rows: items, estimated_from, next })
        })
        .await
    }

    async fn forecast(&self, _query: &ForecastQuery) -> Result<CostForecast, CloudError> {
        let operation = "GetCostForecast";
        self.billed(operation, |bill, _, _| {
            let mean = bill.forecast.ok_or(CloudError::NoDataYet { operation })?;
            Ok(CostForecast { mean, range: None })
        })
        .await
    }

    async fn values(
        &self,
        dimension: &Dimension,
        days: Days,
        marker: Option<&Marker>,
    ) -> Result<Page<String>, CloudError> {
        let operation = if matches!(dimension, Dimension::Tag(_)) { "GetTags" } else { "GetDimensionValues" };
        self.billed(operation, |bill, _, _| {
            let of_days = bill.rows.iter().filter(|row| days.contains(row.day));
            let values: BTreeSet<_> = of_days.filter_map(|row| row.key.value(dimension)).map(str::to_owned).collect();
            Ok(bill.page(values.into_iter(), marker))
        })
        .await
    }
}

impl Door {
    /// A call that AWS bills, refused or not. An account without any bill is new.
    async fn billed<T>(
        &self,
        operation: &'static str,
        answer: impl FnOnce(&FakeBill, &mut World, &AccountId) -> Result<T, CloudError>,
    ) -> Result<T, CloudError> {
        let meter = self.world.lock().meter.clone();
        let result = self
            .call(operation, None, |world, account| {
                let bill = world.bills.get(account).cloned().ok_or(CloudError::NoDataYet { operation })?;
                answer(&bill, world, account)
            })
            .await;
        if let Some(meter) = meter {
            let (profile, region) = (self.profile.clone(), "us-east-1".into());
            let (service, operation) = ("ce".to_owned(), operation.to_owned());
            let outcome = if result.is_ok() { CallOutcome::Answered } else { CallOutcome::Failed };
            meter.count(SentCall { profile, region, service, operation }, outcome);
        }
        result
    }
}

fn is_meant(key: &BillKey, query: &CostQuery) -> bool {
    query.only.iter().all(|filter| filter.holds(key))
}
