//! What a screen needs, computed once, in Rust: the window, the tray and `--json` show the same values.
//!
//! Money crosses as decimal strings, time as RFC 3339. Nothing here is worked out again by a screen.

pub mod actions;
pub mod cluster_detail;
pub mod clusters;
pub mod failure;
pub mod profiles;
pub mod requests;
pub mod settings;
pub mod shell;
pub mod sources;
