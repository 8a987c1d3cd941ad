//! Why a bill differs from an estimate.

use crate::burn::PartCosts;
use crate::money::Usd;
use crate::spend::Part;
use jiff::SignedDuration;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    Credits,
    SavingsPlansAndReserved,
    Ebs,
    Nat,
    DataTransfer,
    NotRecorded,
    /// Of the account and of none of its clusters: other services, and instances that are no cluster's.
    OtherCosts,
}

/// By how much the bill is above the estimate for this cause; negative: below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    pub cause: Cause,
    /// `None`: it is one of the causes, and nobody knows of how much.
    pub usd: Option<Usd>,
}

/// What the parts of a bill explain: volumes beyond those that were priced, and what no estimate knows of.
pub fn causes_by_part(billed: &BTreeMap<Part, Usd>, live: &PartCosts) -> Vec<Explained> {
    let of = |part| billed.get(&part).copied().unwrap_or(Usd::ZERO);
    let causes = [
        (Cause::Ebs, of(Part::Ebs) - live.ebs.known),
        (Cause::Nat, of(Part::Nat)),
        (Cause::DataTransfer, of(Part::DataTransfer)),
    ];
    let told = causes.into_iter().filter(|(_, usd)| *usd != Usd::ZERO);
    told.map(|(cause, usd)| Explained { cause, usd: Some(usd) }).collect()
}

/// What ran while nobody recorded is taken to have cost as much an hour as what was recorded. `None`: all was recorded.
pub fn not_recorded(live: Usd, recorded: SignedDuration, missing: SignedDuration) -> Option<Explained> {
    if missing <= SignedDuration::ZERO {
        return None;
    }
    // Multiplied first: an hour in six is no finite decimal. It is a guess, so micro-dollars are plenty.
    let guess = |live: Usd| live.amount() * Decimal::from(missing.as_secs()) / Decimal::from(recorded.as_secs());
    let usd = (recorded.as_secs() > 0).then(|| Usd::new(guess(live).round_dp(6)));
    Some(Explained { cause: Cause::NotRecorded, usd })
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Credits => "credits and refunds",
            Self::SavingsPlansAndReserved => "savings plans and reserved instances",
            Self::Ebs => "EBS",
            Self::Nat => "NAT",
            Self::DataTransfer => "data transfer",
            Self::NotRecorded => "time not recorded",
            Self::OtherCosts => "costs of no cluster",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Estimate;

    fn usd(dollars: i64) -> Usd {
        Usd::new(Decimal::from(dollars))
    }

    #[test]
    fn time_not_recorded_cost_as_much_an_hour_as_the_rest_and_without_any_record_nobody_knows() {
        let hours = SignedDuration::from_hours;
        let told = |recorded, missing| not_recorded(usd(18), hours(recorded), hours(missing)).map(|told| told.usd);
        assert_eq!(told(18, 6), Some(Some(usd(6))));
        assert_eq!(told(24, 0), None);
        assert_eq!(told(0, 24), Some(None));
    }

    #[test]
    fn nat_and_transfer_are_explained_whole_and_volumes_by_what_was_not_priced() {
        let billed = BTreeMap::from([(Part::Ec2, usd(90)), (Part::Ebs, usd(5)), (Part::Nat, usd(3))]);
        let live = PartCosts { ebs: Estimate { known: usd(4), unknown: vec![] }, ..PartCosts::default() };
        let told = causes_by_part(&billed, &live);
        let expected = [(Cause::Ebs, usd(1)), (Cause::Nat, usd(3))];
        assert_eq!(told, expected.map(|(cause, usd)| Explained { cause, usd: Some(usd) }));
    }
}
