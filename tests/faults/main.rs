//! What goes wrong, through the whole of Emberwatch: the real polls, actions and store over the real wire.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must end at once")]

mod answers;
mod articles;
mod cap;
mod changes;
mod clicks;
mod clock;
mod config;
mod confused;
mod credentials;
mod damage;
mod denials;
mod disk;
mod emberwatch;
mod expiry;
mod figures;
mod files;
mod kills;
mod ledgers;
mod many;
mod metering;
mod offline;
mod pages;
mod places;
mod regions;
mod second_opinion;
mod stuck;
mod throttling;
mod world;
mod zones;
