//! What a month will have cost at its end, with its range and with the method that told it.
//!
//! Within the statistics amounts are `f64`; what goes in and what comes out is money.

mod against;
mod backtest;
mod beside;
mod choice;
mod damped;
mod history;
mod level;
mod method;
mod month_end;
pub mod shapes;
mod trials;

pub use against::{Against, Outlook, against};
pub use backtest::{Errors, Forecaster, backtest, errors};
pub use beside::Beside;
pub use choice::{Chosen, Tried};
pub use history::History;
pub use method::Method;
pub use month_end::{Asked, ForecastDay, LiveDay, MonthEnd, Range, TheirForecast, month_end};
