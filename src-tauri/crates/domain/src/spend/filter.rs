//! Which rows of a bill are meant.

use super::{BillKey, Dimension};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Rows whose dimension has one of these values; `None` stands for rows of which the bill names no value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CostFilter {
    pub dimension: Dimension,
    pub values: BTreeSet<Option<String>>,
}

impl CostFilter {
    pub fn one(dimension: Dimension, value: Option<&str>) -> Self {
        Self { dimension, values: BTreeSet::from([value.map(str::to_owned)]) }
    }

    pub fn holds(&self, key: &BillKey) -> bool {
        let value = key.value(&self.dimension);
        self.values.iter().any(|wanted| wanted.as_deref() == value)
    }
}
