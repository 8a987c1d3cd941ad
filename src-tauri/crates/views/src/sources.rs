//! Where the rows come from: each watched account and region, and how it is doing.

use serde::Serialize;
use specta::Type;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SourceRow {
    /// Absent until the profile's first answer.
    pub account_id: Option<String>,
    pub profile: String,
    pub region: String,
    pub status: SourceStatus,
    /// When it last answered in full.
    pub as_of: Option<String>,
    /// One sentence: what failed, in which account and region, which permission, and the next step.
    pub detail: Option<String>,
    /// A command to copy, such as `aws sso login --profile research`.
    pub command: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SourceStatus {
    /// Not answered yet, nothing failed.
    Loading,
    Ok,
    Stale,
    Expired,
    SignInNeeded,
    Denied,
    Throttled,
    RegionDisabled,
    Unreachable,
}
