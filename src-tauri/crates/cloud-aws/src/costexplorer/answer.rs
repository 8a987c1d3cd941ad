//! What Cost Explorer answers. What is missing of it is tolerated, an amount that cannot be read is not: it would be a
//! day that is too cheap.

use super::request::no_value;
use super::{COSTS, FORECAST};
use crate::convert::{billed, marker};
use aws_sdk_costexplorer::operation::get_cost_and_usage::GetCostAndUsageOutput;
use aws_sdk_costexplorer::operation::get_cost_forecast::GetCostForecastOutput;
use aws_sdk_costexplorer::types::{Group, MetricValue, ResultByTime};
use emberwatch_cloud::{CloudError, CostForecast, CostPage, CostQuery};
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{BillDay, BillKey, Dimension};
use jiff::civil::Date;
use std::collections::HashMap;

const DOLLARS: &str = "USD";

pub(super) fn page(output: GetCostAndUsageOutput, query: &CostQuery) -> Result<CostPage, CloudError> {
    let mut page = CostPage { next: marker(output.next_page_token), ..CostPage::default() };
    for result in output.results_by_time.unwrap_or_default() {
        let Some(day) = day(&result) else { continue };
        if result.estimated {
            page.estimated_from = Some(page.estimated_from.map_or(day, |from: Date| from.min(day)));
        }
        page.rows.extend(rows(day, &result, query)?);
    }
    Ok(page)
}

pub(super) fn forecast(output: &GetCostForecastOutput) -> Result<CostForecast, CloudError> {
    let operation = FORECAST.operation;
    let mean = match output.total.as_ref() {
        Some(total) => amount(total, operation)?,
        None => return Err(unreadable(operation, "the forecast names no amount")),
    };
    let results = output.forecast_results_by_time.as_deref().unwrap_or_default();
    let sum = |bound: fn(&aws_sdk_costexplorer::types::ForecastResult) -> Option<&str>| -> Option<Usd> {
        results.iter().map(|result| billed(bound(result)?)).sum::<Option<Usd>>()
    };
    let low = sum(|result| result.prediction_interval_lower_bound());
    let high = sum(|result| result.prediction_interval_upper_bound());
    let range = low.zip(high).filter(|_| !results.is_empty());
    Ok(CostForecast { mean, range })
}

fn rows(day: Date, result: &ResultByTime, query: &CostQuery) -> Result<Vec<BillDay>, CloudError> {
    let metric = query.basis.amounts.metric();
    let row = |key: BillKey, metrics: Option<&HashMap<String, MetricValue>>| {
        let Some(value) = metrics.and_then(|metrics| metrics.get(metric)) else { return Ok(None) };
        let usd = amount(value, COSTS.operation)?;
        Ok(Some(BillDay { day, key, usd, estimated: result.estimated }))
    };
    if query.by.is_empty() {
        let total = row(BillKey::default(), result.total.as_ref())?;
        // Without a group a day that cost nothing is told as a zero, and there is no day that is left out.
        return Ok(total.into_iter().filter(|row| row.usd != Usd::ZERO).collect());
    }
    let groups = result.groups.as_deref().unwrap_or_default().iter();
    groups.filter_map(|group| row(key(group, &query.by), group.metrics.as_ref()).transpose()).collect()
}

fn key(group: &Group, by: &[Dimension]) -> BillKey {
    let values = group.keys.as_deref().unwrap_or_default();
    by.iter()
        .zip(values)
        .fold(BillKey::default(), |key, (dimension, value)| key.with(dimension.clone(), of_dimension(dimension, value)))
}

/// Of a tag the value is told behind its key, as `owner$mila`; and what has no region is told as `NoRegion`.
fn of_dimension<'a>(dimension: &Dimension, value: &'a str) -> &'a str {
    match dimension {
        Dimension::Tag(key) => {
            value.strip_prefix(key.as_str()).and_then(|rest| rest.strip_prefix('$')).unwrap_or(value)
        }
        fixed if value == no_value(fixed) => "",
        _ => value,
    }
}

fn amount(value: &MetricValue, operation: &'static str) -> Result<Usd, CloudError> {
    let unit = value.unit.as_deref().unwrap_or(DOLLARS);
    let amount = value.amount.as_deref().unwrap_or_default();
    // An amount of nothing has no currency.
    if unit != DOLLARS && unit != "N/A" {
        return Err(unreadable(operation, &format!("the bill is in {unit}, and only US dollars can be added up here")));
    }
    billed(amount).ok_or_else(|| unreadable(operation, &format!("{amount:?} is no amount")))
}

fn unreadable(operation: &'static str, message: &str) -> CloudError {
    CloudError::Unexpected { operation, message: message.to_owned(), source: None }
}

fn day(result: &ResultByTime) -> Option<Date> {
    // Monthly and hourly answers have times in them; a day is the first ten characters of all.
    result.time_period.as_ref()?.start.get(..10)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_costexplorer::types::{DateInterval, ForecastResult};
    use emberwatch_domain::spend::{Basis, Days};
    use jiff::civil::date;

    fn query(by: &[Dimension]) -> CostQuery {
        let days = Days::new(date(2026, 1, 1), date(2026, 1, 3));
        CostQuery { days, basis: Basis::default(), by: by.to_vec(), only: Vec::new() }
    }

    fn metrics(amount: &str, unit: &str) -> HashMap<String, MetricValue> {
        let value = MetricValue::builder().amount(amount).unit(unit).build();
        HashMap::from([("UnblendedCost".to_owned(), value)])
    }

    fn group(keys: &[&str], amount: &str) -> Group {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        Group::builder().set_keys(Some(keys)).set_metrics(Some(metrics(amount, "USD"))).build()
    }

    fn on(start: &str, groups: Vec<Group>) -> ResultByTime {
        let period = DateInterval::builder().start(start).end(start).build().unwrap();
        let estimated = start >= "2026-01-02";
        ResultByTime::builder().time_period(period).set_groups(Some(groups)).estimated(estimated).build()
    }

    fn output(results: Vec<ResultByTime>) -> GetCostAndUsageOutput {
        GetCostAndUsageOutput::builder().set_results_by_time(Some(results)).build()
    }

    #[test]
    fn rows_have_their_day_their_key_and_an_exact_amount() {
        let by = [Dimension::LinkedAccount, Dimension::Tag("owner".into())];
        let groups = vec![group(&["111", "owner$mila"], "-1.25E-3"), group(&["111", "owner$"], "2.3400000000")];
        let page = page(output(vec![on("2026-01-01", vec![]), on("2026-01-02", groups)]), &query(&by)).unwrap();
        let told: Vec<_> = page.rows.iter().map(|row| (row.day, row.key.value(&by[1]), row.usd.to_string())).collect();
        let day = date(2026, 1, 2);
        assert_eq!(told, [(day, Some("mila"), "-0.00125".to_owned()), (day, None, "2.34".to_owned())]);
        assert_eq!(page.estimated_from, Some(day));
    }

    #[test]
    fn a_tag_whose_value_has_a_dollar_sign_keeps_it() {
        assert_eq!(of_dimension(&Dimension::Tag("a$b".into()), "a$b$c$d"), "c$d");
        assert_eq!(of_dimension(&Dimension::Region, "NoRegion"), "");
    }

    #[test]
    fn an_amount_that_cannot_be_read_is_no_zero() {
        let told = |group| page(output(vec![on("2026-01-01", vec![group])]), &query(&[Dimension::Service]));
        assert!(told(group(&["EMR"], "many")).unwrap_err().to_string().contains("\"many\" is no amount"));
        let yuan = Group::builder().set_metrics(Some(metrics("1", "CNY"))).build();
        assert!(told(yuan).unwrap_err().to_string().contains("the bill is in CNY"));
    }

    #[test]
    fn a_day_without_a_group_that_cost_nothing_has_no_row() {
        let mut days = [on("2026-01-01", vec![]), on("2026-01-02", vec![])];
        for (day, usd) in days.iter_mut().zip(["0", "0.5"]) {
            day.total = Some(metrics(usd, "USD"));
        }
        let page = page(output(days.into()), &query(&[])).unwrap();
        assert_eq!(page.rows.len(), 1);
    }

    #[test]
    fn a_forecast_without_bounds_has_no_range() {
        let total = MetricValue::builder().amount("120.5").unit("USD").build();
        let bare = GetCostForecastOutput::builder().total(total.clone()).build();
        assert_eq!(forecast(&bare).unwrap().range, None);
        let bounds = |low: &str, high: &str| {
            ForecastResult::builder().prediction_interval_lower_bound(low).prediction_interval_upper_bound(high).build()
        };
        let whole = GetCostForecastOutput::builder()
            .total(total)
            .forecast_results_by_time(bounds("100", "130"))
            .forecast_results_by_time(bounds("1", "2"))
            .build();
        let range = forecast(&whole).unwrap().range.map(|(low, high)| (low.to_string(), high.to_string()));
        assert_eq!(range, Some(("101".to_owned(), "132".to_owned())));
        assert!(forecast(&GetCostForecastOutput::builder().build()).is_err());
    }
}
