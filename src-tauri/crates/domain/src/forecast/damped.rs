//! Holt's level and trend, the trend damped, over amounts from which the weekdays were taken out.
//! Gardner, McKenzie: Forecasting trends in time series, 1985.

use super::history::mean;
use super::level::{weekday_effects, without_weekdays};
use super::method::{Projection, WEEK};

const LEVELS: [f64; 5] = [0.05, 0.1, 0.2, 0.35, 0.6];
const TRENDS: [f64; 4] = [0.01, 0.03, 0.08, 0.2];
const DAMPINGS: [f64; 3] = [0.9, 0.97, 0.995];

/// The smoothing is chosen by how well each day was told from the days before it.
pub(super) fn project(amounts: &[f64]) -> Projection {
    let weekdays = weekday_effects(amounts);
    let levels = without_weekdays(amounts, &weekdays);
    let start = start(&levels);
    let mut best: Option<(f64, Projection)> = None;
    for damping in DAMPINGS {
        for (level, trend) in LEVELS.iter().flat_map(|level| TRENDS.iter().map(move |trend| (*level, *trend))) {
            let (error, (level, slope)) = smooth(&levels, start, Smoothing { level, trend, damping });
            if best.as_ref().is_none_or(|(least, _)| error < *least) {
                best = Some((error, Projection { level, slope, damping, weekdays, floor: f64::NEG_INFINITY }));
            }
        }
    }
    best.map_or(Projection { level: mean(amounts), slope: 0.0, damping: 0.0, weekdays, floor: 0.0 }, |(_, found)| found)
}

#[derive(Clone, Copy)]
struct Smoothing {
    level: f64,
    trend: f64,
    damping: f64,
}

/// The sum of the squared errors of one day ahead, after the first two weeks; then level and slope at the end.
fn smooth(levels: &[f64], (mut level, mut slope): (f64, f64), by: Smoothing) -> (f64, (f64, f64)) {
    let mut error = 0.0;
    for (day, amount) in levels.iter().enumerate() {
        let told = level + by.damping * slope;
        if day >= 2 * WEEK {
            error += (amount - told) * (amount - told);
        }
        let next = told + by.level * (amount - told);
        slope = by.trend * (next - level) + (1.0 - by.trend) * by.damping * slope;
        level = next;
    }
    (error, (level, slope))
}

/// Level before the first day and slope, from the first two weeks.
fn start(levels: &[f64]) -> (f64, f64) {
    let (first, second) = (mean(&levels[..WEEK]), mean(&levels[WEEK..2 * WEEK]));
    let slope = (second - first) / WEEK as f64;
    (first - slope * (WEEK as f64 + 1.0) / 2.0, slope)
}
