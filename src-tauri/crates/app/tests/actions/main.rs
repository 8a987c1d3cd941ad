//! The rules by which Emberwatch changes AWS, on a cloud and a journal in memory and on tokio's paused clock.
#![allow(clippy::unwrap_used, reason = "a test ends at the first thing that is not as it must be")]

mod confirming;
mod executing;
mod following;
mod lifting;
mod planning;
mod racing;
mod rehearsing;
mod world;
