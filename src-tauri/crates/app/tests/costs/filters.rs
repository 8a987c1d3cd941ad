//! What is filtered, and owners by several tags: what is kept serves first.

use super::*;

fn only(dimension: Dimension, value: &str) -> Vec<CostFilter> {
    vec![CostFilter::one(dimension, Some(value))]
}

fn narrowed(only: Vec<CostFilter>) -> CostsWanted {
    let wanted = CostsWanted::all(Days::new(ago(20), today()), Basis::default());
    CostsWanted { by: vec![Dimension::Service], only, ..wanted }
}

#[tokio::test(start_paused = true)]
async fn a_filter_asks_nothing_where_what_is_kept_tells_it() {
    let desk = one();
    desk.look(&[]).await;
    for (wanted, expected) in [
        (only(Dimension::Service, "EMR"), Decimal::ONE),
        (only(Dimension::Service, "S3"), Decimal::ZERO),
        (only(Dimension::LinkedAccount, "1"), Decimal::ONE),
    ] {
        let known = desk.costs.look(&narrowed(wanted), Freshness::Due).await.unwrap();
        let usd = Usd::new(expected);
        assert_eq!(known.bills[0].bill.day(ago(5), today()), DayCost::Billed { usd, estimated: false });
    }
    assert_eq!(desk.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn another_value_of_a_filter_is_in_the_answer_that_was_paid_for() {
    let desk = one();
    for region in ["eu-west-1", "us-east-1"] {
        desk.costs.look(&narrowed(only(Dimension::Region, region)), Freshness::Due).await.unwrap();
    }
    assert_eq!(desk.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_there_is_no_room_to_group_by_is_left_to_aws() {
    let desk = one();
    let both = [only(Dimension::LinkedAccount, "1"), only(Dimension::Region, "eu-west-1")].concat();
    let known = desk.costs.look(&narrowed(both), Freshness::Due).await.unwrap();
    assert!(matches!(known.bills[0].bill.day(ago(5), today()), DayCost::Billed { usd, .. } if usd != Usd::ZERO));
    assert_eq!(desk.cloud.cost_queries()[0].1.only, only(Dimension::Region, "eu-west-1"));
}

#[tokio::test(start_paused = true)]
async fn an_account_whose_money_is_not_meant_is_not_asked() {
    let desk = organization();
    let known = desk.costs.look(&narrowed(only(Dimension::LinkedAccount, "1")), Freshness::Due).await.unwrap();
    let asked: Vec<AccountId> = desk.cloud.cost_queries().into_iter().map(|(account, _)| account).collect();
    assert_eq!(asked, ["2".into()], "the payer tells it, and the third account has none of it");
    assert!(
        matches!(known.bills[0].bill.day(ago(5), today()), DayCost::Billed { usd, .. } if usd == Usd::new(dec!(1)))
    );
}

#[tokio::test(start_paused = true)]
async fn owners_are_named_by_every_owner_tag_and_the_first_that_is_there_wins() {
    let row = |usd: i64, owner: &str, creator: &str| BillDay {
        day: ago(5),
        key: BillKey::default()
            .with(Dimension::LinkedAccount, "1")
            .with(Dimension::Tag("owner".into()), owner)
            .with(Dimension::Tag("creator".into()), creator),
        usd: Usd::new(Decimal::from(usd)),
        estimated: false,
    };
    let rows = vec![row(5, "mila", "thom"), row(7, "", "thom"), row(2, "", "Mila@x.org"), row(1, "", "")];
    let desk = desk(FakeCloud::new().account("1", "prod").bill(rows), &[("1", "prod")]);
    let owner = Dimension::Tag("owner".into());
    let wanted = CostsWanted {
        by: vec![owner.clone()],
        owner_tags: ["owner", "creator"].map(str::to_owned).to_vec(),
        ..CostsWanted::all(Days::new(ago(6), ago(4)), Basis::default())
    };
    let told = async |only: Vec<CostFilter>| {
        let wanted = CostsWanted { only, ..wanted.clone() };
        let known = desk.costs.look(&wanted, Freshness::Due).await.unwrap();
        let sum = known.bills[0].bill.sum(wanted.days, std::slice::from_ref(&owner), today());
        let told = sum.by_key.iter().map(|(key, usd)| (key.value(&owner).map(str::to_owned), usd.total_text()));
        told.collect::<Vec<_>>()
    };
    let name = |name: &str| Some(name.to_owned());
    let expected = [(None, "1.00"), (name("mila"), "7.00"), (name("thom"), "7.00")];
    assert_eq!(told(Vec::new()).await, expected.map(|(name, usd)| (name, usd.to_owned())));
    assert_eq!(told(only(owner.clone(), "MILA")).await, [(name("mila"), "7.00".to_owned())]);
    assert_eq!(desk.asked(), 2, "one question for each tag, and none for the filter");
}
