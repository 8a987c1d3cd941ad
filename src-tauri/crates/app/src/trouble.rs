//! What failed lately, also when it works again by now: whoever looks later wants to know what happened.

use crate::snapshot::Failed;
use emberwatch_domain::account::Region;
use jiff::Timestamp;
use std::mem::discriminant;

/// So many are kept of an account.
const MOST: usize = 8;

/// One kind of failure in one region, from the first time until it was answered again.
#[derive(Clone, Debug)]
pub struct Trouble {
    pub region: Region,
    pub since: Timestamp,
    /// The last time.
    pub failed: Failed,
    pub times: u32,
    /// When the region answered in full again; `None`: it has not.
    pub over: Option<Timestamp>,
}

impl Trouble {
    fn is_the_same(&self, region: &Region, failed: &Failed) -> bool {
        let (one, other) = (&self.failed.error, &failed.error);
        self.over.is_none()
            && &self.region == region
            && discriminant(one) == discriminant(other)
            && one.operation() == other.operation()
    }
}

/// Notes a failure: a new one comes first, a repeated one is counted.
pub fn note(troubles: &mut Vec<Trouble>, region: &Region, failed: &Failed) {
    let known = troubles.iter().position(|trouble| trouble.is_the_same(region, failed));
    let trouble = match known.map(|at| troubles.remove(at)) {
        Some(known) => Trouble { failed: failed.clone(), times: known.times.saturating_add(1), ..known },
        None => Trouble { region: region.clone(), since: failed.at, failed: failed.clone(), times: 1, over: None },
    };
    troubles.insert(0, trouble);
    troubles.truncate(MOST);
}

/// The region has answered in full.
pub fn settle(troubles: &mut [Trouble], region: &Region, now: Timestamp) {
    let open = troubles.iter_mut().filter(|trouble| trouble.over.is_none() && &trouble.region == region);
    open.for_each(|trouble| trouble.over = Some(now));
}

#[cfg(test)]
mod tests {
    use super::*;
    use emberwatch_cloud::CloudError;

    fn throttled(second: i64) -> Failed {
        let at = Timestamp::from_second(second).unwrap();
        Failed { at, error: CloudError::Throttled { operation: "ListClusters", retry_after: None } }
    }

    #[test]
    fn a_failure_that_repeats_is_one_trouble_and_one_after_an_answer_is_another() {
        let mut troubles = Vec::new();
        let region = Region::from("eu-west-1");
        note(&mut troubles, &region, &throttled(1));
        note(&mut troubles, &region, &throttled(2));
        settle(&mut troubles, &region, Timestamp::from_second(3).unwrap());
        note(&mut troubles, &region, &throttled(4));
        let told: Vec<_> = troubles.iter().map(|t| (t.since.as_second(), t.times, t.over.is_some())).collect();
        assert_eq!(told, [(4, 1, false), (1, 2, true)]);
    }

    #[test]
    fn only_the_last_few_are_kept() {
        let mut troubles = Vec::new();
        for number in 0..20 {
            note(&mut troubles, &Region::new(format!("r-{number}")), &throttled(number));
        }
        assert_eq!((troubles.len(), troubles[0].since.as_second()), (MOST, 19));
    }
}
