//! Credentials that only a person can mend: nobody is asked for them again and again.

use crate::asking::{Files, caller, keys};
use crate::credentials::{ROLE, role_files};
use crate::ground::{Ground, calls, simulator};
use emberwatch_cloud::{Cloud, CloudError, ListClusters};
use emberwatch_cloud_aws::{AwsCloud, Http};
use emberwatch_simulator::{Action, Rule, Simulator};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// After so long somebody is asked again.
const REST: Duration = Duration::from_secs(600);
const WRONG_KEY: &str = "[profile a]\nregion = us-east-1\naws_access_key_id = AKIAGONE\naws_secret_access_key = S\n";

/// A program that writes down that it was started, and says `answer`.
#[cfg(unix)]
struct Program {
    files: Files,
}

#[cfg(unix)]
impl Program {
    fn new(answer: &str) -> Self {
        let program = Self { files: Files::new("") };
        program.say(answer);
        std::fs::write(program.files.path("log"), "").unwrap();
        program.files.write_config(&program.config());
        program
    }

    fn config(&self) -> String {
        let (log, answer) = (self.files.path("log"), self.files.path("answer"));
        let script = format!("echo started >> '{}'; cat '{}'", log.display(), answer.display());
        format!("[profile a]\nregion = us-east-1\ncredential_process = sh -c \"{script}\"\n")
    }

    /// An empty answer is a failure.
    fn say(&self, answer: &str) {
        std::fs::write(self.files.path("answer"), answer).unwrap();
    }

    fn starts(&self) -> usize {
        std::fs::read_to_string(self.files.path("log")).unwrap().lines().count()
    }
}

/// What a program says that hands out the keys of the sample's first account.
#[cfg(unix)]
fn answer(simulator: &Simulator, rest: &str) -> String {
    let key = simulator.world().accounts()[0].access_key_id();
    format!(r#"{{"Version":1,"AccessKeyId":"{key}","SecretAccessKey":"S"{rest}}}"#)
}

/// A profile whose key nobody knows, and how many requests were signed with it: the simulator counts only those of
/// an account.
fn wrong_key(files: &Files, simulator: &Simulator) -> (AwsCloud, Arc<AtomicU64>) {
    let sent = Arc::new(AtomicU64::new(0));
    let (count, simulator) = (Arc::clone(&sent), simulator.clone());
    let service = tower::service_fn(move |request| {
        count.fetch_add(1, Ordering::SeqCst);
        let simulator = simulator.clone();
        async move { Ok(simulator.handle(request).await) }
    });
    (AwsCloud::from_files(files.locations(), Http::service(service)), sent)
}

/// Time passes for whoever waits for it, but no program is hurried.
async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

#[cfg(unix)]
#[tokio::test]
async fn a_credential_process_that_fails_is_started_once_however_many_ask() {
    let (simulator, program) = (simulator(), Program::new(""));
    let cloud = program.files.cloud(&simulator);
    let answers = futures::future::join_all((0..20).map(|_| caller(&cloud, "a"))).await;
    for error in answers.into_iter().map(Result::unwrap_err) {
        assert!(error.to_string().ends_with("the credential_process of profile `a` gave no credentials"), "{error}");
    }
    let readers = cloud.readers(&"a".into(), &"eu-west-1".into()).unwrap();
    let error = readers.clusters.list_clusters(&ListClusters::default(), None).await.unwrap_err();
    assert!(matches!(error, CloudError::ProcessFailed { operation: "ListClusters", .. }), "{error}");
    assert_eq!(program.starts(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn a_credential_process_that_failed_is_started_again_after_ten_minutes() {
    let (simulator, program) = (simulator(), Program::new(""));
    let cloud = program.files.cloud(&simulator);
    caller(&cloud, "a").await.unwrap_err();
    program.say(&answer(&simulator, ""));
    pass(REST - Duration::from_secs(1)).await;
    caller(&cloud, "a").await.unwrap_err();
    assert_eq!(program.starts(), 1);
    pass(Duration::from_secs(1)).await;
    caller(&cloud, "a").await.unwrap();
    assert_eq!(program.starts(), 2);
}

#[cfg(unix)]
#[tokio::test]
async fn a_credential_process_that_failed_is_started_again_when_its_section_changes() {
    let (simulator, program) = (simulator(), Program::new(""));
    let cloud = program.files.cloud(&simulator);
    caller(&cloud, "a").await.unwrap_err();
    program.files.write_config(&format!("{}\n[profile other]\nregion = eu-west-1\n", program.config()));
    caller(&cloud, "a").await.unwrap_err();
    assert_eq!(program.starts(), 1, "another section is no reason");
    program.files.write_config(&format!("{}duration_seconds = 3600\n", program.config()));
    caller(&cloud, "a").await.unwrap_err();
    assert_eq!(program.starts(), 2);
}

#[cfg(unix)]
#[tokio::test]
async fn the_user_may_ask_again_at_once_and_what_works_is_left_alone() {
    let (simulator, program) = (simulator(), Program::new(""));
    let cloud = program.files.cloud(&simulator);
    caller(&cloud, "a").await.unwrap_err();
    program.say(&answer(&simulator, ""));
    for _ in 0..3 {
        cloud.retry();
        caller(&cloud, "a").await.unwrap();
    }
    assert_eq!(program.starts(), 2);
}

#[cfg(unix)]
#[tokio::test]
async fn a_credential_process_whose_keys_are_already_past_is_told_and_not_started_for_every_call() {
    let simulator = simulator();
    let program = Program::new(&answer(&simulator, r#","Expiration":"2020-01-01T00:00:00Z""#));
    let cloud = program.files.cloud(&simulator);
    for _ in 0..3 {
        let error = caller(&cloud, "a").await.unwrap_err();
        assert!(error.to_string().ends_with("of profile `a` gave credentials that have already expired"), "{error}");
    }
    assert_eq!(program.starts(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn a_credential_process_whose_keys_aws_calls_expired_is_asked_for_others_once() {
    let simulator = simulator();
    let program = Program::new(&answer(&simulator, ""));
    simulator.faults().push(Rule::always(Action::ExpiredToken));
    let cloud = program.files.cloud(&simulator);
    for _ in 0..3 {
        let error = caller(&cloud, "a").await.unwrap_err();
        assert!(matches!(error, CloudError::Expired { operation: "GetCallerIdentity" }), "{error}");
    }
    assert_eq!((program.starts(), calls(&simulator, "GetCallerIdentity")), (2, 2));
    simulator.faults().clear();
    cloud.retry();
    caller(&cloud, "a").await.unwrap();
}

#[tokio::test]
async fn a_key_that_sts_does_not_know_is_shown_to_no_service_again() {
    let simulator = simulator();
    let files = Files::new(WRONG_KEY);
    let (cloud, sent) = wrong_key(&files, &simulator);
    for _ in 0..3 {
        let error = caller(&cloud, "a").await.unwrap_err();
        assert_eq!(error.to_string(), "GetCallerIdentity: the access key is not valid");
        let readers = cloud.readers(&"a".into(), &"eu-west-1".into()).unwrap();
        let error = readers.clusters.list_clusters(&ListClusters::default(), None).await.unwrap_err();
        assert_eq!(error.to_string(), "ListClusters: the access key is not valid");
    }
    assert_eq!(sent.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_wrong_key_is_tried_again_when_it_changes_after_ten_minutes_and_when_the_user_asks() {
    let simulator = simulator();
    let files = Files::new(WRONG_KEY);
    let (cloud, sent) = wrong_key(&files, &simulator);
    caller(&cloud, "a").await.unwrap_err();
    pass(REST).await;
    caller(&cloud, "a").await.unwrap_err();
    assert_eq!(sent.load(Ordering::SeqCst), 2);
    cloud.retry();
    caller(&cloud, "a").await.unwrap_err();
    assert_eq!(sent.load(Ordering::SeqCst), 3);
    files.write_config(&format!("[profile a]\n{}", keys(&simulator, "research")));
    caller(&cloud, "a").await.unwrap();
}

#[tokio::test]
async fn a_role_that_is_refused_is_asked_for_once() {
    let simulator = simulator();
    let files = role_files(&simulator, &ROLE.replace("Reader", "deny-assume"));
    let cloud = files.cloud(&simulator);
    for _ in 0..3 {
        let error = caller(&cloud, "reader").await.unwrap_err();
        assert!(matches!(&error, CloudError::Denied { action, .. } if action == "sts:AssumeRole"), "{error}");
    }
    assert_eq!(calls(&simulator, "AssumeRole"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_role_that_sts_had_no_answer_for_is_asked_for_again() {
    for action in [Action::Throttle, Action::HttpError { status: 500 }, Action::Delay { millis: 60_000 }] {
        let simulator = simulator();
        let files = role_files(&simulator, ROLE);
        let cloud = files.cloud(&simulator);
        simulator.faults().push(Rule { operation: Some("AssumeRole".to_owned()), ..Rule::always(action.clone()) });
        // The later ones wait until the SDK has given up as well.
        for _ in 0..5 {
            let error = caller(&cloud, "reader").await.unwrap_err();
            assert!(!matches!(error, CloudError::SignInNeeded { .. }), "{action:?}: {error}");
        }
        simulator.faults().clear();
        // One answer may still be on its way.
        let _ = caller(&cloud, "reader").await;
        assert!(caller(&cloud, "reader").await.is_ok(), "{action:?}");
    }
}

#[tokio::test]
async fn a_service_that_refuses_a_key_which_sts_knows_is_the_only_one_left_alone() {
    let simulator = simulator();
    let ground = Ground::simulated(&simulator, "sandbox");
    let faults = simulator.faults();
    faults.push(Rule { service: Some("ec2".to_owned()), ..Rule::always(Action::ExpiredToken) });
    for _ in 0..3 {
        assert!(matches!(ground.readers().nodes.nodes(None).await.unwrap_err(), CloudError::Expired { .. }));
    }
    assert_eq!(calls(&simulator, "DescribeInstances"), 2);
    assert!(!ground.active().await.is_empty());
}
