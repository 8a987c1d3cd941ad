//! What is advised, and why.

mod capacity;
mod ground;
mod oracle;
mod reasons;
mod spot_manager;
mod verdicts;
