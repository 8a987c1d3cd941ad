//! A machine whose clock is wrong.

use crate::ground::{Ground, calls, simulator};
use bytes::Bytes;
use emberwatch_cloud::ListClusters;
use emberwatch_cloud_aws::Http;
use emberwatch_simulator::Simulator;
use http::{Request, Response};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::convert::Infallible;

/// How far a signature's time may be off. <https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html>
const TOLERANCE_SECONDS: i64 = 300;

/// AWS as it answers a signature from another time. The simulator itself verifies none, and its clock is years ahead.
async fn strict(simulator: Simulator, request: Request<Bytes>) -> Result<Response<Bytes>, Infallible> {
    let now = simulator.clock().now();
    let signed = signed_at(&request).expect("a signed request");
    let mut response = simulator.handle(request).await;
    if (signed.as_second() - now.as_second()).abs() > TOLERANCE_SECONDS {
        let date = response.headers()["date"].clone();
        let body = r#"{"__type":"InvalidSignatureException","message":"Signature expired"}"#;
        response = Response::builder().status(400).header("date", date).body(Bytes::from(body)).unwrap();
    }
    Ok(response)
}

fn signed_at(request: &Request<Bytes>) -> Option<Timestamp> {
    let text = request.headers().get("x-amz-date")?.to_str().ok()?;
    let time = DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
    Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

#[tokio::test(start_paused = true)]
async fn a_wrong_clock_is_learned_from_the_first_answer_and_no_write_fails_for_it() {
    let simulator = simulator();
    let behind = simulator.clone();
    let http = Http::service(tower::service_fn(move |request| strict(behind.clone(), request)));
    let ground = Ground::behind(http, &simulator, "sandbox");
    let list = async || ground.readers().clusters.list_clusters(&ListClusters::default(), None).await;
    list().await.unwrap();
    assert_eq!(calls(&simulator, "ListClusters"), 2, "one refused, one with the right time");
    let page = list().await.unwrap();
    assert_eq!(calls(&simulator, "ListClusters"), 3, "the difference is remembered");
    let id = page.items.into_iter().find(|cluster| !cluster.state.has_ended()).expect("an active cluster").id;
    ground.control().terminate(&id).await.unwrap();
    assert_eq!(calls(&simulator, "TerminateJobFlows"), 1);
}
