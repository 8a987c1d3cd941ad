//! What is advised, and why.

mod capacity;
mod ground;
mod oracle;
mod reasons;
mod scale_up;
mod verdicts;
