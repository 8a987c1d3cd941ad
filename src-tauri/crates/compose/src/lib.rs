//! Chooses the implementations behind the ports, once for the window and the terminal.

mod clock;
mod data_dir;
mod downloads;
mod error;
mod moment;
mod product;
mod realm;
mod sample;
mod watched;

pub use clock::{AppClock, CLOCK_VARIABLE};
pub use data_dir::{DATA_DIR_VARIABLE, data_dir};
pub use downloads::{SaveError, downloads, save};
pub use error::OpenError;
pub use moment::Moment;
pub use product::{Emberwatch, store_banners};
pub use realm::RealmParts;
pub use sample::SAMPLE_SEED;
pub use watched::{Watched, watched};
