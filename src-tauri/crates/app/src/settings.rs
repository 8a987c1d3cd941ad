//! What the user has chosen; kept in the store, shared by the window and the terminal.

use emberwatch_domain::account::{Access, AccountId, Criticality, ProfileName, Realm, Region};
use emberwatch_domain::owner::DEFAULT_OWNER_TAGS;
use serde::{Deserialize, Serialize};
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
    pub theme: Theme,
    /// The user looks around with sample data, whatever else is chosen.
    pub look_at_sample: bool,
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

impl Default for Settings {
    fn default() -> Self {
        Self {
            watched: BTreeMap::new(),
            accounts: BTreeMap::new(),
            owner_tags: DEFAULT_OWNER_TAGS.map(String::from).to_vec(),
            me: None,
            theme: Theme::default(),
            look_at_sample: false,
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
}
