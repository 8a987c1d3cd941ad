//! Two ledgers that meet: what was estimated live, and what the bill says of the same days.

mod cause;
mod correction;
mod line;

pub use cause::{Cause, Explained, causes_by_part, not_recorded};
pub use correction::{Correction, correction};
pub use line::{Difference, Line, Live, difference, total};
