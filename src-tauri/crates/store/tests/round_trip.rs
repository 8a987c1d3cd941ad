//! Whatever is recorded of a cluster is the same when it is read again.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{folder, open};
use emberwatch_app::ports::History;
use emberwatch_app::record::{ClusterRecord, NodeRecord};
use emberwatch_domain::account::Realm;
use emberwatch_domain::cluster::{
    Application, AutoTermination, ClusterState, Collection, Configuration, FleetSpec, InstanceFleet, Market, Node,
    NodeRole, StateReason,
};
use emberwatch_testkit::{START, cluster, group, place};
use jiff::Timestamp;
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use std::sync::Arc;

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn a_record_is_read_as_it_was_written(first in record(), second in record()) {
        let folder = folder();
        let store = open(folder.path());
        store.history.record_clusters(Realm::Aws, &[Arc::new(first.clone())]).unwrap();
        prop_assert_eq!(all(&store), [first]);
        let whole = has_every_part(&second);
        let second = ClusterRecord { seen_at: START, ..second };
        store.history.record_clusters(Realm::Sample, &[Arc::new(second.clone())]).unwrap();
        store.history.record_clusters(Realm::Aws, &[Arc::new(second.clone())]).unwrap();
        let sample = store.history.clusters(Realm::Sample, &"1".into(), Timestamp::UNIX_EPOCH).unwrap();
        prop_assert_eq!(&sample, std::slice::from_ref(&second));
        if whole {
            prop_assert_eq!(all(&store), [second]);
        }
    }
}

fn all(store: &emberwatch_store::Store) -> Vec<ClusterRecord> {
    store.history.clusters(Realm::Aws, &"1".into(), Timestamp::UNIX_EPOCH).unwrap()
}

/// Parts that are missing are kept from the look before, so only a whole record replaces another entirely.
fn has_every_part(record: &ClusterRecord) -> bool {
    record.detail.is_some()
        && record.collection.is_some()
        && record.nodes.is_some()
        && record.auto_termination.is_some()
}

fn record() -> impl Strategy<Value = ClusterRecord> {
    let texts = (any::<String>(), btree_map(any::<String>(), any::<String>(), 0..4), btree_set(any::<String>(), 0..3));
    let parts = (option::of(Just(())), option::of(collection()), option::of(nodes()), policy());
    let times = (option::of(time()), option::of(time()));
    let states = (state(), option::of((any::<String>(), any::<String>())));
    (texts, parts, times, states).prop_map(
        |((name, tags, denied), (detail, collection, nodes, policy), times, states)| {
            let mut cluster = cluster("j-1").named(&name).state(states.0);
            cluster.detail.summary.state_reason = states.1.map(|(code, message)| StateReason { code, message });
            (cluster.detail.summary.created_at, cluster.detail.summary.ended_at) = times;
            cluster.detail.applications = vec![Application { name: name.clone(), version: None }];
            cluster.detail.configurations =
                vec![Configuration { classification: name, properties: tags.clone(), configurations: Vec::new() }];
            cluster.detail.tags = tags;
            let whole = cluster.record(place("1", "eu-west-1"), "prod", START);
            let detail = detail.and(whole.detail.clone());
            ClusterRecord { detail, collection, nodes, auto_termination: policy, denied, ..whole }
        },
    )
}

/// The three answers: not read, none, and a policy.
fn policy() -> impl Strategy<Value = Option<Option<AutoTermination>>> {
    option::of(option::of(any::<u64>().prop_map(|idle_seconds| AutoTermination { idle_seconds })))
}

fn state() -> impl Strategy<Value = ClusterState> {
    prop_oneof![
        prop::sample::select(ClusterState::ACTIVE.to_vec()),
        "[A-Z_]{1,12}".prop_map(|raw| ClusterState::from_aws(&raw)),
    ]
}

fn collection() -> impl Strategy<Value = Collection> {
    let group = (0u32..500, any::<u32>(), any::<bool>()).prop_map(|(count, size, spot)| {
        let group = group(NodeRole::Core).count(count).ebs("gp3", size);
        if spot { group.spot().build() } else { group.build() }
    });
    let fleet = (any::<u32>(), any::<u32>(), option::of(any::<String>())).prop_map(|(target, weight, bid_price)| {
        let spec =
            FleetSpec { instance_type: "m5.xlarge".into(), weighted_capacity: weight, bid_price, ebs: Vec::new() };
        InstanceFleet {
            id: "if-1".to_owned(),
            name: None,
            role: NodeRole::Task,
            target_on_demand: target,
            target_spot: weight,
            provisioned_on_demand: 0,
            provisioned_spot: target,
            state: "RUNNING".to_owned(),
            specs: vec![spec],
        }
    });
    prop_oneof![vec(group, 0..4).prop_map(Collection::Groups), vec(fleet, 0..4).prop_map(Collection::Fleets),]
}

fn nodes() -> impl Strategy<Value = NodeRecord> {
    let node = (any::<bool>(), option::of("[a-z]{2}-[a-z]{4}-1[a-c]"), time(), option::of(time()));
    (btree_map("i-[0-9a-f]{8}", node, 0..8), time(), time()).prop_map(|(nodes, as_of, whole_since)| {
        let node = |(id, (spot, zone, launched_at, ended_at)): (String, (bool, Option<String>, _, _))| {
            let node = Node {
                instance_id: id.clone(),
                role: spot.then_some(NodeRole::Task),
                instance_type: "r5.2xlarge".into(),
                market: if spot { Market::Spot } else { Market::OnDemand },
                zone: zone.as_deref().map(Into::into),
                launched_at,
                ended_at,
            };
            (id, node)
        };
        NodeRecord { nodes: nodes.into_iter().map(node).collect(), as_of, whole_since, told_at: Some(as_of) }
    })
}

/// To the microsecond, as the store keeps the times of looks.
fn time() -> impl Strategy<Value = Timestamp> {
    (0i64..4_000_000_000_000_000).prop_map(|micros| Timestamp::from_microsecond(micros).unwrap())
}
