//! Whose money is in whose bill: each is asked for once.

use super::*;

#[tokio::test(start_paused = true)]
async fn the_payer_is_asked_and_not_the_accounts_whose_bills_it_holds() {
    let desk = organization();
    let known = desk.look(&[]).await;
    let asked: Vec<AccountId> = desk.cloud.cost_queries().into_iter().map(|(account, _)| account).collect();
    assert_eq!(asked, ["2".into(), "3".into()]);
    assert_eq!(known.askers.held.get(&"1".into()), Some(&"2".into()));
    // Whose bill holds whose is asked once, and known after that.
    assert_eq!(desk.cloud.calls("GetDimensionValues"), 3);
    desk.pass(13);
    desk.look(&[]).await;
    assert_eq!(desk.cloud.calls("GetDimensionValues"), 3);
}

#[tokio::test(start_paused = true)]
async fn what_asking_cost_counts_every_request_that_left_also_where_it_failed_or_another_account_pays() {
    let desk = organization();
    desk.cloud.fail("GetDimensionValues", 1, failures::timed_out());
    desk.cloud.fail("GetCostAndUsage", 1, failures::timed_out());
    let known = desk.look(&[]).await;
    let left = (desk.asked() + desk.cloud.calls("GetDimensionValues")) as u64;
    let by_account: u64 = desk.costs.spent().unwrap().iter().map(|(_, spent)| spent.requests).sum();
    assert_eq!((known.spent.requests, by_account), (left, left));
    let of_bills: u64 = known.bills.iter().map(|bill| bill.allowance.spent.requests).sum();
    assert!(of_bills < left, "1 was asked and has no bill of its own");
}

#[tokio::test(start_paused = true)]
async fn an_account_stays_in_its_payers_bill_when_the_payer_cannot_be_asked_anew() {
    let desk = organization();
    desk.look(&[]).await;
    desk.pass(31 * 24);
    desk.cloud.fail_profile("payer", failures::timed_out());
    let known = desk.look(&[]).await;
    assert_eq!(told(&known), ["2", "3"]);
    assert_eq!(known.askers.held.get(&"1".into()), Some(&"2".into()));
}

#[tokio::test(start_paused = true)]
async fn an_account_that_joined_since_is_known_by_the_rows_of_its_payers_bill() {
    let cloud = FakeCloud::new().account("1", "lab").bill(bill("1", 30)).account("2", "payer").bill(bill("2", 30));
    let desk = desk(cloud, &[("1", "lab"), ("2", "payer")]);
    assert_eq!(told(&desk.look(&[]).await), ["1", "2"]);
    desk.cloud.set_bill("2", [bill("1", 30), bill("2", 30)].concat());
    desk.pass(24);
    assert_eq!(told(&desk.look(&[]).await), ["2"]);
}

#[tokio::test(start_paused = true)]
async fn old_money_of_an_account_that_costs_nothing_by_now_is_told_once() {
    let old = |account| bill(account, 60).into_iter().filter(|row| row.day < ago(40)).collect::<Vec<_>>();
    let cloud = FakeCloud::new().account("1", "lab").bill(old("1")).account("2", "payer");
    let desk = desk(cloud.bill([old("1"), bill("2", 60)].concat()), &[("1", "lab"), ("2", "payer")]);
    let wanted = CostsWanted::all(Days::new(ago(60), today()), Basis::default());
    assert_eq!(told(&desk.costs.look(&wanted, Freshness::Due).await.unwrap()), ["2"]);
}

#[tokio::test(start_paused = true)]
async fn who_pays_for_whom_is_learnt_anew_when_an_account_is_watched_that_was_not() {
    let desk = organization();
    desk.look(&[]).await;
    desk.pass(24);
    desk.cloud.forget_calls();
    desk.restarted_with(&[("1", "lab"), ("2", "payer"), ("3", "own")]).look(&[]).await;
    assert_eq!(desk.cloud.calls("GetDimensionValues"), 0);
    desk.restarted_with(&[("1", "lab"), ("2", "payer"), ("3", "own"), ("4", "new")]).look(&[]).await;
    assert_eq!(desk.cloud.calls("GetDimensionValues"), 3, "1 is held and need not be asked");
}

#[tokio::test(start_paused = true)]
async fn who_may_not_ask_who_pays_for_whom_gets_the_bills_and_their_rows_tell_it() {
    let desk = organization();
    desk.cloud.fail("GetDimensionValues", 9, failures::denied("ce:GetDimensionValues"));
    let known = desk.look(&[]).await;
    assert_eq!(told(&known), ["2", "3"]);
    assert!(known.bills.iter().all(|bill| bill.hindrance.is_none()));
    assert!(matches!(known.bills[0].bill.day(ago(3), today()), DayCost::Billed { .. }));
    let asked = desk.cloud.calls("GetDimensionValues");
    desk.look(&[]).await;
    assert_eq!(desk.cloud.calls("GetDimensionValues"), asked, "a refusal is not paid for by every look");
}
