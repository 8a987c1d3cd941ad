//! The rules of Emberwatch, pure: no async, no I/O, no clock, no randomness.
//!
//! Whatever needs the time takes `now`; whatever is not known is a value, never a zero.

pub mod account;
pub mod advisor;
pub mod burn;
pub mod change;
pub mod cluster;
pub mod lifecycle;
pub mod money;
pub mod owner;
pub mod plan;
pub mod price;
pub mod series;
pub mod spot;
pub mod termination;
pub mod time_span;
pub mod usage;
