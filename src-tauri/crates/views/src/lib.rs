//! What a screen needs, computed once, in Rust: the window, the tray and `--json` show the same values.
//!
//! Money crosses as decimal strings (per hour 4 places, totals 2, half to even), time as RFC 3339. Nothing here is worked
//! out again by a screen. Every view is a pure function of a [`scene::Scene`], which holds one realm only.

pub mod accounts;
pub mod actions;
pub mod burn_chart;
pub mod changes;
pub mod chart;
pub mod cluster_detail;
pub mod clusters;
pub mod costs;
pub mod data_folder;
pub mod desktop;
pub mod diagnosis;
pub mod diagnostics;
pub mod export;
pub mod failure;
pub mod forecast;
pub mod harmless;
pub mod ledgers;
pub mod names;
pub mod numbers;
pub mod profiles;
pub mod requests;
pub mod saved_views;
pub mod scene;
pub mod settings;
pub mod shell;
pub mod sources;
pub mod spot_market;
pub mod spreadsheet;
pub mod tray;
mod wording;
