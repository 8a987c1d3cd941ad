use std::sync::Arc;

use emberwatch_simulator::{Limits, Options, SimClock, Simulator, SpotPrices};

use jiff::Timestamp;

use crate::client::{Client, options};

/// Two zones of Virginia, and a type that the price list does not know.
const PRICES: &str = "\
use1-az1\tm5.xlarge\tLinux/UNIX\t0.0700\t2022-05-31T18:00:00+00:00
use1-az1\tm5.xlarge\tLinux/UNIX\t0.0900\t2022-05-31T20:00:00+00:00
use1-az1\tm5.xlarge\tWindows\t0.2600\t2022-05-31T20:00:00+00:00
use1-az4\tm5.xlarge\tLinux/UNIX\t0.0800\t2022-05-31T21:00:00+00:00
use1-az1\tinf1.xlarge\tLinux/UNIX\t0.0801\t2022-05-31T18:30:00+00:00
";

fn recorded(prices: &str, now: &str) -> Client {
    let simulator = Simulator::new(Options {
        clock: SimClock::manual(now.parse().unwrap()),
        limits: Limits::Off,
        spot_prices: Some(Arc::new(SpotPrices::parse(prices).unwrap())),
        ..options()
    });
    Client::new(&simulator, "analytics-prod", "us-east-1")
}

async fn history(client: &Client, more: &str) -> String {
    let (status, body) = client.query("ec2", &format!("Action=DescribeSpotPriceHistory&{more}")).await;
    assert_eq!(status, 200, "{body}");
    body
}

fn texts<'a>(document: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    document.split(open.as_str()).skip(1).filter_map(|rest| rest.split(close.as_str()).next()).collect()
}

#[tokio::test]
async fn recorded_prices_are_the_market_and_nothing_is_invented_before_them() {
    let client = recorded(PRICES, "2022-05-31T23:00:00Z");
    let asked = "InstanceType.1=m5.xlarge&ProductDescription.1=Linux/UNIX&StartTime=2022-05-31T19:00:00Z";
    let document = history(&client, asked).await;
    assert_eq!(texts(&document, "spotPrice"), ["0.080000", "0.090000", "0.070000"]);
    assert_eq!(texts(&document, "availabilityZone"), ["us-east-1c", "us-east-1a", "us-east-1a"]);
    assert_eq!(texts(&document, "timestamp")[2], "2022-05-31T18:00:00.000Z", "it held when the window began");
    let windows = history(&client, "InstanceType.1=m5.xlarge&ProductDescription.1=Windows").await;
    assert_eq!(texts(&windows, "spotPrice"), ["0.260000"]);
    assert_eq!(texts(&history(&client, "InstanceType.1=inf1.xlarge").await, "spotPrice"), ["0.080100"]);
    let unrecorded = history(&client, "InstanceType.1=r5.xlarge&StartTime=2022-05-31T22:00:00Z").await;
    assert!(texts(&unrecorded, "spotPrice").len() >= 18, "a type that was not recorded keeps its invented market");
}

#[tokio::test]
async fn every_recorded_change_comes_back_once_in_pages_of_a_thousand() {
    let mut prices = String::new();
    for second in 0..1_500 {
        let at = Timestamp::from_second(1_654_020_000 + second).unwrap();
        let cents = 70 + second % 9;
        prices.push_str(&format!("use1-az2\tm5.xlarge\tLinux/UNIX\t0.{cents:04}\t{at}\n"));
    }
    let client = recorded(&prices, "2022-06-01T00:00:00Z");
    let (mut pages, mut next) = (Vec::new(), String::new());
    loop {
        let document = history(&client, &format!("InstanceType.1=m5.xlarge{next}")).await;
        pages.push(texts(&document, "spotPrice").len());
        match texts(&document, "nextToken").first() {
            Some(token) if !token.is_empty() => next = format!("&NextToken={token}"),
            _ => break,
        }
    }
    assert_eq!(pages, [1_000, 500]);
}
