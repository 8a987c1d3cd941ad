use emberwatch_app::cloud::{CloudError, SignInAdvice};
use emberwatch_app::failure::Failure as AppFailure;
use emberwatch_app::ports::StoreError;
use emberwatch_views::diagnosis::{Asked, diagnose};
use emberwatch_views::failure::{Failure, FailureCode};
use emberwatch_views::sources::SourceStatus;
use std::sync::Arc;

const OPERATION: &str = "ListClusters";

fn every_error() -> Vec<CloudError> {
    let operation = OPERATION;
    let advice = SignInAdvice { reason: "nobody is signed in".into(), command: Some("aws sso login".into()) };
    vec![
        CloudError::Expired { operation },
        CloudError::SignInNeeded { operation, advice },
        CloudError::SignInNeeded {
            operation,
            advice: SignInAdvice { reason: "the access key is not valid".into(), command: None },
        },
        CloudError::ProcessFailed {
            operation,
            reason: "the credential_process of profile `research` gave no credentials".into(),
        },
        CloudError::Denied { operation, action: "elasticmapreduce:ListClusters".into() },
        CloudError::Throttled { operation, retry_after: None },
        CloudError::RegionDisabled { operation },
        CloudError::NotFound { operation },
        CloudError::Invalid { operation, message: "Invalid marker".into() },
        CloudError::Unreachable { operation, host: "emr.example".into(), source: None },
        CloudError::TimedOut { operation },
        CloudError::Unexpected { operation, message: "InternalServerError".into(), source: None },
    ]
}

#[test]
fn every_failure_of_aws_names_its_place_and_a_next_step() {
    let profile = "research".into();
    let asked = Asked {
        subject: Some("eu-north-1 of research"),
        profile: Some(&profile),
        caller: Some("arn:aws:iam::1:user/mila"),
    };
    let told: Vec<String> = every_error()
        .iter()
        .map(|error| {
            let diagnosis = diagnose(error, asked);
            format!("{:?}, {:?}: {}; {}", diagnosis.code, diagnosis.status, diagnosis.what, diagnosis.next_step)
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn every_failure_of_a_command_has_a_next_step() {
    for error in every_error() {
        let failure = Failure::from(AppFailure::Cloud(error));
        assert!(failure.next_step.is_some_and(|step| !step.is_empty()), "{}", failure.message);
    }
}

#[test]
fn only_a_sign_in_has_a_command_to_copy() {
    let commands = every_error().iter().filter_map(|error| diagnose(error, Asked::default()).command).count();
    assert_eq!(commands, 1);
}

#[test]
fn a_credential_process_that_fails_is_a_failing_source_and_needs_no_sign_in() {
    let reason = "the credential_process of profile `vault` gave no credentials".to_owned();
    let told = diagnose(&CloudError::ProcessFailed { operation: OPERATION, reason }, Asked::default());
    assert_eq!((told.status, told.code), (SourceStatus::Failing, FailureCode::CredentialsFailed));
    assert_eq!(
        told.next_step,
        "look at its line in the AWS config file; `aws sts get-caller-identity` with that profile tries it"
    );
    assert!(told.status.is_failure() && told.status.waits_for_a_person());
}

#[test]
fn a_region_that_is_off_is_no_failure() {
    assert!(!SourceStatus::RegionDisabled.is_failure());
    assert!(SourceStatus::Denied.is_failure());
}

#[test]
fn a_failed_store_says_the_step_and_its_cause() {
    let cause = Arc::new(std::io::Error::other("read-only file system"));
    let error = StoreError { step: "write the journal".into(), source: Some(cause) };
    let failure = Failure::from(&AppFailure::Store(error));
    assert_eq!(failure.code, FailureCode::Store);
    assert_eq!(failure.message, "write the journal: read-only file system");
}
