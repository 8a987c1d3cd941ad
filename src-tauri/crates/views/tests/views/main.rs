//! The views, made from small worlds.
#![allow(clippy::unwrap_used, reason = "a test that finds nothing where something must be ends at once")]

mod accounts;
mod burn_chart;
mod calls;
mod changes;
mod cluster;
mod clusters;
mod costs;
mod costs_table;
mod data_folder;
mod differences;
mod differences_world;
mod export;
mod failures;
mod money;
mod plans;
mod profiles;
mod settings;
mod shell;
mod spot_market;
mod terminations;
mod tray;
mod world;
