use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use super::*;
use crate::world::spot::SpotMarket;
use crate::world::{Crowd, Dice, Market, Node, Spread, Volume, WorldSize};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn day_of(at: Timestamp) -> i64 {
    at.as_second().div_euclid(DAY_S)
}

fn account(name: &str) -> &'static Account {
    Account::all().iter().find(|account| account.name == name).unwrap()
}

/// 2026-03-04, counted to its end.
fn closed(name: &str) -> DayBill {
    let day = day_of(at("2026-03-04T12:00:00Z"));
    World::new(1).bill(account(name), day, at("2026-03-09T00:00:00Z"), &Commands::default())
}

#[test]
fn a_closed_day_is_the_integral_of_the_burn() {
    for account in Account::all() {
        let (world, commands) = (World::new(1), Commands::default());
        let (from, to) = (at("2026-03-04T00:00:00Z"), at("2026-03-04T23:59:59Z"));
        let second = jiff::SignedDuration::from_secs(1);
        let burned = world.burned(account, &commands, from, to, second);
        let integral: Decimal = burned.iter().map(|burned| burned.usd_per_hour).sum::<Decimal>() / dec!(3600);
        let billed = world.bill(account, day_of(from), at("2026-03-09T00:00:00Z"), &commands).clusters_usd();
        // They differ only by the least minute of nodes that ended sooner.
        assert!((billed - integral).abs() < dec!(0.01), "{}: {billed} {integral}", account.name);
        assert!(billed > dec!(20), "{}: {billed}", account.name);
    }
}

#[test]
fn a_days_clusters_add_up_to_its_lines() {
    let bill = closed("analytics-prod");
    let all =
        |lines: Vec<&Line>| (lines.iter().map(|line| line.priced).sum(), lines.iter().map(|line| line.seconds).sum());
    let by_cluster: (Decimal, i64) = all(bill.clusters.iter().flat_map(|cluster| &cluster.lines).collect());
    assert_eq!(by_cluster, all(bill.lines.iter().collect()));
}

#[test]
fn a_day_that_is_counted_to_its_end_never_changes_again() {
    let (world, commands) = (World::new(1), Commands::default());
    let day = day_of(at("2026-03-04T12:00:00Z"));
    let soon = world.bill(account("research"), day, at("2026-03-05T00:00:00Z"), &commands);
    assert_eq!(soon, world.bill(account("research"), day, at("2026-11-05T00:00:00Z"), &commands));
}

#[test]
fn a_day_that_still_runs_has_what_came_until_then_and_a_future_day_nothing() {
    let (world, commands) = (World::new(1), Commands::default());
    let (day, noon) = (day_of(at("2026-03-04T12:00:00Z")), at("2026-03-04T12:00:00Z"));
    let half = world.bill(account("research"), day, noon, &commands).clusters_usd();
    let whole = closed("research").clusters_usd();
    assert!(half > whole * dec!(0.3) && half < whole * dec!(0.7), "{half} {whole}");
    assert!(world.bill(account("research"), day + 1, noon, &commands).lines.is_empty());
}

#[test]
fn an_on_demand_node_costs_its_seconds_at_the_list_price() {
    let bill = closed("sandbox");
    for line in &bill.lines {
        let (kind, market) = match line.usage {
            Usage::Box(kind) => (kind, Market::OnDemand),
            Usage::Spot(kind) => (kind, Market::Spot),
            _ => continue,
        };
        let listed = kind.on_demand(line.region.name).unwrap() * Decimal::from(line.seconds);
        assert_eq!(line.priced == listed, market == Market::OnDemand, "{line:?}");
        assert!(line.priced <= listed);
    }
}

#[test]
fn over_a_month_reservations_plans_and_private_rates_cost_the_same_in_every_basis() {
    let mut sums = std::collections::BTreeMap::<Record, Amounts>::new();
    for account in Account::all() {
        for day in day_of(at("2026-03-01T00:00:00Z"))..day_of(at("2026-04-01T00:00:00Z")) {
            for other in others::of(account, Dice::new(1), day, (day + 1) * DAY_S) {
                *sums.entry(other.item.record).or_default() += other.amounts;
            }
        }
    }
    let total = sums.values().copied().fold(Amounts::default(), |mut total, amounts| {
        total += amounts;
        total
    });
    assert_eq!(total.unblended, total.amortized);
    assert_eq!(total.net_unblended, total.unblended);
    assert_ne!(sums[&Record::Recurring].amortized, sums[&Record::Recurring].unblended);
    assert_eq!(sums[&Record::Credit].unblended, dec!(-35));
    assert_eq!(sums[&Record::Refund].unblended, dec!(-18.40));
}

/// As EC2 and EMR show its nodes, each by itself: its seconds of the day at the prices of its instance, of EMR and of
/// its volumes.
fn counted_by_nodes(world: &World, cluster: &Cluster, (start, end): (Timestamp, Timestamp)) -> Decimal {
    let of_node = |node: &Node| {
        let launched = node.launched_at?;
        let least = launched + jiff::SignedDuration::from_secs(60);
        let (from, to) = (launched.max(start), node.ended_at.map_or(end, |ended| ended.max(least)).min(end));
        let seconds = |from: Timestamp, to: Timestamp| Decimal::from((to.as_second() - from.as_second()).max(0));
        let kind = catalog::instance_type(&node.instance_type)?;
        let ec2 = match node.market {
            Market::OnDemand => kind.on_demand(&cluster.region)? * seconds(from, to),
            Market::Spot => {
                let market = SpotMarket::new(world.dice(), &cluster.region, &node.zone, kind)?;
                let changes = market.changes(from, to);
                let ends = changes.iter().map(|change| change.at).chain([to]);
                let starts = std::iter::once(from).chain(changes.iter().map(|change| change.at));
                starts.zip(ends).map(|(from, to)| market.price_at(from) * seconds(from, to)).sum()
            }
        };
        let months: Decimal = node.volumes.iter().map(month).sum();
        (from < to).then(|| ec2 + (kind.emr_price + months / dec!(730)) * seconds(from, to))
    };
    cluster.nodes(end).iter().filter_map(of_node).sum::<Decimal>() / dec!(3600)
}

fn month(volume: &Volume) -> Decimal {
    let kind = catalog::volume_type(&volume.volume_type).unwrap();
    let iops = volume.iops.unwrap_or(0).saturating_sub(if kind.name == "gp3" { 3000 } else { 0 });
    kind.gb_month * Decimal::from(volume.size_gib) + kind.iops_month.unwrap_or_default() * Decimal::from(iops)
}

#[test]
fn the_bill_of_a_crowds_day_is_the_sum_of_its_clusters_to_the_cent() {
    let crowd = Crowd { clusters: 600, active: 60, spread: Spread::AsSampled };
    let (world, commands) = (World::sized(1, WorldSize::With(crowd)), Commands::default());
    let (start, end) = (at("2026-03-05T00:00:00Z"), at("2026-03-06T00:00:00Z"));
    let wanted = Wanted { ended_after: start.as_second() - 60, ..Wanted::active(end.as_second()) };
    let (mut clusters, mut copies) = (0, 0);
    for account in world.accounts() {
        let bill = world.bill(account, day_of(start), at("2026-11-09T00:00:00Z"), &commands);
        let mut total = Decimal::ZERO;
        for region in catalog::regions() {
            for outline in world.outlines(account, region.name, &wanted, &commands) {
                let cluster = world.cluster(&outline, &commands, end.as_second());
                let counted = counted_by_nodes(&world, &cluster, (start, end));
                let billed = bill.clusters.iter().find(|billed| billed.id == cluster.id);
                let lines = billed.map_or(&[][..], |billed| &billed.lines);
                let billed: Decimal = lines.iter().map(|line| line.amounts().unblended).sum();
                assert_eq!(billed.round_dp(6), counted.round_dp(6), "{} {}", cluster.spec.name, cluster.id);
                (clusters, total) = (clusters + 1, total + counted);
                copies += i32::from(cluster.spec.name.ends_with(|last: char| last.is_ascii_digit()));
            }
        }
        assert_eq!(bill.clusters_usd().round_dp(4), total.round_dp(4), "{}", account.name);
    }
    assert!(clusters > copies && copies > 200, "{copies} of {clusters}");
}
