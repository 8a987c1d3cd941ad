//! For tests only: a clock that is set by hand, recording fakes of the ports, and builders of small worlds.
//!
//! ```
//! use emberwatch_testkit::{FakeCloud, cluster, node};
//!
//! let cloud = FakeCloud::new()
//!     .account("1", "prod")
//!     .region("eu-west-1")
//!     .cluster(cluster("j-1").named("etl").waiting().node(node("i-1")));
//! let place = cloud.place("1", "eu-west-1");
//! place.change("j-1", |cluster| cluster.running());
//! assert_eq!(place.calls("ListClusters"), 0);
//! ```
#![allow(clippy::unwrap_used, reason = "a fake that was set up wrongly must end the test at once")]

mod builders;
mod clock;
mod cloud;
pub mod contract;
pub mod failures;
pub mod hostile;
mod memory;

pub use builders::{FakeCluster, GroupBuilder, NodeBuilder, cluster, group, journal_request, node, place};
pub use clock::{START, TestClock, minutes};
pub use cloud::{Call, FakeCloud, FakePlace};
pub use memory::{MemoryBills, MemoryHistory, MemoryJournal, MemorySettings, burned_days, burned_sums};
