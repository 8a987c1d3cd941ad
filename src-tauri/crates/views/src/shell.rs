//! The frame around every page: accounts to switch between, freshness, warnings.

use crate::clusters::{AccountColor, BurnTotal};
use serde::Serialize;
use specta::Type;

#[derive(Clone, Debug, Serialize, Type)]
pub struct ShellView {
    /// True while what is shown is the sample account.
    pub sample: bool,
    pub accounts: Vec<ShellAccount>,
    pub all: ShellTotals,
    pub freshness: ShellFreshness,
    /// What bars normal work, most important first: read-only store, offline, bad AWS files.
    pub banners: Vec<Banner>,
    /// Terminations that are not over yet.
    pub open_terminations: u32,
    pub version: String,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct ShellAccount {
    pub account_id: String,
    pub name: String,
    /// Such as `static keys · read-only`.
    pub note: String,
    pub color: AccountColor,
    pub production: bool,
    pub totals: ShellTotals,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct ShellTotals {
    pub active_clusters: u32,
    pub all_clusters: u32,
    pub burn: BurnTotal,
    pub regions: u32,
}

#[derive(Clone, Debug, Serialize, Type)]
pub struct ShellFreshness {
    /// The newest answer of any source.
    pub as_of: Option<String>,
    pub refreshing: bool,
    /// Sources that need attention, one short line each, such as `eu-north-1 denied`.
    pub problems: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Banner {
    pub severity: Severity,
    pub text: String,
    pub command: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Info,
    Warning,
    Failure,
}
