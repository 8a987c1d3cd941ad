use super::ground::{TYPE, market, need, place, types, usd};
use emberwatch_domain::advisor::{Limit, Need, Verdict};
use emberwatch_domain::price::PriceItem;
use emberwatch_domain::spot::RiskLevel;
use jiff::SignedDuration;
use rust_decimal_macros::dec;

#[test]
fn the_cheapest_zone_that_has_a_subnet_is_advised() {
    let market = market()
        .spot("us-east-1a", &[(600, "0.09")])
        .spot("us-east-1b", &[(600, "0.08")])
        .spot("us-east-1c", &[(600, "0.07")]);
    let advice = market.advise(&need(&["us-east-1a", "us-east-1b"]));
    assert_eq!((advice.verdict, place(&advice)), (Verdict::Spot, Some("us-east-1b")));
    assert_eq!((advice.on_demand_usd(), advice.emr_usd()), (Some(usd("0.1920")), Some(usd("0.0480"))));
    assert_eq!(advice.saving_per_hour, Some(usd("0.1120")));
    let told: Vec<_> = advice.zones.iter().map(|zone| (zone.availability_zone.as_str(), zone.has_subnet())).collect();
    assert_eq!(told, [("us-east-1c", false), ("us-east-1b", true), ("us-east-1a", true)], "the cheapest first");
}

#[test]
fn a_zone_of_another_region_is_not_looked_at() {
    let market = market().spot("us-east-1a", &[(600, "0.09")]).spot("eu-west-1a", &[(600, "0.01")]);
    assert_eq!(market.advise(&need(&["us-east-1a"])).zones.len(), 1);
}

#[test]
fn spot_that_costs_as_much_as_on_demand_is_not_advised_whatever_the_limit() {
    let market = market().spot("us-east-1a", &[(600, "0.1920")]);
    for limit in [Limit::OnDemand, Limit::Highest(usd("0.50"))] {
        assert_eq!(market.advise(&Need { limit, ..need(&["us-east-1a"]) }).verdict, Verdict::OnDemand);
    }
}

#[test]
fn spot_at_exactly_the_highest_price_is_within_it() {
    let market = market().spot("us-east-1a", &[(600, "0.10")]);
    let verdict = |price| market.advise(&Need { limit: Limit::Highest(usd(price)), ..need(&["us-east-1a"]) }).verdict;
    assert_eq!([verdict("0.10"), verdict("0.0999")], [Verdict::Spot, Verdict::OnDemand]);
}

#[test]
fn an_unknown_on_demand_price_is_named_and_not_zero() {
    let market = market().quoted(PriceItem::Ec2(TYPE.into()), None).spot("us-east-1a", &[(600, "0.07")]);
    let advice = market.advise(&need(&["us-east-1a"]));
    assert_eq!((advice.verdict, advice.on_demand_usd(), advice.saving_per_hour), (Verdict::Unknown, None, None));
    assert_eq!(advice.unknown_prices, ["EC2 price of m5.xlarge"]);
    assert_eq!(advice.zones[0].share_of_time_under_limit(), None);
    let limited = market.advise(&Need { limit: Limit::Highest(usd("0.10")), ..need(&["us-east-1a"]) });
    assert_eq!((limited.verdict, limited.saving_per_hour), (Verdict::Spot, None));
}

#[test]
fn an_unknown_emr_price_is_named_and_cancels_out_for_one_type_only() {
    let market = market()
        .quoted(PriceItem::Emr(TYPE.into()), None)
        .listed("r5.xlarge", "0.2520", "0.0630")
        .spot("us-east-1a", &[(600, "0.07")])
        .spot_of("r5.xlarge", "us-east-1a", &[(600, "0.08")]);
    let alone = market.advise(&need(&["us-east-1a"]));
    assert_eq!((alone.verdict, alone.saving_per_hour, alone.emr_usd()), (Verdict::Spot, Some(usd("0.1220")), None));
    assert_eq!(alone.unknown_prices, ["EMR price of m5.xlarge"]);
    // What m5.xlarge costs with EMR is not known, so it is not called the cheaper one.
    let both = market.advise(&Need { wanted: types(&[TYPE, "r5.xlarge"]), ..need(&["us-east-1a"]) });
    assert_eq!(both.instance_type().map(|kind| kind.as_str()), Some("r5.xlarge"));
    assert_eq!(both.unknown_prices, ["EMR price of m5.xlarge"]);
}

#[test]
fn of_several_types_the_cheapest_with_emr_is_advised_against_the_cheapest_on_demand() {
    let market = market().listed("c5.2xlarge", "0.3400", "0.0850").spot("us-east-1a", &[(600, "0.10")]).spot_of(
        "c5.2xlarge",
        "us-east-1a",
        &[(600, "0.08")],
    );
    let advice = market.advise(&Need { wanted: types(&["c5.2xlarge", TYPE]), ..need(&["us-east-1a"]) });
    assert_eq!(advice.instance_type().map(|kind| kind.as_str()), Some(TYPE), "0.148 with EMR, not 0.165");
    assert_eq!(advice.saving_per_hour, Some(usd("0.0920")));
    let dear = market.spot("us-east-1a", &[(600, "0.40")]).spot_of("c5.2xlarge", "us-east-1a", &[(600, "0.30")]);
    let advice = dear.advise(&Need { wanted: types(&["c5.2xlarge", TYPE]), ..need(&["us-east-1a"]) });
    assert_eq!(
        advice.verdict,
        Verdict::OnDemand,
        "c5.2xlarge on spot is cheaper than itself, but m5.xlarge is cheaper"
    );
    assert_eq!(advice.instance_type().map(|kind| kind.as_str()), Some(TYPE));
}

#[test]
fn a_price_above_the_limit_leaves_the_dearer_type_within_it() {
    let market = market().listed("c5.2xlarge", "0.3400", "0.0850").spot("us-east-1a", &[(600, "0.10")]).spot_of(
        "c5.2xlarge",
        "us-east-1a",
        &[(600, "0.08")],
    );
    let both = Need { wanted: types(&["c5.2xlarge", TYPE]), ..need(&["us-east-1a"]) };
    let advice = market.advise(&Need { limit: Limit::Highest(usd("0.09")), ..both });
    assert_eq!(advice.verdict, Verdict::Spot);
    assert_eq!(advice.instance_type().map(|kind| kind.as_str()), Some("c5.2xlarge"));
}

#[test]
fn the_window_says_how_far_back_the_mean_reaches() {
    let market = market().spot("us-east-1a", &[(6000, "0.30"), (60, "0.10")]);
    assert_eq!(market.advise(&need(&["us-east-1a"])).verdict, Verdict::Spot);
    let day = Need { window: SignedDuration::from_hours(24), ..need(&["us-east-1a"]) };
    assert_eq!(market.advise(&day).verdict, Verdict::OnDemand);
}

#[test]
fn the_share_of_time_is_that_under_the_limit() {
    let market = market().spot("us-east-1a", &[(600, "0.10"), (15, "0.20")]);
    let shares = |limit| market.advise(&Need { limit, ..need(&["us-east-1a"]) }).zones[0].share_of_time_under_limit();
    assert_eq!(shares(Limit::OnDemand), Some(dec!(0.75)));
    assert_eq!(shares(Limit::Highest(usd("0.20"))), Some(dec!(1)));
}

#[test]
fn a_low_placement_score_is_a_risk_of_the_zone_that_has_it() {
    let mut market = market().spot("us-east-1a", &[(60_000, "0.07")]).spot("us-east-1b", &[(60_000, "0.08")]);
    let zones = need(&["us-east-1a", "us-east-1b"]);
    let level = |advice: emberwatch_domain::advisor::Advice| advice.risk.map(|risk| risk.level);
    assert_eq!(level(market.advise(&zones)), Some(RiskLevel::Calm));
    market.scores = Some([("us-east-1a".into(), 2), ("us-east-1b".into(), 9)].into());
    assert_eq!(level(market.advise(&zones)), Some(RiskLevel::Volatile));
}
