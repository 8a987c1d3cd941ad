//! What AWS bills, over the wire, from the simulator's Cost Explorer.

use crate::ground::{Ground, calls, simulator};
use emberwatch_cloud::{Bill, Cloud, CloudError, CostFilter, CostQuery, ForecastQuery};
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{Amounts, Basis, BillDay, Credits, Days, Dimension};
use emberwatch_simulator::Simulator;
use jiff::civil::date;
use std::collections::BTreeSet;
use std::sync::Arc;

const PAYER: &str = "analytics-prod";

fn bill(simulator: &Simulator, account: &str) -> Arc<dyn Bill> {
    let ground = Ground::simulated(simulator, account);
    ground.cloud.bill(&ground.profile).unwrap()
}

fn query(by: &[Dimension]) -> CostQuery {
    let days = Days::new(date(2031, 2, 10), date(2031, 2, 20));
    let basis = Basis { amounts: Amounts::Unblended, credits: Credits::Counted };
    CostQuery { days, basis, by: by.to_vec(), only: Vec::new() }
}

/// All pages.
async fn rows(bill: &dyn Bill, query: &CostQuery) -> Vec<BillDay> {
    let (mut rows, mut next) = (Vec::new(), None);
    loop {
        let page = bill.cost_and_usage(query, next.as_ref()).await.unwrap();
        rows.extend(page.rows);
        if page.next.is_none() {
            return rows;
        }
        assert_ne!(page.next, next, "the marker came back");
        next = page.next;
    }
}

fn sum(rows: &[BillDay]) -> Usd {
    rows.iter().map(|row| row.usd).sum()
}

fn values<'a>(rows: &'a [BillDay], dimension: &Dimension) -> BTreeSet<Option<&'a str>> {
    rows.iter().map(|row| row.key.value(dimension)).collect()
}

#[tokio::test]
async fn every_grouping_of_a_bill_adds_up_to_the_same_money() {
    let simulator = simulator();
    let bill = bill(&simulator, PAYER);
    let total = sum(&rows(&*bill, &query(&[])).await);
    assert!(total > Usd::ZERO);
    for by in [Dimension::Service, Dimension::Region, Dimension::UsageType, Dimension::Tag("owner".into())] {
        let rows = rows(&*bill, &query(&[Dimension::LinkedAccount, by.clone()])).await;
        // Cost Explorer rounds each row.
        assert_eq!((sum(&rows) - total).total_text().trim_start_matches('-'), "0.00", "{by}");
        assert!(values(&rows, &by).len() > 1, "{by}");
    }
}

#[tokio::test]
async fn a_filter_leaves_what_it_names() {
    let simulator = simulator();
    let (bill, by) = (bill(&simulator, PAYER), [Dimension::LinkedAccount, Dimension::Service]);
    let all = rows(&*bill, &query(&by)).await;
    let service = "Amazon Elastic MapReduce";
    let only = vec![CostFilter::one(Dimension::Service, Some(service))];
    let filtered = rows(&*bill, &CostQuery { only, ..query(&by) }).await;
    assert_eq!(values(&filtered, &Dimension::Service), BTreeSet::from([Some(service)]));
    let expected: Vec<BillDay> = all.into_iter().filter(|row| row.key.value(&by[1]) == Some(service)).collect();
    assert_eq!(sum(&filtered), sum(&expected));
}

#[tokio::test]
async fn credits_and_the_basis_change_the_money() {
    let simulator = simulator();
    let bill = bill(&simulator, PAYER);
    // Over whole months what is paid upfront and what is spread over the month come to the same.
    let days = Days::new(date(2031, 2, 1), date(2031, 2, 20));
    let mut sums = BTreeSet::new();
    for amounts in Amounts::ALL {
        let basis = Basis { amounts, credits: Credits::Counted };
        sums.insert(sum(&rows(&*bill, &CostQuery { days, basis, ..query(&[]) }).await));
    }
    let basis = Basis { amounts: Amounts::Unblended, credits: Credits::LeftOut };
    let without = sum(&rows(&*bill, &CostQuery { days, basis, ..query(&[]) }).await);
    assert!(sums.len() >= 2, "{sums:?}");
    assert!(sums.iter().all(|sum| *sum != without), "{without} and {sums:?}");
}

#[tokio::test]
async fn a_payer_holds_the_bills_of_its_accounts_and_a_linked_account_its_own() {
    let simulator = simulator();
    let linked = Ground::simulated(&simulator, "research");
    let days = query(&[]).days;
    let held = bill(&simulator, PAYER).values(&Dimension::LinkedAccount, days, None).await.unwrap();
    assert!(held.items.len() > 1 && held.items.contains(&linked.account.to_string()), "{held:?}");
    let own = bill(&simulator, "research").values(&Dimension::LinkedAccount, days, None).await.unwrap();
    assert_eq!(own.items, [linked.account.to_string()]);
    let by = [Dimension::LinkedAccount, Dimension::Service];
    let of_payer = rows(&*bill(&simulator, PAYER), &query(&by)).await;
    let of_linked = rows(&*bill(&simulator, "research"), &query(&by)).await;
    let is_linked = |row: &&BillDay| row.key.value(&by[0]) == Some(linked.account.as_str());
    assert_eq!(of_payer.iter().filter(is_linked).map(|row| row.usd).sum::<Usd>(), sum(&of_linked));
}

#[tokio::test]
async fn the_last_days_are_estimates_and_a_forecast_reaches_to_the_months_end() {
    let simulator = simulator();
    let bill = bill(&simulator, PAYER);
    let days = Days::new(date(2031, 2, 1), date(2031, 3, 3));
    let by = vec![Dimension::LinkedAccount, Dimension::Service];
    let page = bill.cost_and_usage(&CostQuery { days, by, ..query(&[]) }, None).await.unwrap();
    assert!(page.estimated_from.is_some_and(|from| from > date(2031, 2, 1)), "{:?}", page.estimated_from);
    let ahead = Days::new(date(2031, 3, 3), date(2031, 4, 1));
    let query = ForecastQuery { days: ahead, amounts: Amounts::Unblended, likely_percent: 80 };
    let forecast = bill.forecast(&query).await.unwrap();
    let (low, high) = forecast.range.unwrap();
    assert!(low < forecast.mean && forecast.mean < high && low > Usd::ZERO, "{forecast:?}");
}

#[tokio::test]
async fn tags_are_told_by_their_values() {
    let simulator = simulator();
    let owner = Dimension::Tag("owner".into());
    let owners = bill(&simulator, PAYER).values(&owner, query(&[]).days, None).await.unwrap();
    assert!(owners.items.iter().filter(|value| !value.is_empty()).count() > 1, "{owners:?}");
    assert_eq!((calls(&simulator, "GetTags"), calls(&simulator, "GetDimensionValues")), (1, 0));
}

#[tokio::test]
async fn an_account_that_is_too_new_has_no_data_yet() {
    use emberwatch_simulator::{Action, Rule};
    let simulator = simulator();
    let name = "DataUnavailableException".to_owned();
    simulator.faults().push(Rule { service: Some("ce".into()), ..Rule::always(Action::Exception { name }) });
    let error = bill(&simulator, PAYER).cost_and_usage(&query(&[]), None).await.unwrap_err();
    assert!(matches!(error, CloudError::NoDataYet { .. }), "{error}");
    assert_eq!(calls(&simulator, "GetCostAndUsage"), 1, "it is not tried again by itself");
}
