//! What the user has set.

mod asking;
mod choices;
mod polling;
mod zones;

pub use asking::{AskingView, SpentView};
pub use choices::{NumbersChoice, PaceChoice, ThemeChoice};
pub use polling::{PaceView, PollingView};
pub use zones::{TimeZoneView, time_zones};

use crate::scene::Scene;
use emberwatch_app::costs::Spent;
use emberwatch_domain::account::{AccountId, Caller};
use emberwatch_domain::money::Usd;
use serde::{Deserialize, Serialize};
use specta::Type;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SettingsView {
    /// Tags that name an owner, the first present wins.
    pub owner_tags: Vec<String>,
    /// Who "mine" is; empty: taken from the caller's ARN.
    pub me: Option<String>,
    /// Who the callers' ARNs say the user is.
    pub me_from_caller: Option<String>,
    pub theme: ThemeChoice,
    pub display: DisplayView,
    pub polling: PollingView,
    pub asking: AskingView,
    /// What a month should cost at most, of all watched accounts together; absent: there is no budget.
    pub budget_usd: Option<String>,
    pub data_dir: String,
}

/// How times and numbers are written on the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DisplayView {
    /// What was chosen; absent: the system's.
    pub zone: Option<String>,
    /// The zone that is used; absent where the system's has no name.
    pub zone_in_use: Option<String>,
    /// Why it is not the chosen one.
    pub zone_problem: Option<String>,
    pub numbers: NumbersChoice,
    /// The signs that are used, whatever was chosen.
    pub decimal: String,
    pub group: String,
}

pub fn settings(scene: &Scene<'_>, spent: &[(AccountId, Spent)], data_dir: String) -> SettingsView {
    let callers = scene.snapshots.iter().filter_map(|snapshot| snapshot.caller.as_ref());
    let me_from_caller = callers.filter_map(Caller::person).next().map(str::to_owned);
    SettingsView {
        owner_tags: scene.settings.owner_tags.clone(),
        me: scene.settings.me.clone(),
        me_from_caller,
        theme: scene.settings.theme.into(),
        display: display(scene),
        polling: polling::polling(scene),
        asking: asking::asking(scene, spent),
        budget_usd: scene.settings.costs.budget.map(Usd::total_text),
        data_dir,
    }
}

fn display(scene: &Scene<'_>) -> DisplayView {
    let chosen = &scene.settings.display;
    let in_use = scene.zone.iana_name();
    let lost = chosen.zone.as_deref().filter(|name| in_use != Some(*name));
    DisplayView {
        zone: chosen.zone.clone(),
        zone_in_use: in_use.map(str::to_owned),
        zone_problem: lost.map(|name| {
            format!("{name} is not in this computer's time zone database; the system's zone is used instead")
        }),
        numbers: chosen.numbers.into(),
        decimal: scene.numbers.decimal.to_string(),
        group: scene.numbers.group.to_string(),
    }
}
