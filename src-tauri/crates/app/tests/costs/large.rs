//! Questions of many pages: asked month by month, each answer kept.

use super::*;

#[tokio::test(start_paused = true)]
async fn a_settled_day_is_no_estimate_though_aws_marks_it_until_the_invoice() {
    let marked = bill("1", 30).into_iter().map(|row| BillDay { estimated: true, ..row });
    let desk = desk(FakeCloud::new().account("1", "prod").bill(marked), &[("1", "prod")]);
    let bill = desk.bill(&[]).await.bill;
    let told = [10, 3, 2, 1].map(|back| match bill.day(ago(back), today()) {
        DayCost::Billed { estimated, .. } => estimated,
        DayCost::NoData(why) => panic!("{why}"),
    });
    assert_eq!(told, [false, false, true, true]);
}

#[tokio::test(start_paused = true)]
async fn pages_that_lead_round_and_round_are_left_and_nothing_of_them_is_kept() {
    let desk = organization();
    for account in ["1", "2", "3"] {
        desk.cloud.set_bill_page_size(account, 1);
        desk.cloud.set_bill_endless(account);
    }
    let known = desk.look(&[]).await;
    let bill = known.bills.iter().find(|bill| bill.account == "3".into()).unwrap();
    assert!(matches!(bill.hindrance, Some(Hindrance::Cloud(CloudError::Unexpected { .. }))), "{:?}", bill.hindrance);
    assert!(matches!(bill.bill.day(ago(15), today()), DayCost::NoData(NoData::Refused { .. })));
    assert!(desk.bills.bill_note(Realm::Aws, &"3".into(), "holdings").unwrap().is_none());
}

#[tokio::test(start_paused = true)]
async fn who_wants_what_is_kept_waits_for_nobody_who_asks() {
    let desk = one();
    desk.look(&[]).await;
    desk.cloud.set_latency("GetCostAndUsage", Duration::from_secs(30));
    let wanted = CostsWanted::all(Days::new(ago(5), today()), Basis::default());
    let kept = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        tokio::time::timeout(Duration::from_secs(1), desk.costs.look_ahead(&wanted, Freshness::Kept)).await
    };
    let (_, kept) = tokio::join!(desk.look(&[Dimension::Region]), kept);
    assert!(kept.is_ok());
}

fn by_cluster(days: Days) -> CostsWanted {
    let by = vec![Dimension::Tag(JOB_FLOW_TAG.to_owned())];
    CostsWanted { by, ..CostsWanted::all(days, Basis::default()) }
}

/// So many days of a bill by cluster, each month a request of its own that takes ten seconds.
fn slow(days: i64) -> (Desk, CostsWanted) {
    let desk = desk(FakeCloud::new().account("1", "prod").bill(bill("1", days)), &[("1", "prod")]);
    desk.cloud.set_latency("GetCostAndUsage", Duration::from_secs(10));
    (desk, by_cluster(Days::new(ago(days), today())))
}

#[tokio::test(start_paused = true)]
async fn a_large_question_is_asked_month_by_month_and_what_was_answered_before_a_time_out_is_kept() {
    let (desk, wanted) = slow(100);
    let asked = desk.costs.look(&wanted, Freshness::Due);
    let (known, ()) = tokio::join!(asked, async {
        tokio::time::sleep(Duration::from_secs(15)).await;
        desk.cloud.fail("GetCostAndUsage", 1, failures::timed_out());
    });
    let bill = known.unwrap().bills.remove(0);
    assert!(matches!(bill.hindrance, Some(Hindrance::Cloud(CloudError::TimedOut { .. }))), "{:?}", bill.hindrance);
    assert!(matches!(bill.bill.day(ago(1), today()), DayCost::Billed { .. }), "the newest month was answered first");
    assert_eq!(bill.bill.day(ago(99), today()), DayCost::NoData(NoData::NotInTime));
    let before = desk.asked();
    assert!(desk.costs.look(&wanted, Freshness::Due).await.unwrap().bills[0].hindrance.is_none());
    assert_eq!(desk.asked() - before, wanted.days.months().len() - (before - 1), "no month is paid for twice");
}

#[tokio::test(start_paused = true)]
async fn once_nobody_waits_no_further_request_is_sent_and_the_one_under_way_is_kept() {
    let (desk, wanted) = slow(100);
    let waiting = Waiting::default();
    let (known, ()) = tokio::join!(desk.costs.look_while(&waiting, &wanted, Freshness::Due), async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        waiting.end();
    });
    let bill = known.unwrap().bills.remove(0);
    assert!(matches!(bill.hindrance, Some(Hindrance::GivenUp)));
    assert!(matches!(bill.bill.day(ago(1), today()), DayCost::Billed { .. }));
    assert_eq!(bill.bill.day(ago(99), today()), DayCost::NoData(NoData::NotAsked));
    assert_eq!(desk.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_short_question_waits_for_one_request_of_a_long_one() {
    let (desk, wanted) = slow(300);
    let start = tokio::time::Instant::now();
    let short = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        desk.look(&[]).await;
        start.elapsed()
    };
    let (_, waited) = tokio::join!(desk.costs.look(&wanted, Freshness::Due), short);
    assert_eq!(waited.as_secs(), 20, "what was under way, and its own");
}
