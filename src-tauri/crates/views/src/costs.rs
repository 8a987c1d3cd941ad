//! What AWS bills, day by day and by one dimension: its rows, and for the days without any the reason.

mod asked;
mod choices;
mod compared;
mod drawn;
mod file;
mod table;
mod telling;

pub use asked::{CostOnly, CostsAsked, CostsBy, CostsGrain, CostsRequest};
pub(crate) use asked::{days, invalid};
pub use choices::{CostChoice, CostsProgress, choice, other_choices, progress};
pub use compared::{CostChange, CostsCompared};
pub use drawn::{CostChartRequest, CostChartView, SaveCostsRequest, cost_chart, costs_file};
pub use file::costs_csv;
pub use table::{ChartPattern, CostGroup, CostPeriod, CostSeries, CostsTable};
pub(crate) use telling::{hindrance, is_refused};

use crate::scene::Scene;
use emberwatch_app::costs::{AccountBill, CostsKnown, Hindrance, Spent};
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{Basis, Credits, DayCost, Days, Grain, NoData, utc_day};
use jiff::civil::Date;
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;
use table::Tabled;

pub(crate) const DOLLARS: &str = "USD";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct CostsView {
    pub sample: bool,
    /// By what the rows are told, as it is asked for.
    pub by: String,
    /// The basis in words: `unblended, without credits and refunds`.
    pub basis_text: String,
    pub costs: Costs,
    /// The sum of all rows; absent where no day has an amount.
    pub total_usd: Option<String>,
    /// The same in days or months and the dearest groups.
    pub table: CostsTable,
    /// Every group that is shown, the dearest first.
    pub groups: Vec<CostGroup>,
    /// What nothing else is told of, in words, in the order of the request: `region eu-west-1`.
    pub only: Vec<String>,
    /// Only where it was asked for.
    pub compared: Option<CostsCompared>,
    /// The most that asking may cost a month and account.
    pub cap_usd: Option<String>,
    /// Whether something was not asked for that reason.
    pub cap_reached: bool,
    /// Days without an amount, and why.
    pub missing: Vec<MissingDays>,
    /// What is to be known of the amounts, and what to do.
    pub notes: Vec<String>,
    /// Whether AWS refused something that was asked.
    pub refused: bool,
    /// What asking for this answer took.
    pub asked: SelfCost,
    /// What telling the same days in another way would cost; only for the page.
    pub choices: Vec<CostChoice>,
}

/// The shape that scripts rely on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Costs {
    /// `unblended`, `amortized`, `net-unblended` or `net-amortized`; where credits and refunds are left out with
    /// `-without-credits` behind it.
    pub basis: String,
    pub currency: String,
    /// Days of UTC; the last one is left out.
    pub from: String,
    pub to: String,
    /// From this day on amounts may still move.
    pub estimated_from: Option<String>,
    pub rows: Vec<CostRow>,
    pub self_cost: SelfCost,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct CostRow {
    pub day: String,
    /// By dimension; null where the bill names no value.
    pub key: BTreeMap<String, Option<String>>,
    /// What an account or a cluster is called, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Exact; a credit is negative.
    pub usd: String,
    /// The same for a person's eye: rounded to cents, and what is less than one is told as that.
    #[serde(skip)]
    pub cents: String,
}

/// What asking Cost Explorer has cost: where nothing else is said in this month, for all watched accounts. Every request
/// that left is counted, as on the page of accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SelfCost {
    pub requests: u32,
    pub usd: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct MissingDays {
    pub account_id: String,
    pub account_name: String,
    pub from: String,
    pub to: String,
    pub why: String,
}

pub fn costs(scene: &Scene<'_>, asked: &CostsAsked, known: &CostsKnown) -> CostsView {
    let today = utc_day(scene.now);
    let mut rows: BTreeMap<(Date, Option<String>), Usd> = BTreeMap::new();
    let (mut estimated_from, mut is_billed): (Option<Date>, bool) = (None, false);
    for bill in &known.bills {
        for sum in bill.bill.sums(asked.days, Grain::Day, &asked.by.dimensions(), today) {
            is_billed |= sum.billed > 0;
            estimated_from = [estimated_from, sum.estimated_from].into_iter().flatten().min();
            for (key, usd) in sum.by_key {
                let value = asked.by.value(&key);
                *rows.entry((sum.days.first, value)).or_insert(Usd::ZERO) += usd;
            }
        }
    }
    // Days that cost nothing are as good as any.
    let total = is_billed.then(|| exact(rows.values().copied().sum()));
    let rows = rows.into_iter().map(|((day, value), usd)| CostRow {
        day: day.to_string(),
        name: value.as_deref().and_then(|value| table::called(scene, known, &asked.by, value)),
        key: BTreeMap::from([(asked.by.name(), value)]),
        usd: exact(usd),
        cents: in_cents(usd),
    });
    let costs = Costs {
        basis: basis_name(asked.basis),
        currency: DOLLARS.to_owned(),
        from: asked.days.first.to_string(),
        to: asked.days.end.to_string(),
        estimated_from: estimated_from.map(|day| day.to_string()),
        rows: rows.collect(),
        self_cost: self_cost(known),
    };
    let tabled = Tabled::new(scene, asked, known);
    let only = asked.only.iter().map(|(by, value)| match value {
        Some(_) => format!("{} {}", by.words(), table::name(scene, known, by, value.as_deref())),
        None => table::name(scene, known, by, None),
    });
    CostsView {
        sample: scene.is_sample(),
        by: asked.by.name(),
        basis_text: asked.basis.to_string(),
        costs,
        total_usd: total,
        table: tabled.table(asked.grain),
        groups: tabled.groups,
        only: only.collect(),
        compared: asked.compared.then(|| compared::compared(scene, asked, known)).flatten(),
        cap_usd: known.bills.iter().map(|bill| bill.allowance.cap).max().map(|cap| cap.total_text()),
        cap_reached: known.bills.iter().any(|bill| matches!(bill.hindrance, Some(Hindrance::CapReached(_)))),
        missing: known.bills.iter().flat_map(|bill| missing(scene, bill, asked.days, today)).collect(),
        notes: telling::notes(scene, asked, known),
        refused: known.bills.iter().any(telling::is_refused),
        asked: told_cost(known.asked),
        choices: Vec::new(),
    }
}

pub(crate) fn self_cost(known: &CostsKnown) -> SelfCost {
    told_cost(known.spent)
}

fn told_cost(spent: Spent) -> SelfCost {
    SelfCost { requests: u32::try_from(spent.requests).unwrap_or(u32::MAX), usd: spent.usd.total_text() }
}

/// All digits, at least two of them cents: a row may be less than one, and is not nothing then.
pub(crate) fn exact(usd: Usd) -> String {
    let mut amount = usd.amount().normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    amount.to_string()
}

/// A row that is less than a cent is not nothing.
fn in_cents(usd: Usd) -> String {
    let rounded = usd.total_text();
    match rounded.trim_start_matches('-') == "0.00" && usd != Usd::ZERO {
        true if usd < Usd::ZERO => "> -0.01".to_owned(),
        true => "< 0.01".to_owned(),
        false => rounded,
    }
}

pub(crate) fn basis_name(basis: Basis) -> String {
    let ending = match basis.credits {
        Credits::Counted => "",
        Credits::LeftOut => "-without-credits",
    };
    format!("{}{ending}", basis.amounts.name())
}

/// Stretches of days with the same reason.
fn missing(scene: &Scene<'_>, bill: &AccountBill, days: Days, today: Date) -> Vec<MissingDays> {
    let mut stretches: Vec<(Days, NoData)> = Vec::new();
    for day in days.iter() {
        let DayCost::NoData(why) = bill.bill.day(day, today) else { continue };
        let one = Days::one(day);
        match stretches.last_mut() {
            Some((known, reason)) if known.end == day && *reason == why => known.end = one.end,
            _ => stretches.push((one, why)),
        }
    }
    let name = scene.look(&bill.account).name;
    let told = stretches.into_iter().map(|(days, why)| MissingDays {
        account_id: bill.account.to_string(),
        account_name: name.clone(),
        from: days.first.to_string(),
        to: days.end.to_string(),
        why: why.to_string(),
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn an_amount_keeps_all_its_digits_and_has_cents() {
        let told = [dec!(12.300000), dec!(0.0004), dec!(-3), dec!(0)].map(|amount| exact(Usd::new(amount)));
        assert_eq!(told, ["12.30", "0.0004", "-3.00", "0.00"]);
        let told = [dec!(12.3), dec!(0.0004), dec!(-0.0004), dec!(-3), dec!(0)].map(|usd| in_cents(Usd::new(usd)));
        assert_eq!(told, ["12.30", "< 0.01", "> -0.01", "-3.00", "0.00"]);
    }
}
