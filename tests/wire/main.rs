//! cloud-aws over the wire: every port method against the simulator, and the same contract against moto.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must end at once")]

mod answers;
mod asking;
mod bills;
mod clock;
mod collections;
mod contract;
mod credentials;
mod failures;
mod given_up;
mod ground;
mod markets;
mod moto;
mod sign_in;
mod simulator;
