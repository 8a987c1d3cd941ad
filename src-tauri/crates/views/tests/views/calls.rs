//! What watching an account asks and costs, and what failed there lately.

use crate::world::{REGION, World, account, denied, failing, listing, mins, now, profile};
use emberwatch_app::meter::Usage;
use emberwatch_app::snapshot::{Failed, Snapshot};
use emberwatch_app::trouble::{note, settle};
use emberwatch_domain::account::Place;
use emberwatch_domain::usage::{CallKey, Tally};
use emberwatch_views::accounts::{AccountView, AccountsView, accounts};

fn asked(account: &str, service: &str, operation: &str, sent: u64) -> (CallKey, Tally) {
    let place = Place { account: account.into(), region: REGION.into() };
    let key = CallKey { place, service: service.to_owned(), operation: operation.to_owned() };
    (key, Tally { sent, throttled: sent / 60, failed: 0 })
}

fn usage() -> Usage {
    let hour = [
        asked("1", "elasticmapreduce", "ListClusters", 120),
        asked("1", "elasticmapreduce", "DescribeCluster", 6),
        asked("1", "ec2", "DescribeInstances", 119),
        asked("2", "elasticmapreduce", "ListClusters", 900),
    ];
    let today = [
        asked("1", "elasticmapreduce", "ListClusters", 1_000),
        asked("1", "ec2", "DescribeInstances", 980),
        asked("1", "ce", "GetCostAndUsage", 4),
    ];
    Usage { hour: hour.into(), today: today.into() }
}

fn view(world: &World) -> AccountsView {
    accounts(&world.scene(), &listing(vec![profile("research")]), &usage())
}

fn only(snapshot: Snapshot) -> AccountView {
    view(&World::of(snapshot)).accounts.remove(0)
}

#[test]
fn the_shape_of_accounts_is_as_documented() {
    let mut snapshot = failing(account(), denied());
    note(&mut snapshot.troubles, &REGION.into(), &Failed { at: now(), error: denied() });
    insta::assert_json_snapshot!(view(&World::of(snapshot)));
}

#[test]
fn an_account_is_told_its_own_calls_and_the_limit_of_which_it_used_the_most() {
    let account = only(account());
    assert_eq!((account.calls.hour.sent, account.calls.today.sent), (245, 1_984));
    let share = account.regions[0].share.as_ref().unwrap();
    assert_eq!((share.of.as_str(), share.region.as_str()), ("ListClusters", REGION));
    assert_eq!((share.millionths, share.an_hour, share.at_once), (66_667, 1800, 20));
}

#[test]
fn what_is_free_costs_nothing_and_cost_explorer_costs_a_cent_a_page() {
    let account = only(account());
    assert_eq!((account.calls.cost.usd.as_str(), account.calls.cost.complete), ("0.04", true));
    let costs: Vec<_> =
        account.calls.operations.iter().map(|row| (row.service.as_str(), row.cost.usd.as_str())).collect();
    assert_eq!(costs, [("EMR", "0.00"), ("EC2", "0.00"), ("Cost Explorer", "0.04"), ("EMR", "0.00")]);
}

#[test]
fn a_trouble_that_is_over_asks_for_nothing() {
    let mut snapshot = account();
    let region = REGION.into();
    note(&mut snapshot.troubles, &region, &Failed { at: now() - mins(9), error: denied() });
    note(&mut snapshot.troubles, &region, &Failed { at: now() - mins(8), error: denied() });
    let open = only(snapshot.clone()).troubles.remove(0);
    assert_eq!((open.times, open.next_step.as_deref()), (2, Some("ask for that permission, then refresh")));
    settle(&mut snapshot.troubles, &region, now());
    let over = only(snapshot).troubles.remove(0);
    assert_eq!((over.next_step, over.over.is_some()), (None, true));
}
