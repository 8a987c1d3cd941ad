//! The AWS config and credentials files, read by a tolerant reader of our own.
//!
//! The SDK gives up on a whole file for one bad line and silently leaves out what it cannot do, such as MFA.
//! So the files are read here, and the SDK is handed only the sections that one profile needs.

mod book;
mod chain;
mod endpoints;
mod files;
mod held;
mod ini;
mod listing;
mod program;
mod recipe;
mod watching;

#[cfg(test)]
mod tests;

pub use files::FileLocations;

pub(crate) use endpoints::{Api, Endpoints};
pub(crate) use files::{Files, Stamp};
pub(crate) use listing::{listing, one};
pub(crate) use recipe::{CredentialsFrom, FileRecipe, SignIn, recipe};
pub(crate) use watching::watch;
