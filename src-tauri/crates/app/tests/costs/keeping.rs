//! What was paid for is kept, and where it cannot be kept nothing is paid for.

use super::*;

const READ_ONLY: &str = "cannot write the data folder /data: read-only filesystem";

fn why(bill: &AccountBill) -> String {
    match &bill.hindrance {
        Some(Hindrance::Store(error)) => error.to_string(),
        other => panic!("hindered by {other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn where_answers_cannot_be_kept_nothing_is_asked_by_whoever_wants_it_and_the_reason_is_told() {
    let desk = organization();
    desk.bills.break_down(READ_ONLY);
    for _ in 0..3 {
        let known = desk.look(&[]).await;
        assert_eq!(known.bills.iter().map(why).collect::<Vec<_>>(), [READ_ONLY; 3]);
        CostsPoll::new(desk.costs.clone()).poll().await;
    }
    assert_eq!(desk.cloud.all_calls().len(), 0, "{:?}", desk.cloud.all_calls());
    desk.bills.mend();
    assert!(desk.look(&[]).await.bills.iter().all(|bill| bill.hindrance.is_none()));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_the_disk_does_not_take_waits_for_room_and_is_paid_for_once() {
    let desk = one();
    desk.cloud.set_cost_forecast("1", dec!(100));
    desk.bills.fill_up("the disk is full");
    assert_eq!(why(&desk.bill(&[]).await), "the disk is full");
    assert_eq!(why(&desk.bill(&[Dimension::Region]).await), "the disk is full");
    desk.pass(2);
    CostsPoll::new(desk.costs.clone()).poll().await;
    assert_eq!((desk.asked(), desk.cloud.calls("GetCostForecast")), (1, 0));
    desk.bills.mend();
    let bill = desk.bill(&[]).await;
    assert!(bill.hindrance.is_none() && matches!(bill.bill.day(ago(3), today()), DayCost::Billed { .. }));
    assert_eq!(desk.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn who_only_wants_what_is_kept_writes_nothing() {
    let desk = one();
    desk.bills.break_down(READ_ONLY);
    let wanted = CostsWanted::all(Days::new(ago(5), today()), Basis::default());
    let known = desk.costs.look_ahead(&wanted, Freshness::Kept).await.unwrap();
    assert!(known.bills[0].hindrance.is_none());
}

#[tokio::test(start_paused = true)]
async fn no_thread_that_others_need_waits_for_an_answer_to_be_written() {
    let desk = organization();
    desk.look(&[]).await;
    let written_on = desk.bills.written_on();
    assert!(!written_on.is_empty() && !written_on.contains(&std::thread::current().id()));
}
