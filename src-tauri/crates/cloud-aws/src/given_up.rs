//! What only a person can mend is told again without asking anybody, for a while.

use crate::errors::Call;
use crate::profiles::Api;
use emberwatch_cloud::{CloudError, SignInAdvice};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

/// Rare enough to open no series of browser windows, and often enough to recover while nobody looks.
const REST: Duration = Duration::from_secs(600);

/// A failure, and since when nobody is asked about it.
pub(crate) struct GivenUp<T> {
    since: Instant,
    pub(crate) failure: T,
}

impl<T> GivenUp<T> {
    pub(crate) fn now(failure: T) -> Self {
        Self { since: Instant::now(), failure }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.since.elapsed() >= REST
    }
}

/// The APIs that take these credentials no more, although there are some.
#[derive(Default)]
pub(crate) struct Rejections(Mutex<BTreeMap<Api, GivenUp<Rejection>>>);

enum Rejection {
    UnknownKey(SignInAdvice),
    Expired,
}

impl Rejections {
    pub(crate) fn unknown_key(&self, call: &Call, advice: &SignInAdvice) {
        self.note(call, Rejection::UnknownKey(advice.clone()));
    }

    pub(crate) fn expired(&self, call: &Call) {
        self.note(call, Rejection::Expired);
    }

    /// What this call would be answered. A key that STS does not know, no API knows.
    pub(crate) fn foretold(&self, call: &Call) -> Option<CloudError> {
        let rejections = self.0.lock();
        let rejection = [Api::Sts, call.api].iter().filter_map(|api| rejections.get(api)).find(|one| !one.is_over())?;
        let operation = call.operation;
        Some(match &rejection.failure {
            Rejection::UnknownKey(advice) => CloudError::SignInNeeded { operation, advice: advice.clone() },
            Rejection::Expired => CloudError::Expired { operation },
        })
    }

    /// Whether only other credentials can help.
    pub(crate) fn are_total(&self) -> bool {
        self.0.lock().contains_key(&Api::Sts)
    }

    /// Whether it is time to look for other credentials.
    pub(crate) fn want_others(&self) -> bool {
        self.0.lock().get(&Api::Sts).is_some_and(GivenUp::is_over)
    }

    pub(crate) fn forget(&self) {
        self.0.lock().clear();
    }

    fn note(&self, call: &Call, rejection: Rejection) {
        self.0.lock().insert(call.api, GivenUp::now(rejection));
    }
}
