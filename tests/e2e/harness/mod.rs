//! How a scenario gets its window.
//!
//! ```ignore
//! #[tokio::test]
//! async fn a_protected_cluster_is_refused() {
//!     let home = Home::new();
//!     let simulator = Simulator::serve(&home, &["--seed", "7"]).await;
//!     let home = home.with_profiles_of(&simulator);
//!     in_window(&home, async |window| {
//!         window.click("row", Name::Has("nightly-etl")).await;
//!         window.see("Termination protection is on").await;
//!         window.pictured("cluster-protected").await;
//!     })
//!     .await;
//! }
//! ```
//!
//! Pictures go to tests/output/screenshots. `EMBERWATCH_KEEP_SHOT=1 cargo xtask e2e first_run` also renews
//! tests/fixtures/now.png, which the README shows.
//!
//! Nothing waits for time: every call waits for a state of the page, and fails after half a minute with what was
//! looked for and what was there instead. A scenario as a whole is bounded too.

mod accessibility;
mod driver;
mod files;
mod hand;
mod home;
mod keyboard;
mod page;
mod panel;
mod process;
mod programs;
mod roles;
mod screen;
mod simulator;
mod waiting;
mod window;

pub use files::{Downloads, records};
pub use home::{Home, Theme};
pub use page::Name;
pub use panel::{Entry, Panel, the_app_ends};
pub use process::Running;
pub use programs::{binary, boto3, emberctl, sample_cluster, started_again};
pub use screen::Screen;
pub use simulator::Simulator;
pub use waiting::until;
pub use window::{Window, in_window, keep_for_the_readme, package};
