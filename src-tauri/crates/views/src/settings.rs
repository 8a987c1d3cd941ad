//! What the user has set.

use crate::scene::Scene;
use emberwatch_app::settings::Theme;
use emberwatch_domain::account::Caller;
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

pub fn settings(scene: &Scene<'_>, data_dir: String) -> SettingsView {
    let callers = scene.snapshots.iter().filter_map(|snapshot| snapshot.caller.as_ref());
    let me_from_caller = callers.filter_map(Caller::person).next().map(str::to_owned);
    SettingsView {
        owner_tags: scene.settings.owner_tags.clone(),
        me: scene.settings.me.clone(),
        me_from_caller,
        theme: scene.settings.theme.into(),
        data_dir,
    }
}

impl From<Theme> for ThemeChoice {
    fn from(theme: Theme) -> Self {
        match theme {
            Theme::System => Self::System,
            Theme::Light => Self::Light,
            Theme::Dark => Self::Dark,
        }
    }
}

impl From<ThemeChoice> for Theme {
    fn from(theme: ThemeChoice) -> Self {
        match theme {
            ThemeChoice::System => Self::System,
            ThemeChoice::Light => Self::Light,
            ThemeChoice::Dark => Self::Dark,
        }
    }
}
