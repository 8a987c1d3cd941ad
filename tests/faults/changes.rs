//! What changes in AWS, or comes from strangers there, as the user sees it.

use crate::emberwatch::after;
use crate::world::{World, quiet};
use emberwatch_domain::cluster::ClusterState;
use emberwatch_domain::termination::Phase;
use emberwatch_simulator::{Action, Limits, PageScript, Rule};
use rust_decimal::Decimal;
use serde_json::json;

/// Names and tag values that somebody else may give a cluster, to be shown and never obeyed.
const HOSTILE: [&str; 9] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "=HYPERLINK(\"https://example.com\",\"open\")",
    "+1-1|cmd",
    "\u{1b}[2J\u{1b}]0;owned\u{7}",
    "{{constructor}} ${jndi:ldap://x}",
    "'; DROP TABLE cluster; --",
    "\u{202e}gnp.exe <!channel> @here",
    "a\u{0}b \u{feff} \u{1f525}",
];

#[tokio::test(start_paused = true)]
async fn a_resize_changes_the_burn_within_one_period() {
    let (world, place) = (World::new(Limits::Enforced), quiet());
    let id = world.launch(&place, "growing", json!({})).await;
    let emberwatch = world.watching(&place).await;
    let burn = || {
        let row = emberwatch.row(&id);
        assert!(row.burn.complete, "{:?}", row.burn);
        row.burn.usd_per_hour.parse::<Decimal>().unwrap()
    };
    let before = burn();
    assert!(before > Decimal::ZERO);
    let groups = world.emr(&place, "ListInstanceGroups", &json!({ "ClusterId": id.as_str() })).await;
    let groups = groups["InstanceGroups"].as_array().unwrap();
    let core = groups.iter().find(|group| group["InstanceGroupType"] == "CORE").unwrap();
    let resize = json!({ "InstanceGroups": [{ "InstanceGroupId": core["Id"], "InstanceCount": 5 }] });
    world.emr(&place, "ModifyInstanceGroups", &resize).await;
    // EC2 takes its minutes to launch them; from then on one period passes.
    world.pass(20 * 60);
    after(31).await;
    assert!((burn() - before - before).abs() <= Decimal::new(2, 4), "{} after {before}", burn());
    assert_eq!(emberwatch.row(&id).nodes.on_demand, 6);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_state_allows_no_action() {
    let (world, place) = (World::new(Limits::Enforced), quiet());
    let id = world.launch(&place, "odd-state", json!({})).await;
    let emberwatch = world.watching(&place).await;
    assert_eq!(emberwatch.record(&place, &id).summary.state, ClusterState::Other("HIBERNATING".into()));
    let row = emberwatch.row(&id);
    assert_eq!((row.state.as_str(), row.ended_at), ("HIBERNATING", None));
    let reasons: Vec<_> = row.actions.iter().map(|action| action.disabled_reason.clone().unwrap_or_default()).collect();
    assert!(!reasons.is_empty() && reasons.iter().all(|reason| reason.contains("HIBERNATING")), "{reasons:?}");
    assert_ne!(row.burn.usd_per_hour, "0.0000", "it costs what its nodes cost");
    let entries = emberwatch.terminate(&place, &[id]).await;
    assert!(
        matches!(&emberwatch.outcome(&entries).await[0], Phase::Refused { reason } if reason.contains("HIBERNATING"))
    );
    assert_eq!(world.calls(&place, "TerminateJobFlows"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_cluster_on_screen_is_never_forgotten_by_an_incomplete_listing() {
    for script in [PageScript::RepeatedMarker, PageScript::Empty] {
        let (world, place) = (World::new(Limits::Enforced), quiet());
        let id = world.launch(&place, "on screen", json!({})).await;
        let emberwatch = world.watching(&place).await;
        let operation = Some("ListClusters".to_owned());
        world.fault(Rule { operation, ..Rule::always(Action::Page { script }) });
        for _ in 0..60 {
            emberwatch.watcher.look(&place.account, &place.region, &id);
            after(30).await;
            let row = emberwatch.row(&id);
            assert_eq!((row.state.as_str(), row.nodes.on_demand), ("WAITING", 3), "{script:?}");
            assert!(row.ended_at.is_none());
        }
        world.simulator.faults().clear();
        after(60).await;
        assert!(!emberwatch.row(&id).freshness.stale);
    }
}

#[tokio::test(start_paused = true)]
async fn a_listing_that_never_ends_is_given_up_and_costs_a_handful_of_calls() {
    let (world, place) = (World::new(Limits::Enforced), quiet());
    world.launch(&place, "etl", json!({})).await;
    let _emberwatch = world.watching(&place).await;
    let script = PageScript::Empty;
    world.fault(Rule { operation: Some("ListClusters".to_owned()), ..Rule::always(Action::Page { script }) });
    world.simulator.reset_calls();
    after(600).await;
    let calls = world.calls(&place, "ListClusters");
    assert!(calls <= 80, "{calls} calls in ten minutes");
}

#[tokio::test(start_paused = true)]
async fn hostile_names_and_tags_are_data_from_the_wire_to_the_screen_and_the_disk() {
    let (world, place) = (World::new(Limits::Off), quiet());
    let mut launched = Vec::new();
    for hostile in HOSTILE {
        let tags = json!({ "Tags": [{ "Key": "owner", "Value": hostile }, { "Key": hostile, "Value": hostile }] });
        launched.push((world.start(&place, hostile, tags).await, hostile));
    }
    world.pass(20 * 60);
    let emberwatch = world.watching(&place).await;
    let again = world.process("another life");
    again.watch(&[("research", &["eu-west-1"])]);
    // Not a tick: what is shown was read from the disk.
    for shown in [&emberwatch, &again] {
        for (id, hostile) in &launched {
            let row = shown.row(id);
            assert_eq!(row.name, *hostile);
            assert_eq!(row.owner.name.as_deref(), Some(*hostile));
            assert_eq!(row.tags.get(*hostile).map(String::as_str), Some(*hostile));
        }
    }
    let ids: Vec<_> = launched.iter().map(|(id, _)| id.clone()).collect();
    let entries = emberwatch.terminate(&place, &ids).await;
    assert_eq!(emberwatch.outcome(&entries).await, vec![Phase::Terminated; HOSTILE.len()]);
    for (entry, (_, hostile)) in entries.iter().zip(&launched) {
        let written = again.actions.entry(entry.number).unwrap().unwrap();
        assert_eq!(written.request.cluster_name, *hostile);
    }
}
