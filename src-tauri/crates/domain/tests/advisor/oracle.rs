//! The advice against a count, minute by minute.

use super::ground::{TYPE, market, need, place, usd};
use emberwatch_domain::advisor::{Limit, Need, Verdict};
use emberwatch_domain::money::Usd;
use proptest::prelude::*;
use rust_decimal::Decimal;

const ZONES: [&str; 3] = ["us-east-1a", "us-east-1b", "us-east-1c"];

/// Prices in tenths of a cent, each at so many minutes before now.
type Changes = Vec<(i64, i64)>;

/// The price in force in each minute of the last hour, as far as one is known.
fn minutes(changes: &Changes) -> Vec<i64> {
    let price =
        |ago: i64| changes.iter().filter(|(at, _)| *at >= ago).min_by_key(|(at, _)| *at).map(|(_, price)| *price);
    (1..=60).filter_map(price).collect()
}

fn mean(changes: &Changes) -> Option<Decimal> {
    let minutes = minutes(changes);
    let sum = Decimal::new(minutes.iter().sum(), 3);
    (!minutes.is_empty()).then(|| sum / Decimal::from(minutes.len()))
}

fn any_changes() -> impl Strategy<Value = Changes> {
    let by_minute = prop::collection::btree_map(0_i64..120, 1_i64..300, 0..6);
    by_minute.prop_map(|changes| changes.into_iter().collect())
}

proptest! {
    #[test]
    fn the_advised_zone_is_the_one_whose_minutes_are_cheapest(
        prices in prop::array::uniform3(any_changes()),
        subnets in prop::array::uniform3(any::<bool>()),
        highest in prop::option::of(1_i64..300),
    ) {
        let market = ZONES.iter().zip(&prices).fold(market(), |market, (zone, changes)| {
            let texts: Vec<_> = changes.iter().map(|(at, price)| (*at, Decimal::new(*price, 3).to_string())).collect();
            let changes: Vec<_> = texts.iter().map(|(at, price)| (*at, price.as_str())).collect();
            market.spot_of(TYPE, zone, &changes)
        });
        let with_subnet: Vec<&str> = ZONES.iter().zip(subnets).filter(|(_, has)| *has).map(|(zone, _)| *zone).collect();
        let limit = highest.map_or(Limit::OnDemand, |price| Limit::Highest(Usd::new(Decimal::new(price, 3))));
        let advice = market.advise(&Need { limit, ..need(&with_subnet) });

        let known = ZONES.iter().zip(&prices).filter(|(zone, _)| with_subnet.contains(zone));
        let cheapest = known.filter_map(|(zone, changes)| Some((mean(changes)?, *zone))).min();
        let most = highest.map_or(Decimal::ONE, |price| Decimal::new(price, 3));
        let expected = match cheapest {
            None => (Verdict::Unknown, None),
            Some((mean, zone)) if mean <= most && Usd::new(mean) < usd("0.1920") => (Verdict::Spot, Some(zone)),
            Some((_, zone)) => (Verdict::OnDemand, Some(zone)),
        };
        prop_assert_eq!((advice.verdict, place(&advice)), expected);
        prop_assert_eq!(advice.subnet_id.map(|id| id.to_string()), expected.1.map(|zone| format!("subnet-{zone}")));
        for offer in &advice.zones {
            let zone = ZONES.iter().position(|zone| *zone == offer.availability_zone.as_str()).unwrap();
            prop_assert_eq!(offer.mean(), mean(&prices[zone]).map(Usd::new));
        }
    }
}
