//! What was recorded of the running month.

use crate::scene::Scene;
use emberwatch_app::burned::BurnedSum;
use emberwatch_domain::account::AccountId;
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{Days, Month, utc_day};
use jiff::Timestamp;
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;

/// What the accounts of the chart burned this month, as far as it was recorded: time in which Emberwatch did not run is
/// not in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct MonthBurnView {
    /// As 2026-01: a month of UTC, as bills have it.
    pub month: String,
    pub usd: String,
    /// False: at least so much; a part of some price was not known.
    pub complete: bool,
}

/// The days whose sums are wanted.
pub fn running_month(now: Timestamp) -> Days {
    Month::of(utc_day(now)).days()
}

/// `None`: nothing was recorded.
pub(super) fn month(
    scene: &Scene<'_>,
    sums: &BTreeMap<AccountId, BurnedSum>,
    is_shown: impl Fn(&AccountId) -> bool,
) -> Option<MonthBurnView> {
    let shown: Vec<&BurnedSum> = sums.iter().filter(|(id, _)| is_shown(id)).map(|(_, sum)| sum).collect();
    (!shown.is_empty()).then(|| MonthBurnView {
        month: Month::of(utc_day(scene.now)).to_string(),
        usd: shown.iter().map(|sum| sum.usd).sum::<Usd>().total_text(),
        complete: shown.iter().all(|sum| sum.complete),
    })
}
