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

/// Through which sizes a cluster went, and when it had come to the last of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resize {
    /// Numbers of nodes, at least two: how many there were, after each resize, and how many there are.
    pub sizes: Vec<usize>,
    pub at: Timestamp,
}

/// Every size of a span, so that a longer one never tells another story of the same event than a shorter one does.
/// Nodes that come and go within [`SETTLING`] of each other are one resize, and a node that was replaced by one of its
/// kind is none.
pub fn resize<'a>(nodes: impl Iterator<Item = &'a Node>, since: Timestamp, now: Timestamp) -> Option<Resize> {
    let nodes: Vec<&Node> = nodes.collect();
    let standing = |at| nodes_at(nodes.iter().copied(), at);
    let mut before = standing(since);
    let mut resize = Resize { sizes: vec![before.len()], at: since };
    for at in settled(&nodes, since, now) {
        let after = standing(at);
        if kinds(&after) != kinds(&before) {
            resize.sizes.push(after.len());
            resize.at = at;
        }
        before = after;
    }
    (resize.sizes.len() > 1).then_some(resize)
}

/// The moments after which no node came or went for a while. They depend on the nodes alone and not on the span.
fn settled(nodes: &[&Node], since: Timestamp, now: Timestamp) -> Vec<Timestamp> {
    let moves = nodes.iter().flat_map(|node| [Some(node.launched_at), node.ended_at]).flatten();
    let mut moves: Vec<Timestamp> = moves.filter(|at| *at > since && *at <= now).collect();
    moves.sort_unstable();
    let followed = |index: usize| moves.get(index + 1).is_some_and(|next| *next < moves[index] + SETTLING);
    (0..moves.len()).filter(|index| !followed(*index)).map(|index| moves[index]).collect()
}

fn kinds(nodes: &[Node]) -> BTreeMap<(&InstanceType, Market), usize> {
    let mut kinds = BTreeMap::new();
    nodes.iter().for_each(|node| *kinds.entry((&node.instance_type, node.market)).or_default() += 1);
    kinds
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

    fn sizes(nodes: &[Node], since: i64, now: i64) -> Option<(Vec<usize>, Timestamp)> {
        resize(nodes.iter(), at(since), at(now)).map(|resize| (resize.sizes, resize.at))
    }

    #[test]
    fn a_node_replaced_by_one_of_its_kind_is_no_resize() {
        let nodes = [node("i-1", 0, Some(10)), node("i-2", 12, None)];
        assert_eq!(sizes(&nodes, 5, 40), None);
        let grown = [node("i-1", 0, None), node("i-2", 10, None), node("i-3", 12, None)];
        assert_eq!(sizes(&grown, 5, 40), Some((vec![1, 3], at(12))), "what comes together is one resize");
    }

    #[test]
    fn a_node_that_became_one_of_another_market_is_a_resize() {
        let other = Node { market: Market::OnDemand, ..node("i-2", 10, None) };
        assert_eq!(sizes(&[node("i-1", 0, Some(10)), other], 5, 40), Some((vec![1, 1], at(10))));
    }

    #[test]
    fn a_longer_span_tells_the_resizes_of_a_shorter_one_and_those_before() {
        let nodes = [node("i-1", 0, None), node("i-2", 100, Some(300)), node("i-3", 100, Some(200))];
        assert_eq!(sizes(&nodes, 250, 400), Some((vec![2, 1], at(300))));
        assert_eq!(sizes(&nodes, 150, 400), Some((vec![3, 2, 1], at(300))));
        assert_eq!(sizes(&nodes, 50, 400), Some((vec![1, 3, 2, 1], at(300))), "though it is as large as before");
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
