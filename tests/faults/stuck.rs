//! AWS accepts a termination, and the cluster lives on.

use crate::emberwatch::{Emberwatch, after};
use crate::world::{World, quiet};
use emberwatch_app::ports::JournalEntry;
use emberwatch_domain::account::Place;
use emberwatch_domain::cluster::{ClusterId, ClusterState};
use emberwatch_domain::termination::Phase;
use emberwatch_simulator::Limits;
use rust_decimal::Decimal;
use serde_json::json;

struct Accepted {
    world: World,
    place: Place,
    id: ClusterId,
    emberwatch: Emberwatch,
    entry: JournalEntry,
}

impl Accepted {
    /// A termination of the cluster of this name went out a moment ago.
    async fn of(name: &str) -> Self {
        let (world, place) = (World::new(Limits::Enforced), quiet());
        let id = world.launch(&place, name, json!({})).await;
        let emberwatch = world.watching(&place).await;
        let entry = emberwatch.terminate(&place, std::slice::from_ref(&id)).await.remove(0);
        after(60).await;
        Self { world, place, id, emberwatch, entry }
    }

    fn phase(&self) -> Phase {
        self.emberwatch.phase(&self.entry)
    }

    fn state(&self) -> ClusterState {
        self.emberwatch.record(&self.place, &self.id).summary.state.clone()
    }

    fn cost(&self) -> Decimal {
        let cost = self.emberwatch.row(&self.id).cost_so_far;
        assert!(cost.complete, "{cost:?}");
        cost.usd.parse().unwrap()
    }
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_stays_terminating_is_stuck_after_fifteen_minutes() {
    let accepted = Accepted::of("stuck-terminate").await;
    after(13 * 60).await;
    assert_eq!((accepted.phase(), accepted.state()), (Phase::Terminating, ClusterState::Terminating));
    after(2 * 60).await;
    assert_eq!(accepted.phase(), Phase::Stuck);
    let open = accepted.emberwatch.actions.open_entries().unwrap();
    assert_eq!(open.iter().map(|entry| entry.number).collect::<Vec<_>>(), [accepted.entry.number]);
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_rises_again_is_stuck_and_never_shown_as_ended() {
    let accepted = Accepted::of("undead-terminate").await;
    after(60).await;
    assert_eq!(accepted.state(), ClusterState::Waiting);
    after(14 * 60).await;
    assert_eq!((accepted.phase(), accepted.state()), (Phase::Stuck, ClusterState::Waiting));
    assert_eq!(accepted.emberwatch.row(&accepted.id).ended_at, None);
}

#[tokio::test(start_paused = true)]
async fn what_a_stuck_cluster_costs_keeps_counting() {
    for name in ["stuck-terminate", "undead-terminate"] {
        let accepted = Accepted::of(name).await;
        after(15 * 60).await;
        let before = accepted.cost();
        assert_ne!(accepted.emberwatch.row(&accepted.id).burn.usd_per_hour, "0.0000");
        after(3600).await;
        let burn: Decimal = accepted.emberwatch.row(&accepted.id).burn.usd_per_hour.parse().unwrap();
        let grown = accepted.cost() - before;
        assert!((grown - burn).abs() <= Decimal::new(2, 2), "{name}: {grown} in an hour at {burn} an hour");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stuck_termination_is_never_sent_again_by_itself() {
    let accepted = Accepted::of("undead-terminate").await;
    after(3600).await;
    assert_eq!(accepted.world.sent.terminations().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_stuck_cluster_is_followed_and_its_end_is_seen() {
    let accepted = Accepted::of("stuck-terminate").await;
    after(20 * 60).await;
    assert_eq!(accepted.phase(), Phase::Stuck);
    // The node under it gives up at last.
    accepted.world.end(&accepted.id);
    after(120).await;
    assert_eq!((accepted.phase(), accepted.state()), (Phase::Terminated, ClusterState::Terminated));
    assert_eq!(accepted.emberwatch.actions.open_entries().unwrap(), []);
    let cost = accepted.cost();
    after(3600).await;
    assert_eq!(accepted.cost(), cost, "an ended cluster costs no more");
}

#[tokio::test(start_paused = true)]
async fn another_process_takes_over_the_following_of_a_stuck_cluster() {
    let Accepted { world, id, emberwatch, entry, .. } = Accepted::of("stuck-terminate").await;
    drop(emberwatch);
    world.pass(3600);
    let later = world.process("later");
    later.watch(&[("research", &["eu-west-1"])]);
    after(120).await;
    assert_eq!(later.phase(&entry), Phase::Stuck);
    world.end(&id);
    after(400).await;
    assert_eq!((later.phase(&entry), world.sent.terminations().len()), (Phase::Terminated, 1));
}
