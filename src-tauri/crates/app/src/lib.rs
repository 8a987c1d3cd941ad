//! The use cases of Emberwatch over its ports: watching, and the one way in which something is changed.

pub mod actions;
pub mod board;
pub mod budget;
pub mod failure;
pub mod poll;
pub mod ports;
pub mod record;
pub mod settings;
pub mod snapshot;
