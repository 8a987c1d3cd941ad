//! Charts: data in, drawing out, in the colours of the page. The same input gives the same bytes.
//!
//! A drawing's size does not grow with its data: series over time come as columns, each the lowest and the highest amount
//! of a few pixels, so that no spike is lost and no point is sent twice; of bars there are as many as Cost Explorer tells
//! days, and where they are thin they carry no pattern.

mod axis;
mod bars;
mod canvas;
mod font;
mod frame;
mod step;
mod theme;

pub use axis::{Tick, ceiling};
pub use bars::{Bar, BarChart, BarSeries, Pattern, Standing};
pub use canvas::{Area, DrawError, Drawing, Size};
pub use step::{Dash, Mark, Series, StepChart, Weight, columns_of};
pub use theme::Theme;
