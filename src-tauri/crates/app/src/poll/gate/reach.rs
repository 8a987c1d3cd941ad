//! Whether anybody can be reached at all.

use emberwatch_cloud::CloudError;
use emberwatch_domain::account::{ProfileName, Region};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// What a realm's calls tell of the network. It says nothing about accounts: whoever refuses has been reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Online,
    /// Nobody could be reached since then.
    Offline {
        since: Timestamp,
    },
}

/// Whose silence counts: one region may be away by itself, and so may be the host that says who a profile is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Witness {
    Region(Region),
    /// A profile whose account, and so whose regions, are not known yet.
    Profile(ProfileName),
}

/// So many witnesses are enough, however many there are.
pub const ENOUGH: usize = 3;

/// Offline is this machine when nobody could be reached wherever it was tried since anybody answered last: everywhere
/// if there are few places, in three of them if there are many.
pub fn judge(unreached: &BTreeMap<Witness, Timestamp>, witnesses: usize) -> Reach {
    match unreached.values().min() {
        Some(since) if unreached.len() >= ENOUGH.min(witnesses) => Reach::Offline { since: *since },
        _ => Reach::Online,
    }
}

/// What the outcome of one call says of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Somebody has answered, if only to refuse.
    Heard,
    /// No connection was made.
    Unreached,
    /// Connected, and then nothing: that may be either side's fault. Or nobody was asked.
    Unclear,
}

pub fn sign<T>(outcome: &Result<T, CloudError>) -> Sign {
    match outcome {
        Ok(_) => Sign::Heard,
        Err(error) => match error {
            CloudError::Unreachable { .. } => Sign::Unreached,
            // Missing credentials are told without asking anybody.
            CloudError::TimedOut { .. } | CloudError::SignInNeeded { .. } | CloudError::ProcessFailed { .. } => {
                Sign::Unclear
            }
            CloudError::Expired { .. }
            | CloudError::Denied { .. }
            | CloudError::Throttled { .. }
            | CloudError::RegionDisabled { .. }
            | CloudError::NotFound { .. }
            | CloudError::NoDataYet { .. }
            | CloudError::Invalid { .. } => Sign::Heard,
            // A captive portal answers too, in a way of its own.
            CloudError::Unexpected { .. } => Sign::Unclear,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::constant(1_767_614_400 + second, 0)
    }

    fn silent(regions: &[&str]) -> BTreeMap<Witness, Timestamp> {
        let witness = |(nth, region): (usize, &&str)| (Witness::Region((*region).into()), at(nth as i64));
        regions.iter().enumerate().map(witness).collect()
    }

    #[test]
    fn one_region_that_is_away_is_not_the_network() {
        assert_eq!(judge(&silent(&["eu-west-1"]), 2), Reach::Online);
        assert_eq!(judge(&silent(&["eu-west-1", "us-east-1"]), 17), Reach::Online);
        assert_eq!(judge(&BTreeMap::new(), 0), Reach::Online);
    }

    #[test]
    fn offline_is_when_all_of_few_or_three_of_many_are_away_since_the_first_of_them() {
        assert_eq!(judge(&silent(&["eu-west-1"]), 1), Reach::Offline { since: at(0) });
        assert_eq!(judge(&silent(&["eu-west-1", "us-east-1"]), 2), Reach::Offline { since: at(0) });
        assert_eq!(judge(&silent(&["eu-west-1", "us-east-1", "eu-north-1"]), 17), Reach::Offline { since: at(0) });
    }

    #[test]
    fn a_refusal_is_an_answer_and_a_missing_sign_in_is_none() {
        let denied = CloudError::Denied { operation: "ListClusters", action: "a".to_owned() };
        assert_eq!(sign::<()>(&Err(denied)), Sign::Heard);
        assert_eq!(sign::<()>(&Err(CloudError::TimedOut { operation: "ListClusters" })), Sign::Unclear);
        let away = CloudError::Unreachable { operation: "ListClusters", host: "h".to_owned(), source: None };
        assert_eq!((sign::<()>(&Err(away)), sign(&Ok(()))), (Sign::Unreached, Sign::Heard));
    }
}
