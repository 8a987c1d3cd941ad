//! EMR: clusters and what they are made of, and the two writes.

mod collection;
mod control;
mod detail;
mod reader;

pub(crate) use control::EmrControl;
pub(crate) use reader::Emr;
