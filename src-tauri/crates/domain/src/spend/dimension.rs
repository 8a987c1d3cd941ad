//! By what a bill is grouped.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Written as `service`, `linked_account`, …, and `tag:owner`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Dimension {
    Service,
    LinkedAccount,
    Region,
    UsageType,
    PurchaseOption,
    /// A cost allocation tag by its key.
    Tag(String),
}

/// What a row of the bill is about: the value of each dimension it was grouped by. `None`: the bill names no value, as
/// for what carries no such tag. Shared, because a year by cluster has a few keys in hundreds of thousands of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "BTreeMap<Dimension, Option<String>>", into = "BTreeMap<Dimension, Option<String>>")]
pub struct BillKey(Arc<[Named]>);

/// In a key they are in the order of the dimensions, each of which is there once.
type Named = (Dimension, Option<String>);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no dimension: service, linked_account, region, usage_type, purchase_option, or tag: and its key")]
pub struct UnknownDimension(String);

impl Dimension {
    pub const FIXED: [Dimension; 5] =
        [Self::Service, Self::LinkedAccount, Self::Region, Self::UsageType, Self::PurchaseOption];

    /// The key of GetCostAndUsage's GroupBy, and for a tag the tag's key.
    /// <https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GroupDefinition.html>
    pub fn group_key(&self) -> &str {
        match self {
            Self::Service => "SERVICE",
            Self::LinkedAccount => "LINKED_ACCOUNT",
            Self::Region => "REGION",
            Self::UsageType => "USAGE_TYPE",
            Self::PurchaseOption => "PURCHASE_TYPE",
            Self::Tag(key) => key,
        }
    }
}

impl BillKey {
    /// An empty value is none: so Cost Explorer writes what has no value.
    pub fn with(self, dimension: Dimension, value: &str) -> Self {
        let mut named = BTreeMap::from(self);
        named.insert(dimension, (!value.is_empty()).then(|| value.to_owned()));
        named.into()
    }

    /// The value, if the bill was grouped by this dimension and names one.
    pub fn value(&self, dimension: &Dimension) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == dimension)?.1.as_deref()
    }

    /// The same with no other dimension than these.
    pub fn only(&self, by: &[Dimension]) -> Self {
        let is_meant = |(dimension, _): &&Named| by.contains(dimension);
        if self.0.iter().all(|named| is_meant(&named)) {
            return self.clone();
        }
        Self(self.0.iter().filter(is_meant).cloned().collect())
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Dimension, Option<&str>)> {
        self.0.iter().map(|(dimension, value)| (dimension, value.as_deref()))
    }
}

impl From<BTreeMap<Dimension, Option<String>>> for BillKey {
    fn from(named: BTreeMap<Dimension, Option<String>>) -> Self {
        Self(named.into_iter().collect())
    }
}

impl From<BillKey> for BTreeMap<Dimension, Option<String>> {
    fn from(key: BillKey) -> Self {
        key.0.iter().cloned().collect()
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service => f.write_str("service"),
            Self::LinkedAccount => f.write_str("linked_account"),
            Self::Region => f.write_str("region"),
            Self::UsageType => f.write_str("usage_type"),
            Self::PurchaseOption => f.write_str("purchase_option"),
            Self::Tag(key) => write!(f, "tag:{key}"),
        }
    }
}

impl FromStr for Dimension {
    type Err = UnknownDimension;

    fn from_str(text: &str) -> Result<Self, UnknownDimension> {
        if let Some(key) = text.strip_prefix("tag:").filter(|key| !key.is_empty()) {
            return Ok(Self::Tag(key.to_owned()));
        }
        let fixed = Self::FIXED.into_iter().find(|dimension| dimension.to_string() == text);
        fixed.ok_or_else(|| UnknownDimension(text.to_owned()))
    }
}

impl TryFrom<String> for Dimension {
    type Error = UnknownDimension;

    fn try_from(text: String) -> Result<Self, UnknownDimension> {
        text.parse()
    }
}

impl From<Dimension> for String {
    fn from(dimension: Dimension) -> Self {
        dimension.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_an_object_by_dimension_and_what_has_no_value_is_null() {
        let key = BillKey::default().with(Dimension::Service, "EC2 - Other").with(Dimension::Tag("owner".into()), "");
        let json = serde_json::to_string(&key).unwrap();
        assert_eq!(json, r#"{"service":"EC2 - Other","tag:owner":null}"#);
        assert_eq!(serde_json::from_str::<BillKey>(&json).unwrap(), key);
    }

    #[test]
    fn a_dimension_that_nobody_knows_is_refused_with_those_that_there_are() {
        assert!("tag:".parse::<Dimension>().is_err());
        assert!("colour".parse::<Dimension>().unwrap_err().to_string().contains("usage_type"));
        assert_eq!("tag:aws:x".parse(), Ok(Dimension::Tag("aws:x".into())));
    }

    #[test]
    fn a_key_of_fewer_dimensions_forgets_the_others() {
        let key = BillKey::default().with(Dimension::Service, "s").with(Dimension::Region, "eu-west-1");
        assert_eq!(key.only(&[Dimension::Region]), BillKey::default().with(Dimension::Region, "eu-west-1"));
    }
}
