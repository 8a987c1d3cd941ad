//! What this month will have cost at its end: the bill so far, what was estimated since, and a projection, beside Cost
//! Explorer's own.

mod budget;
mod file;
mod theirs;

pub use budget::{BudgetOutlook, BudgetView};
pub use file::forecast_csv;
pub use theirs::TheirView;

use crate::costs::{DOLLARS, SelfCost, basis_name, hindrance, is_refused, self_cost};
use crate::scene::Scene;
use crate::wording::count;
use budget::budget_view;
use emberwatch_app::costs::{AccountBill, CostsKnown, CostsWanted, LiveLedger};
use emberwatch_domain::forecast::{Asked, History, MonthEnd, Range, month_end};
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{Amounts, Basis, Credits, DayCost, Days, Month, utc_day};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ForecastView {
    pub sample: bool,
    /// As 2026-01.
    pub month: String,
    /// As in `costs`.
    pub basis: String,
    pub basis_text: String,
    pub currency: String,
    pub accounts: Vec<ForecastRow>,
    /// Of all accounts; absent where one of them has no forecast. A sum of ranges would be too wide, so it has none.
    pub total_usd: Option<String>,
    /// Absent: the user has set none.
    pub budget: Option<BudgetView>,
    pub self_cost: SelfCost,
    pub notes: Vec<String>,
    pub refused: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ForecastRow {
    pub account_id: String,
    pub account_name: String,
    /// What the bill says so far; absent where nothing of the month has reached it.
    pub billed_usd: Option<String>,
    /// What was estimated live since; absent where nothing was recorded, or what was is not counted.
    pub estimated_usd: Option<String>,
    /// Why nothing is estimated: `not recorded`.
    pub estimated_note: Option<String>,
    pub projected_usd: Option<String>,
    /// The three together; absent where nothing is known of what a day costs.
    pub total_usd: Option<String>,
    /// Four times in five it comes to lie within; absent with too little history to say.
    pub range: Option<RangeView>,
    /// How it was worked out.
    pub method: Option<String>,
    /// Cost Explorer's own for the whole month; absent where AWS gives none.
    pub cost_explorer: Option<TheirView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct RangeView {
    pub low_usd: String,
    pub high_usd: String,
}

/// As it is charged, without what somebody else pays: Cost Explorer's own forecast leaves credits out too.
const BASIS: Basis = Basis { amounts: Amounts::Unblended, credits: Credits::LeftOut };

/// What is asked for a forecast: all that the background asks for anyway.
pub fn wanted(now: Timestamp) -> CostsWanted {
    CostsWanted::kept_fresh(now)
}

/// `ledgers` are those of the bills, in their order.
pub fn forecast(scene: &Scene<'_>, known: &CostsKnown, ledgers: &[LiveLedger]) -> ForecastView {
    let today = utc_day(scene.now);
    let ends: Vec<(&AccountBill, Option<MonthEnd>)> =
        known.bills.iter().zip(ledgers).map(|(bill, ledger)| (bill, end(scene.now, bill, ledger))).collect();
    let totals: Option<Vec<Usd>> = ends.iter().map(|(_, end)| end.as_ref().map(|end| end.total)).collect();
    let totals = totals.filter(|totals| !totals.is_empty());
    let month = Month::of(today);
    let rows = ends.iter().zip(ledgers).map(|((bill, end), ledger)| row(scene, bill, ledger, end.as_ref())).collect();
    let named = ends.into_iter().map(|(bill, end)| (scene.look(&bill.account).name, end)).collect::<Vec<_>>();
    ForecastView {
        sample: scene.is_sample(),
        month: month.to_string(),
        basis: basis_name(BASIS),
        basis_text: BASIS.to_string(),
        currency: DOLLARS.to_owned(),
        accounts: rows,
        total_usd: totals.map(|totals| totals.into_iter().sum::<Usd>().total_text()),
        budget: scene.settings.costs.budget.map(|usd| budget_view(usd, month, &named, scene.numbers())),
        self_cost: self_cost(known),
        notes: notes(scene, known, today),
        refused: known.bills.iter().any(is_refused),
    }
}

fn end(now: Timestamp, bill: &AccountBill, ledger: &LiveLedger) -> Option<MonthEnd> {
    let today = utc_day(now);
    let days = Days::new(Days::told_on(today).first, today);
    let history = History::of_bill(&bill.bill, days, today);
    let unsettled = History::unsettled(&bill.bill, days, today);
    let nothing = BTreeMap::new();
    let (live, correction) = match ledger.speaks_for_the_bill() {
        true => (&ledger.days, ledger.correction.factor),
        false => (&nothing, Decimal::ONE),
    };
    let cost_explorer = bill.theirs.map(|theirs| theirs::of_whole_month(theirs, bill, today));
    let (history, unsettled) = (&history, &unsettled);
    month_end(&Asked { history, unsettled, live, correction, cost_explorer, now })
}

fn notes(scene: &Scene<'_>, known: &CostsKnown, today: Date) -> Vec<String> {
    let hindrances = known.bills.iter().filter_map(|bill| hindrance(scene, bill));
    hindrances.chain(known.bills.iter().filter_map(|bill| left_out(scene, bill, today))).collect()
}

/// Days before today that their whole month lacks.
fn left_out(scene: &Scene<'_>, bill: &AccountBill, today: Date) -> Option<String> {
    bill.theirs?;
    let before = Days::new(Month::of(today).days().first, today);
    let is_missing = |day: &Date| matches!(bill.bill.day(*day, today), DayCost::NoData(_));
    let days = match before.iter().filter(is_missing).count() {
        0 => return None,
        number => count(number, "day"),
    };
    let name = scene.look(&bill.account).name;
    Some(format!("Cost Explorer's own month end of {name} is too low by {days} before today without an amount"))
}

fn row(scene: &Scene<'_>, bill: &AccountBill, ledger: &LiveLedger, end: Option<&MonthEnd>) -> ForecastRow {
    let amount = |part: fn(&MonthEnd) -> Option<Usd>| end.and_then(part).map(|usd| usd.total_text());
    ForecastRow {
        account_id: bill.account.to_string(),
        account_name: scene.look(&bill.account).name,
        billed_usd: amount(|end| end.billed),
        estimated_usd: amount(|end| end.estimated),
        estimated_note: end.filter(|end| end.estimated.is_none()).map(|_| unestimated(scene, ledger).to_owned()),
        projected_usd: amount(|end| Some(end.projected)),
        total_usd: amount(|end| Some(end.total)),
        range: end.and_then(|end| end.range).map(range),
        method: end.map(MonthEnd::method_text),
        cost_explorer: end.and_then(|end| theirs::told(end, utc_day(scene.now))),
    }
}

/// A record that cannot stand for the bill is there all the same.
fn unestimated(scene: &Scene<'_>, ledger: &LiveLedger) -> &'static str {
    let is_recorded = ledger.days.contains_key(&utc_day(scene.now));
    if is_recorded && !ledger.speaks_for_the_bill() { "not counted" } else { "not recorded" }
}

fn range(range: Range) -> RangeView {
    RangeView { low_usd: range.low.total_text(), high_usd: range.high.total_text() }
}
