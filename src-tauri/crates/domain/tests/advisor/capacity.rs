use super::ground::{Market, market, need, usd};
use emberwatch_domain::advisor::{Capacity, MOST_TYPES, Need, Verdict, Wanted, fitting};
use emberwatch_domain::price::PriceItem;

fn wanted(vcpus: u32, gib: u64) -> Wanted {
    Wanted::Capacity(Capacity { vcpus, memory_mib: gib * 1024 })
}

fn names(market: &Market, wanted: &Wanted) -> Vec<String> {
    fitting(wanted, &market.offers()).types.iter().map(ToString::to_string).collect()
}

fn several() -> Market {
    market()
        .has_type("m5.xlarge", 4, 16)
        .has_type("r5.xlarge", 4, 32)
        .has_type("m5.2xlarge", 8, 32)
        .has_type("x9.unlisted", 8, 32)
        .listed("m5.2xlarge", "0.3840", "0.0960")
        .listed("r5.xlarge", "0.2520", "0.0630")
}

#[test]
fn a_capacity_is_filled_by_the_types_that_have_it_cheapest_first_and_unpriced_last() {
    assert_eq!(names(&several(), &wanted(4, 32)), ["r5.xlarge", "m5.2xlarge", "x9.unlisted"]);
    assert_eq!(names(&several(), &wanted(8, 16)), ["m5.2xlarge", "x9.unlisted"]);
}

#[test]
fn a_type_without_a_known_emr_price_does_not_count_as_cheaper() {
    let market = several().quoted(PriceItem::Ec2("x9.unlisted".into()), Some(usd("0.0100")));
    assert_eq!(names(&market, &wanted(8, 16)), ["m5.2xlarge", "x9.unlisted"]);
}

#[test]
fn a_type_whose_emr_price_alone_is_known_is_not_the_cheapest() {
    let market = several().quoted(PriceItem::Emr("x9.unlisted".into()), Some(usd("0.0100")));
    assert_eq!(names(&market, &wanted(8, 16)), ["m5.2xlarge", "x9.unlisted"]);
}

#[test]
fn the_advice_for_a_capacity_names_the_type() {
    let market = several().spot_of("r5.xlarge", "us-east-1a", &[(600, "0.11")]).spot_of(
        "m5.2xlarge",
        "us-east-1a",
        &[(600, "0.10")],
    );
    let advice = market.advise(&Need { wanted: wanted(4, 32), ..need(&["us-east-1a"]) });
    assert_eq!(advice.verdict, Verdict::Spot);
    assert_eq!(advice.instance_type().map(|kind| kind.as_str()), Some("r5.xlarge"), "0.173 with EMR, not 0.196");
}

#[test]
fn no_type_that_is_large_enough_is_said() {
    let advice = several().advise(&Need { wanted: wanted(512, 4), ..need(&["us-east-1a"]) });
    assert_eq!(advice.verdict, Verdict::Unknown);
    assert_eq!(advice.reason, "No known instance type has 512 vCPU and 4 GiB.");
}

#[test]
fn types_that_are_not_looked_at_are_counted() {
    let most = u32::try_from(MOST_TYPES).unwrap();
    let market = (0..most + 3).fold(market(), |market, n| {
        market.has_type(&format!("m5.n{n:02}"), 4, 16).listed(&format!("m5.n{n:02}"), &format!("1.{n:02}"), "0.1")
    });
    let advice = market.advise(&Need { wanted: wanted(4, 16), ..need(&["us-east-1a"]) });
    assert_eq!((advice.types_left_out, advice.zones.len()), (3, MOST_TYPES));
    assert_eq!(advice.zones[0].instance_type().as_str(), "m5.n00");
}
