//! The simulator driven as a client drives it: requests in, responses out.

#![allow(clippy::unwrap_used, reason = "a step that fails is a test that fails")]
mod client;
mod costs;
mod faults;
mod launch;
mod lists;
mod logs;
mod markets;
mod serve;
mod termination;
mod world;
