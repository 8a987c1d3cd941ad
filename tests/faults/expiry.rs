//! Credentials that end while they are in use.

use crate::emberwatch::{Emberwatch, after, at};
use crate::files::{Files, keys, role};
use crate::world::{World, quiet};
use emberwatch_app::record::ClusterRecord;
use emberwatch_domain::account::Place;
use emberwatch_domain::termination::Phase;
use emberwatch_simulator::{Action, Limits, PageScript, Rule};
use serde_json::json;

/// An account that is reached by a role, whose listings come in several pages.
struct ByRole {
    world: World,
    place: Place,
    files: Files,
}

impl ByRole {
    async fn new() -> Self {
        let (world, place) = (World::new(Limits::Off), quiet());
        for name in ["one", "two", "three"] {
            world.start(&place, name, json!({})).await;
        }
        world.pass(20 * 60);
        let files = Files::new(&(role("lab", &place, "base") + &keys("base", &at("441088120031", "us-east-1"))));
        Self { world, place, files }
    }

    async fn sweep(&self, seconds: u64) -> Emberwatch {
        let script = PageScript::Short { size: 2 };
        self.world.fault(Rule { operation: Some("ListClusters".to_owned()), ..Rule::always(Action::Page { script }) });
        let emberwatch = self.world.process_over("window", self.files.cloud(&self.world));
        emberwatch.watch(&[("lab", &[self.place.region.as_str()])]);
        after(seconds).await;
        emberwatch
    }

    /// Which rows there are, and whether everything about them is known.
    fn known(&self, emberwatch: &Emberwatch) -> Vec<(String, bool)> {
        let whole = |record: &ClusterRecord| {
            let nodes = record.nodes.as_ref().map_or(0, |nodes| nodes.nodes.len());
            record.detail.is_some() && record.collection.is_some() && record.auto_termination.is_some() && nodes == 3
        };
        let records = emberwatch.records(&self.place).into_iter();
        records.map(|record| (record.summary.name.clone(), whole(&record))).collect()
    }

    fn roles_assumed(&self) -> u64 {
        self.world.simulator.calls().iter().filter(|c| c.operation == "AssumeRole").map(|c| c.calls).sum()
    }

    fn calls(&self) -> u64 {
        self.world.simulator.calls().iter().filter(|count| count.account == "research").map(|count| count.calls).sum()
    }
}

#[tokio::test(start_paused = true)]
async fn credentials_that_expire_at_any_call_of_a_sweep_drop_nothing() {
    let undisturbed = ByRole::new().await;
    undisturbed.world.simulator.reset_calls();
    let whole = undisturbed.known(&undisturbed.sweep(80).await);
    assert_eq!(whole.len(), 3);
    assert!(whole.iter().all(|(_, whole)| *whole), "{whole:?}");
    let calls = undisturbed.calls();
    assert!(calls > 20, "{calls} calls are hardly a sweep");
    for skip in 0..calls {
        let disturbed = ByRole::new().await;
        // The session ends before this call; the account's own keys go on.
        let account = Some("research".to_owned());
        disturbed.world.fault(Rule { account, skip, times: Some(1), ..Rule::always(Action::ExpiredToken) });
        disturbed.world.simulator.reset_calls();
        let emberwatch = disturbed.sweep(110).await;
        assert_eq!(disturbed.known(&emberwatch), whole, "after {skip} calls");
        assert!(emberwatch.failure(&disturbed.place).is_none(), "after {skip} calls");
        assert_eq!(disturbed.roles_assumed(), 2, "renewed once after {skip} calls");
    }
}

#[tokio::test(start_paused = true)]
async fn a_session_that_ends_is_renewed_once_however_many_calls_meet_it() {
    let by_role = ByRole::new().await;
    let emberwatch = by_role.sweep(110).await;
    let before = by_role.roles_assumed();
    by_role.world.pass(2 * 3600);
    emberwatch.watcher.refresh();
    after(100).await;
    assert_eq!(by_role.roles_assumed(), before + 1);
    assert!(emberwatch.failure(&by_role.place).is_none());
    assert!(emberwatch.view().clusters.iter().all(|row| !row.freshness.stale));
}

#[tokio::test(start_paused = true)]
async fn credentials_that_stay_expired_keep_the_rows_and_ask_seldom() {
    let by_role = ByRole::new().await;
    let emberwatch = by_role.sweep(110).await;
    by_role.world.simulator.faults().clear();
    by_role.world.fault(Rule { account: Some("research".to_owned()), ..Rule::always(Action::ExpiredToken) });
    after(120).await;
    by_role.world.simulator.reset_calls();
    after(3600).await;
    assert_eq!(by_role.known(&emberwatch).len(), 3);
    assert!(emberwatch.view().clusters.iter().all(|row| row.freshness.stale));
    let calls = by_role.calls();
    assert!(calls <= 60, "{calls} calls in an hour");
}

#[tokio::test(start_paused = true)]
async fn credentials_that_expire_between_plan_and_call_cost_no_second_request() {
    let by_role = ByRole::new().await;
    let emberwatch = by_role.sweep(110).await;
    emberwatch.allow(by_role.place.account.as_str());
    let id = emberwatch.records(&by_role.place)[0].id().clone();
    let rule =
        Rule { operation: Some("TerminateJobFlows".to_owned()), times: Some(1), ..Rule::always(Action::ExpiredToken) };
    by_role.world.fault(rule);
    let entries = emberwatch.terminate(&by_role.place, std::slice::from_ref(&id)).await;
    assert!(matches!(&emberwatch.outcome(&entries).await[0], Phase::Failed { reason } if reason.contains("expired")));
    assert_eq!(by_role.world.sent.terminations().len(), 1);
    // The next click has new credentials.
    let entries = emberwatch.terminate(&by_role.place, &[id]).await;
    assert_eq!(emberwatch.outcome(&entries).await, [Phase::Terminated]);
}
