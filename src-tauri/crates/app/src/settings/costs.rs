//! What asking AWS for bills may cost, and what a month should.

use emberwatch_domain::money::Usd;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CostSettings {
    /// So much may be spent on Cost Explorer in a month, for each account. At zero it is never asked.
    pub explorer_cap: Usd,
    /// What a month should cost at most, for all watched accounts together.
    pub budget: Option<Usd>,
}

impl Default for CostSettings {
    fn default() -> Self {
        Self { explorer_cap: Usd::new(Decimal::TWO), budget: None }
    }
}
