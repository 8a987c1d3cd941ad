//! Chooses the implementations behind the ports, once for the window and the terminal.

mod changing;
mod clock;
mod costing;
mod data_dir;
mod diagnosing;
mod downloads;
mod error;
pub mod log;
pub mod machine;
mod moment;
mod product;
mod realm;
mod sample;
mod secrets;
mod watched;

pub use clock::{AppClock, CLOCK_VARIABLE};
pub(crate) use data_dir::home;
pub use data_dir::{DATA_DIR_VARIABLE, data_dir};
pub use diagnosing::diagnostics_without;
pub use downloads::{SaveError, downloads, save, save_as};
pub use emberwatch_allocator::keep_for_the_next_sweep;
pub use emberwatch_store::{Hold, private_folder};
pub use error::OpenError;
pub use moment::Moment;
pub use product::{Emberwatch, store_banners};
pub use realm::RealmParts;
pub use sample::SAMPLE_SEED;
pub use watched::{Watched, watched};
