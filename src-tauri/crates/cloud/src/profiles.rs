//! What the AWS config and credentials files say.

use emberwatch_domain::account::{ProfileName, Region};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Where a profile's credentials come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProfileKind {
    StaticKeys,
    Role {
        source: Option<String>,
    },
    Sso {
        session: Option<String>,
    },
    CredentialProcess,
    WebIdentity,
    LoginSession,
    /// The simulator's own accounts.
    Sample,
    /// The profile names no credentials at all.
    NoCredentials,
}

/// A profile as found, before anything was asked of AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub name: ProfileName,
    pub kind: ProfileKind,
    pub region: Option<Region>,
    /// Known without asking only for `sso_account_id` and `role_arn` profiles.
    pub account_hint: Option<String>,
    /// Set when the profile can never work as written, such as `mfa_serial` or a missing program: one sentence.
    pub unusable: Option<String>,
    /// Whether the profile's `endpoint_url` leads to this machine.
    pub loopback: bool,
}

/// A section of a file that could not be read; the others are unharmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadSection {
    pub file: PathBuf,
    pub line: u32,
    pub section: Option<String>,
    pub problem: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ProfileListing {
    pub profiles: Vec<Profile>,
    pub bad_sections: Vec<BadSection>,
}

impl ProfileListing {
    pub fn find(&self, name: &ProfileName) -> Option<&Profile> {
        self.profiles.iter().find(|profile| &profile.name == name)
    }
}
