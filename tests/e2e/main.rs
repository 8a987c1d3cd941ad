//! The real window, driven from outside: the built app under WebDriver, on data folders of its own.
//!
//! `cargo xtask e2e` gives these tests a screen, a session bus and a keyring; without them they cannot run.

mod harness;
