//! The profiles of the AWS files, and the accounts behind them.

pub(crate) mod account_row;
mod profile_row;

pub(crate) use profile_row::{kind_note, kind_text};

use crate::clusters::AccountColor;
use crate::scene::Scene;
use crate::sources::{SourceRow, SourceStatus};
use emberwatch_app::cloud::{BadSection, ProfileListing};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::path::PathBuf;

/// The answer of `profiles`, and of `emberctl profiles --json`.
#[derive(Clone, Debug, Serialize, Type)]
pub struct ProfilesView {
    pub profiles: Vec<ProfileRow>,
    pub accounts: Vec<AccountRow>,
    pub bad_sections: Vec<BadSectionRow>,
    /// Where profiles are looked for, to say it when there are none.
    pub files: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct ProfileRow {
    pub name: String,
    /// `static keys`, `role`, `SSO`, `credential_process`, `web identity`, …
    pub kind: String,
    /// What the kind builds on, such as `session corporate` or `from base`.
    pub kind_note: Option<String>,
    pub region: Option<String>,
    pub account_id: Option<String>,
    pub account_alias: Option<String>,
    pub watched: bool,
    pub regions: RegionChoice,
    /// Regions that the choice comes to, once known.
    pub watched_regions: Vec<String>,
    /// Another watched profile of the same account that is used now, this one standing by.
    pub standby_for: Option<String>,
    pub status: Option<SourceStatus>,
    /// One sentence: why it cannot be used, and what to do.
    pub problem: Option<String>,
    pub command: Option<String>,
}

/// Which regions of a profile are watched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RegionChoice {
    /// The profile's own region.
    ProfileRegion,
    /// Whatever DescribeRegions says is enabled.
    AllEnabled,
    Listed {
        regions: Vec<String>,
    },
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct AccountRow {
    pub account_id: String,
    pub name: String,
    pub alias: Option<String>,
    pub color: AccountColor,
    pub production: bool,
    pub actions_allowed: bool,
    pub sample: bool,
    pub profiles: Vec<String>,
    pub sources: Vec<SourceRow>,
    /// Who Emberwatch is there: the caller's ARN.
    pub caller: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct BadSectionRow {
    pub file: String,
    pub line: u32,
    pub section: Option<String>,
    pub problem: String,
}

/// `listing` is what the AWS files say now; `files` is where profiles are looked for.
pub fn profiles(scene: &Scene<'_>, listing: &ProfileListing, files: &[PathBuf]) -> ProfilesView {
    ProfilesView {
        profiles: profile_row::rows(scene, listing),
        accounts: scene.snapshots.iter().map(|snapshot| account_row::row(scene, snapshot)).collect(),
        bad_sections: listing.bad_sections.iter().map(bad_section).collect(),
        files: files.iter().map(|file| file.display().to_string()).collect(),
    }
}

fn bad_section(bad: &BadSection) -> BadSectionRow {
    BadSectionRow {
        file: bad.file.display().to_string(),
        line: bad.line,
        section: bad.section.clone(),
        problem: bad.problem.clone(),
    }
}
