//! What a failed call means to the user: the one place where AWS's failures become words.

use crate::failure::FailureCode;
use crate::sources::SourceStatus;
use emberwatch_app::cloud::{CloudError, SignInAdvice};
use emberwatch_domain::account::ProfileName;

/// Whom a failed call was for, as far as it is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// `eu-north-1 of research`, or `profile research`.
    pub subject: Option<&'a str>,
    pub profile: Option<&'a ProfileName>,
    /// The caller's ARN, who lacks a permission.
    pub caller: Option<&'a str>,
}

/// A failure in words, and how it is classed on a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    pub code: FailureCode,
    pub status: SourceStatus,
    /// What is wrong and where.
    pub what: String,
    pub next_step: String,
    /// A command to copy.
    pub command: Option<String>,
}

/// Classes a failure of AWS and says what to do about it.
pub fn diagnose(error: &CloudError, asked: Asked<'_>) -> Diagnosis {
    use {FailureCode as Code, SourceStatus as Status};
    let operation = error.operation();
    let (code, status, what, next_step) = match error {
        CloudError::Expired { .. } => (
            Code::Expired,
            Status::Expired,
            asked.about(format!("the credentials{} have expired", asked.of_profile())),
            format!("renew the credentials{}", asked.of_profile()),
        ),
        CloudError::SignInNeeded { advice: SignInAdvice { reason, command: Some(command) }, .. } => {
            (Code::SignInNeeded, Status::SignInNeeded, asked.about(reason.clone()), format!("run {command}"))
        }
        // Nobody can sign in with what is not written as it must be.
        CloudError::SignInNeeded { advice: SignInAdvice { reason, command: None }, .. } => (
            Code::CredentialsFailed,
            Status::Failing,
            asked.about(reason.clone()),
            format!("correct the credentials{}", asked.of_profile()),
        ),
        CloudError::ProcessFailed { reason, .. } => (
            Code::CredentialsFailed,
            Status::Failing,
            asked.about(reason.clone()),
            // Run alone it would print its keys.
            "look at its line in the AWS config file; `aws sts get-caller-identity` with that profile tries it"
                .to_owned(),
        ),
        CloudError::Denied { action, .. } => (
            Code::Denied,
            Status::Denied,
            asked.about(format!("the permission {action} is missing{}", asked.of_caller())),
            "ask for that permission, then refresh".to_owned(),
        ),
        CloudError::Throttled { .. } => (
            Code::Throttled,
            Status::Throttled,
            asked.about(format!("AWS throttles {operation}")),
            "wait a minute: the limit is shared by everyone in the account".to_owned(),
        ),
        CloudError::RegionDisabled { .. } => (
            Code::RegionDisabled,
            Status::RegionDisabled,
            asked.about("the region is not enabled for this account".to_owned()),
            "enable it in the account's settings, or stop watching it".to_owned(),
        ),
        CloudError::NotFound { .. } => (
            Code::Unknown,
            Status::Stale,
            asked.about(format!("AWS did not find what {operation} asked for")),
            "refresh, and check the id, account and region".to_owned(),
        ),
        CloudError::NoDataYet { .. } => (
            Code::Unknown,
            Status::Stale,
            asked.about(format!("AWS has no data for {operation} yet, as is so with a new account")),
            "wait a day; if nobody has opened Cost Explorer in the AWS console yet, open it once".to_owned(),
        ),
        CloudError::Invalid { message, .. } => (
            Code::Invalid,
            Status::Stale,
            asked.about(format!("AWS rejected {operation}: {message}")),
            "check what was asked for".to_owned(),
        ),
        CloudError::Unreachable { host, .. } => (
            Code::Unreachable,
            Status::Unreachable,
            format!("{} was not reached: no answer to {operation} from {host}", asked.subject.unwrap_or("AWS")),
            "check the network connection".to_owned(),
        ),
        CloudError::TimedOut { .. } => (
            Code::Unreachable,
            Status::Unreachable,
            format!("{} did not answer {operation} in time", asked.subject.unwrap_or("AWS")),
            "check the network connection".to_owned(),
        ),
        CloudError::Unexpected { message, .. } => (
            Code::Unexpected,
            Status::Stale,
            asked.about(format!("{operation} was not answered as expected: {message}")),
            "try again in a minute; if it stays, see https://health.aws.amazon.com/health/status".to_owned(),
        ),
    };
    let command = if let CloudError::SignInNeeded { advice, .. } = error { advice.command.clone() } else { None };
    Diagnosis { code, status, what, next_step, command }
}

impl Diagnosis {
    /// One sentence for old rows: what failed, how old they are, and the next step.
    pub(crate) fn sentence(&self, shown: &str) -> String {
        format!("{}; {shown}; {}", self.what, self.next_step)
    }
}

impl Asked<'_> {
    fn about(&self, what: String) -> String {
        match self.subject {
            Some(subject) => format!("{subject}: {what}"),
            None => what,
        }
    }

    fn of_profile(&self) -> String {
        self.profile.map(|profile| format!(" of profile {profile}")).unwrap_or_default()
    }

    fn of_caller(&self) -> String {
        self.caller.map(|caller| format!(" for {caller}")).unwrap_or_default()
    }
}
