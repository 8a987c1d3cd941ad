//! A small, honest AWS that speaks the real wire protocols.
//!
//! It is the sample account of the app, the rehearsal room of `emberctl simulator serve`, and the test bed. What it
//! answers is a function of a seed, the time, and the commands it was given; it depends on no other crate of this
//! workspace, so that it is able to disagree with them. What it does not implement it answers as AWS answers an
//! unknown operation, never with a success.

mod clock;
mod commands;
mod faults;
mod limits;
mod profiles;
mod serve;
mod services;
mod simulator;
mod wire;
pub mod world;

pub use clock::{ClockError, SimClock};
pub use commands::{CommandLog, LogError};
pub use faults::{Action, Faults, PageScript, Rule};
pub use limits::Limits;
pub use profiles::{Profile, ProfilesError, ServePaths, SessionKeys, profiles_of, sample_profiles, write_profiles};
pub use serve::{Ready, ServeError, serve};
pub use simulator::{CallCount, Charge, Options, ResetConnection, Simulator};
pub use world::spot::{SpotPrices, SpotPricesError};
pub use world::{Crowd, Spread, World, WorldSize};
