//! The sentences as a reader gets them.

use super::ground::{TYPE, market, need, types, usd};
use emberwatch_domain::advisor::{Limit, Need};
use emberwatch_domain::price::PriceItem;
use jiff::SignedDuration;

fn highest(price: &str) -> Need {
    Need { limit: Limit::Highest(usd(price)), ..need(&["us-east-1a"]) }
}

#[test]
fn spot_says_what_it_costs_and_what_it_saves() {
    let market = market().spot("us-east-1a", &[(600, "0.0712")]);
    let cost =
        "m5.xlarge on spot in us-east-1a cost 0.0712 USD an hour (0.1192 with EMR) on average over the last hour";
    let saves = "0.1208 less than m5.xlarge on demand at 0.1920 (0.2400 with EMR)";
    assert_eq!(market.advise(&need(&["us-east-1a"])).reason, format!("{cost}, {saves}."));
    let within = market.advise(&highest("0.10")).reason;
    assert_eq!(within, format!("{cost}, within the limit of 0.1000 and {saves}."));
}

#[test]
fn on_demand_says_whether_the_limit_or_the_list_price_decided() {
    let market = market().spot("us-east-1a", &[(600, "0.2")]);
    let cost =
        "m5.xlarge on spot in us-east-1a cost 0.2000 USD an hour (0.2480 with EMR) on average over the last hour";
    let more = "0.0080 more than m5.xlarge on demand at 0.1920 (0.2400 with EMR)";
    assert_eq!(market.advise(&need(&["us-east-1a"])).reason, format!("{cost}, {more}."));
    assert_eq!(market.advise(&highest("0.3")).reason, format!("{cost}, within the limit of 0.3000, but {more}."));
    let nothing = market.advise(&highest("0.1"));
    assert_eq!(nothing.reason, format!("Nothing is within the limit of 0.1000: {cost} and {more}."));
    assert!(nothing.above_limit && !market.advise(&highest("0.3")).above_limit);
}

#[test]
fn an_unknown_price_is_named_in_the_sentence() {
    let market = market().quoted(PriceItem::Ec2(TYPE.into()), None).quoted(PriceItem::Emr(TYPE.into()), None);
    let nothing = market.advise(&need(&["us-east-1a", "us-east-1b"])).reason;
    let expected = "No spot price of m5.xlarge is known over the last hour in us-east-1a, us-east-1b, \
                    nor is its on-demand price.";
    assert_eq!(nothing, expected);
    let market = market.spot("us-east-1a", &[(600, "0.07")]);
    let cost = "m5.xlarge on spot in us-east-1a cost 0.0700 USD an hour on average over the last hour";
    let unknown = market.advise(&need(&["us-east-1a"])).reason;
    assert_eq!(unknown, format!("{cost}, but the EC2 price of m5.xlarge is not known to compare it with."));
    let limited = market.advise(&highest("0.1")).reason;
    assert_eq!(limited, format!("{cost}, within the limit of 0.1000, while the on-demand price is not known."));
}

#[test]
fn a_price_known_for_a_part_of_the_window_and_zones_without_one_are_told() {
    let market = market().spot("us-east-1a", &[(12, "0.07")]);
    let reason = market.advise(&need(&["us-east-1a", "us-east-1b"])).reason;
    let notes = "; its price is known for 12 minutes of that only; no price is known in us-east-1b.";
    assert!(reason.ends_with(notes), "{reason}");
}

#[test]
fn a_price_that_is_above_the_limit_right_now_is_told() {
    let market = market().spot("us-east-1a", &[(600, "0.07"), (2, "0.15")]);
    let reason = market.advise(&highest("0.1")).reason;
    assert!(reason.ends_with("; right now it is 0.1500, above 0.1000."), "{reason}");
}

#[test]
fn nothing_asked_is_said() {
    let reason = market().advise(&Need { wanted: types(&[]), ..need(&["us-east-1a"]) }).reason;
    assert_eq!(reason, "No instance type is named.");
}

#[test]
fn windows_are_told_in_words() {
    let market = market().spot("us-east-1a", &[(60_000, "0.07")]);
    let told = [90, 24 * 60, 7 * 24 * 60].map(|minutes| {
        let window = SignedDuration::from_mins(minutes);
        let reason = market.advise(&Need { window, ..need(&["us-east-1a"]) }).reason;
        reason.split_once(" over ").unwrap().1.split_once(',').unwrap().0.to_owned()
    });
    assert_eq!(told, ["the last 90 minutes", "the last 24 hours", "the last 7 days"]);
}
