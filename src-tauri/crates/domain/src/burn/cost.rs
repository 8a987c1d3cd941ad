use super::{Nodes, Rates, StorageByRole};
use crate::cluster::{Market, Node};
use crate::money::{Estimate, Usd};
use crate::price::PriceItem;
use crate::time_span::{LEAST_BILLED_SECONDS, TimeSpan};
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

/// What a cluster has cost since it was created, as far as its nodes and their prices are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Costed {
    pub total: Estimate,
    /// Billed node hours behind the total.
    pub node_hours: Decimal,
    /// When it was worked out.
    pub at: Timestamp,
    /// What the known part grows by from then on.
    pub usd_per_hour: Usd,
    /// The growth is even until then, when a node has run its least billed minute or a spot price changes; absent: as
    /// long as nothing new is learnt.
    pub even_until: Option<Timestamp>,
}

/// What was spent, by what it was spent on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartCosts {
    pub ec2: Estimate,
    pub emr: Estimate,
    pub ebs: Estimate,
}

impl PartCosts {
    pub fn total(&self) -> Estimate {
        let mut total = self.ec2.clone();
        total += &self.emr;
        total += &self.ebs;
        total
    }
}

impl AddAssign<&PartCosts> for PartCosts {
    fn add_assign(&mut self, other: &PartCosts) {
        self.ec2 += &other.ec2;
        self.emr += &other.emr;
        self.ebs += &other.ebs;
    }
}

impl Costed {
    /// The same as [`cost_so_far`] at a later moment, while the growth is even and nothing new was learnt.
    pub fn total_at(&self, now: Timestamp) -> Estimate {
        let seconds = now.duration_since(self.at).as_secs().max(0);
        let grown = self.usd_per_hour * (Decimal::from(seconds) / Decimal::from(3600));
        Estimate { known: self.total.known + grown, unknown: self.total.unknown.clone() }
    }

    /// What it was, whatever became of it since.
    pub fn stopped(self) -> Self {
        Self { usd_per_hour: Usd::ZERO, even_until: None, ..self }
    }

    fn grow(&mut self, growth: Growth) {
        self.usd_per_hour += growth.usd_per_hour;
        self.even_until = [self.even_until, growth.even_until].into_iter().flatten().min();
    }
}

/// How what one node has cost goes on.
struct Growth {
    usd_per_hour: Usd,
    even_until: Option<Timestamp>,
}

/// Integrates over every node's life: billed per second with a 60 s minimum, spot by its price history.
///
/// `since` is where the record of nodes begins; what ran before it is unknown and named.
pub fn cost_so_far(
    nodes: &Nodes,
    created_at: Option<Timestamp>,
    recorded_since: Option<Timestamp>,
    storage: &StorageByRole,
    rates: Rates<'_>,
    now: Timestamp,
) -> Costed {
    let mut costed = Costed { at: now, ..Costed::default() };
    let Nodes::Nodes { nodes, .. } = nodes else {
        costed.total.add_unknown("the cluster's nodes");
        return costed;
    };
    if let (Some(created), Some(since)) = (created_at, recorded_since)
        && since > created
    {
        costed.total.add_unknown(format!("nodes that ended before {since:.0}"));
    }
    for node in nodes {
        let span = TimeSpan::new(node.launched_at, node.ended_at.unwrap_or(now)).billed();
        costed.node_hours += span.hours();
        costed.total += &node_cost(node, span, storage, rates).total();
        if node.ended_at.is_none() {
            costed.grow(growth(node, storage, rates, now));
        }
    }
    costed
}

/// What nodes cost within a stretch of time, such as a day of the bill: stretches that follow one another add up to the
/// whole. Of a node that still runs only what is until `now`.
pub fn cost_within(
    nodes: &[Node],
    within: TimeSpan,
    storage: &StorageByRole,
    rates: Rates<'_>,
    now: Timestamp,
) -> PartCosts {
    let mut sum = PartCosts::default();
    for node in nodes {
        let life = TimeSpan::new(node.launched_at, node.ended_at.unwrap_or(now)).billed();
        let span = TimeSpan::new(life.start.max(within.start), life.end.min(within.end));
        if span.milliseconds() > 0 {
            sum += &node_cost(node, span, storage, rates);
        }
    }
    sum
}

/// The least billed minute is paid at once; after it every second costs its price.
fn growth(node: &Node, storage: &StorageByRole, rates: Rates<'_>, now: Timestamp) -> Growth {
    let paid_until = node.launched_at + SignedDuration::from_secs(LEAST_BILLED_SECONDS);
    if now < paid_until {
        return Growth { usd_per_hour: Usd::ZERO, even_until: Some(paid_until) };
    }
    let list = |item| rates.list.price(rates.region, &item).unwrap_or(Usd::ZERO);
    let (ec2, even_until) = match node.market {
        Market::OnDemand => (list(PriceItem::Ec2(node.instance_type.clone())), None),
        Market::Spot => {
            let series = node.zone.as_ref().and_then(|zone| rates.spot.series(&node.instance_type, zone));
            let price = series.and_then(|series| series.price_at(now)).unwrap_or(Usd::ZERO);
            (price, series.and_then(|series| series.next_change_after(now)))
        }
    };
    let ebs = storage.per_hour(node.role, &node.instance_type, rates).known;
    Growth { usd_per_hour: ec2 + list(PriceItem::Emr(node.instance_type.clone())) + ebs, even_until }
}

fn node_cost(node: &Node, span: TimeSpan, storage: &StorageByRole, rates: Rates<'_>) -> PartCosts {
    let hours = span.hours();
    let mut parts = PartCosts::default();
    match node.market {
        Market::OnDemand => add_list(&mut parts.ec2, PriceItem::Ec2(node.instance_type.clone()), hours, rates),
        Market::Spot => add_spot(&mut parts.ec2, node, span, rates),
    }
    add_list(&mut parts.emr, PriceItem::Emr(node.instance_type.clone()), hours, rates);
    let ebs = storage.per_hour(node.role, &node.instance_type, rates);
    parts.ebs = Estimate { known: ebs.known * hours, unknown: ebs.unknown };
    parts
}

fn add_list(sum: &mut Estimate, item: PriceItem, hours: Decimal, rates: Rates<'_>) {
    match rates.list.price(rates.region, &item) {
        Some(price) => sum.known += price * hours,
        None => sum.add_unknown(item.to_string()),
    }
}

fn add_spot(sum: &mut Estimate, node: &Node, span: TimeSpan, rates: Rates<'_>) {
    let series = node.zone.as_ref().and_then(|zone| rates.spot.series(&node.instance_type, zone));
    let cost = series.map(|series| series.cost(span));
    sum.known += cost.map_or(Usd::ZERO, |cost| cost.usd);
    if cost.is_none_or(|cost| cost.unpriced.milliseconds() > 0) {
        let place = node.zone.as_ref().map_or("an unknown zone", |zone| zone.as_str());
        sum.add_unknown(format!("spot price history of {} in {place}", node.instance_type));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Region;
    use crate::price::{PriceBook, Quote};
    use crate::spot::{SpotBook, SpotChange};
    use rust_decimal_macros::dec;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + second).unwrap()
    }

    fn node(market: Market, from: i64, until: Option<i64>) -> Node {
        Node {
            instance_id: "i-1".into(),
            role: None,
            instance_type: "m5.xlarge".into(),
            market,
            zone: Some("us-east-1a".into()),
            launched_at: at(from),
            ended_at: until.map(at),
        }
    }

    fn cost(nodes: Vec<Node>, spot: &[(i64, Decimal)]) -> Estimate {
        cost_at(36_000, nodes, spot).total
    }

    fn cost_at(second: i64, nodes: Vec<Node>, spot: &[(i64, Decimal)]) -> Costed {
        let (region, list, book) = rates_of(spot);
        let rates = Rates { region: &region, list: &list, spot: &book };
        let nodes = Nodes::Nodes { nodes, as_of: at(second) };
        cost_so_far(&nodes, Some(at(0)), Some(at(0)), &StorageByRole::none(), rates, at(second))
    }

    fn rates_of(spot: &[(i64, Decimal)]) -> (Region, PriceBook, SpotBook) {
        let region = Region::new("us-east-1");
        let mut list = PriceBook::default();
        for (item, price) in
            [(PriceItem::Ec2("m5.xlarge".into()), dec!(0.192)), (PriceItem::Emr("m5.xlarge".into()), dec!(0.048))]
        {
            list.record(&region, item, Quote { price: Some(Usd::new(price)), as_of: at(0) });
        }
        let mut book = SpotBook::default();
        for (second, price) in spot {
            let usd_per_hour = Usd::new(*price);
            book.record(&SpotChange {
                instance_type: "m5.xlarge".into(),
                zone: "us-east-1a".into(),
                usd_per_hour,
                at: at(*second),
            });
        }
        (region, list, book)
    }

    #[test]
    fn three_m5_xlarge_on_demand_for_ten_hours_cost_7_20() {
        let nodes = vec![node(Market::OnDemand, 0, None); 3];
        assert_eq!(cost(nodes, &[]), Estimate { known: Usd::new(dec!(7.2)), unknown: vec![] });
    }

    #[test]
    fn an_instance_of_twenty_seconds_bills_a_minute() {
        let sum = cost(vec![node(Market::OnDemand, 0, Some(20))], &[]).known;
        assert_eq!(sum.amount().round_dp(12), dec!(0.004));
    }

    #[test]
    fn a_spot_price_that_changes_at_half_time_is_the_mean_of_both() {
        let sum = cost(vec![node(Market::Spot, 0, None)], &[(-100, dec!(0.05)), (18_000, dec!(0.07))]);
        assert_eq!(sum, Estimate { known: Usd::new(dec!(1.08)), unknown: vec![] });
    }

    #[test]
    fn a_spot_node_without_price_history_is_at_least_its_emr_price() {
        let sum = cost(vec![node(Market::Spot, 0, None)], &[]);
        assert_eq!(sum.known, Usd::new(dec!(0.48)));
        assert_eq!(sum.unknown, ["spot price history of m5.xlarge in us-east-1a"]);
    }

    #[test]
    fn a_cost_grows_evenly_to_what_it_is_when_worked_out_anew() {
        let nodes = vec![
            node(Market::OnDemand, 0, None),
            node(Market::Spot, 0, None),
            node(Market::OnDemand, 0, Some(900)),
            node(Market::OnDemand, 3_590, None),
        ];
        // The minute of the newest node, then the change of the spot price: each stretch between them is even.
        let spot = [(-100, dec!(0.05)), (7_200, dec!(0.07))];
        for (from, until) in [(3_600, 3_650), (3_650, 7_200), (7_200, 36_000)] {
            let early = cost_at(from, nodes.clone(), &spot);
            assert_eq!(early.even_until, (until < 36_000).then(|| at(until)));
            let late = cost_at(until, nodes.clone(), &spot).total.known.amount();
            assert_eq!(early.total_at(at(until)).known.amount().round_dp(20), late.round_dp(20));
        }
    }

    #[test]
    fn days_that_follow_one_another_add_up_to_the_whole() {
        let nodes = vec![node(Market::Spot, 0, None), node(Market::OnDemand, 9_990, Some(10_010))];
        let spot = [(-100, dec!(0.05)), (18_000, dec!(0.07))];
        let whole = cost_at(36_000, nodes.clone(), &spot).total;
        let cuts = [-500, 10_000, 20_000, 50_000];
        let mut sum = PartCosts::default();
        for (from, until) in cuts.iter().zip(&cuts[1..]) {
            let rates = rates_of(&spot);
            let rates = Rates { region: &rates.0, list: &rates.1, spot: &rates.2 };
            sum +=
                &cost_within(&nodes, TimeSpan::new(at(*from), at(*until)), &StorageByRole::none(), rates, at(36_000));
        }
        assert_eq!(sum.total().known.amount().round_dp(18), whole.known.amount().round_dp(18));
        assert_eq!((sum.emr.known.amount().round_dp(4), sum.ebs.known), (dec!(0.4808), Usd::ZERO));
    }

    #[test]
    fn a_cost_that_was_stopped_grows_no_more() {
        let costed = cost_at(3_600, vec![node(Market::OnDemand, 0, None)], &[]).stopped();
        assert_eq!(costed.total_at(at(36_000)), costed.total);
    }
}
