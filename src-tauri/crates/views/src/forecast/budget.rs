//! The month against the budget that the user set for all accounts together.

use crate::numbers::Separators;
use emberwatch_domain::forecast::{Against, MonthEnd, Outlook, against};
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::Month;
use rust_decimal::Decimal;
use serde::Serialize;
use specta::Type;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct BudgetView {
    pub budget_usd: String,
    /// Billed or estimated so far; absent where nothing was, and as what follows, where an account has no forecast.
    pub used_usd: Option<String>,
    /// Of the budget, as `43 %`.
    pub used_percent: Option<String>,
    /// What the month will have cost.
    pub total_usd: Option<String>,
    /// By how much that is over the budget; absent where it is not.
    pub over_usd: Option<String>,
    /// What it leaves of the budget; absent where it is over.
    pub left_usd: Option<String>,
    /// The first day of UTC at whose end the budget is spent; absent where the forecast stays within.
    pub crossed_on: Option<String>,
    pub outlook: BudgetOutlook,
    /// The same in a sentence.
    pub text: String,
}

/// Unknown where an account has no forecast, or there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum BudgetOutlook {
    Within,
    MayBeOver,
    WillBeOver,
    Over,
    Unknown,
}

/// `ends` by the accounts' names.
pub(super) fn budget_view(
    budget: Usd,
    month: Month,
    ends: &[(String, Option<MonthEnd>)],
    numbers: Separators,
) -> BudgetView {
    let known: Vec<&MonthEnd> = ends.iter().filter_map(|(_, end)| end.as_ref()).collect();
    if known.is_empty() || known.len() < ends.len() {
        let lacking: Vec<&str> =
            ends.iter().filter(|(_, end)| end.is_none()).map(|(account, _)| account.as_str()).collect();
        return unknown(budget, month, &lacking, numbers);
    }
    let told = against(budget, &known);
    let is_over = told.over_by > Usd::ZERO;
    BudgetView {
        budget_usd: budget.total_text(),
        used_usd: told.used.map(Usd::total_text),
        used_percent: percent(&told),
        total_usd: Some(told.total.total_text()),
        over_usd: is_over.then(|| told.over_by.total_text()),
        left_usd: (!is_over).then(|| (budget - told.total).total_text()),
        crossed_on: told.crossed_on.map(|day| day.to_string()),
        outlook: told.outlook.into(),
        text: sentence(&told, month, numbers),
    }
}

fn unknown(budget: Usd, month: Month, lacking: &[&str], numbers: Separators) -> BudgetView {
    let written = numbers.written(&budget.total_text());
    let whose = match lacking {
        [] => "no account's bill is known".to_owned(),
        accounts => format!("nothing is known of what a day costs in {}", accounts.join(", ")),
    };
    BudgetView {
        budget_usd: budget.total_text(),
        used_usd: None,
        used_percent: None,
        total_usd: None,
        over_usd: None,
        left_usd: None,
        crossed_on: None,
        outlook: BudgetOutlook::Unknown,
        text: format!("Whether {month} keeps to its budget of {written} USD is not known: {whose}."),
    }
}

fn sentence(told: &Against, month: Month, numbers: Separators) -> String {
    let over = || numbers.written(&told.over_by.total_text());
    let left = || numbers.written(&(told.budget - told.total).total_text());
    let on = told.crossed_on.map_or_else(String::new, |day| format!(" on {day}"));
    match told.outlook {
        Outlook::Over => format!("The budget was spent{on}; {month} is heading for {} USD over it.", over()),
        Outlook::WillBeOver => format!("{month} is heading for {} USD over the budget, crossing it{on}.", over()),
        Outlook::MayBeOver => {
            format!("{month} is heading for {} USD under the budget, but its range reaches beyond it.", left())
        }
        Outlook::Within => format!("{month} is heading for {} USD under the budget.", left()),
    }
}

fn percent(told: &Against) -> Option<String> {
    let share = told.used?.amount().checked_div(told.budget.amount())?;
    let percent = share.checked_mul(Decimal::ONE_HUNDRED)?;
    // Rounded down, so that what is not spent is not told as spent.
    Some(format!("{} %", percent.floor()))
}

impl From<Outlook> for BudgetOutlook {
    fn from(outlook: Outlook) -> Self {
        match outlook {
            Outlook::Within => Self::Within,
            Outlook::MayBeOver => Self::MayBeOver,
            Outlook::WillBeOver => Self::WillBeOver,
            Outlook::Over => Self::Over,
        }
    }
}
