//! Two ledgers that meet: what was estimated live, and what the bill says of the same days.

mod cause;
mod correction;
mod day;
mod line;

pub use cause::{Cause, Explained, causes_by_part, not_recorded};
pub use correction::{Correction, correction};
pub use day::{Bills, ClusterLine, LedgerDay, OfCluster, RecordOfDay, meet, tag_of};
pub use line::{Difference, Line, Live, difference, total};
