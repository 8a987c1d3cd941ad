use emberwatch_simulator::{Action, Limits, Options, PageScript, ResetConnection, Rule, Simulator};
use serde_json::json;

use crate::client::{Client, options};

#[tokio::test]
async fn an_unknown_operation_is_an_error_in_every_protocol() {
    let client = Client::sandbox();
    assert_eq!(client.error("AddJobFlowSteps", json!({})).await, "UnknownOperationException");
    for service in ["ec2", "sts", "iam"] {
        let (status, body) = client.query(service, "Action=DeleteEverything&Version=2016-11-15").await;
        assert!(status >= 400 && body.contains("<Code>InvalidAction</Code>"), "{service}: {status} {body}");
    }
}

#[tokio::test]
async fn a_region_without_opt_in_answers_as_if_the_key_were_unknown() {
    let client = Client { region: "me-south-1", ..Client::sandbox() };
    assert_eq!(client.error("ListClusters", json!({})).await, "UnrecognizedClientException");
    let (status, body) = client.query("ec2", "Action=DescribeRegions&Version=2016-11-15").await;
    assert_eq!((status, body.contains("<Code>AuthFailure</Code>")), (401, true), "{body}");
    let (status, body) = client.query("sts", "Action=GetCallerIdentity&Version=2011-06-15").await;
    assert_eq!((status, body.contains("<Code>InvalidClientTokenId</Code>")), (403, true), "{body}");
}

#[tokio::test]
async fn a_service_control_policy_denies_emr_and_leaves_ec2_alone() {
    let client = Client { region: "ap-southeast-2", ..Client::sandbox() };
    let denied = client.emr("ListClusters", json!({})).await;
    assert_eq!(denied.body["__type"], "AccessDeniedException");
    let message = denied.body["message"].as_str().unwrap();
    assert!(
        message.contains("elasticmapreduce:ListClusters") && message.contains("service control policy"),
        "{message}"
    );
    assert_eq!(client.query("ec2", "Action=DescribeInstances&Version=2016-11-15").await.0, 200);
}

#[tokio::test]
async fn a_full_bucket_throttles_until_the_clock_refills_it() {
    let client = Client::sandbox();
    let admitted = async |calls: usize| {
        let mut admitted = 0;
        for _ in 0..calls {
            admitted +=
                usize::from(client.emr("ListClusters", json!({ "ClusterStates": ["WAITING"] })).await.status == 200);
        }
        admitted
    };
    assert_eq!(admitted(25).await, 20);
    let answer = client.emr("ListClusters", json!({})).await;
    assert_eq!(
        (answer.status, answer.body),
        (400, json!({ "__type": "ThrottlingException", "message": "Rate exceeded" }))
    );
    client.pass(10);
    assert_eq!(admitted(25).await, 5);
    let counted = client.simulator.calls();
    let count = counted.iter().find(|count| count.operation == "ListClusters").unwrap();
    assert_eq!((count.account.as_str(), count.calls, count.throttled), ("sandbox", 51, 26));
}

#[tokio::test]
async fn each_scripted_error_has_the_words_of_its_service() {
    let cases = [
        (Action::Throttle, "ThrottlingException", "RequestLimitExceeded"),
        (Action::ExpiredToken, "ExpiredTokenException", "RequestExpired"),
        (Action::Denied, "AccessDeniedException", "UnauthorizedOperation"),
        (Action::RegionDisabled, "UnrecognizedClientException", "AuthFailure"),
        (Action::HttpError { status: 500 }, "InternalServerException", "InternalError"),
        (Action::HttpError { status: 503 }, "ServiceUnavailableException", "Unavailable"),
    ];
    for (action, json_code, ec2_code) in cases {
        let client = Client::sandbox();
        client.simulator.faults().push(Rule::always(action));
        let response = client.send("ListClusters", &json!({})).await;
        assert_eq!(response.headers()["x-amzn-errortype"], json_code);
        let (_, body) = client.query("ec2", "Action=DescribeInstances&Version=2016-11-15").await;
        assert!(body.contains(&format!("<Code>{ec2_code}</Code>")), "{body}");
        client.simulator.faults().clear();
        assert_eq!(client.emr("ListClusters", json!({})).await.status, 200);
    }
}

#[tokio::test]
async fn broken_bodies_and_resets_are_what_they_say() {
    let client = Client::sandbox();
    let whole = client.send("ListClusters", &json!({})).await;
    let once = |action| Rule { times: Some(1), ..Rule::always(action) };
    client.simulator.faults().push(once(Action::TruncatedBody));
    let torn = client.send("ListClusters", &json!({})).await;
    assert_eq!(torn.headers()["content-length"], whole.body().len().to_string().as_str());
    assert_eq!(torn.body()[..], whole.body()[..whole.body().len() / 2]);
    client.simulator.faults().push(once(Action::WrongJson));
    assert_eq!(client.emr("ListClusters", json!({})).await.body, json!(["unexpected"]));
    client.simulator.faults().push(once(Action::Reset));
    assert!(client.send("ListClusters", &json!({})).await.extensions().get::<ResetConnection>().is_some());
}

#[tokio::test]
async fn page_scripts_spoil_one_page_as_told() {
    let simulator = Simulator::new(Options { limits: Limits::Off, ..options() });
    let client = Client::new(&simulator, "analytics-prod", "us-east-1");
    let plain = client.emr("ListClusters", json!({})).await.body;
    let script = |script| simulator.faults().push(Rule { times: Some(1), ..Rule::always(Action::Page { script }) });
    let list = async |marker: &serde_json::Value| {
        let input = if marker.is_null() { json!({}) } else { json!({ "Marker": marker }) };
        client.emr("ListClusters", input).await.body
    };
    script(PageScript::Short { size: 3 });
    let short = list(&json!(null)).await;
    assert_eq!(short["Clusters"].as_array().unwrap()[..], plain["Clusters"].as_array().unwrap()[..3]);
    assert_eq!(list(&short["Marker"]).await["Clusters"][0], plain["Clusters"][3]);

    script(PageScript::Empty);
    let empty = list(&plain["Marker"]).await;
    assert_eq!(empty["Clusters"], json!([]));
    assert_eq!(empty["Marker"], plain["Marker"]);

    script(PageScript::RepeatedMarker);
    assert_eq!(list(&plain["Marker"]).await["Marker"], plain["Marker"]);

    script(PageScript::Duplicates { count: 2 });
    assert_eq!(list(&plain["Marker"]).await["Clusters"][0], plain["Clusters"][48]);
}

#[tokio::test]
async fn an_unsigned_or_unknown_caller_gets_nothing() {
    let mut client = Client::sandbox();
    let mut request = client.request("ListClusters", &json!({}));
    request.headers_mut().remove("authorization");
    assert!(!client.simulator.handle(request).await.status().is_success());
    client.profile.access_key_id = "AKIAIOSFODNN7EXAMPLE".to_owned();
    assert_eq!(client.error("ListClusters", json!({})).await, "UnrecognizedClientException");
}

#[tokio::test]
async fn a_session_works_until_it_expires() {
    let client = Client::sandbox();
    let now = client.simulator.clock().now();
    let keys =
        client.profile.session("Analyst", now.checked_add(jiff::SignedDuration::from_secs(60)).unwrap()).unwrap();
    let mut session = client.clone();
    session.profile.access_key_id = keys.access_key_id;
    let call = async || {
        let mut request = session.request("ListClusters", &json!({}));
        request.headers_mut().insert("x-amz-security-token", keys.session_token.parse().unwrap());
        session.simulator.handle(request).await
    };
    assert_eq!(call().await.status(), 200);
    client.pass(61);
    assert_eq!(call().await.headers()["x-amzn-errortype"], "ExpiredTokenException");
}
