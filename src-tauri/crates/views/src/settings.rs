//! What the user has set.

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
    pub data_dir: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ThemeChoice {
    System,
    Light,
    Dark,
}
