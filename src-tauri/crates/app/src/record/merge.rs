//! Joining what the listings of EMR and EC2 say of a cluster's nodes.

use super::NodeRecord;
use emberwatch_domain::cluster::Node;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// What EC2 shows running now. A node that is gone from a complete listing ended since the last look.
pub(super) fn running(
    before: Option<&NodeRecord>,
    seen: Vec<Node>,
    now: Timestamp,
    created_at: Option<Timestamp>,
) -> NodeRecord {
    let mut nodes = before.map(|record| record.nodes.clone()).unwrap_or_default();
    let alive: BTreeMap<String, Node> = seen.into_iter().map(|node| (node.instance_id.clone(), node)).collect();
    for (id, node) in &mut nodes {
        if node.ended_at.is_none() && !alive.contains_key(id) {
            node.ended_at = Some(now.max(node.launched_at));
        }
    }
    for (id, node) in alive {
        let known = nodes.entry(id).or_insert_with(|| node.clone());
        *known = Node {
            role: node.role.or(known.role),
            zone: node.zone.clone().or(known.zone.clone()),
            ended_at: None,
            ..node
        };
    }
    // A cluster younger than one look has no nodes that we could have missed.
    let whole_since = before.map(|record| record.whole_since).unwrap_or_else(|| match created_at {
        Some(created)
            if nodes.values().all(|node| node.ended_at.is_none()) && now.duration_since(created).as_mins() < 10 =>
        {
            created
        }
        _ => now,
    });
    NodeRecord { nodes, as_of: now, whole_since }
}

/// What EMR remembers of a cluster: every node of the last 30 days, the ended ones included.
pub(super) fn remembered(
    before: Option<&NodeRecord>,
    listed: Vec<Node>,
    now: Timestamp,
    created_at: Option<Timestamp>,
) -> NodeRecord {
    let mut nodes = before.map(|record| record.nodes.clone()).unwrap_or_default();
    for mut node in listed {
        if let Some(known) = nodes.get(&node.instance_id) {
            node.zone = node.zone.or(known.zone.clone());
            node.role = node.role.or(known.role);
            node.ended_at = node.ended_at.or(known.ended_at);
        }
        nodes.insert(node.instance_id.clone(), node);
    }
    let memory = now - jiff::SignedDuration::from_hours(30 * 24);
    let whole_since = created_at.unwrap_or(memory).max(memory);
    let whole_since = before.map_or(whole_since, |record| record.whole_since.min(whole_since));
    NodeRecord { nodes, as_of: now, whole_since }
}

/// A cluster that has ended has no running node, whatever was seen last.
pub(super) fn close(record: &mut NodeRecord, ended_at: Timestamp) {
    for node in record.nodes.values_mut().filter(|node| node.ended_at.is_none()) {
        node.ended_at = Some(ended_at.max(node.launched_at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emberwatch_domain::cluster::Market;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + minute * 60).unwrap()
    }

    fn node(id: &str) -> Node {
        Node {
            instance_id: id.into(),
            role: None,
            instance_type: "m5.xlarge".into(),
            market: Market::OnDemand,
            zone: None,
            launched_at: at(0),
            ended_at: None,
        }
    }

    #[test]
    fn a_node_gone_from_the_listing_has_ended() {
        let before = running(None, vec![node("i-1"), node("i-2")], at(1), Some(at(0)));
        let after = running(Some(&before), vec![node("i-2")], at(5), Some(at(0)));
        assert_eq!(after.nodes["i-1"].ended_at, Some(at(5)));
        assert_eq!(after.nodes["i-2"].ended_at, None);
    }

    #[test]
    fn nodes_before_our_first_look_are_missing_until_emr_has_told_them() {
        let seen = running(None, vec![node("i-2")], at(600), Some(at(0)));
        assert_eq!(seen.whole_since, at(600));
        let ended = Node { ended_at: Some(at(30)), ..node("i-1") };
        let told = remembered(Some(&seen), vec![ended, node("i-2")], at(601), Some(at(0)));
        assert_eq!((told.whole_since, told.nodes.len()), (at(0), 2));
    }

    #[test]
    fn an_ended_cluster_has_no_running_node() {
        let mut record = running(None, vec![node("i-1")], at(1), Some(at(0)));
        close(&mut record, at(7));
        assert_eq!(record.nodes["i-1"].ended_at, Some(at(7)));
    }
}
