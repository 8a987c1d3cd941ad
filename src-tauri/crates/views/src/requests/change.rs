//! Changes, in the words of the use cases that make and check them.

use super::{AccountChange, AccountsInReport, SettingsRequest};
use crate::profiles::RegionChoice;
use emberwatch_app::choices::{AccountChange as Change, Wishes, budget, explorer_cap};
use emberwatch_app::failure::Failure;
use emberwatch_app::redaction::Accounts;
use emberwatch_app::settings::Regions;
use emberwatch_domain::account::{Access, Criticality, Region};

impl From<AccountChange> for Change {
    fn from(change: AccountChange) -> Self {
        match change {
            AccountChange::AllowActions => Self::Access(Access::Actions),
            AccountChange::ReadOnly => Self::Access(Access::ReadOnly),
            AccountChange::MarkProduction => Self::Criticality(Criticality::Production),
            AccountChange::MarkOrdinary => Self::Criticality(Criticality::Ordinary),
            AccountChange::Rename { name } => Self::Name(name),
            AccountChange::Recolor { color } => Self::Color(color.number()),
        }
    }
}

impl From<RegionChoice> for Regions {
    fn from(choice: RegionChoice) -> Self {
        match choice {
            RegionChoice::ProfileRegion => Self::OfProfile,
            RegionChoice::AllEnabled => Self::AllEnabled,
            RegionChoice::Listed { regions } => Self::Listed(regions.into_iter().map(Region::new).collect()),
        }
    }
}

impl From<&Regions> for RegionChoice {
    fn from(regions: &Regions) -> Self {
        match regions {
            Regions::OfProfile => Self::ProfileRegion,
            Regions::AllEnabled => Self::AllEnabled,
            Regions::Listed(regions) => Self::Listed { regions: regions.iter().map(ToString::to_string).collect() },
        }
    }
}

impl TryFrom<SettingsRequest> for Wishes {
    type Error = Failure;

    /// # Errors
    /// Names what cannot be read.
    fn try_from(request: SettingsRequest) -> Result<Self, Failure> {
        let explorer_cap = labelled("the most it may cost", request.explorer_cap.as_deref(), explorer_cap)?;
        let budget = labelled("what a month may cost", request.budget.as_deref(), budget)?;
        Ok(Self {
            owner_tags: request.owner_tags,
            me: request.me,
            theme: request.theme.map(Into::into),
            zone: request.zone,
            numbers: request.numbers.map(Into::into),
            pace: request.pace.map(Into::into),
            explorer_cap,
            budget,
        })
    }
}

impl From<AccountsInReport> for Accounts {
    fn from(accounts: AccountsInReport) -> Self {
        match accounts {
            AccountsInReport::Masked => Self::Masked,
            AccountsInReport::Shown => Self::Shown,
        }
    }
}

/// Whoever typed it on the page knows a setting by its label there, and not by the word for it in the terminal.
fn labelled<T>(
    label: &str,
    typed: Option<&str>,
    read: impl Fn(&str) -> Result<T, Failure>,
) -> Result<Option<T>, Failure> {
    let Some(text) = typed else { return Ok(None) };
    let read = read(text).map_err(|failure| match failure {
        Failure::Invalid { next_step, .. } => {
            Failure::Invalid { what: format!("{label} cannot be {text:.40}"), next_step }
        }
        other => other,
    });
    read.map(Some)
}
