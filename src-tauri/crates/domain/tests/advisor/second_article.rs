//! Where SpotManager breaks, which asked the same question first. Each of its four faults has a test by its name.

use super::ground::{market, need, place, usd};
use emberwatch_domain::advisor::{Limit, Need, Verdict};

/// SpotManager averages the rows of the price history: here (0.02 + 0.90 + 0.80 + 0.90) / 4 = 0.655, and so on demand.
#[test]
fn s2_the_mean_is_weighted_by_time_and_not_by_changes() {
    let market = market().spot("us-east-1a", &[(600, "0.02"), (3, "0.90"), (2, "0.80"), (1, "0.90"), (0, "0.02")]);
    let advice = market.advise(&need(&["us-east-1a"]));
    assert_eq!(advice.verdict, Verdict::Spot);
    assert_eq!(advice.zones[0].mean(), Some(usd("0.0623333333333333333333333333")), "(57 × 0.02 + 2.6) / 60");
}

#[test]
fn s2_one_zone_is_priced_as_it_is_and_not_at_zero() {
    let market = market().spot("us-east-1a", &[(600, "0.50")]);
    let advice = market.advise(&need(&["us-east-1a"]));
    assert_eq!((advice.verdict, advice.zones[0].mean()), (Verdict::OnDemand, Some(usd("0.50"))));
}

#[test]
fn s2_no_subnet_is_no_place_to_run_and_not_a_price_of_zero() {
    let market = market().spot("us-east-1a", &[(600, "0.01")]);
    let advice = market.advise(&need(&[]));
    assert_eq!((advice.verdict, place(&advice), advice.subnet_id.clone()), (Verdict::Unknown, None, None));
    assert_eq!(advice.reason, "No zone has a subnet, so nothing can be launched.");
    let cheaper_elsewhere = market.spot("us-east-1b", &[(600, "0.50")]).advise(&need(&["us-east-1b"]));
    assert_eq!(cheaper_elsewhere.verdict, Verdict::OnDemand, "nothing can be launched in us-east-1a");
}

#[test]
fn s2_a_zone_without_samples_is_unknown_and_divides_nothing_by_zero() {
    let market = market().spot("us-east-1a", &[(600, "0.07")]);
    let advice = market.advise(&need(&["us-east-1a", "us-east-1b"]));
    assert_eq!((advice.verdict, place(&advice)), (Verdict::Spot, Some("us-east-1a")));
    let unknown = &advice.zones[1];
    assert_eq!((unknown.mean(), unknown.share_of_time_under_limit()), (None, None));
    assert_eq!(unknown.unknown_reason().as_deref(), Some("no spot price is recorded"));
    assert_eq!(market.advise(&need(&["us-east-1b"])).verdict, Verdict::Unknown);
}

#[test]
fn s2_on_demand_is_chosen_where_spot_is_dearer_than_the_limit() {
    let market = market().spot("us-east-1a", &[(600, "0.15")]).spot("us-east-1b", &[(600, "0.16")]);
    let zones = ["us-east-1a", "us-east-1b"];
    let advice = market.advise(&Need { limit: Limit::Highest(usd("0.10")), ..need(&zones) });
    assert_eq!((advice.verdict, place(&advice)), (Verdict::OnDemand, Some("us-east-1a")));
    assert_eq!(advice.subnet_id.as_ref().map(|id| id.as_str()), Some("subnet-us-east-1a"));
    assert_eq!(market.advise(&need(&zones)).verdict, Verdict::Spot, "the same prices without that limit");
}
