//! What is said of a spot series, against a count of its prices second by second.

use emberwatch_domain::money::Usd;
use emberwatch_domain::series::columns;
use emberwatch_domain::spot::SpotSeries;
use emberwatch_domain::time_span::TimeSpan;
use jiff::Timestamp;
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Prices in tenths of a cent by the second at which they came.
type Changes = BTreeMap<i64, i64>;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).expect("a moment within range")
}

fn usd(price: i64) -> Usd {
    Usd::new(Decimal::new(price, 3))
}

fn series(changes: &Changes) -> SpotSeries {
    let mut series = SpotSeries::default();
    changes.iter().for_each(|(second, price)| series.record(at(*second), usd(*price)));
    series
}

/// The price in force in a second, looked up anew each time.
fn price(changes: &Changes, second: i64) -> Option<i64> {
    changes.iter().filter(|(at, _)| **at <= second).map(|(_, price)| *price).next_back()
}

/// The known prices of a window, one for every second.
fn seconds(changes: &Changes, (start, end): (i64, i64)) -> Vec<i64> {
    (start..end).filter_map(|second| price(changes, second)).collect()
}

fn any_changes() -> impl Strategy<Value = Changes> {
    prop::collection::btree_map(0_i64..400, 1_i64..12, 0..12)
}

fn any_window() -> impl Strategy<Value = (i64, i64)> {
    (0_i64..400, 0_i64..300).prop_map(|(start, length)| (start, start + length))
}

fn span((start, end): (i64, i64)) -> TimeSpan {
    TimeSpan::new(at(start), at(end))
}

proptest! {
    #[test]
    fn every_figure_is_the_one_counted_second_by_second(
        changes in any_changes(),
        window in any_window(),
        limit in 0_i64..13,
    ) {
        let told = series(&changes).statistics(span(window));
        let mut sorted = seconds(&changes, window);
        sorted.sort_unstable();
        prop_assert_eq!(told.is_none(), sorted.is_empty());
        let Some(told) = told else { return Ok(()) };
        let count = sorted.len();
        // The least price that at least so many of a hundred seconds do not exceed.
        let percentile = |percent: usize| usd(sorted[(count * percent).div_ceil(100).max(1) - 1]);
        let length = Decimal::from(count);
        prop_assert_eq!(told.mean, Usd::new(Decimal::new(sorted.iter().sum(), 3) / length));
        prop_assert_eq!([told.min, told.max], [usd(sorted[0]), usd(sorted[count - 1])]);
        prop_assert_eq!([told.p50, told.p95, told.percentile(33)], [50, 95, 33].map(percentile));
        let under = sorted.iter().filter(|price| **price <= limit).count();
        prop_assert_eq!(told.share_at_or_below(usd(limit)), Decimal::from(under) / length);
        prop_assert_eq!(Some(told.now), price(&changes, window.1).map(usd));
        let unpriced = (window.0..window.1).filter(|second| price(&changes, *second).is_none()).count();
        prop_assert_eq!(told.unpriced.milliseconds(), i64::try_from(unpriced).unwrap_or(i64::MAX) * 1000);
    }

    #[test]
    fn a_change_is_a_second_whose_price_is_not_that_of_the_second_before(
        changes in any_changes(),
        window in any_window(),
    ) {
        let Some(told) = series(&changes).statistics(span(window)) else { return Ok(()) };
        let differs = |second: &i64| {
            price(&changes, second - 1).is_some_and(|before| Some(before) != price(&changes, *second))
        };
        prop_assert_eq!(told.changes, (window.0..window.1).filter(differs).count());
    }

    #[test]
    fn the_cost_of_a_window_is_its_mean_for_the_time_that_is_priced(changes in any_changes(), window in any_window()) {
        let series = series(&changes);
        let cost = series.cost(span(window));
        let counted = Decimal::new(seconds(&changes, window).iter().sum(), 3) / Decimal::from(3600);
        prop_assert_eq!(cost.usd.amount().round_dp(20), counted.round_dp(20));
        let unpriced = series.statistics(span(window)).map_or(span(window), |told| told.unpriced);
        prop_assert_eq!(cost.unpriced.milliseconds(), unpriced.milliseconds());
    }

    #[test]
    fn a_column_of_the_drawing_keeps_every_spike(changes in any_changes()) {
        let window = (0, 400);
        let series = series(&changes);
        let columns = columns(&series.stretches(span(window)), span(window), 40);
        prop_assert_eq!(&series.columns(span(window), 40), &columns);
        for (index, column) in (0_i64..).zip(columns) {
            let seconds = seconds(&changes, (index * 10, index * 10 + 10));
            prop_assert_eq!(column.map(|column| column.min), seconds.iter().min().map(|price| usd(*price)));
            prop_assert_eq!(column.map(|column| column.max), seconds.iter().max().map(|price| usd(*price)));
            prop_assert_eq!(column.map(|column| column.last), seconds.last().map(|price| usd(*price)));
        }
    }

    #[test]
    fn stretches_are_what_is_known_of_a_window_without_gap_overlap_or_two_alike(
        changes in any_changes(),
        window in any_window(),
    ) {
        let stretches = series(&changes).stretches(span(window));
        let known: i64 = stretches.iter().map(|stretch| stretch.span.milliseconds()).sum();
        prop_assert_eq!(known, i64::try_from(seconds(&changes, window).len()).unwrap_or(i64::MAX) * 1000);
        for pair in stretches.windows(2) {
            prop_assert_eq!(pair[0].span.end, pair[1].span.start);
            prop_assert_ne!(pair[0].usd, pair[1].usd);
        }
    }
}
