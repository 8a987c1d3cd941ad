//! The real window, driven from outside: the built app under WebDriver, on data folders of its own.
//!
//! `cargo xtask e2e` gives these tests a screen, a session bus and a keyring; without them they cannot run.

mod accounts;
mod changing;
mod charting;
mod costs;
mod failing;
mod first_run;
mod foreign;
mod harness;
mod keeping;
mod keyboard;
mod looking;
mod palette;
mod refusing;
mod secrets;
mod security;
mod settings;
mod sleeping;
mod spot;
mod table;
mod terminating;
mod together;
mod tray;
mod trayless;
