//! What asking Cost Explorer may cost, beside what it did cost.

use crate::scene::Scene;
use emberwatch_app::costs::{Allowance, Spent};
use emberwatch_domain::account::AccountId;
use serde::{Deserialize, Serialize};
use specta::Type;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AskingView {
    /// US dollars a month and account; at zero nobody is asked.
    pub cap_usd: String,
    /// What it has cost since the month began, by account.
    pub spent: Vec<SpentView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SpentView {
    pub account_id: String,
    pub account_name: String,
    pub requests: u32,
    pub usd: String,
    /// Nothing more is asked in this month.
    pub used_up: bool,
}

pub(super) fn asking(scene: &Scene<'_>, spent: &[(AccountId, Spent)]) -> AskingView {
    let cap = scene.settings.costs.explorer_cap;
    let told = spent.iter().map(|(account, spent)| SpentView {
        account_id: account.to_string(),
        account_name: scene.look(account).name,
        requests: u32::try_from(spent.requests).unwrap_or(u32::MAX),
        usd: spent.usd.total_text(),
        used_up: !Allowance { cap, spent: *spent }.allows_one_more(),
    });
    AskingView { cap_usd: cap.total_text(), spent: told.collect() }
}
