//! Where profiles come from: the AWS files, or a fixed list for the sample.

use crate::profiles::{self, FileLocations, FileRecipe, Files};
use emberwatch_cloud::{CloudError, Profile, ProfileKind, ProfileListing, SignInAdvice};
use emberwatch_domain::account::{AccountId, ProfileName, Region};
use std::fmt;
use std::sync::Arc;
use tokio::sync::watch;

const READING: &str = "read the profile";

/// A profile of the in-process simulator. No file and no environment is read for it.
#[derive(Clone, PartialEq, Eq)]
pub struct FixedProfile {
    pub name: ProfileName,
    pub account_id: AccountId,
    pub access_key: String,
    pub secret: String,
    pub region: Region,
}

impl fmt::Debug for FixedProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FixedProfile")
            .field("name", &self.name)
            .field("account_id", &self.account_id)
            .finish_non_exhaustive()
    }
}

pub(crate) enum Origin {
    Files(Arc<Files>),
    Fixed(Vec<FixedProfile>),
}

/// All that a session is made from; an equal one needs no new session.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Recipe {
    Files(Arc<FileRecipe>),
    Fixed(FixedProfile),
}

impl Recipe {
    pub(crate) fn home_region(&self) -> &Region {
        match self {
            Self::Files(recipe) => &recipe.home_region,
            Self::Fixed(profile) => &profile.region,
        }
    }

    pub(crate) fn realm(&self) -> &'static str {
        match self {
            Self::Files(_) => "aws",
            Self::Fixed(_) => "sample",
        }
    }
}

impl Origin {
    pub(crate) fn files(locations: FileLocations) -> Self {
        Self::Files(Arc::new(Files::new(locations)))
    }

    /// Reads the files anew.
    pub(crate) fn listing(&self) -> ProfileListing {
        match self {
            Self::Files(files) => profiles::listing(&files.reread(), &files.locations),
            Self::Fixed(fixed) => {
                ProfileListing { profiles: fixed.iter().map(sample).collect(), bad_sections: Vec::new() }
            }
        }
    }

    /// One profile, as the files were last read.
    pub(crate) fn profile(&self, name: &ProfileName) -> Option<Profile> {
        match self {
            Self::Files(files) => profiles::one(&files.book(), &files.locations, name.as_str()),
            Self::Fixed(fixed) => fixed.iter().find(|profile| &profile.name == name).map(sample),
        }
    }

    /// Ticks when the files may say something else; of fixed profiles nothing ever changes.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        match self {
            Self::Files(files) => profiles::watch(files),
            Self::Fixed(_) => watch::channel(0).1,
        }
    }

    pub(crate) fn recipe(&self, name: &ProfileName) -> Result<Recipe, CloudError> {
        match self {
            Self::Files(files) => file_recipe(files, name).map(Recipe::Files),
            Self::Fixed(fixed) => match fixed.iter().find(|profile| &profile.name == name) {
                Some(profile) => Ok(Recipe::Fixed(profile.clone())),
                None => Err(unknown(format!("there is no sample profile `{name}`"))),
            },
        }
    }
}

fn file_recipe(files: &Files, name: &ProfileName) -> Result<Arc<FileRecipe>, CloudError> {
    let (book, at) = (files.book(), &files.locations);
    if let Some(known) = files.known_recipe(&book, name.as_str()) {
        return Ok(known);
    }
    if book.profile(name.as_str()).is_none() {
        let (config, credentials) = (at.config.display(), at.credentials.display());
        return Err(unknown(format!("there is no profile `{name}` in {config} or {credentials}")));
    }
    let recipe = profiles::recipe(&book, at, name.as_str()).map_err(|unusable| CloudError::SignInNeeded {
        operation: READING,
        advice: SignInAdvice { reason: unusable.0, command: None },
    })?;
    Ok(files.keep_recipe(book, name.as_str(), recipe))
}

/// It may be there at the next look: a file can be caught half written.
fn unknown(reason: String) -> CloudError {
    CloudError::SignInNeeded { operation: READING, advice: SignInAdvice { reason, command: None } }
}

fn sample(profile: &FixedProfile) -> Profile {
    Profile {
        name: profile.name.clone(),
        kind: ProfileKind::Sample,
        region: Some(profile.region.clone()),
        account_hint: Some(profile.account_id.as_str().to_owned()),
        unusable: None,
        // Nothing of the sample leaves this process.
        loopback: true,
    }
}
