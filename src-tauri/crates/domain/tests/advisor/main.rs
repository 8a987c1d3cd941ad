//! What is advised, and why.

mod capacity;
mod ground;
mod oracle;
mod reasons;
mod second_article;
mod verdicts;
