//! Whether the bill knows a tag, and who can make it so.

use crate::account::AccountId;
use crate::spend::Dimension;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// EMR puts it on every instance and volume of a cluster.
pub const JOB_FLOW_TAG: &str = "aws:elasticmapreduce:job-flow-id";

/// A tag as cost allocation tag. Only the account that pays can activate one.
/// <https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/cost-alloc-tags.html>
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum CostTag {
    /// The bill has it from this day on; before, it names no clusters and that says nothing about them.
    Active {
        since: Date,
    },
    /// This account pays and could activate it.
    Inactive,
    /// This account is linked to another, which pays and alone may activate it.
    UpToThePayer,
    Unknown,
}

impl CostTag {
    /// Whether the bill of this day tells costs apart by the tag.
    pub fn speaks_of(&self, day: Date) -> bool {
        matches!(self, Self::Active { since } if *since <= day)
    }

    /// What to do, or to send to whoever can do it.
    pub fn next_step(&self, key: &str, account: &AccountId) -> Option<String> {
        let activate = format!("activate the cost allocation tag {key} (Billing, Cost allocation tags)");
        match self {
            Self::Active { .. } | Self::Unknown => None,
            Self::Inactive => Some(format!("To see costs by it in the bill, {activate}; AWS needs up to a day.")),
            Self::UpToThePayer => Some(format!(
                "Please {activate} in the account that pays for account {account}: a linked account may not do it, and \
                 without it our bill does not tell what each EMR cluster costs."
            )),
        }
    }
}

/// The dimension of the bill by which clusters are told apart.
pub fn job_flow() -> Dimension {
    Dimension::Tag(JOB_FLOW_TAG.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_linked_account_is_given_the_sentence_for_its_payer() {
        let sentence = CostTag::UpToThePayer.next_step(JOB_FLOW_TAG, &"111122223333".into()).unwrap();
        assert!(sentence.contains(JOB_FLOW_TAG) && sentence.contains("111122223333"));
        assert_eq!(CostTag::Active { since: date(2024, 1, 1) }.next_step(JOB_FLOW_TAG, &"1".into()), None);
    }

    #[test]
    fn before_its_activation_a_tag_says_nothing() {
        let tag = CostTag::Active { since: date(2024, 2, 1) };
        assert_eq!([date(2024, 1, 31), date(2024, 2, 1)].map(|day| tag.speaks_of(day)), [false, true]);
        assert!(!CostTag::Inactive.speaks_of(date(2024, 2, 1)));
    }
}
