//! On which basis an amount was worked out. A sum of money without it says nothing.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Which of the bill's amounts, and whether credits and refunds are in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Basis {
    pub amounts: Amounts,
    pub credits: Credits,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amounts {
    /// As charged on the day: an upfront payment stands on its day.
    #[default]
    Unblended,
    /// Upfront and recurring fees are spread over the time they pay for.
    Amortized,
    /// Unblended, after discounts.
    NetUnblended,
    /// Amortized, after discounts.
    NetAmortized,
}

/// Whether credits and refunds are part of an amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Credits {
    Counted,
    /// The default: what was used, whoever paid for it.
    #[default]
    LeftOut,
}

impl Amounts {
    pub const ALL: [Amounts; 4] = [Self::Unblended, Self::Amortized, Self::NetUnblended, Self::NetAmortized];

    /// The metric of GetCostAndUsage.
    pub fn metric(self) -> &'static str {
        match self {
            Self::Unblended => "UnblendedCost",
            Self::Amortized => "AmortizedCost",
            Self::NetUnblended => "NetUnblendedCost",
            Self::NetAmortized => "NetAmortizedCost",
        }
    }

    /// As a person types it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unblended => "unblended",
            Self::Amortized => "amortized",
            Self::NetUnblended => "net-unblended",
            Self::NetAmortized => "net-amortized",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|amounts| amounts.name() == name)
    }
}

impl Credits {
    /// The values of the dimension RECORD_TYPE that are left out.
    pub fn left_out(self) -> &'static [&'static str] {
        match self {
            Self::Counted => &[],
            Self::LeftOut => &["Credit", "Refund"],
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amounts = match self.amounts {
            Amounts::Unblended => "unblended",
            Amounts::Amortized => "amortized",
            Amounts::NetUnblended => "net unblended",
            Amounts::NetAmortized => "net amortized",
        };
        match self.credits {
            Credits::Counted => write!(f, "{amounts}, with credits and refunds"),
            Credits::LeftOut => write!(f, "{amounts}, without credits and refunds"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_basis_says_its_amounts_and_what_became_of_credits() {
        let basis = Basis { amounts: Amounts::NetAmortized, credits: Credits::Counted };
        assert_eq!(basis.to_string(), "net amortized, with credits and refunds");
        assert_eq!(Basis::default().to_string(), "unblended, without credits and refunds");
    }

    #[test]
    fn every_name_leads_back_to_its_amounts() {
        assert!(Amounts::ALL.iter().all(|amounts| Amounts::from_name(amounts.name()) == Some(*amounts)));
        assert_eq!(Amounts::from_name("blended"), None);
    }
}
