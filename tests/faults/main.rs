//! What goes wrong, through the whole of Emberwatch: the real polls, actions and store over the real wire.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must end at once")]

mod articles;
mod emberwatch;
mod second_opinion;
mod throttling;
mod world;
