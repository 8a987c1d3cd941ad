//! What a screen may ask for.

mod change;
mod parse;

pub use parse::Wanted;

use crate::actions::ActionKindView;
use crate::clusters::AccountColor;
use crate::profiles::RegionChoice;
use crate::settings::{NumbersChoice, PaceChoice, ThemeChoice};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Which accounts a page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Type)]
#[serde(default)]
pub struct Scope {
    /// Absent: all watched accounts.
    pub account_id: Option<String>,
    pub owners: Owners,
    pub which: Which,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Owners {
    #[default]
    Everyone,
    Mine,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Those that ended lately too.
    #[default]
    All,
    Active,
}

/// A page's question for its rows, and what it holds of them already.
#[derive(Clone, Debug, Default, Deserialize, Type)]
pub struct ClustersRequest {
    pub scope: Scope,
    pub group_by: GroupBy,
    /// Absent: nothing.
    pub holds: Option<Holding>,
    /// The rows that can be seen, whose moving values are wanted as they are now.
    pub on_screen: Vec<ClusterRef>,
}

/// Clusters of which a page wants to know what they add up to.
#[derive(Clone, Debug, Default, Deserialize, Type)]
pub struct AddUpRequest {
    pub clusters: Vec<ClusterRef>,
    pub group_by: GroupBy,
}

/// What a page was last answered, and to which question.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Type)]
pub struct Holding {
    pub revision: u32,
    pub scope: Scope,
    pub group_by: GroupBy,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    #[default]
    Nothing,
    Account,
    Region,
    Owner,
    State,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
pub struct ClusterRef {
    pub account_id: String,
    pub region: String,
    pub id: String,
}

#[derive(Clone, Debug, Deserialize, Type)]
pub struct PlanRequest {
    pub action: ActionKindView,
    pub targets: Vec<ClusterRef>,
    /// Why, in the user's words; kept in the audit. May be empty.
    pub reason: String,
}

#[derive(Clone, Debug, Deserialize, Type)]
pub struct ConfirmRequest {
    pub hash: String,
    pub typed_names: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, Type)]
pub struct WatchRequest {
    pub profile: String,
    pub regions: RegionChoice,
}

#[derive(Clone, Debug, Deserialize, Type)]
pub struct AccountRequest {
    pub account_id: String,
    pub change: AccountChange,
}

#[derive(Clone, Debug, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AccountChange {
    AllowActions,
    ReadOnly,
    MarkProduction,
    MarkOrdinary,
    Rename { name: String },
    Recolor { color: AccountColor },
}

/// Changes what is named and nothing else: two who change different settings lose nothing.
#[derive(Clone, Debug, Default, Deserialize, Type)]
#[serde(default)]
pub struct SettingsRequest {
    pub owner_tags: Option<Vec<String>>,
    /// Empty: taken from the caller's ARN.
    pub me: Option<String>,
    pub theme: Option<ThemeChoice>,
    /// Empty: the system's zone.
    pub zone: Option<String>,
    pub numbers: Option<NumbersChoice>,
    pub pace: Option<PaceChoice>,
    /// US dollars that asking Cost Explorer may cost in a month and account, as they are typed.
    pub explorer_cap: Option<String>,
    /// US dollars that a month should cost at most, as they are typed. Empty: there is no budget.
    pub budget: Option<String>,
}

/// How a report tells accounts.
#[derive(Clone, Copy, Debug, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum AccountsInReport {
    /// By the last four digits of their ids.
    Masked,
    Shown,
}

/// What the window shows: sample data, or the profiles that were chosen.
#[derive(Clone, Copy, Debug, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LookRequest {
    Sample,
    Chosen,
}
