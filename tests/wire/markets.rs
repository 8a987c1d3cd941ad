//! Prices: of the list, and of the spot market.

use crate::ground::{Ground, NOW, all, simulator};
use emberwatch_cloud::{Cloud, SpotHistory, WhichSubnets};
use emberwatch_domain::price::PriceItem;
use emberwatch_domain::spot::SpotBook;
use jiff::{SignedDuration, Timestamp};

#[tokio::test]
async fn list_prices_are_those_of_aws() {
    let ground = Ground::simulated(&simulator(), "analytics-prod");
    let prices = ground.cloud.prices(&ground.profile).unwrap();
    let table = [
        (PriceItem::Ec2("m5.xlarge".into()), "0.192"),
        (PriceItem::Emr("m5.xlarge".into()), "0.048"),
        (PriceItem::EbsStorage("gp2".into()), "0.1"),
        (PriceItem::EbsStorage("gp3".into()), "0.08"),
        (PriceItem::EbsIops("io1".into()), "0.065"),
    ];
    for (item, usd) in table {
        let price = prices.list_price(&"us-east-1".into(), &item).await.unwrap();
        assert_eq!(price.map(|price| price.to_string()).as_deref(), Some(usd), "{item}");
    }
}

#[tokio::test]
async fn a_price_that_the_list_does_not_know_is_no_price_of_zero() {
    let ground = Ground::simulated(&simulator(), "analytics-prod");
    let prices = ground.cloud.prices(&ground.profile).unwrap();
    let price = prices.list_price(&"us-east-1".into(), &PriceItem::Ec2("x99.humongous".into())).await.unwrap();
    assert_eq!(price, None);
}

#[tokio::test]
async fn the_spot_history_covers_the_whole_window_in_every_zone() {
    let ground = Ground::simulated(&simulator(), "analytics-prod");
    let until: Timestamp = NOW.parse().unwrap();
    let since = until - SignedDuration::from_hours(24 * 30);
    let query = SpotHistory { instance_types: vec!["m5.xlarge".into(), "r5.2xlarge".into()], since, until };
    let market = ground.readers().spot;
    let changes = all(async |marker| market.history(&query, marker.as_ref()).await).await;
    let mut book = SpotBook::default();
    changes.iter().for_each(|change| book.record(change));
    for change in &changes {
        assert!(change.at <= until && change.zone.as_str().starts_with("us-east-1"), "{change:?}");
        let series = book.series(&change.instance_type, &change.zone).unwrap();
        assert!(series.price_at(since).is_some(), "no price before the window in {}", change.zone);
    }
    assert!(query.instance_types.iter().all(|kind| changes.iter().any(|change| &change.instance_type == kind)));
}

#[tokio::test]
async fn placement_scores_are_told_by_the_ids_of_the_zones_that_have_subnets() {
    let ground = Ground::simulated(&simulator(), "analytics-prod");
    let readers = ground.readers();
    let kinds = ["m5.xlarge", "r5.xlarge", "c5.xlarge"].map(Into::into);
    let scores = all(async |marker| readers.spot.placement_scores(&kinds, marker.as_ref()).await).await;
    let subnets = all(async |marker| readers.network.subnets(&WhichSubnets::All, marker.as_ref()).await).await;
    assert_eq!(scores.len(), 6);
    for (zone, score) in &scores {
        assert!(
            (1..=10).contains(score) && subnets.iter().any(|subnet| subnet.zone_id.as_ref() == Some(zone)),
            "{zone}"
        );
    }
}
