//! One file a command; terminating has a folder of its own.

pub mod changes;
pub mod chart;
pub mod cluster;
pub mod clusters;
pub mod completions;
pub mod costs;
pub mod diagnostics;
pub mod forecast;
pub mod ledgers;
pub mod profiles;
pub mod settings;
pub mod simulator;
pub mod spot;
