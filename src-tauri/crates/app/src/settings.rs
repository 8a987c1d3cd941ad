//! What the user has chosen; kept in the store, shared by the window and the terminal.
//!
//! To add to it: a field with a default, grouped with its like; one that is no matter of taste has its line in [`Settings::take_wishes`]. What a newer
//! version has written stays in the store while an older one writes beside it.

mod costs;
mod desktop;

pub use costs::CostSettings;
pub use desktop::{Closing, Desktop, Starting};

use crate::saved_views::SavedView;
use emberwatch_domain::account::{Access, AccountId, Criticality, ProfileName, Realm, Region};
use emberwatch_domain::owner::DEFAULT_OWNER_TAGS;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The profiles the user chose, in the order of choosing. Empty: see [`Settings::watched`].
    pub watched: BTreeMap<ProfileName, Regions>,
    pub accounts: BTreeMap<AccountId, AccountSettings>,
    pub owner_tags: Vec<String>,
    /// Who "mine" is; `None`: taken from the callers' ARNs.
    pub me: Option<String>,
    #[serde(deserialize_with = "or_default")]
    pub theme: Theme,
    pub display: Display,
    #[serde(deserialize_with = "or_default")]
    pub pace: Pace,
    pub desktop: Desktop,
    pub costs: CostSettings,
    /// The user looks around with sample data, whatever else is chosen.
    pub look_at_sample: bool,
    /// By their names.
    pub saved_views: Vec<SavedView>,
}

/// Which regions of a profile are watched.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", content = "regions", rename_all = "snake_case")]
pub enum Regions {
    #[default]
    OfProfile,
    AllEnabled,
    Listed(Vec<Region>),
}

/// What belongs to an account, whichever profile leads to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountSettings {
    pub name: Option<String>,
    /// Which of the eight account colours; `None`: by the account's id.
    pub color: Option<u8>,
    pub access: Access,
    pub criticality: Criticality,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// How times and numbers are written wherever people read them; `--json` is not for people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Display {
    /// A name of the time zone database, such as `Europe/Amsterdam`; `None`: the system's zone.
    pub zone: Option<String>,
    #[serde(deserialize_with = "or_default")]
    pub numbers: NumberFormat,
}

/// How one thousand two hundred and thirty-four and a half is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberFormat {
    /// As the system's language does.
    #[default]
    System,
    /// `1,234.50`
    CommaPoint,
    /// `1.234,50`
    PointComma,
    /// `1 234,50`
    SpaceComma,
}

/// How often AWS is asked. There is no faster one than normal: that one goes as far as its share of AWS's buckets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    #[default]
    Normal,
    /// [`Pace::GENTLE`] times as seldom.
    Gentle,
    /// Nothing by itself: at the start, when the user refreshes, and what is opened.
    Paused,
}

impl Pace {
    pub const GENTLE: u32 = 4;

    /// How much longer every wait is; `None`: until somebody asks.
    pub fn factor(self) -> Option<u32> {
        match self {
            Self::Normal => Some(1),
            Self::Gentle => Some(Self::GENTLE),
            Self::Paused => None,
        }
    }
}

/// A word that only a newer version knows counts as the default, and hurts nothing beside it.
fn or_default<'de, D: Deserializer<'de>, T: Default + DeserializeOwned>(deserializer: D) -> Result<T, D::Error> {
    let kept = serde_json::Value::deserialize(deserializer)?;
    Ok(T::deserialize(kept).unwrap_or_default())
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            watched: BTreeMap::new(),
            accounts: BTreeMap::new(),
            owner_tags: DEFAULT_OWNER_TAGS.map(String::from).to_vec(),
            me: None,
            theme: Theme::default(),
            display: Display::default(),
            pace: Pace::default(),
            desktop: Desktop::default(),
            costs: CostSettings::default(),
            look_at_sample: false,
            saved_views: Vec::new(),
        }
    }
}

impl Default for AccountSettings {
    fn default() -> Self {
        Self { name: None, color: None, access: Access::ReadOnly, criticality: Criticality::Ordinary }
    }
}

impl Settings {
    pub fn account(&self, account: &AccountId) -> AccountSettings {
        self.accounts.get(account).cloned().unwrap_or_default()
    }

    /// Real accounts are read-only until the user allows actions; the sample always allows them.
    pub fn access(&self, realm: Realm, account: &AccountId) -> Access {
        match realm {
            Realm::Sample => Access::Actions,
            Realm::Aws => self.account(account).access,
        }
    }
    /// Takes over what is a matter of taste, and leaves what is watched and allowed as it is.
    pub fn take_wishes(&mut self, from: Settings) {
        *self = Settings {
            watched: std::mem::take(&mut self.watched),
            accounts: std::mem::take(&mut self.accounts),
            costs: self.costs,
            look_at_sample: self.look_at_sample,
            saved_views: std::mem::take(&mut self.saved_views),
            ..from
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_a_newer_version_hurts_nothing_beside_it() {
        let kept =
            r#"{"theme":"sepia","me":"mila","pace":"frantic","display":{"zone":"Asia/Tokyo","numbers":"roman"}}"#;
        let settings: Settings = serde_json::from_str(kept).unwrap();
        assert_eq!((settings.theme, settings.pace), (Theme::System, Pace::Normal));
        assert_eq!((settings.me.as_deref(), settings.display.zone.as_deref()), (Some("mila"), Some("Asia/Tokyo")));
        assert_eq!(settings.display.numbers, NumberFormat::System);
    }

    #[test]
    fn settings_of_an_older_version_are_read() {
        assert_eq!(serde_json::from_str::<Settings>("{}").unwrap(), Settings::default());
    }
}
