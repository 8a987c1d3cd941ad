//! Month ends as they would have been told over thirteen months, beside the seasonal naive: every day cost what the same
//! weekday cost last.

use crate::table::{Row, Verdict};
use emberwatch_domain::forecast::shapes::Shape;
use emberwatch_domain::forecast::{Errors, Forecaster, Method, backtest};
use emberwatch_domain::spend::Days;
use jiff::civil::date;

pub const DOES: &str = "13 months of each shape, 20 seeds, a month end told on every day: our mean error in percent of the month, \
    beside the seasonal naive's";

const SEEDS: u64 = 20;

pub fn run() -> Vec<Row> {
    Shape::ALL.map(of_shape).into()
}

fn of_shape(shape: Shape) -> Row {
    let days = Days::new(date(2024, 1, 1), date(2025, 2, 1));
    let (mut naive, mut ours) = (Errors::default(), Errors::default());
    for seed in 1..=SEEDS {
        let history = shape.history(days, seed);
        naive = naive.and(backtest(&history, Forecaster::Always(Method::SeasonalNaive)));
        ours = ours.and(backtest(&history, Forecaster::Chosen));
    }
    let worse = ours.worse_than(&naive);
    let (target, most) = if shape == Shape::Trend { ("≤ -20 %", -20.0) } else { ("≤ + 2 %", 2.0) };
    println!("  {shape}: {} of {} ends were in the range of four fifths", ours.in_range, ours.ranged);
    Row::new("forecast", format!("{shape}: error of {} month ends", ours.forecasts))
        .ours(format!("{:.1} %", ours.percent()))
        .against(format!("{:.1} %, seasonal naive", naive.percent()))
        .ratio(format!("{worse:+.1} %"))
        .target(target, Verdict::count(worse <= most))
}
