//! GetCostForecast: the mean of each weekday over the last weeks, and how far the days lay about it.

use std::collections::BTreeMap;
use std::ops::Range;

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use serde::Deserialize;
use serde_json::{Value, json};

use super::archive::first_estimated;
use super::cost_and_usage::{Question, decimal};
use super::expression::Expression;
use super::period::{DateInterval, Granularity};
use super::{AwsError, Call, day_of, invalid, read};
use crate::world::bill::Amounts;

pub(super) fn answer(call: &Call<'_>, input: &Value) -> Result<Value, AwsError> {
    let request: Request = read(input)?;
    let days = request.time_period.days()?;
    request.check(&days, day_of(call.now))?;
    let metric = metric(&request.metric)?;
    let level = request.prediction_interval_level.unwrap_or(USUAL_LEVEL);
    if !(51..=99).contains(&level) {
        return Err(invalid("PredictionIntervalLevel must be between 51 and 99"));
    }
    let question = Question::ungrouped(request.filter.as_ref().map(Expression::test).transpose()?);
    let outlook = Outlook::of(&past(call, &question, metric));
    let periods = request.granularity.periods(days.clone())?;
    let results: Vec<Value> = periods
        .iter()
        .map(|period| {
            let (mean, margin) = (outlook.mean(&period.0), outlook.margin(&period.0, level));
            json!({
                "TimePeriod": period.json(),
                "MeanValue": decimal(mean),
                // A bill does not fall below nothing because its days differ much.
                "PredictionIntervalLowerBound": decimal((mean - margin).max(Decimal::ZERO.min(mean))),
                "PredictionIntervalUpperBound": decimal(mean + margin),
            })
        })
        .collect();
    Ok(json!({
        "Total": { "Amount": decimal(outlook.mean(&days)), "Unit": "USD" },
        "ForecastResultsByTime": results,
    }))
}

const USUAL_LEVEL: i64 = 80;
const WEEK: i64 = 7;
const WEEKS: i64 = 8;
/// How far ahead a forecast may reach.
const MOST_DAYS: i64 = 92;
const MOST_DAYS_OF_MONTHS: i64 = 366;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Request {
    time_period: DateInterval,
    metric: String,
    granularity: Granularity,
    filter: Option<Expression>,
    prediction_interval_level: Option<i64>,
}

impl Request {
    fn check(&self, days: &Range<i64>, today: i64) -> Result<(), AwsError> {
        if days.start < today {
            return Err(invalid("Start date must not lie before today"));
        }
        let most = if self.granularity == Granularity::Daily { MOST_DAYS } else { MOST_DAYS_OF_MONTHS };
        if days.end - today > most {
            return Err(invalid(format!("The forecast may reach {most} days ahead at this granularity")));
        }
        Ok(())
    }
}

fn metric(name: &str) -> Result<fn(&Amounts) -> Decimal, AwsError> {
    match name {
        "AMORTIZED_COST" => Ok(|amounts| amounts.amortized),
        "BLENDED_COST" | "UNBLENDED_COST" => Ok(|amounts| amounts.unblended),
        "NET_AMORTIZED_COST" => Ok(|amounts| amounts.net_amortized),
        "NET_UNBLENDED_COST" => Ok(|amounts| amounts.net_unblended),
        other => Err(invalid(format!("Metric {other} cannot be forecast as a cost"))),
    }
}

/// The closed days of the last weeks, as day and amount.
fn past(call: &Call<'_>, question: &Question, metric: fn(&Amounts) -> Decimal) -> Vec<(i64, Decimal)> {
    let end = first_estimated(call.now);
    let days = end - WEEKS * WEEK..end;
    let sums: BTreeMap<i64, Decimal> =
        question.sums(call, days.clone()).into_iter().map(|((day, _), sum)| (day, metric(&sum.amounts))).collect();
    days.map(|day| (day, sums.get(&day).copied().unwrap_or_default())).collect()
}

/// What a day to come is thought to cost.
struct Outlook {
    by_weekday: BTreeMap<i64, Decimal>,
    /// Standard deviation of a day about its weekday's mean.
    deviation: f64,
}

impl Outlook {
    fn of(past: &[(i64, Decimal)]) -> Self {
        let by_weekday: BTreeMap<i64, Decimal> = (0..WEEK).map(|weekday| (weekday, mean_of(past, weekday))).collect();
        let off = |(day, usd): &(i64, Decimal)| (*usd - by_weekday[&day.rem_euclid(WEEK)]).to_f64().unwrap_or_default();
        #[allow(clippy::cast_precision_loss, reason = "a few weeks of days")]
        let variance = past.iter().map(off).map(|off| off * off).sum::<f64>() / past.len().max(1) as f64;
        Self { deviation: variance.sqrt(), by_weekday }
    }

    fn mean(&self, days: &Range<i64>) -> Decimal {
        days.clone().map(|day| self.by_weekday[&day.rem_euclid(WEEK)]).sum()
    }

    /// Days are taken to differ independently, so that a sum of them varies with the root of their number.
    fn margin(&self, days: &Range<i64>, level: i64) -> Decimal {
        #[allow(clippy::cast_precision_loss, reason = "at most a year of days and a percentage")]
        let (count, level) = ((days.end - days.start) as f64, level as f64 / 100.0);
        Decimal::from_f64(quantile(f64::midpoint(1.0, level)) * self.deviation * count.sqrt()).unwrap_or_default()
    }
}

fn mean_of(past: &[(i64, Decimal)], weekday: i64) -> Decimal {
    let own: Vec<Decimal> =
        past.iter().filter(|(day, _)| day.rem_euclid(WEEK) == weekday).map(|(_, usd)| *usd).collect();
    own.iter().sum::<Decimal>() / Decimal::from(own.len().max(1))
}

/// The standard normal quantile above one half (Abramowitz and Stegun, 26.2.23).
fn quantile(share: f64) -> f64 {
    let t = (-2.0 * (1.0 - share).ln()).sqrt();
    let above = 0.010_328_f64.mul_add(t, 0.802_853).mul_add(t, 2.515_517);
    let below = 0.001_308_f64.mul_add(t, 0.189_269).mul_add(t, 1.432_788).mul_add(t, 1.0);
    t - above / below
}

#[cfg(test)]
mod tests {
    use rust_decimal_macros::dec;

    use super::*;

    #[test]
    fn each_weekday_is_foretold_from_its_own_past() {
        let past: Vec<_> = (0..56).map(|day| (day, if day % 7 == 3 { dec!(100) } else { dec!(10) })).collect();
        let outlook = Outlook::of(&past);
        assert_eq!(outlook.mean(&(56..63)), dec!(160));
        assert_eq!(outlook.mean(&(59..60)), dec!(100));
        assert_eq!(outlook.margin(&(56..63), 80), Decimal::ZERO, "what repeats exactly leaves nothing open");
    }

    #[test]
    fn a_higher_level_is_a_wider_interval() {
        let past: Vec<_> = (0..56).map(|day| (day, Decimal::from(10 + day % 5))).collect();
        let outlook = Outlook::of(&past);
        assert!(outlook.margin(&(56..57), 95) > outlook.margin(&(56..57), 80));
        assert!((quantile(0.9) - 1.2816).abs() < 0.001 && (quantile(0.975) - 1.96).abs() < 0.001);
    }
}
