//! Spot prices as they are told: what is known, what is not, and what everything is compared with.

use crate::world::{REGION, World, account, holding, now, record};
use emberwatch_app::cloud::{CloudError, WhichSubnets};
use emberwatch_app::market::{Advised, Placement, Question, Seen};
use emberwatch_domain::advisor::{Limit, Need, Offers, USUAL_WINDOW, Wanted, advise};
use emberwatch_domain::burn::Rates;
use emberwatch_domain::money::Usd;
use emberwatch_domain::price::{PriceBook, PriceItem, Quote};
use emberwatch_domain::spot::{Seams, SpotBook, SpotChange};
use emberwatch_domain::time_span::TimeSpan;
use emberwatch_testkit::{cluster, node, place};
use emberwatch_views::chart::ChartTheme;
use emberwatch_views::spot_market::{
    AdviceVerdict, AskedMarket, DrawnOnDemand, SpotLine, SpotMarketView, spot_advice, spot_market, spot_places,
};
use jiff::SignedDuration;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;
use std::collections::BTreeMap;
use std::sync::Arc;

fn seen(changes: &[(&str, i64, Decimal)]) -> Seen {
    let mut spot = SpotBook::default();
    for (zone, hours_ago, usd) in changes {
        let at = now() - SignedDuration::from_hours(*hours_ago);
        let (instance_type, zone) = ("m5.xlarge".into(), (*zone).into());
        spot.record(&SpotChange { instance_type, zone, usd_per_hour: Usd::new(*usd), at });
    }
    let mut prices = PriceBook::default();
    for (item, usd) in
        [(PriceItem::Ec2("m5.xlarge".into()), dec!(0.192)), (PriceItem::Emr("m5.xlarge".into()), dec!(0.048))]
    {
        prices.record(&REGION.into(), item, Quote { price: Some(Usd::new(usd)), as_of: now() });
    }
    let window = TimeSpan::new(now() - SignedDuration::from_hours(24), now());
    let place = place("1", REGION);
    Seen {
        place,
        window,
        spot,
        prices: Arc::new(prices),
        as_of: Some(now()),
        read_until: BTreeMap::new(),
        failures: Vec::new(),
    }
}

fn asked(seen: &Seen) -> AskedMarket {
    let types = vec!["m5.xlarge".into()];
    AskedMarket {
        place: seen.place.clone(),
        types,
        zones: Vec::new(),
        window: seen.window,
        limit: None,
        lines: Vec::new(),
        on_demand: DrawnOnDemand::Near,
    }
}

fn shown(seen: &Seen, asked: &AskedMarket) -> SpotMarketView {
    spot_market(&World::of(account()).scene(), seen, asked, ChartTheme::Dark, (900, 220)).unwrap()
}

fn two_zones() -> Seen {
    let (a, b) = ("eu-west-1a", "eu-west-1b");
    seen(&[(a, 30, dec!(0.09)), (a, 12, dec!(0.30)), (a, 11, dec!(0.09)), (b, 30, dec!(0.07))])
}

#[test]
fn the_cheapest_zone_comes_first_and_a_spike_of_an_hour_is_in_every_figure() {
    let seen = two_zones();
    let view = shown(&seen, &asked(&seen));
    let rows = &view.prices.rows;
    assert_eq!((rows[0].availability_zone.as_str(), rows[0].mean_usd.as_deref()), ("eu-west-1b", Some("0.0700")));
    assert_eq!((rows[1].max_usd.as_deref(), rows[1].p95_usd.as_deref()), (Some("0.3000"), Some("0.0900")));
    assert_eq!((rows[1].changes, rows[1].share_of_time_under_limit), (2, Some(0.9583)));
    assert_eq!(rows[1].mean_with_emr_usd.as_deref(), Some("0.1468"));
    let highest = view.rows.iter().filter_map(|row| row.highest[1].clone()).max();
    assert_eq!(highest.as_deref(), Some("0.3000"));
}

#[test]
fn on_demand_and_the_limit_are_dashed_lines_beside_the_zones() {
    let seen = two_zones();
    let view = shown(&seen, &AskedMarket { limit: Some(Usd::new(dec!(0.0825))), ..asked(&seen) });
    let series: Vec<_> = view.series.iter().map(|series| (series.name.as_str(), !series.dashes.is_empty())).collect();
    assert_eq!(series, [("eu-west-1b", false), ("eu-west-1a", false), ("On demand", true), ("Limit", true)]);
    assert_eq!(view.columns.last().unwrap().usd[2..], [Some("0.1920".into()), Some("0.0825".into())]);
    assert_eq!(view.limits[view.limit_at as usize], "0.0825");
    assert_eq!(view.prices.rows[1].share_of_time_under_limit, Some(0.0));
}

#[test]
fn on_demand_is_drawn_for_exactly_the_types_that_have_lines() {
    let mut seen = two_zones();
    let quote = Quote { price: Some(Usd::new(dec!(0.504))), as_of: now() };
    Arc::make_mut(&mut seen.prices).record(&REGION.into(), PriceItem::Ec2("r5.2xlarge".into()), quote);
    let types = vec!["r5.2xlarge".into(), "m5.xlarge".into()];
    let view = shown(&seen, &AskedMarket { types, ..asked(&seen) });
    let dashed: Vec<_> =
        view.series.iter().filter(|series| !series.dashes.is_empty()).map(|series| series.name.as_str()).collect();
    assert_eq!(dashed, ["On demand m5.xlarge"]);
}

#[test]
fn what_is_compared_differs_by_its_dashes() {
    let seen = two_zones();
    let view = shown(&seen, &AskedMarket { limit: Some(Usd::new(dec!(0.0825))), ..asked(&seen) });
    assert_ne!(view.series[2].dashes, view.series[3].dashes);
}

#[test]
fn on_demand_far_above_spot_is_told_and_does_not_press_the_lines_down_until_it_is_asked_for() {
    let seen = seen(&[("eu-west-1a", 30, dec!(0.05))]);
    let view = shown(&seen, &asked(&seen));
    assert_eq!(view.series.len(), 1);
    assert_eq!(view.gaps, ["Not drawn: On demand $0.1920 per hour."]);
    assert!(view.summary.contains("on demand 0.1920"), "{}", view.summary);
    assert_eq!(view.limits[view.limit_at as usize], "0.1920", "the limit can be dragged up to it all the same");
    let drawn = |on_demand| shown(&seen, &AskedMarket { on_demand, ..asked(&seen) });
    let all = drawn(DrawnOnDemand::All);
    assert_eq!((all.series.len(), all.gaps.len()), (2, 0));
    let near = two_zones();
    assert_eq!(shown(&near, &asked(&near)).series.len(), 3);
    let told = shown(&near, &AskedMarket { on_demand: DrawnOnDemand::Told, ..asked(&near) });
    assert_eq!((told.series.len(), told.gaps.len()), (2, 1));
}

#[test]
fn the_chosen_lines_are_drawn_the_table_has_all_and_a_choice_without_a_price_is_none() {
    let seen = two_zones();
    let line = |zone: &str| SpotLine { instance_type: "m5.xlarge".into(), availability_zone: zone.into() };
    let view = shown(&seen, &AskedMarket { lines: vec![line("eu-west-1a")], ..asked(&seen) });
    assert_eq!((view.lines, view.prices.rows.len()), (vec![line("eu-west-1a")], 2));
    assert_eq!(view.gaps, ["1 line is in the table alone."]);
    let view = shown(&seen, &AskedMarket { lines: vec![line("eu-west-1c")], ..asked(&seen) });
    assert_eq!(view.lines, [line("eu-west-1b"), line("eu-west-1a")]);
}

#[test]
fn only_the_chosen_zones_are_shown_and_all_can_be_chosen() {
    let seen = two_zones();
    let view = shown(&seen, &AskedMarket { zones: vec!["eu-west-1a".into()], ..asked(&seen) });
    assert_eq!((view.prices.rows.len(), view.series.len()), (1, 2));
    assert_eq!(view.zones, ["eu-west-1a", "eu-west-1b"]);
}

#[test]
fn time_before_the_first_price_is_a_gap_and_no_price_is_no_zero() {
    let seen = seen(&[("eu-west-1a", 6, dec!(0.09))]);
    let view = shown(&seen, &asked(&seen));
    assert_eq!(view.columns[0].usd[0], None);
    assert_eq!(view.prices.rows[0].known_from.as_deref(), Some("2026-01-05T16:00:00Z"));
    let nothing = Seen { spot: SpotBook::default(), ..seen };
    let view = shown(&nothing, &asked(&nothing));
    assert!(view.drawing.is_none() && view.prices.rows.is_empty() && view.columns.is_empty());
    assert!(view.prices.notes[0].message.contains("no spot price of m5.xlarge in eu-west-1"));
}

#[test]
fn what_nobody_read_is_a_gap_in_the_table_and_the_drawing_and_an_old_price_is_not_the_one_of_now() {
    let mut seen = two_zones();
    let at = |hours_ago| now() - SignedDuration::from_hours(hours_ago);
    let seams = Seams { within: SignedDuration::ZERO, newest: SignedDuration::ZERO };
    let read = [TimeSpan::new(at(30), at(20)), TimeSpan::new(at(8), at(3))];
    seen.spot.read_only_in(&"m5.xlarge".into(), &read, seen.window, seams);
    let view = shown(&seen, &asked(&seen));
    let row = &view.prices.rows[1];
    assert_eq!((row.now_usd.as_deref(), row.mean_usd.as_deref()), (None, Some("0.0900")));
    assert_eq!(row.max_usd.as_deref(), Some("0.0900"), "the spike was in time that nobody read to its end");
    let gaps: Vec<(&str, &str)> = row.gaps.iter().map(|gap| (gap.from.as_str(), gap.until.as_str())).collect();
    let told = [("2026-01-05T02:00:00Z", "2026-01-05T14:00:00Z"), ("2026-01-05T19:00:00Z", "2026-01-05T22:00:00Z")];
    assert_eq!(gaps, told);
    let svg = view.drawing.unwrap().svg;
    assert_eq!(svg.matches("not recorded").count(), 2, "{svg}");
    assert!(view.columns[view.columns.len() / 2].usd[0].is_none());
}

#[test]
fn a_failure_is_told_with_the_age_of_what_is_shown() {
    let denied = CloudError::Denied { operation: "x", action: "ec2:DescribeSpotPriceHistory".into() };
    let seen = Seen { as_of: Some(now() - SignedDuration::from_hours(2)), failures: vec![denied], ..two_zones() };
    let view = shown(&seen, &asked(&seen));
    let note = &view.prices.notes[0];
    assert!(note.message.contains("ec2:DescribeSpotPriceHistory"), "{note:?}");
    assert!(note.message.ends_with("spot prices were read at 20:00") && note.next_step.is_some(), "{note:?}");
}

#[test]
fn places_come_with_the_types_that_run_there() {
    let nodes = cluster("j-1").waiting().node(node("i-1")).node(node("i-2"));
    let world = World::of(holding(account(), [record(&nodes)]));
    let places = spot_places(&world.scene()).places;
    assert_eq!((places[0].region.as_str(), places[0].instance_types.as_slice()), (REGION, &["m5.xlarge".into()][..]));
}

fn advised(vpcs: Result<(), Option<CloudError>>) -> (Advised, Question) {
    let seen = two_zones();
    let wanted = Wanted::Types(vec!["m5.xlarge".into()]);
    let subnets = match vpcs {
        Ok(()) => BTreeMap::from([("eu-west-1a".into(), "subnet-1".into())]),
        Err(_) => BTreeMap::new(),
    };
    let need = Need { wanted: wanted.clone(), subnets, limit: Limit::OnDemand, window: USUAL_WINDOW };
    let region = REGION.into();
    let rates = Rates { region: &region, list: &seen.prices, spot: &seen.spot };
    let advice = advise(&need, &Offers { rates, types: &[], placement_scores: None, read_until: None }, now());
    let vpcs = vpcs.map(|()| std::iter::once("vpc-1".into()).collect());
    let question = Question { wanted, subnets: WhichSubnets::All, limit: Limit::OnDemand, window: USUAL_WINDOW };
    (Advised { advice, seen, vpcs, placement: Placement::TooFewTypes }, question)
}

#[test]
fn advice_names_the_zone_with_a_subnet_its_saving_and_its_risk() {
    let (found, question) = advised(Ok(()));
    let view = spot_advice(&World::of(account()).scene(), &found, &question);
    assert_eq!((view.verdict, view.availability_zone.as_deref()), (AdviceVerdict::Spot, Some("eu-west-1a")));
    assert_eq!((view.saving_usd.as_deref(), view.emr_usd.as_deref()), (Some("0.1020"), Some("0.0480")));
    let has: Vec<_> = view.zones.iter().map(|zone| zone.has_subnet).collect();
    assert_eq!(has, [Some(false), Some(true)], "the cheapest first, though nothing can be launched there");
    let advised: Vec<_> = view.zones.iter().map(|zone| zone.advised).collect();
    assert_eq!(advised, [false, true]);
    assert_eq!((view.window.as_str(), view.risk_window.as_str()), ("the last hour", "the last 7 days"));
    assert!(view.risk.is_some_and(|risk| !risk.signs.is_empty()));
}

#[test]
fn where_it_is_not_known_which_zones_have_a_subnet_none_is_said_to_have_none() {
    let denied = CloudError::Denied { operation: "x", action: "ec2:DescribeSubnets".into() };
    let (found, question) = advised(Err(Some(denied)));
    let view = spot_advice(&World::of(account()).scene(), &found, &question);
    assert_eq!(view.verdict, AdviceVerdict::Unknown);
    assert!(view.reason.contains("ec2:DescribeSubnets"), "{}", view.reason);
    assert!(view.zones.iter().all(|zone| zone.has_subnet.is_none()));
}
