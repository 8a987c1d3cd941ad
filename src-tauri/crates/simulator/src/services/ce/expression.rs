//! Filter: which charges count.

use serde::Deserialize;

use super::entry::{Dimension, Entry};
use super::{AwsError, Tags, invalid};

/// A filter as it is asked: exactly one of its members is there.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Expression {
    or: Option<Vec<Expression>>,
    and: Option<Vec<Expression>>,
    not: Option<Box<Expression>>,
    dimensions: Option<Selector>,
    tags: Option<Selector>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Selector {
    key: Option<String>,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    match_options: Vec<String>,
}

/// A filter that was found sound.
#[derive(Debug, Clone)]
pub(super) enum Test {
    Or(Vec<Test>),
    And(Vec<Test>),
    Not(Box<Test>),
    Dimension(Dimension, Matching),
    Tag(String, Matching),
}

#[derive(Debug, Clone)]
pub(super) struct Matching {
    values: Vec<String>,
    how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Equals,
    Absent,
    StartsWith,
    EndsWith,
    Contains,
}

impl Expression {
    pub(super) fn test(&self) -> Result<Test, AwsError> {
        let Self { or, and, not, dimensions, tags } = self;
        match (or, and, not, dimensions, tags) {
            (Some(parts), None, None, None, None) => Ok(Test::Or(all(parts)?)),
            (None, Some(parts), None, None, None) => Ok(Test::And(all(parts)?)),
            (None, None, Some(part), None, None) => Ok(Test::Not(Box::new(part.test()?))),
            (None, None, None, Some(selector), None) => {
                let key = selector.key()?;
                let dimension = Dimension::read(key).ok_or_else(|| invalid(format!("Dimension {key} is not known")))?;
                Ok(Test::Dimension(dimension, selector.matching()?))
            }
            (None, None, None, None, Some(selector)) => Ok(Test::Tag(selector.key()?.to_owned(), selector.matching()?)),
            _ => Err(invalid("Expression has to have exactly one root operator")),
        }
    }
}

fn all(parts: &[Expression]) -> Result<Vec<Test>, AwsError> {
    if parts.len() < 2 {
        return Err(invalid("And and Or expressions need at least two operands"));
    }
    parts.iter().map(Expression::test).collect()
}

impl Selector {
    fn key(&self) -> Result<&str, AwsError> {
        self.key.as_deref().ok_or_else(|| invalid("Filter has to have a key"))
    }

    fn matching(&self) -> Result<Matching, AwsError> {
        let mut how = How::Equals;
        for option in &self.match_options {
            how = match option.as_str() {
                "EQUALS" => How::Equals,
                "ABSENT" => How::Absent,
                "STARTS_WITH" => How::StartsWith,
                "ENDS_WITH" => How::EndsWith,
                "CONTAINS" => How::Contains,
                "CASE_SENSITIVE" => how,
                other => return Err(invalid(format!("Match option {other} is not supported"))),
            };
        }
        if self.values.is_empty() && how != How::Absent {
            return Err(invalid("Filter has to have values"));
        }
        Ok(Matching { values: self.values.clone(), how })
    }
}

impl Test {
    /// Whether clusters must be told apart to decide.
    pub(super) fn asks_for_tags(&self) -> bool {
        match self {
            Self::Or(parts) | Self::And(parts) => parts.iter().any(Self::asks_for_tags),
            Self::Not(part) => part.asks_for_tags(),
            Self::Dimension(..) => false,
            Self::Tag(..) => true,
        }
    }

    pub(super) fn accepts(&self, entry: &Entry<'_>, tags: Tags) -> bool {
        match self {
            Self::Or(parts) => parts.iter().any(|part| part.accepts(entry, tags)),
            Self::And(parts) => parts.iter().all(|part| part.accepts(entry, tags)),
            Self::Not(part) => !part.accepts(entry, tags),
            Self::Dimension(dimension, matching) => matching.accepts(Some(&entry.value(*dimension))),
            Self::Tag(key, matching) => {
                let value = (tags == Tags::Active).then(|| entry.tag(key)).flatten();
                matching.accepts(value.as_deref())
            }
        }
    }
}

impl Matching {
    /// A charge without the tag has the empty value.
    fn accepts(&self, value: Option<&str>) -> bool {
        let any = |test: fn(&str, &str) -> bool| {
            let value = value.unwrap_or_default();
            self.values.iter().any(|wanted| test(value, wanted))
        };
        match self.how {
            How::Equals => any(|value, wanted| value == wanted),
            How::Absent => value.is_none(),
            How::StartsWith => any(|value, wanted| value.starts_with(wanted)),
            How::EndsWith => any(|value, wanted| value.ends_with(wanted)),
            How::Contains => any(|value, wanted| value.contains(wanted)),
        }
    }
}
