//! How an account is named and coloured wherever it appears.

use crate::clusters::AccountColor;
use emberwatch_app::settings::Settings;
use emberwatch_app::snapshot::{ProfileState, Snapshot};
use emberwatch_domain::account::{Access, AccountId, Criticality, Realm};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLook {
    /// What the user calls it, else its alias, else its profile.
    pub name: String,
    pub color: AccountColor,
    pub production: bool,
    pub access: Access,
}

impl AccountLook {
    pub(super) fn unseen(realm: Realm, account: &AccountId, settings: &Settings) -> Self {
        let color = chosen_color(settings, account).unwrap_or_else(|| color_of(account));
        Self::new(realm, account, settings, account.as_str(), color)
    }

    fn new(realm: Realm, account: &AccountId, settings: &Settings, fallback: &str, color: AccountColor) -> Self {
        let own = settings.account(account);
        Self {
            name: own.name.unwrap_or_else(|| fallback.to_owned()),
            color,
            production: own.criticality == Criticality::Production,
            access: settings.access(realm, account),
        }
    }
}

impl AccountColor {
    pub const ALL: [AccountColor; 8] =
        [Self::Red, Self::Amber, Self::Green, Self::Teal, Self::Blue, Self::Violet, Self::Pink, Self::Slate];

    /// The number under which the settings keep it.
    pub fn number(self) -> u8 {
        self as u8
    }

    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

pub(super) fn looks(
    realm: Realm,
    snapshots: &[&Arc<Snapshot>],
    profiles: &[&ProfileState],
    settings: &Settings,
) -> BTreeMap<AccountId, AccountLook> {
    let mut fallbacks: BTreeMap<&AccountId, &str> = BTreeMap::new();
    for profile in profiles {
        if let Some(account) = &profile.account {
            fallbacks.insert(account, profile.alias.as_deref().unwrap_or(profile.profile.as_str()));
        }
    }
    for snapshot in snapshots {
        fallbacks.insert(&snapshot.account, snapshot.alias.as_deref().unwrap_or(snapshot.profile.as_str()));
    }
    let colors = colors(fallbacks.keys().copied(), settings);
    let look = |(account, fallback): (&&AccountId, &&str)| {
        let color = colors.get(account).copied().unwrap_or_else(|| color_of(account));
        ((*account).clone(), AccountLook::new(realm, account, settings, fallback, color))
    };
    fallbacks.iter().map(look).collect()
}

/// Chosen colours first; then every account takes the one its id leads to, or the next that is free.
fn colors<'a>(
    accounts: impl Iterator<Item = &'a AccountId> + Clone,
    settings: &Settings,
) -> BTreeMap<&'a AccountId, AccountColor> {
    let mut colors: BTreeMap<&AccountId, AccountColor> =
        accounts.clone().filter_map(|account| Some((account, chosen_color(settings, account)?))).collect();
    let mut taken: BTreeSet<u8> = colors.values().map(|color| color.number()).collect();
    for account in accounts {
        if colors.contains_key(account) {
            continue;
        }
        let wanted = color_of(account);
        let color = from(wanted).find(|color| !taken.contains(&color.number())).unwrap_or(wanted);
        taken.insert(color.number());
        colors.insert(account, color);
    }
    colors
}

fn chosen_color(settings: &Settings, account: &AccountId) -> Option<AccountColor> {
    AccountColor::from_number(settings.account(account).color?)
}

/// The same on every machine and in every version, as a standard hasher does not promise to be.
fn color_of(account: &AccountId) -> AccountColor {
    let hash =
        account.as_str().bytes().fold(0_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(usize::from(byte)));
    AccountColor::ALL[hash % AccountColor::ALL.len()]
}

fn from(first: AccountColor) -> impl Iterator<Item = AccountColor> {
    AccountColor::ALL.into_iter().cycle().skip(usize::from(first.number())).take(AccountColor::ALL.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(number: usize) -> AccountId {
        AccountId::new(format!("{number:012}"))
    }

    #[test]
    fn eight_accounts_have_eight_colours() {
        let accounts: Vec<AccountId> = (0..8).map(account).collect();
        let settings = Settings::default();
        let colors = colors(accounts.iter(), &settings);
        assert_eq!(colors.values().map(|color| color.number()).collect::<BTreeSet<_>>().len(), 8);
    }

    #[test]
    fn more_accounts_than_colours_share_them() {
        let accounts: Vec<AccountId> = (0..20).map(account).collect();
        assert_eq!(colors(accounts.iter(), &Settings::default()).len(), 20);
    }

    #[test]
    fn a_chosen_colour_is_kept_and_nobody_else_takes_it() {
        let (first, second) = (account(1), account(2));
        let mut settings = Settings::default();
        settings.accounts.entry(second.clone()).or_default().color = Some(color_of(&first).number());
        let accounts = [first.clone(), second.clone()];
        let colors = colors(accounts.iter(), &settings);
        assert_eq!(colors[&second], color_of(&first));
        assert_ne!(colors[&first], colors[&second]);
    }
}
