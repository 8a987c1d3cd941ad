//! The terminal, as a user and a script meet it: the built `emberctl` in a process of its own.
#![allow(clippy::unwrap_used, reason = "a test ends where its world is not as expected")]

mod changing;
mod costs;
mod folder;
mod ground;
mod hostile;
mod profiles;
mod reading;
mod sample;
mod secrets;
mod serving;
mod settings;
mod shapes;
mod simulator;
mod spot;
mod terminating;
mod troubles;
mod wire;
