//! Scripted misbehaviour, for tests and rehearsals.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

/// The rules in force; cheap to clone, clones share them.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Mutex<Vec<Rule>>>);

/// Which calls misbehave, and how. What is not named matches everything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Account id or name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The signing name: `elasticmapreduce`, `ec2`, `sts`, `iam`, `pricing`, `ce`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Matching calls that still behave before the rule bites.
    #[serde(default)]
    pub skip: u64,
    /// Calls that misbehave; every further one where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    pub action: Action,
}

/// What a matching call gets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// ThrottlingException, or RequestLimitExceeded from EC2.
    Throttle,
    ExpiredToken,
    /// AccessDeniedException that names the caller and the action.
    Denied,
    /// As AWS answers in a region the account has not opted in to.
    RegionDisabled,
    /// The exception of this name: `LimitExceededException`, `DataUnavailableException`.
    Exception {
        name: String,
    },
    /// 500 or 503 with the service's own error body.
    HttpError {
        status: u16,
    },
    /// Answers rightly, but late.
    Delay {
        millis: u64,
    },
    /// Half of the right body under the whole body's length.
    TruncatedBody,
    /// A body that is well formed, but of another type.
    WrongJson,
    /// Closes the connection without an answer; see [`crate::ResetConnection`].
    Reset,
    /// A list's page that is not as it should be.
    Page {
        script: PageScript,
    },
}

/// How the page of a list goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PageScript {
    /// Fewer items than the page holds, with a marker to go on.
    Short { size: usize },
    /// A marker that leads to the same page again.
    RepeatedMarker,
    /// No item, yet a marker to go on.
    Empty,
    /// Up to this many items of the page before come again.
    Duplicates { count: usize },
}

/// A call as the rules see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) account_id: &'a str,
    pub(crate) account_name: &'a str,
    pub(crate) region: &'a str,
    pub(crate) service: &'a str,
    pub(crate) operation: &'a str,
}

impl Rule {
    /// A rule for every call, to be narrowed by its fields.
    pub fn always(action: Action) -> Self {
        Self { account: None, region: None, service: None, operation: None, skip: 0, times: None, action }
    }

    fn matches(&self, target: &Target<'_>) -> bool {
        let is = |wanted: &Option<String>, found: &str| wanted.as_deref().is_none_or(|wanted| wanted == found);
        (is(&self.account, target.account_id) || is(&self.account, target.account_name))
            && is(&self.region, target.region)
            && is(&self.service, target.service)
            && is(&self.operation, target.operation)
    }
}

impl Faults {
    pub fn push(&self, rule: Rule) {
        self.0.lock().push(rule);
    }

    pub fn clear(&self) {
        self.0.lock().clear();
    }

    /// What happens to this call: one action at most, and every delay on the way. Counts the call against the rules.
    pub(crate) fn strike(&self, target: &Target<'_>) -> (Duration, Option<Action>) {
        let mut delay = Duration::ZERO;
        let mut struck = None;
        for rule in self.0.lock().iter_mut().filter(|rule| rule.matches(target)) {
            if struck.is_some() || rule.times == Some(0) {
                continue;
            }
            if rule.skip > 0 {
                rule.skip -= 1;
                continue;
            }
            rule.times = rule.times.map(|times| times - 1);
            match &rule.action {
                Action::Delay { millis } => delay += Duration::from_millis(*millis),
                action => struck = Some(action.clone()),
            }
        }
        (delay, struck)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Action, Faults, Rule, Target};

    const LIST: Target<'_> = Target {
        account_id: "441088120031",
        account_name: "analytics-prod",
        region: "us-east-1",
        service: "elasticmapreduce",
        operation: "ListClusters",
    };

    #[test]
    fn a_rule_bites_after_its_skipped_calls_and_only_so_often() {
        let faults = Faults::default();
        faults.push(Rule {
            skip: 2,
            times: Some(1),
            account: Some("analytics-prod".into()),
            ..Rule::always(Action::Throttle)
        });
        let struck: Vec<bool> = (0..5).map(|_| faults.strike(&LIST).1.is_some()).collect();
        assert_eq!(struck, [false, false, true, false, false]);
    }

    #[test]
    fn a_rule_for_another_place_leaves_the_call_alone() {
        let faults = Faults::default();
        faults.push(Rule { region: Some("eu-west-1".into()), ..Rule::always(Action::Reset) });
        assert_eq!(faults.strike(&LIST), (Duration::ZERO, None));
    }

    #[test]
    fn delays_add_to_what_else_happens() {
        let faults = Faults::default();
        faults.push(Rule::always(Action::Delay { millis: 20 }));
        faults.push(Rule { operation: Some("ListClusters".into()), ..Rule::always(Action::Denied) });
        assert_eq!(faults.strike(&LIST), (Duration::from_millis(20), Some(Action::Denied)));
    }

    #[test]
    fn rules_are_written_as_json() {
        let text = r#"{"service":"ec2","times":3,"action":{"kind":"page","script":{"kind":"short","size":2}}}"#;
        let rule: Rule = serde_json::from_str(text).unwrap();
        assert_eq!((rule.service.as_deref(), rule.times), (Some("ec2"), Some(3)));
        assert!(serde_json::from_str::<Rule>(r#"{"acount":"x","action":{"kind":"reset"}}"#).is_err());
    }
}
