//! How calls fail, one kind after another. Time is paused, so back-off and time-outs cost none.

use crate::ground::{Ground, calls, simulator};
use emberwatch_cloud::{Cloud, CloudError, ListClusters};
use emberwatch_domain::account::Region;
use emberwatch_domain::price::PriceItem;
use emberwatch_simulator::{Action, Limits, Options, Rule, Simulator};

fn scripted(operation: &str, action: Action) -> (Simulator, Ground) {
    misbehaving(simulator(), operation, action)
}

/// The same at this machine's own time: where the server's clock is far off, the SDK takes a refusal for a wrong
/// signature and tries again.
fn scripted_today(operation: &str, action: Action) -> (Simulator, Ground) {
    misbehaving(Simulator::new(Options { limits: Limits::Off, ..Options::default() }), operation, action)
}

fn misbehaving(simulator: Simulator, operation: &str, action: Action) -> (Simulator, Ground) {
    simulator.faults().push(Rule { operation: Some(operation.to_owned()), ..Rule::always(action) });
    let ground = Ground::simulated(&simulator, "sandbox");
    (simulator, ground)
}

async fn list(ground: &Ground) -> Result<usize, CloudError> {
    ground.readers().clusters.list_clusters(&ListClusters::default(), None).await.map(|page| page.items.len())
}

/// Makes one call of that operation.
async fn ask(ground: &Ground, operation: &str) -> Result<(), CloudError> {
    let identity = || ground.cloud.identity(&ground.profile);
    match operation {
        "ListClusters" => list(ground).await.map(drop),
        "DescribeInstances" => ground.readers().nodes.nodes(None).await.map(drop),
        "GetProducts" => {
            let item = PriceItem::Ec2("m5.xlarge".into());
            ground.cloud.prices(&ground.profile)?.list_price(&ground.region, &item).await.map(drop)
        }
        "GetCallerIdentity" => identity()?.caller().await.map(drop),
        "ListAccountAliases" => identity()?.alias().await.map(drop),
        other => unreachable!("no test asks for {other}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_throttled_read_is_told_at_once_because_every_try_costs_a_token_of_aws() {
    for operation in ["ListClusters", "DescribeInstances", "GetProducts"] {
        let (simulator, ground) = scripted_today(operation, Action::Throttle);
        let error = ask(&ground, operation).await.unwrap_err();
        assert!(matches!(&error, CloudError::Throttled { operation: named, .. } if *named == operation), "{error}");
        assert_eq!(calls(&simulator, operation), 1, "{operation}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_throttled_identity_is_asked_again_because_no_budget_counts_it() {
    let (simulator, ground) = scripted("GetCallerIdentity", Action::Throttle);
    let error = ask(&ground, "GetCallerIdentity").await.unwrap_err();
    assert!(matches!(error, CloudError::Throttled { .. }), "{error}");
    assert_eq!(calls(&simulator, "GetCallerIdentity"), 3);
}

#[tokio::test(start_paused = true)]
async fn a_read_that_a_server_failed_is_sent_once_more() {
    let (simulator, ground) = scripted("ListClusters", Action::HttpError { status: 500 });
    list(&ground).await.unwrap_err();
    assert_eq!(calls(&simulator, "ListClusters"), 2);
}

#[tokio::test(start_paused = true)]
async fn a_denied_operation_names_its_iam_action() {
    let table = [
        ("ListClusters", "elasticmapreduce:ListClusters"),
        ("DescribeInstances", "ec2:DescribeInstances"),
        ("GetProducts", "pricing:GetProducts"),
        ("ListAccountAliases", "iam:ListAccountAliases"),
    ];
    for (operation, action) in table {
        let (simulator, ground) = scripted_today(operation, Action::Denied);
        let error = ask(&ground, operation).await.unwrap_err();
        assert!(matches!(&error, CloudError::Denied { action: named, .. } if named == action), "{error}");
        assert_eq!(calls(&simulator, operation), 1, "a denial is not retried");
    }
}

#[tokio::test(start_paused = true)]
async fn a_region_that_is_off_is_told_from_a_region_that_is_denied() {
    let ground = Ground::simulated(&simulator(), "sandbox");
    let regions = ground.cloud.identity(&ground.profile).unwrap().regions().await.unwrap();
    let off: Region = regions.into_iter().find(|status| !status.enabled).unwrap().region;
    let off = ground.at(off.as_str());
    assert!(matches!(list(&off).await.unwrap_err(), CloudError::RegionDisabled { .. }));
    assert!(matches!(off.readers().nodes.nodes(None).await.unwrap_err(), CloudError::RegionDisabled { .. }));
    let denied = off.at("ap-southeast-2");
    assert!(matches!(list(&denied).await.unwrap_err(), CloudError::Denied { .. }));
    assert!(denied.readers().nodes.nodes(None).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn credentials_that_expire_once_are_renewed_unseen() {
    let (simulator, ground) = scripted("ListClusters", Action::Throttle);
    simulator.faults().clear();
    simulator.faults().push(Rule { times: Some(1), ..Rule::always(Action::ExpiredToken) });
    assert!(list(&ground).await.unwrap() > 0);
    assert_eq!(calls(&simulator, "ListClusters"), 2);
}

#[tokio::test(start_paused = true)]
async fn credentials_that_stay_expired_are_told_after_one_renewal() {
    let (simulator, ground) = scripted("ListClusters", Action::ExpiredToken);
    assert!(matches!(list(&ground).await.unwrap_err(), CloudError::Expired { operation: "ListClusters" }));
    assert_eq!(calls(&simulator, "ListClusters"), 2);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_answers_late_is_given_up() {
    let (simulator, ground) = scripted("ListClusters", Action::Delay { millis: 60_000 });
    assert!(matches!(list(&ground).await.unwrap_err(), CloudError::TimedOut { operation: "ListClusters" }));
    assert!(calls(&simulator, "ListClusters") <= 2);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_cannot_be_read_names_its_call() {
    for action in [Action::WrongJson, Action::TruncatedBody, Action::HttpError { status: 500 }] {
        let (_simulator, ground) = scripted("ListClusters", action.clone());
        let error = list(&ground).await.unwrap_err();
        assert!(matches!(error, CloudError::Unexpected { .. }), "{action:?}: {error}");
        assert!(error.to_string().starts_with("ListClusters: "), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_is_sent_once_however_it_fails() {
    let failures = [
        Action::Throttle,
        Action::HttpError { status: 500 },
        Action::HttpError { status: 503 },
        Action::ExpiredToken,
        Action::Delay { millis: 60_000 },
        Action::Reset,
        Action::TruncatedBody,
    ];
    for action in failures {
        let (simulator, ground) = scripted("TerminateJobFlows", action.clone());
        let id = ground.active().await.into_iter().next().unwrap().id;
        let answer = ground.control().terminate(&id).await;
        assert!(calls(&simulator, "TerminateJobFlows") <= 1, "{action:?} sent it again");
        assert!(answer.is_err() || action == Action::TruncatedBody, "{action:?}");
    }
}

#[tokio::test]
async fn a_host_that_nobody_answers_at_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config");
    // Port 9 takes no connection on a machine without a discard server.
    let text = "[profile a]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:9\naws_access_key_id = A\naws_secret_access_key = S\n";
    std::fs::write(&config, text).unwrap();
    let files = emberwatch_cloud_aws::FileLocations::at(&config, folder.path().join("none"));
    let cloud = emberwatch_cloud_aws::AwsCloud::from_files(files, emberwatch_cloud_aws::Http::aws());
    let ground = Ground::new(cloud, "a", "eu-west-1", "1");
    let error = list(&ground).await.unwrap_err();
    assert!(matches!(&error, CloudError::Unreachable { host, .. } if host == "127.0.0.1"), "{error:?}");
}
