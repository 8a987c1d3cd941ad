//! The use cases of Emberwatch over its ports: watching, and the one way in which something is changed.

pub mod actions;
pub mod board;
pub mod budget;
pub mod burned;
pub mod choices;
pub mod costs;
pub mod failure;
pub mod forgetting;
pub mod market;
pub mod meter;
pub mod past;
pub mod poll;
pub mod ports;
pub mod record;
pub mod recovery;
pub mod redaction;
pub mod saved_views;
pub mod settings;
pub mod snapshot;
pub mod trouble;

/// What AWS is asked and how that can fail; views know it through here only.
pub use emberwatch_cloud as cloud;
