//! What is different about a cluster between two moments.

use crate::cluster::{InstanceType, Market, Node};
use crate::money::{Estimate, Usd};
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use rust_decimal_macros::dec;
use std::collections::BTreeMap;

/// A cluster so young is still on its way to the size it was asked for: that is no resize.
pub const SETTLING: SignedDuration = SignedDuration::from_mins(15);

/// What a cluster must burn more than before to be called dearer: at least so much an hour, and so many percent.
/// Spot prices move by a few percent all day long.
pub const DEARER_BY: Usd = Usd::new(dec!(0.10));
pub const DEARER_BY_PERCENT: u32 = 10;

/// The nodes that ran at a moment, as if it were now.
pub fn nodes_at<'a>(nodes: impl Iterator<Item = &'a Node>, at: Timestamp) -> Vec<Node> {
    let ran = nodes.filter(|node| node.launched_at <= at && node.ended_at.is_none_or(|ended| ended > at));
    ran.map(|node| Node { ended_at: None, ..node.clone() }).collect()
}

/// How many nodes there were and are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resize {
    pub from: usize,
    pub to: usize,
}

/// Whether the nodes are others by number, type or market. A node that was replaced by one of its kind is no resize.
pub fn resize(then: &[Node], now: &[Node]) -> Option<Resize> {
    let resized = kinds(then) != kinds(now);
    resized.then_some(Resize { from: then.len(), to: now.len() })
}

fn kinds(nodes: &[Node]) -> BTreeMap<(&InstanceType, Market), usize> {
    let mut kinds = BTreeMap::new();
    nodes.iter().for_each(|node| *kinds.entry((&node.instance_type, node.market)).or_default() += 1);
    kinds
}

/// When the last of these nodes came or went within the time since.
pub fn last_move<'a>(nodes: impl Iterator<Item = &'a Node>, since: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let moves = nodes.flat_map(|node| [Some(node.launched_at), node.ended_at]).flatten();
    moves.filter(|at| *at > since && *at <= now).max()
}

/// By how much more it burns, if that is worth a word. What is not wholly known then or now is not called dearer.
pub fn dearer(then: &Estimate, now: &Estimate) -> Option<Usd> {
    let rise = now.known - then.known;
    let worth_a_word = rise >= DEARER_BY && rise >= then.known * (Decimal::from(DEARER_BY_PERCENT) / dec!(100));
    (then.is_complete() && now.is_complete() && worth_a_word).then_some(rise)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + minute * 60).unwrap()
    }

    fn node(id: &str, from: i64, until: Option<i64>) -> Node {
        Node {
            instance_id: id.into(),
            role: None,
            instance_type: "m5.xlarge".into(),
            market: Market::Spot,
            zone: None,
            launched_at: at(from),
            ended_at: until.map(at),
        }
    }

    fn usd(known: Decimal) -> Estimate {
        Estimate { known: Usd::new(known), unknown: vec![] }
    }

    #[test]
    fn a_node_ran_from_its_launch_until_just_before_its_end() {
        let nodes = [node("i-1", 0, Some(10))];
        let ran = |minute| nodes_at(nodes.iter(), at(minute)).len();
        assert_eq!([ran(-1), ran(0), ran(9), ran(10)], [0, 1, 1, 0]);
    }

    #[test]
    fn a_node_replaced_by_one_of_its_kind_is_no_resize() {
        let nodes = [node("i-1", 0, Some(10)), node("i-2", 10, None)];
        assert_eq!(resize(&nodes_at(nodes.iter(), at(5)), &nodes_at(nodes.iter(), at(20))), None);
        let grown = [node("i-2", 10, None), node("i-3", 12, None)];
        let then = nodes_at(nodes.iter(), at(5));
        assert_eq!(resize(&then, &nodes_at(grown.iter(), at(20))), Some(Resize { from: 1, to: 2 }));
        assert_eq!(last_move(grown.iter(), at(5), at(20)), Some(at(12)));
    }

    #[test]
    fn a_node_that_became_one_of_another_market_is_a_resize() {
        let then = [node("i-1", 0, None)];
        let now = [Node { market: Market::OnDemand, ..node("i-2", 10, None) }];
        assert_eq!(resize(&then, &now), Some(Resize { from: 1, to: 1 }));
    }

    #[test]
    fn dearer_is_ten_cents_and_ten_percent_more_and_nothing_that_is_not_known() {
        assert_eq!(dearer(&usd(dec!(1.00)), &usd(dec!(1.10))), Some(Usd::new(dec!(0.10))));
        assert_eq!(dearer(&usd(dec!(1.00)), &usd(dec!(1.09))), None);
        assert_eq!(dearer(&usd(dec!(10.00)), &usd(dec!(10.90))), None);
        assert_eq!(dearer(&usd(dec!(2.00)), &usd(dec!(1.00))), None);
        let partly = Estimate { known: Usd::new(dec!(1.00)), unknown: vec!["a price".into()] };
        assert_eq!(dearer(&partly, &usd(dec!(9.00))), None);
    }
}
