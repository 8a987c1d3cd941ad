use rust_decimal_macros::dec;

use super::*;

#[test]
fn the_golden_prices_of_m5_and_m4_are_the_real_ones() {
    let m5 = instance_type("m5.xlarge").unwrap();
    assert_eq!((m5.on_demand("us-east-1"), m5.emr_price), (Some(dec!(0.192)), dec!(0.048)));
    let m4 = instance_type("m4.large").unwrap();
    assert_eq!((m4.on_demand("us-east-1"), m4.emr_price), (Some(dec!(0.10)), dec!(0.030)));
}

#[test]
fn every_instance_type_is_whole_and_priced_somewhere() {
    assert!(instance_types().len() >= 34);
    for kind in instance_types() {
        assert!(kind.vcpus >= 2 && kind.memory_mib >= 7 * 1024, "{}", kind.name);
        assert!(kind.emr_price > Decimal::ZERO && kind.emr_price <= dec!(0.27), "{}", kind.name);
        assert!(kind.is_offered("us-east-1"), "{}", kind.name);
        assert!(kind.spot.low > 0.0 && kind.spot.low <= kind.spot.median, "{}", kind.name);
        assert!(kind.spot.median <= kind.spot.high && kind.spot.high <= 1.0, "{}", kind.name);
    }
}

#[test]
fn exactly_one_type_is_missing_from_the_price_list() {
    let unlisted: Vec<_> = instance_types().iter().filter(|kind| !kind.price_listed).map(|kind| kind.name).collect();
    assert_eq!(unlisted, ["p3.2xlarge"]);
}

#[test]
fn the_regions_have_zones_and_those_with_opt_in_no_prices() {
    assert_eq!(regions().iter().filter(|region| region.opt_in == OptIn::NotRequired).count(), 17);
    for region in regions() {
        assert!(region.zones.len() >= 2, "{}", region.name);
        let offered = instance_types().iter().any(|kind| kind.is_offered(region.name));
        assert_eq!(offered, region.opt_in == OptIn::NotRequired, "{}", region.name);
    }
}

#[test]
fn graviton_is_arm_and_the_rest_is_not() {
    assert_eq!(instance_type("m6g.xlarge").unwrap().architecture(), "arm64");
    assert_eq!(instance_type("g4dn.xlarge").unwrap().architecture(), "x86_64");
}

#[test]
fn every_unmarked_figure_is_the_sources() {
    let shared = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared/data/emr-prices-2019-04.csv");
    // The whole source is not in the checkout; where it is absent the goldens above stand alone.
    let Ok(source) = std::fs::read_to_string(shared) else { return };
    let table = include_str!("../../data/ec2-on-demand.tsv");
    let mut compared = 0;
    for line in source.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let (region, name, price) = (cells[0], cells[1], cells[4]);
        let Some(kind) = instance_type(name) else { continue };
        if super::region(region).is_none() {
            continue; // GovCloud
        }
        assert_eq!(kind.on_demand(region), price.parse().ok(), "{name} in {region}");
        compared += 1;
    }
    let unmarked = table.lines().skip(2).flat_map(|line| line.split('\t').skip(1));
    let newer_than_2019 = 15;
    assert_eq!(unmarked.filter(|cell| cell.parse::<Decimal>().is_ok()).count(), compared + newer_than_2019);
}
