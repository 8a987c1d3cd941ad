use proptest::prelude::*;
use rust_decimal_macros::dec;

use super::*;
use crate::world::catalog;

const YEAR_2025: i64 = 1_735_689_600;

fn market(seed: u64, index: usize) -> SpotMarket {
    let region = catalog::region("us-east-1").unwrap();
    let kinds = catalog::instance_types();
    let zone = &region.zones[index % region.zones.len()];
    SpotMarket::new(Dice::new(seed), region.name, &zone.name, &kinds[index % kinds.len()]).unwrap()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

proptest! {
    #[test]
    fn price_at_agrees_with_changes(seed: u64, index in 0usize..300, from in 0..YEAR_2025, hours in 1i64..200) {
        let market = market(seed, index);
        let (from, to) = (at(from), at(from + hours * 3600));
        let mut price = market.price_at(from);
        let mut before = from;
        for change in market.changes(from, to) {
            prop_assert!(change.at > before);
            let last_second = at(change.at.as_second() - 1);
            prop_assert_eq!(market.price_at(last_second), price, "it holds until the next change");
            prop_assert_eq!(market.price_at(change.at), change.price);
            (price, before) = (change.price, change.at);
        }
        prop_assert_eq!(market.price_at(to), price);
    }

    #[test]
    fn spot_prices_stay_below_on_demand(seed: u64, index in 0usize..300, from in 0..YEAR_2025) {
        let market = market(seed, index);
        for change in market.changes(at(from), at(from + 90 * 86_400)) {
            prop_assert!(change.price <= market.on_demand && change.price >= dec!(0.0001));
        }
    }

    #[test]
    fn a_longer_window_holds_the_changes_of_a_shorter_one(seed: u64, from in 0..YEAR_2025, hours in 1i64..50) {
        let market = market(seed, 7);
        let short = market.changes(at(from), at(from + hours * 3600));
        let long = market.changes(at(from - 90_000), at(from + hours * 3600 + 90_000));
        prop_assert!(short.iter().all(|change| long.contains(change)));
    }
}

#[test]
fn the_last_change_before_a_window_is_at_or_before_its_start() {
    let market = market(1, 3);
    for hour in 0..100 {
        let start = at(YEAR_2025 + hour * 3600);
        let change = market.change_before(start);
        assert!(change.at <= start && market.changes(change.at, start).is_empty());
    }
}

#[test]
fn ninety_days_hold_calm_and_busy_markets_and_some_spikes() {
    let (from, to) = (at(YEAR_2025), at(YEAR_2025 + 90 * 86_400));
    let markets: Vec<SpotMarket> = (0..234).map(|index| market(42, index)).collect();
    let per_day: Vec<f64> = markets.iter().map(|market| market.changes(from, to).len() as f64 / 90.0).collect();
    assert!(per_day.iter().all(|count| (1.0..=35.0).contains(count)));
    assert!(per_day.iter().any(|count| *count < 2.0) && per_day.iter().any(|count| *count > 12.0));
    let spikes = markets
        .iter()
        .filter(|market| market.changes(from, to).iter().any(|change| change.price > market.on_demand * dec!(0.79)));
    assert!((20..200).contains(&spikes.count()));
}

#[test]
fn the_mean_of_a_market_is_near_the_real_relation_of_its_type() {
    let kind = catalog::instance_type("m5.xlarge").unwrap();
    for zone in &catalog::region("eu-west-1").unwrap().zones {
        let market = SpotMarket::new(Dice::new(9), "eu-west-1", &zone.name, kind).unwrap();
        let prices: Vec<Decimal> = (0..2_000).map(|hour| market.price_at(at(YEAR_2025 + hour * 3600))).collect();
        let mean = prices.iter().sum::<Decimal>() / Decimal::from(prices.len());
        let share = (mean / market.on_demand).to_f64().unwrap();
        assert!((kind.spot.low * 0.9..kind.spot.high * 1.25).contains(&share), "{share}");
    }
}

#[test]
fn another_seed_is_another_market() {
    let (from, to) = (at(YEAR_2025), at(YEAR_2025 + 86_400 * 9));
    assert_ne!(market(1, 3).changes(from, to), market(2, 3).changes(from, to));
    assert_eq!(market(1, 3).changes(from, to), market(1, 3).changes(from, to));
}

#[test]
fn a_type_that_is_not_offered_has_no_market() {
    let kind = catalog::instance_type("i3.xlarge").unwrap();
    assert!(SpotMarket::new(Dice::new(1), "eu-west-2", "eu-west-2a", kind).is_none());
}
