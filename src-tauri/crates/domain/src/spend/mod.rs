//! What a bill says: days in UTC, amounts on a named basis, and for a day without data the reason.

mod basis;
mod bill;
mod compare;
mod dimension;
mod filter;
mod part;
mod period;
mod sums;

pub use basis::{Amounts, Basis, Credits};
pub use bill::{Bill, BillDay, DayCost, NoData, SETTLING_DAYS, is_settled};
pub(crate) use compare::percent;
pub use compare::{Change, Compared, Comparison};
pub use dimension::{BillKey, Dimension};
pub use filter::CostFilter;
pub use part::{EC2_COMPUTE, EC2_OTHER, EMR, Part, part, split};
pub(crate) use period::later;
pub use period::{Days, Month, utc_day};
pub use sums::{Grain, PeriodSum};
