//! The query protocols of EC2 (ec2Query) and of STS and IAM (awsQuery): a form in, XML out (`wire::xml`).
//!
//! Lists arrive as numbered parameters, `InstanceId.1` in ec2Query and `PolicyArns.member.1` in awsQuery.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::xml::{element, text};
use crate::services::AwsError;

/// Whose XML an error takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Ec2,
    /// STS and IAM.
    Query,
}

/// The body of an error response.
pub(crate) fn error_document(error: &AwsError, dialect: Dialect, request_id: &str) -> String {
    let code = text("Code", &error.code);
    let message = text("Message", &error.message);
    match dialect {
        Dialect::Ec2 => {
            let errors = element("Errors", [element("Error", [code, message])]);
            element("Response", [errors, text("RequestID", request_id)]).to_document()
        }
        Dialect::Query => {
            let fault = if error.status >= 500 { "Receiver" } else { "Sender" };
            let error = element("Error", [text("Type", fault), code, message]);
            element("ErrorResponse", [error, text("RequestId", request_id)]).to_document()
        }
    }
}

/// The parameters of one request, `Action` and `Version` included.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form {
    entries: BTreeMap<String, String>,
}

/// One `Filter.N` of EC2: it accepts what has any of the values, and several filters must all accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) name: String,
    pub(crate) values: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum FormError {
    #[error("the parameter {0} is not recognized")]
    UnknownParameter(String),
    #[error("value ({value}) for parameter {name} is invalid, expected {expected}")]
    InvalidValue { name: String, value: String, expected: &'static str },
}

/// EC2's own codes; STS and IAM call both mistakes a `ValidationError`.
impl From<FormError> for AwsError {
    fn from(error: FormError) -> Self {
        let code = match error {
            FormError::UnknownParameter(_) => "UnknownParameter",
            FormError::InvalidValue { .. } => "InvalidParameterValue",
        };
        Self::new(code, sentence(&error.to_string()))
    }
}

impl Form {
    /// Reads a body. One that is no form has no parameters, so that its missing `Action` is what gets reported.
    pub(crate) fn parse(body: &[u8]) -> Self {
        let entries: Vec<(String, String)> = serde_urlencoded::from_bytes(body).unwrap_or_default();
        Self { entries: entries.into_iter().collect() }
    }

    /// Refuses parameters outside `known`, as AWS does: one that the simulator would ignore must not look obeyed.
    /// `Filter` in `known` stands for `Filter.1.Name` and so on.
    pub(crate) fn allow_only(&self, known: &[&str]) -> Result<(), FormError> {
        let head = |name: &str| name.split('.').next().unwrap_or(name).to_owned();
        let always = ["Action", "Version", "DryRun"];
        let mut heads = self.entries.keys().map(|name| head(name));
        match heads.find(|name| !known.contains(&name.as_str()) && !always.contains(&name.as_str())) {
            Some(unknown) => Err(FormError::UnknownParameter(unknown)),
            None => Ok(()),
        }
    }

    /// A parameter's text; an empty one counts as absent.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.entries.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, FormError> {
        self.parsed(name, "an integer")
    }

    pub(crate) fn boolean(&self, name: &str) -> Result<Option<bool>, FormError> {
        self.parsed(name, "true or false")
    }

    pub(crate) fn timestamp(&self, name: &str) -> Result<Option<Timestamp>, FormError> {
        self.parsed(name, "a time in ISO 8601")
    }

    /// The values of a list in the order of their numbers, in either protocol's form.
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        let mut numbered: Vec<(usize, &str)> = Vec::new();
        for (key, value) in &self.entries {
            let Some(rest) = key.strip_prefix(name).and_then(|rest| rest.strip_prefix('.')) else { continue };
            let number = rest.strip_prefix("member.").unwrap_or(rest);
            if let Ok(number) = number.parse() {
                numbered.push((number, value));
            }
        }
        numbered.sort_unstable();
        numbered.into_iter().map(|(_, value)| value).collect()
    }

    pub(crate) fn filters(&self) -> Vec<Filter> {
        let mut filters: Vec<(usize, Filter)> = Vec::new();
        for (key, name) in &self.entries {
            let number = key.strip_prefix("Filter.").and_then(|rest| rest.strip_suffix(".Name"));
            let Some(number) = number.and_then(|number| number.parse::<usize>().ok()) else { continue };
            let values = self.list(&format!("Filter.{number}.Value")).into_iter().map(str::to_owned).collect();
            filters.push((number, Filter { name: name.clone(), values }));
        }
        filters.sort_by_key(|(number, _)| *number);
        filters.into_iter().map(|(_, filter)| filter).collect()
    }

    fn parsed<T: std::str::FromStr>(&self, name: &str, expected: &'static str) -> Result<Option<T>, FormError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let invalid = || FormError::InvalidValue { name: name.to_owned(), value: value.to_owned(), expected };
        value.parse().map(Some).map_err(|_| invalid())
    }
}

impl Filter {
    /// Whether a value passes. `*` in a filter stands for any text and `?` for any one character, as in EC2.
    pub(crate) fn accepts(&self, value: &str) -> bool {
        self.values.iter().any(|pattern| matches_pattern(pattern.as_bytes(), value.as_bytes()))
    }
}

/// AWS's messages start with a capital letter.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Greedy matching that returns to the last star when it fails: linear in practice, never exponential.
fn matches_pattern(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(byte) if *byte == b'?' || *byte == text[t] => (p, t) = (p + 1, t + 1),
            _ => match star {
                Some((star_at, resume)) => {
                    star = Some((star_at, resume + 1));
                    (p, t) = (star_at + 1, resume + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Form {
        Form::parse(text.as_bytes())
    }

    #[test]
    fn list_members_come_in_the_order_of_their_numbers() {
        let pairs: Vec<String> = (1..=11).map(|n| format!("InstanceId.{n}=i-{n}")).collect();
        assert_eq!(form(&pairs.join("&")).list("InstanceId")[8..], ["i-9", "i-10", "i-11"]);
        assert_eq!(form("Tags.member.2=b&Tags.member.1=a").list("Tags"), ["a", "b"]);
    }

    #[test]
    fn a_filter_has_a_name_and_all_its_values() {
        let filters = form("Filter.2.Name=x&Filter.1.Name=tag%3Aa+b&Filter.1.Value.1=1&Filter.1.Value.2=2").filters();
        assert_eq!(filters[0], Filter { name: "tag:a b".into(), values: vec!["1".into(), "2".into()] });
        assert_eq!(filters[1], Filter { name: "x".into(), values: vec![] });
    }

    #[test]
    fn wildcards_match_as_in_ec2() {
        let accepts =
            |pattern: &str, value: &str| Filter { name: String::new(), values: vec![pattern.into()] }.accepts(value);
        assert!(accepts("m5*", "m5.xlarge") && accepts("*", "") && accepts("m?.*large", "m5.2xlarge"));
        assert!(!accepts("m5", "m5.xlarge") && !accepts("*.large", "m5.xlarge") && !accepts("m?", "m"));
    }

    #[test]
    fn an_unknown_parameter_is_refused_by_name() {
        let error = form("Action=X&Version=1&Filter.1.Name=a&Owner.1=me").allow_only(&["Filter"]).unwrap_err();
        assert!(matches!(error, FormError::UnknownParameter(name) if name == "Owner"));
    }

    #[test]
    fn each_dialect_has_its_own_error_document() {
        let error = AwsError::new("X", "a < b");
        let ec2 = error_document(&error, Dialect::Ec2, "r-1");
        assert!(ec2.contains("<Response><Errors><Error><Code>X</Code><Message>a &lt; b</Message></Error></Errors>"));
        let query = error_document(&error.with_status(503), Dialect::Query, "r-1");
        assert!(
            query.contains("<Type>Receiver</Type>") && query.ends_with("<RequestId>r-1</RequestId></ErrorResponse>")
        );
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_named() {
        assert_eq!(form("MaxResults=5").integer("MaxResults").unwrap(), Some(5));
        let error = form("MaxResults=five").integer("MaxResults").unwrap_err();
        assert!(error.to_string().contains("(five) for parameter MaxResults"));
        let from = form("StartTime=2026-05-01T10%3A00%3A00Z").timestamp("StartTime").unwrap();
        assert_eq!(from.map(|time| time.to_string()).as_deref(), Some("2026-05-01T10:00:00Z"));
    }
}
