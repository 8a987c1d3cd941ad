//! How a scenario gets its window.
//!
//! ```ignore
//! #[tokio::test]
//! async fn a_protected_cluster_is_refused() {
//!     let home = Home::new();
//!     let simulator = Simulator::serve(&home, &["--seed", "7"]).await;
//!     let home = home.watching(&simulator);
//!     in_window(&home, async |window| {
//!         window.click("row", Name::Has("nightly-etl")).await;
//!         window.see("Termination protection is on").await;
//!         window.shot("cluster-protected").await;
//!     })
//!     .await;
//! }
//! ```
//!
//! Nothing waits for time: every call waits for a state of the page, and all of them share one deadline
//! after which the scenario fails with what was looked for and what was there instead.

mod accessibility;
mod driver;
mod home;
mod page;
mod process;
mod programs;
mod roles;
mod simulator;
mod window;

pub use home::{Home, Theme};
pub use page::Name;
pub use programs::{boto3, emberctl, sample_cluster};
pub use simulator::Simulator;
pub use window::{Window, in_window};
