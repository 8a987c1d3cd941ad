//! The rows for a spreadsheet.

use super::CostsView;
use crate::spreadsheet::csv;

/// One row a day and key. A day that may still move is marked; an empty cell in `key` is no value.
pub fn costs_csv(view: &CostsView) -> String {
    let costs = &view.costs;
    let is_estimate = |day: &str| costs.estimated_from.as_deref().is_some_and(|from| from <= day);
    let rows = costs.rows.iter().map(|row| {
        let value = row.key.values().flatten().next().cloned().unwrap_or_default();
        [
            row.day.clone(),
            view.by.clone(),
            value,
            row.usd.clone(),
            is_estimate(&row.day).to_string(),
            costs.basis.clone(),
            row.name.clone().unwrap_or_default(),
        ]
    });
    csv(["day", "by", "value", "usd", "estimated", "basis", "name"], rows)
}
