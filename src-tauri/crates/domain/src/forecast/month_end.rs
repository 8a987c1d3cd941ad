//! The month's end: what the bill says, what was estimated since, and a projection of the days to come.

use super::choice::{Chosen, choose};
use super::history::{History, to_usd};
use super::method::Method;
use super::trials::{LONGEST, Trials};
use crate::money::Usd;
use crate::spend::{Days, Month, later, utc_day};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Trials before so many days tell nothing of now.
const TRIED_DAYS: usize = 270;

/// What is known when a month end is asked for. Everything is of one scope: one account, or its clusters alone.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// What the bill says of its settled days.
    pub history: &'a History,
    /// What the bill says so far of days that are not settled: such a day will have cost at least that.
    pub unsettled: &'a BTreeMap<Date, Usd>,
    /// What was estimated live, by day.
    pub live: &'a BTreeMap<Date, LiveDay>,
    /// What closed days cost on the bill for a dollar of live estimate; see `ledger::Correction`.
    pub correction: Decimal,
    pub cost_explorer: Option<TheirForecast>,
    pub now: Timestamp,
}

/// A day of the live record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveDay {
    pub usd: Usd,
    /// Whether it was recorded all through, today: until now. Of another day too little is known to count it.
    pub whole: bool,
}

/// What GetCostForecast answers for the whole month: its mean, and the interval it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TheirForecast {
    pub mean: Usd,
    pub range: Option<Range>,
}

/// Meant to hold the truth four times in five; the backtest counts how often it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub low: Usd,
    pub high: Usd,
}

/// What a day costs, by where its amount is from. A day may be made of all three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForecastDay {
    pub day: Date,
    pub billed: Usd,
    pub estimated: Usd,
    pub projected: Usd,
}

#[derive(Clone, Debug, PartialEq)]
pub struct MonthEnd {
    pub month: Month,
    /// Every day of the month.
    pub days: Vec<ForecastDay>,
    /// The sum of the days, part by part. `None`: nothing of the month has reached the bill.
    pub billed: Option<Usd>,
    /// `None`: of no day after the bill anything was recorded.
    pub estimated: Option<Usd>,
    pub projected: Usd,
    pub total: Usd,
    /// `None`: too little history to say how far off it may be.
    pub range: Option<Range>,
    pub chosen: Chosen,
    pub cost_explorer: Option<TheirForecast>,
}

/// `None`: nothing at all is known of what a day costs.
pub fn month_end(asked: &Asked<'_>) -> Option<MonthEnd> {
    let today = utc_day(asked.now);
    let month = Month::of(today);
    let known = known_days(asked, today);
    let amounts = known.amounts();
    let first_unknown = known.days().end;
    let ahead = Days::new(first_unknown, month.days().end).count() as usize;
    let trials = Trials::over(&amounts, TRIED_DAYS);
    let chosen = choose(&trials, amounts.len(), ahead.min(LONGEST));
    let to_come: Vec<Usd> = match project(&chosen.shares, &amounts, ahead) {
        Some(days) => days.into_iter().map(to_usd).collect(),
        None => vec![run_rate_today(asked, today)?; ahead],
    };
    let first = later(first_unknown, -i32::try_from(amounts.len()).unwrap_or(0));
    let usual = Usual { first, days: amounts.iter().copied().map(to_usd).chain(to_come).collect() };
    let days: Vec<ForecastDay> = month.days().iter().map(|day| forecast_day(asked, day, today, &usual)).collect();
    let sum = |part: fn(&ForecastDay) -> Usd| days.iter().map(part).sum::<Usd>();
    let (billed, estimated, projected) = (sum(|d| d.billed), sum(|d| d.estimated), sum(|d| d.projected));
    let total = billed + estimated + projected;
    let range = chosen.within.map(|(less, more)| Range {
        // What was already spent is spent.
        low: (total + to_usd(less)).max((billed + estimated).min(total)),
        high: total + to_usd(more),
    });
    let is_billed = |day: Date| asked.history.day(day).is_some() || asked.unsettled.contains_key(&day);
    let is_recorded = |day: Date| asked.history.day(day).is_none() && asked.live.contains_key(&day);
    let any = |of: &dyn Fn(Date) -> bool| month.days().iter().any(of);
    Some(MonthEnd {
        month,
        days,
        billed: any(&is_billed).then_some(billed),
        estimated: any(&is_recorded).then_some(estimated),
        projected,
        total,
        range,
        chosen,
        cost_explorer: asked.cost_explorer,
    })
}

/// The days to come as the methods tell them together.
fn project(shares: &[(Method, f64)], amounts: &[f64], ahead: usize) -> Option<Vec<f64>> {
    let mut together = vec![0.0; ahead];
    for (method, share) in shares {
        let projection = method.project(amounts)?;
        together.iter_mut().zip(projection.days(ahead)).for_each(|(day, amount)| *day += share * amount);
    }
    Some(together)
}

impl MonthEnd {
    /// The method that speaks most. A new account has no other than its run rate.
    pub fn method(&self) -> Method {
        self.chosen.method
    }

    /// How the days to come were worked out, in words: hardly ever does one method speak alone.
    pub fn method_text(&self) -> String {
        match self.chosen.speaks_alone() {
            true => self.method().to_string(),
            false => format!("mostly {}", self.method()),
        }
    }
}

impl ForecastDay {
    pub fn usd(&self) -> Usd {
        self.billed + self.estimated + self.projected
    }
}

/// What a usual day costs: on days to come the projection, in a hole of what is known the amount that fills it.
struct Usual {
    first: Date,
    days: Vec<Usd>,
}

impl Usual {
    fn day(&self, day: Date) -> Usd {
        let at = (day >= self.first).then(|| Days::new(self.first, day).count() as usize);
        // Before the first day that is known there was nothing to cost anything.
        at.and_then(|at| self.days.get(at)).copied().unwrap_or(Usd::ZERO)
    }
}

/// The bill's settled days, and after them the days that were recorded live all through, one after the other.
fn known_days(asked: &Asked<'_>, today: Date) -> History {
    let mut known = asked.history.clone();
    if known.known() == 0 {
        let first = asked.live.iter().find(|(_, live)| live.whole).map_or(today, |(day, _)| *day);
        known = History::new(first, Vec::new());
    }
    for day in Days::new(known.days().end, today).iter() {
        let Some(live) = whole(asked, day) else { break };
        known.push(Some(live));
    }
    known
}

fn whole(asked: &Asked<'_>, day: Date) -> Option<Usd> {
    let live = asked.live.get(&day).filter(|live| live.whole)?;
    Some(live.usd * asked.correction)
}

fn forecast_day(asked: &Asked<'_>, day: Date, today: Date, usual: &Usual) -> ForecastDay {
    let nothing = ForecastDay { day, billed: Usd::ZERO, estimated: Usd::ZERO, projected: Usd::ZERO };
    if let Some(usd) = asked.history.day(day) {
        return ForecastDay { billed: usd, ..nothing };
    }
    let billed = asked.unsettled.get(&day).copied().unwrap_or(Usd::ZERO);
    let live = asked.live.get(&day).map(|live| live.usd * asked.correction);
    let estimated = live.map_or(Usd::ZERO, |live| (live - billed).max(Usd::ZERO));
    let seen = billed + estimated;
    let missing = (usual.day(day) - seen).max(Usd::ZERO);
    let to_come = match live {
        Some(_) if day == today => usual.day(day) * left_of_day(asked.now),
        _ if day < today && whole(asked, day).is_some() => Usd::ZERO,
        // Neither settled nor recorded all through, or still to come: what is missing of a usual day.
        _ => missing,
    };
    ForecastDay { billed, estimated, projected: to_come, ..nothing }
}

/// The part of the UTC day that is still to come.
fn left_of_day(now: Timestamp) -> Decimal {
    let day = Days::one(utc_day(now)).span();
    Decimal::from(day.end.as_millisecond() - now.as_millisecond()) / Decimal::from(day.milliseconds())
}

/// An account of less than a day: what it cost so far, as if the whole day had been like that. `None`: nothing is known.
fn run_rate_today(asked: &Asked<'_>, today: Date) -> Option<Usd> {
    let billed = asked.unsettled.values().copied().max();
    let passed = Decimal::ONE - left_of_day(asked.now);
    let live = asked.live.get(&today).filter(|_| passed > Decimal::ZERO);
    let live = live.map(|live| Usd::new((live.usd.amount() * asked.correction / passed).round_dp(6)));
    billed.max(live)
}

#[cfg(test)]
mod tests;
