//! Credentials of every kind that needs no person, from files of their own.

use crate::asking::{Files, caller, in_another_process, keys};
use crate::ground::{calls, simulator};
use emberwatch_cloud::{Cloud, CloudError};
use emberwatch_simulator::Simulator;
use std::ffi::OsStr;
use std::time::Duration;

/// A role of another account that may be assumed.
pub const ROLE: &str = "role_arn = arn:aws:iam::730335417920:role/Reader\nsource_profile = base";

/// A profile `reader` with that role, and the keys that it builds on.
pub fn role_files(simulator: &Simulator, role: &str) -> Files {
    let base = keys(simulator, "analytics-prod");
    Files::new(&format!("[profile reader]\nregion = us-west-2\n{role}\n[profile base]\n{base}"))
}

#[tokio::test]
async fn a_role_profile_is_the_role_in_the_other_account() {
    let simulator = simulator();
    let found = caller(&role_files(&simulator, ROLE).cloud(&simulator), "reader").await.unwrap();
    assert_eq!(found.account.as_str(), "730335417920");
    assert!(found.arn.contains(":assumed-role/Reader/"), "{}", found.arn);
}

#[tokio::test]
async fn a_role_session_that_ends_is_renewed_once_however_many_ask() {
    let simulator = simulator();
    let files = role_files(&simulator, ROLE);
    let cloud = files.cloud(&simulator);
    caller(&cloud, "reader").await.unwrap();
    assert_eq!(calls(&simulator, "AssumeRole"), 1);
    simulator.clock().advance(Duration::from_secs(2 * 3600));
    let answers = futures::future::join_all((0..20).map(|_| caller(&cloud, "reader"))).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(calls(&simulator, "AssumeRole"), 2);
}

#[tokio::test]
async fn a_role_that_may_not_be_assumed_names_that_action() {
    let simulator = simulator();
    let files = role_files(&simulator, "role_arn = arn:aws:iam::730335417920:role/deny-assume\nsource_profile = base");
    let error = caller(&files.cloud(&simulator), "reader").await.unwrap_err();
    assert!(matches!(&error, CloudError::Denied { action, .. } if action == "sts:AssumeRole"), "{error}");
}

#[tokio::test]
async fn a_key_that_nobody_knows_is_said_to_be_invalid() {
    let simulator = simulator();
    let files = Files::new("[profile a]\naws_access_key_id = AKIAGONE\naws_secret_access_key = S\n");
    let error = caller(&files.cloud(&simulator), "a").await.unwrap_err();
    assert_eq!(error.to_string(), "GetCallerIdentity: the access key is not valid");
}

#[tokio::test]
async fn changed_files_are_followed_without_a_restart() {
    let simulator = simulator();
    let files = Files::new(&format!("[profile a]\n{}", keys(&simulator, "research")));
    let cloud = files.cloud(&simulator);
    let identity = cloud.identity(&"a".into()).unwrap();
    assert_eq!(identity.caller().await.unwrap().account.as_str(), "730335417920");
    files.write_config(&format!("# changed\n[profile a]\n{}", keys(&simulator, "sandbox")));
    assert_eq!(identity.caller().await.unwrap().account.as_str(), "905418233746");
    files.write_config("# nothing left");
    assert!(matches!(identity.caller().await.unwrap_err(), CloudError::SignInNeeded { .. }));
}

#[tokio::test]
async fn a_profile_that_is_not_there_or_can_never_work_fails_before_any_call() {
    let simulator = simulator();
    let files =
        Files::new(&format!("[profile b]\n{ROLE}\nmfa_serial = m\n[profile base]\n{}", keys(&simulator, "research")));
    let cloud = files.cloud(&simulator);
    let missing = caller(&cloud, "gone").await.unwrap_err();
    assert!(missing.to_string().contains("no profile `gone`"), "{missing}");
    let unusable = caller(&cloud, "b").await.unwrap_err();
    assert!(
        matches!(&unusable, CloudError::SignInNeeded { advice, .. } if advice.reason.contains("MFA")),
        "{unusable}"
    );
    assert_eq!(simulator.calls(), vec![]);
}

#[cfg(unix)]
#[tokio::test]
async fn a_credential_process_gives_keys_and_its_noise_is_never_repeated() {
    let simulator = simulator();
    let account = simulator.world().accounts()[0].access_key_id();
    let good = format!(r#"{{"Version":1,"AccessKeyId":"{account}","SecretAccessKey":"S"}}"#);
    let config = format!(
        "[profile good]\ncredential_process = sh -c \"echo noise >&2; printf '%s' '{}'\"\n\
         [profile bad]\ncredential_process = sh -c \"echo hush-hush; echo hush-hush >&2; exit 3\"\n",
        good.replace('"', "\\\"")
    );
    let files = Files::new(&config);
    let cloud = files.cloud(&simulator);
    assert!(caller(&cloud, "good").await.is_ok());
    let error = caller(&cloud, "bad").await.unwrap_err();
    assert!(error.to_string().ends_with("the credential_process of profile `bad` gave no credentials"), "{error}");
    assert!(!format!("{error:?}").contains("hush"), "{error:?}");
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_credential_process_that_hangs_is_given_up_and_not_started_again() {
    let simulator = simulator();
    let files = Files::new("");
    let (log, gate) = (files.path("log"), files.path("gate"));
    assert!(std::process::Command::new("mkfifo").arg(&gate).status().unwrap().success());
    // It hangs until somebody writes its answer into the gate.
    let script = format!("echo started >> '{}'; timeout 60 cat '{}'", log.display(), gate.display());
    files.write_config(&format!("[profile slow]\ncredential_process = sh -c \"{script}\"\n"));
    let cloud = files.cloud(&simulator);
    for _ in 0..2 {
        let error = caller(&cloud, "slow").await.unwrap_err();
        assert!(error.to_string().contains("the credential_process of profile `slow`"), "{error}");
    }
    let key = simulator.world().accounts()[0].access_key_id();
    std::fs::write(&gate, format!(r#"{{"Version":1,"AccessKeyId":"{key}","SecretAccessKey":"S"}}"#)).unwrap();
    tokio::time::resume();
    assert!(caller(&cloud, "slow").await.is_ok());
    assert_eq!(std::fs::read_to_string(&log).unwrap(), "started\n");
}

#[test]
fn keys_in_the_environment_are_never_those_of_a_profile() {
    let simulator = simulator();
    let other = simulator.world().accounts().iter().find(|account| account.name == "sandbox").unwrap().access_key_id();
    in_another_process(
        "credentials::with_keys_in_the_environment",
        &[("AWS_ACCESS_KEY_ID", OsStr::new(&other)), ("AWS_SECRET_ACCESS_KEY", OsStr::new("S"))],
    );
}

#[tokio::test]
#[ignore = "run in a process of its own by keys_in_the_environment_are_never_those_of_a_profile"]
async fn with_keys_in_the_environment() {
    assert!(std::env::var_os("AWS_ACCESS_KEY_ID").is_some());
    let simulator = simulator();
    let files = Files::new(&format!("[profile a]\n{}", keys(&simulator, "research")));
    assert_eq!(caller(&files.cloud(&simulator), "a").await.unwrap().account.as_str(), "730335417920");
}
