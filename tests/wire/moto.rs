//! The contract against moto, a server that we did not write.

use crate::contract;
use crate::ground::Ground;
use emberwatch_cloud::{Cloud, CostQuery};
use emberwatch_cloud_aws::{AwsCloud, FileLocations, Http};
use emberwatch_domain::money::Usd;
use emberwatch_domain::spend::{Basis, BillDay, Days, Dimension};
use emberwatch_tests::moto::{ACCOUNT, Moto, PROFILE, REGION};
use jiff::civil::date;
use rust_decimal_macros::dec;
use serde_json::{Value, json};

#[tokio::test]
async fn moto_keeps_the_contract() {
    let Some(moto) = Moto::start().unwrap() else { return };
    moto.run_job_flow("protected", json!({ "Instances": { "TerminationProtected": true } })).await.unwrap();
    let script =
        json!([{ "Name": "setup", "ScriptBootstrapAction": { "Path": "s3://bucket/setup.sh", "Args": ["-v"] } }]);
    moto.run_job_flow("bootstrapped", json!({ "BootstrapActions": script })).await.unwrap();
    for number in 0..58 {
        moto.run_job_flow(&format!("cluster {number}"), json!({})).await.unwrap();
    }
    contract::keep(&ground(&moto)).await;
}

fn ground(moto: &Moto) -> Ground {
    let files = FileLocations::at(moto.config_file(), moto.credentials_file());
    Ground::new(AwsCloud::from_files(files, Http::aws()), PROFILE, REGION, ACCOUNT)
}

/// As Cost Explorer writes one day, by account and owner.
fn day(from: &str, until: &str, estimated: bool, owners: &[(&str, &str)]) -> Value {
    let amount = |usd: &str| json!({ "UnblendedCost": { "Amount": usd, "Unit": "USD" } });
    let group =
        |(owner, usd): &(&str, &str)| json!({ "Keys": [ACCOUNT, format!("owner${owner}")], "Metrics": amount(usd) });
    let groups: Vec<Value> = owners.iter().map(group).collect();
    let span = json!({ "Start": from, "End": until });
    json!({ "TimePeriod": span, "Total": {}, "Groups": groups, "Estimated": estimated })
}

#[tokio::test]
async fn a_bill_that_another_server_sends_is_read_to_the_last_page_and_the_last_digit() {
    let Some(moto) = Moto::start().unwrap() else { return };
    let closed = day("2024-02-28", "2024-02-29", false, &[("mila", "0.0101516483"), ("", "3")]);
    let open = day("2024-02-29", "2024-03-01", true, &[("mila", "1234567.8901234567"), ("a$b", "-0.5")]);
    let page = |day: &Value| json!({ "ResultsByTime": [day], "DimensionValueAttributes": [] });
    let first = json!({ "ResultsByTime": [closed], "DimensionValueAttributes": [], "NextPageToken": "more" });
    moto.queue_bill(&[first, page(&open)]).await.unwrap();
    let ground = ground(&moto);
    let bill = ground.cloud.bill(&ground.profile).unwrap();
    let by = vec![Dimension::LinkedAccount, Dimension::Tag("owner".into())];
    let days = Days::new(date(2024, 2, 28), date(2024, 3, 1));
    let query = CostQuery { days, basis: Basis::default(), by: by.clone(), only: Vec::new() };

    let one = bill.cost_and_usage(&query, None).await.unwrap();
    assert!(one.next.is_some() && one.estimated_from.is_none(), "{one:?}");
    let two = bill.cost_and_usage(&query, one.next.as_ref()).await.unwrap();
    assert_eq!((&two.next, two.estimated_from), (&None, Some(date(2024, 2, 29))));

    let told = |row: &BillDay| (row.day, row.key.value(&by[1]).map(str::to_owned), row.usd);
    let rows: Vec<_> = one.rows.iter().chain(&two.rows).map(told).collect();
    let row = |day: i8, owner: Option<&str>, usd| (date(2024, 2, day), owner.map(str::to_owned), Usd::new(usd));
    assert_eq!(
        rows,
        [
            row(28, Some("mila"), dec!(0.0101516483)),
            row(28, None, dec!(3)),
            row(29, Some("mila"), dec!(1234567.8901234567)),
            row(29, Some("a$b"), dec!(-0.5)),
        ]
    );
    let of_account = |row: &BillDay| row.key.value(&by[0]) == Some(ACCOUNT);
    assert!(one.rows.iter().chain(&two.rows).all(of_account));
}
