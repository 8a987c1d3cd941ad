//! The rows for a spreadsheet.

use super::{ForecastRow, ForecastView};
use crate::spreadsheet::csv;

const TITLES: [&str; 11] = [
    "month",
    "account_id",
    "account_name",
    "billed_usd",
    "estimated_usd",
    "projected_usd",
    "total_usd",
    "low_usd",
    "high_usd",
    "cost_explorer_usd",
    "basis",
];

/// One row an account. An empty cell is not known.
pub fn forecast_csv(view: &ForecastView) -> String {
    csv(TITLES, view.accounts.iter().map(|row| cells(view, row)))
}

fn cells(view: &ForecastView, row: &ForecastRow) -> [String; 11] {
    let known = |usd: Option<&String>| usd.cloned().unwrap_or_default();
    let range = row.range.as_ref();
    [
        view.month.clone(),
        row.account_id.clone(),
        row.account_name.clone(),
        known(row.billed_usd.as_ref()),
        known(row.estimated_usd.as_ref()),
        known(row.projected_usd.as_ref()),
        known(row.total_usd.as_ref()),
        known(range.map(|range| &range.low_usd)),
        known(range.map(|range| &range.high_usd)),
        known(row.cost_explorer.as_ref().map(|theirs| &theirs.total_usd)),
        view.basis.clone(),
    ]
}
