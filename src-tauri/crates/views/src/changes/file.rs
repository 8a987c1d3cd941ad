//! The rows for a spreadsheet.

use super::{ChangeKind, ChangeRow};
use crate::spreadsheet::csv;

const TITLES: [&str; 12] = [
    "at",
    "account_id",
    "account_name",
    "region",
    "id",
    "name",
    "owner",
    "state",
    "kinds",
    "what",
    "usd_per_hour",
    "complete",
];

/// One row a cluster. An empty cell in `usd_per_hour` is no difference, or none that is known.
pub fn changes_csv(rows: &[ChangeRow]) -> String {
    csv(TITLES, rows.iter().map(cells))
}

fn cells(row: &ChangeRow) -> [String; 12] {
    let burn = row.burn.as_ref();
    [
        row.at.clone(),
        row.account_id.clone(),
        row.account_name.clone(),
        row.region.clone(),
        row.id.clone(),
        row.name.clone(),
        row.owner.name.clone().unwrap_or_default(),
        row.state.clone(),
        row.kinds.iter().map(|kind| word(*kind)).collect::<Vec<_>>().join(" "),
        row.what.join("; "),
        // A plus sign would make a formula of it.
        burn.map(|burn| burn.usd_per_hour.trim_start_matches('+').to_owned()).unwrap_or_default(),
        burn.map(|burn| burn.complete.to_string()).unwrap_or_default(),
    ]
}

fn word(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Started => "started",
        ChangeKind::Ended => "ended",
        ChangeKind::Resized => "resized",
        ChangeKind::Dearer => "dearer",
        ChangeKind::Protection => "protection",
        ChangeKind::AutoTermination => "auto_termination",
    }
}
