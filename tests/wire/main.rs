//! cloud-aws over the wire: every port method against the simulator, and the same contract against moto.

mod asking;
mod clock;
mod collections;
mod contract;
mod credentials;
mod failures;
mod ground;
mod markets;
mod moto;
mod sign_in;
mod simulator;
