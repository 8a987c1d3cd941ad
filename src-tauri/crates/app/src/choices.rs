//! What the user chooses: profiles and regions to watch, what belongs to an account, and matters of taste.

mod keys;
mod wishes;

pub use keys::{KEYS, Key, budget, explorer_cap, key};
pub use wishes::{Wishes, change_settings, reset, restore};

use crate::cloud::{ProfileKind, ProfileListing};
use crate::failure::Failure;
use crate::ports::SettingsStore;
use crate::settings::{AccountSettings, Closing, Regions, Settings, Starting};
use emberwatch_domain::account::{Access, AccountId, Criticality, ProfileName, Region};

/// One change of what belongs to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountChange {
    Access(Access),
    Criticality(Criticality),
    Name(String),
    Color(u8),
}

impl AccountChange {
    pub fn apply(&self, account: &mut AccountSettings) {
        match self {
            Self::Access(access) => account.access = *access,
            Self::Criticality(criticality) => account.criticality = *criticality,
            // An empty name gives back the alias or the profile.
            Self::Name(name) => account.name = Some(name.trim().to_owned()).filter(|name| !name.is_empty()),
            Self::Color(color) => account.color = Some(*color),
        }
    }
}

/// Watches a profile. One that the files do not hold is refused by name.
pub fn watch(
    store: &dyn SettingsStore,
    listing: &ProfileListing,
    profile: &ProfileName,
    regions: Regions,
) -> Result<Settings, Failure> {
    let found = known(listing, profile)?;
    if found.kind == ProfileKind::NoCredentials {
        return Err(Failure::Invalid {
            what: format!("the profile {profile} names no credentials"),
            next_step: Some("give it keys, a role, or an SSO session in the AWS config file".to_owned()),
        });
    }
    if regions == Regions::OfProfile && found.region.is_none() {
        return Err(Failure::Invalid {
            what: format!("the profile {profile} has no region"),
            next_step: Some("choose the regions to watch, or add a region to the profile".to_owned()),
        });
    }
    if let Regions::Listed(listed) = &regions {
        listed.iter().try_for_each(check_region)?;
        if listed.is_empty() {
            return Err(Failure::Invalid {
                what: format!("no region is chosen for the profile {profile}"),
                next_step: Some("choose at least one".to_owned()),
            });
        }
    }
    Ok(store.update(&mut |settings| {
        settings.watched.insert(profile.clone(), regions.clone());
        settings.look_at_sample = false;
    })?)
}

/// Watches a profile no longer. What was recorded of it is kept.
pub fn unwatch(store: &dyn SettingsStore, profile: &ProfileName) -> Result<Settings, Failure> {
    if !store.load()?.watched.contains_key(profile) {
        return Err(Failure::Unknown {
            what: format!("the profile {profile} was not chosen to be watched"),
            next_step: Some(
                "while none is chosen, AWS_PROFILE or default is watched: choose another one, or look at sample data"
                    .to_owned(),
            ),
        });
    }
    Ok(store.update(&mut |settings| {
        settings.watched.remove(profile);
    })?)
}

pub fn change_account(
    store: &dyn SettingsStore,
    account: &AccountId,
    change: &AccountChange,
) -> Result<Settings, Failure> {
    if let AccountChange::Name(name) = change
        && name.chars().count() > 60
    {
        return Err(Failure::Invalid {
            what: "an account's name has at most 60 characters".to_owned(),
            next_step: None,
        });
    }
    Ok(store.update(&mut |settings| {
        change.apply(settings.accounts.entry(account.clone()).or_default());
    })?)
}

/// Shows sample data whatever else is chosen, or what is chosen.
pub fn look_at_sample(store: &dyn SettingsStore, look: Look) -> Result<Settings, Failure> {
    Ok(store.update(&mut |settings| settings.look_at_sample = look == Look::Sample)?)
}

/// What the window shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Sample,
    Chosen,
}

/// How the window behaves on the desktop; what is `None` stays as it is.
pub fn change_desktop(
    store: &dyn SettingsStore,
    closing: Option<Closing>,
    starting: Option<Starting>,
) -> Result<Settings, Failure> {
    Ok(store.update(&mut |settings| {
        let desktop = &mut settings.desktop;
        desktop.closing = closing.unwrap_or(desktop.closing);
        desktop.starting = starting.unwrap_or(desktop.starting);
    })?)
}

pub fn known<'a>(listing: &'a ProfileListing, profile: &ProfileName) -> Result<&'a crate::cloud::Profile, Failure> {
    listing.find(profile).ok_or_else(|| Failure::Unknown {
        what: format!("no profile {profile} in the AWS config or credentials file"),
        next_step: Some(match listing.profiles.as_slice() {
            [] => "add one with: aws configure --profile NAME".to_owned(),
            profiles => {
                let names: Vec<&str> = profiles.iter().take(8).map(|profile| profile.name.as_str()).collect();
                format!("there are: {}", names.join(", "))
            }
        }),
    })
}

/// A region's code has the form `eu-west-1`; whether it exists only AWS knows.
pub fn check_region(region: &Region) -> Result<(), Failure> {
    let mut parts = region.as_str().split('-');
    let well_formed = region.as_str().split('-').count() >= 3
        && parts
            .clone()
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()))
        && parts.next_back().is_some_and(|last| last.chars().all(|c| c.is_ascii_digit()));
    if well_formed {
        return Ok(());
    }
    Err(Failure::Unknown {
        what: format!("{region} is not a region"),
        next_step: Some("write its code, such as eu-west-1".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_checked_by_its_form() {
        for region in ["eu-west-1", "us-gov-east-1", "ap-southeast-5"] {
            assert!(check_region(&region.into()).is_ok(), "{region}");
        }
        for region in ["", "eu", "eu-west", "EU-WEST-1", "eu west 1", "eu-west-1a"] {
            assert!(check_region(&region.into()).is_err(), "{region}");
        }
    }
}
