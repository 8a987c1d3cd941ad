//! Joining what the listings of EMR and EC2 say of a cluster's nodes.

use super::{Look, NodeRecord};
use emberwatch_domain::cluster::Node;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// EMR forgets a node so long after its end. <https://docs.aws.amazon.com/emr/latest/APIReference/API_ListInstances.html>
pub(super) const EMR_REMEMBERS: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A cluster so young has no node that one look could have missed.
const YOUNG: SignedDuration = SignedDuration::from_mins(10);

/// What EC2 shows running now. A node that is gone from a complete listing ended since the last look.
pub(super) fn running(
    before: Option<&NodeRecord>,
    seen: Vec<Node>,
    look: Look,
    created_at: Option<Timestamp>,
) -> NodeRecord {
    let now = look.now;
    let mut nodes = before.map(|record| record.nodes.clone()).unwrap_or_default();
    let alive: BTreeMap<String, Node> = seen.into_iter().map(|node| (node.instance_id.clone(), node)).collect();
    let gap = before.is_some_and(|record| now.duration_since(record.as_of) > look.gap);
    // After a gap it ended at some time since the last look; EMR will tell when.
    let gone_at = before.filter(|_| gap).map_or(now, |record| record.as_of);
    for (id, node) in &mut nodes {
        if node.ended_at.is_none() && !alive.contains_key(id) {
            node.ended_at = Some(gone_at.max(node.launched_at));
        }
    }
    for (id, node) in alive {
        let known = nodes.entry(id).or_insert_with(|| node.clone());
        let (role, zone) = (node.role.or(known.role), node.zone.clone().or(known.zone.clone()));
        *known = Node { role, zone, ended_at: None, ..node };
    }
    let whole_since = match (before, created_at) {
        (Some(record), _) if !gap => record.whole_since,
        (None, Some(created)) if now.duration_since(created) < YOUNG => created,
        _ => now,
    };
    NodeRecord { nodes, as_of: now, whole_since, told_at: before.and_then(|record| record.told_at) }
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
            // EC2's launch time is the billed one; EMR's is when it ordered the instance.
            node.launched_at = known.launched_at;
        }
        nodes.insert(node.instance_id.clone(), node);
    }
    let memory = now - EMR_REMEMBERS;
    let told = created_at.unwrap_or(memory).max(memory);
    let whole_since = before.map_or(told, |record| record.whole_since.min(told));
    NodeRecord { nodes, as_of: now, whole_since, told_at: Some(now) }
}

/// A cluster that has ended has no running node, whatever was seen last. Which nodes ended earlier is not known when
/// nobody looked in its last minutes.
pub(super) fn close(record: &mut NodeRecord, ended_at: Timestamp, gap: SignedDuration) {
    if ended_at.duration_since(record.as_of) > gap {
        record.whole_since = record.whole_since.max(ended_at);
        record.as_of = ended_at;
    }
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

    fn look(minute: i64) -> Look {
        Look { now: at(minute), gap: SignedDuration::from_mins(5) }
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
        let before = running(None, vec![node("i-1"), node("i-2")], look(1), Some(at(0)));
        let after = running(Some(&before), vec![node("i-2")], look(5), Some(at(0)));
        assert_eq!(after.nodes["i-1"].ended_at, Some(at(5)));
        assert_eq!(after.nodes["i-2"].ended_at, None);
    }

    #[test]
    fn nodes_before_our_first_look_are_missing_until_emr_has_told_them() {
        let seen = running(None, vec![node("i-2")], look(600), Some(at(0)));
        assert_eq!(seen.whole_since, at(600));
        let ended = Node { ended_at: Some(at(30)), ..node("i-1") };
        let told = remembered(Some(&seen), vec![ended, node("i-2")], at(601), Some(at(0)));
        assert_eq!((told.whole_since, told.nodes.len()), (at(0), 2));
    }

    #[test]
    fn after_a_gap_a_vanished_node_ended_when_it_was_last_seen_and_the_record_is_not_whole() {
        let before = running(None, vec![node("i-1"), node("i-2")], look(1), Some(at(0)));
        let after = running(Some(&before), vec![node("i-2")], look(600), Some(at(0)));
        assert_eq!(after.nodes["i-1"].ended_at, Some(at(1)));
        assert!(!after.is_whole(Some(at(0))));
        let ended = Node { ended_at: Some(at(30)), ..node("i-1") };
        let told = remembered(Some(&after), vec![ended, node("i-2")], at(601), Some(at(0)));
        assert_eq!(told.nodes["i-1"].ended_at, Some(at(30)));
        assert!(told.is_whole(Some(at(0))));
    }

    #[test]
    fn a_cluster_that_ended_while_nobody_looked_is_asked_for_its_nodes() {
        let mut record = running(None, vec![node("i-1")], look(1), Some(at(0)));
        close(&mut record, at(300), look(0).gap);
        assert!(!record.is_whole(Some(at(0))));
    }

    #[test]
    fn a_cluster_older_than_emrs_memory_is_whole_once_emr_has_told_all_it_knows() {
        let created = at(-60 * 24 * 60);
        let seen = running(None, vec![node("i-1")], look(1), Some(created));
        assert!(!seen.is_whole(Some(created)));
        let told = remembered(Some(&seen), vec![node("i-1")], at(2), Some(created));
        assert!(told.is_whole(Some(created)));
        assert!(running(Some(&told), vec![node("i-1")], look(3), Some(created)).is_whole(Some(created)));
    }

    #[test]
    fn ec2s_launch_time_stays_when_emr_tells_another() {
        let seen = running(None, vec![node("i-1")], look(1), Some(at(0)));
        let ordered = Node { launched_at: at(-1), ..node("i-1") };
        let told = remembered(Some(&seen), vec![ordered], at(2), Some(at(0)));
        assert_eq!(told.nodes["i-1"].launched_at, at(0));
    }

    #[test]
    fn an_ended_cluster_has_no_running_node() {
        let mut record = running(None, vec![node("i-1")], look(1), Some(at(0)));
        close(&mut record, at(7), look(0).gap);
        assert_eq!(record.nodes["i-1"].ended_at, Some(at(7)));
    }
}
