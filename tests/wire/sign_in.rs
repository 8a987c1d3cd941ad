//! Profiles for which a person has to sign in.

use crate::asking::{Files, caller, in_another_process};
use crate::ground::simulator;
use bytes::Bytes;
use emberwatch_cloud::CloudError;
use emberwatch_cloud_aws::{AwsCloud, Http};
use emberwatch_simulator::Simulator;
use http::{Request, Response};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const CONFIG: &str = "[profile corp]\nsso_session = corp\nsso_account_id = 730335417920\nsso_role_name = Reader\n\
                      [sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.example/start\n";
/// The SHA-1 of `corp`, by which the AWS CLI names the file of that session.
const TOKEN_FILE: &str = "ee0bfd2552fbd840c02cc48b6e823320543c450f.json";

/// The simulator, and AWS's sign-in portal before it.
#[derive(Clone)]
struct Portal {
    simulator: Simulator,
    calls: Arc<AtomicU64>,
    /// What the portal answers.
    accepts: bool,
}

impl Portal {
    fn new(accepts: bool) -> Self {
        Self { simulator: simulator(), calls: Arc::default(), accepts }
    }

    fn calls(&self) -> u64 {
        self.calls.load(Ordering::SeqCst)
    }

    fn cloud(&self, files: &Files) -> AwsCloud {
        let portal = self.clone();
        let locations = files.locations().with_variable("HOME", std::env::var_os("HOME").unwrap());
        let service = tower::service_fn(move |request: Request<Bytes>| {
            let portal = portal.clone();
            async move { Ok::<_, Infallible>(portal.answer(request).await) }
        });
        AwsCloud::from_files(locations, Http::service(service))
    }

    async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let host = request.uri().host().unwrap_or_default();
        let (status, body) = match host.split('.').next() {
            Some("portal") if self.accepts => (
                200,
                json!({ "roleCredentials": {
                    "accessKeyId": self.simulator.world().accounts()[1].access_key_id(),
                    "secretAccessKey": "S", "expiration": 4_102_444_800_000_i64,
                }}),
            ),
            Some("portal") => {
                (401, json!({ "__type": "UnauthorizedException", "message": "Session token not found or invalid" }))
            }
            Some("oidc") => (400, json!({ "__type": "InvalidGrantException", "error": "invalid_grant" })),
            _ => return self.simulator.handle(request).await,
        };
        self.calls.fetch_add(1, Ordering::SeqCst);
        let kind = body["__type"].as_str().unwrap_or_default().to_owned();
        let response = Response::builder().status(status).header("x-amzn-errortype", kind);
        response.body(Bytes::from(body.to_string())).unwrap()
    }
}

/// Runs the ignored test of that name with a home folder of its own.
fn at_a_home_of_its_own(test: &str) {
    let home = tempfile::tempdir().unwrap();
    in_another_process(
        &format!("sign_in::{test}"),
        &[("HOME", home.path().as_os_str()), ("EMBERWATCH_TEST_HOME", OsStr::new("1"))],
    );
}

fn sign_in(token: &Value) {
    assert!(std::env::var_os("EMBERWATCH_TEST_HOME").is_some(), "never in the real home folder");
    let cache = Path::new(&std::env::var_os("HOME").unwrap()).join(".aws/sso/cache");
    std::fs::create_dir_all(&cache).unwrap();
    std::fs::write(cache.join(TOKEN_FILE), token.to_string()).unwrap();
}

fn asks_to_sign_in(error: &CloudError) -> bool {
    matches!(error, CloudError::SignInNeeded { advice, .. } if advice.command.as_deref() == Some("aws sso login --profile corp"))
}

#[test]
fn an_absent_sso_token_costs_no_call_and_recovers_when_it_appears() {
    at_a_home_of_its_own("absent_then_present");
}

#[tokio::test]
#[ignore = "run in a process of its own, with a home folder of its own"]
async fn absent_then_present() {
    let (portal, files) = (Portal::new(true), Files::new(CONFIG));
    let cloud = portal.cloud(&files);
    for _ in 0..3 {
        let error = caller(&cloud, "corp").await.unwrap_err();
        assert!(asks_to_sign_in(&error), "{error}");
    }
    assert_eq!(portal.calls(), 0);
    sign_in(&json!({ "accessToken": "T", "expiresAt": "2090-01-01T00:00:00Z" }));
    assert_eq!(caller(&cloud, "corp").await.unwrap().account.as_str(), "730335417920");
}

#[test]
fn an_sso_token_that_aws_no_longer_takes_is_not_shown_to_it_again() {
    at_a_home_of_its_own("revoked");
}

#[tokio::test]
#[ignore = "run in a process of its own, with a home folder of its own"]
async fn revoked() {
    let (portal, files) = (Portal::new(false), Files::new(CONFIG));
    let cloud = portal.cloud(&files);
    // It can be refreshed, so the SDK tries that first, and the old token after it.
    sign_in(&json!({
        "accessToken": "T", "expiresAt": "2020-01-01T00:00:00Z", "refreshToken": "R", "clientId": "C",
        "clientSecret": "S", "registrationExpiresAt": "2090-01-01T00:00:00Z",
    }));
    let error = caller(&cloud, "corp").await.unwrap_err();
    assert!(asks_to_sign_in(&error), "{error}");
    let asked = portal.calls();
    for _ in 0..3 {
        assert!(asks_to_sign_in(&caller(&cloud, "corp").await.unwrap_err()));
    }
    assert_eq!((asked > 0, portal.calls()), (true, asked));
}
