//! A round over many things of a place: one that fails by itself keeps no other from being asked.

use emberwatch_cloud::CloudError;
use parking_lot::Mutex;
use std::collections::BTreeMap;

/// So many failures in one round, and it is ended: it may well be about the place, which is not asked hundreds of times.
const ENOUGH: usize = 3;

/// What failed the last time it was asked for, and in which order: it is asked for last.
pub(crate) struct Stumbled<K>(Mutex<BTreeMap<K, u64>>);

/// One time through everything.
pub(crate) struct Round<'a, K> {
    stumbled: &'a Stumbled<K>,
    failures: usize,
    last: Option<CloudError>,
}

impl<K> Default for Stumbled<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Ord + Clone> Stumbled<K> {
    pub fn round(&self) -> Round<'_, K> {
        Round { stumbled: self, failures: 0, last: None }
    }

    pub fn has(&self, key: &K) -> bool {
        self.0.lock().contains_key(key)
    }

    /// Puts what failed behind the rest, and of that first what was not tried for longest. The rest stays in its order.
    pub fn put_last<T>(&self, things: &mut [T], key: impl Fn(&T) -> &K) {
        let stumbled = self.0.lock();
        if !stumbled.is_empty() {
            things.sort_by_key(|thing| stumbled.get(key(thing)).copied());
        }
    }

    fn add(&self, key: &K) {
        let mut stumbled = self.0.lock();
        let next = stumbled.values().max().map_or(0, |last| last + 1);
        stumbled.insert(key.clone(), next);
    }
}

impl<K: Ord + Clone> Round<'_, K> {
    /// What was told of one thing; `None`: it failed, and the next is to be tried.
    ///
    /// # Errors
    /// Nothing more is to be asked for in this round.
    pub fn take<T>(&mut self, key: &K, told: Result<T, CloudError>) -> Result<Option<T>, CloudError> {
        match told {
            Ok(value) => {
                self.stumbled.0.lock().remove(key);
                Ok(Some(value))
            }
            Err(error) if !is_about_one(&error) => Err(error),
            Err(error) => {
                self.stumbled.add(key);
                self.failures += 1;
                if self.failures == ENOUGH {
                    return Err(error);
                }
                self.last = Some(error);
                Ok(None)
            }
        }
    }

    /// # Errors
    /// Something failed, and the others were asked for.
    pub fn end(self) -> Result<(), CloudError> {
        match self.last {
            Some(error) => Err(error),
            None => {
                // What is gone is not asked for any more: nothing that fails is left.
                self.stumbled.0.lock().clear();
                Ok(())
            }
        }
    }
}

/// Whether a failure may be about the one thing that was asked for. The others are about who asks, and where.
pub(crate) fn is_about_one(error: &CloudError) -> bool {
    match error {
        CloudError::Denied { .. }
        | CloudError::NotFound { .. }
        | CloudError::Invalid { .. }
        | CloudError::TimedOut { .. }
        | CloudError::Unexpected { .. } => true,
        CloudError::Expired { .. }
        | CloudError::SignInNeeded { .. }
        | CloudError::ProcessFailed { .. }
        | CloudError::Throttled { .. }
        | CloudError::RegionDisabled { .. }
        | CloudError::NoDataYet { .. }
        | CloudError::Unreachable { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed() -> Result<(), CloudError> {
        Err(CloudError::TimedOut { operation: "test" })
    }

    fn order(stumbled: &Stumbled<u8>) -> Vec<u8> {
        let mut things: Vec<u8> = (0..6).collect();
        stumbled.put_last(&mut things, |thing| thing);
        things
    }

    #[test]
    fn what_failed_comes_last_and_what_failed_first_before_the_others() {
        let stumbled = Stumbled::default();
        let mut round = stumbled.round();
        for thing in [4, 1] {
            assert!(matches!(round.take(&thing, failed()), Ok(None)));
        }
        assert_eq!(order(&stumbled), [0, 2, 3, 5, 4, 1]);
        assert!(round.end().is_err());
        let mut round = stumbled.round();
        assert!(matches!(round.take(&4, failed()), Ok(None)));
        assert_eq!(order(&stumbled), [0, 2, 3, 5, 1, 4]);
        assert!(matches!(round.take(&1, Ok(())), Ok(Some(()))));
        assert_eq!(order(&stumbled), [0, 1, 2, 3, 5, 4]);
    }

    #[test]
    fn a_round_ends_after_a_few_failures_and_at_once_after_one_that_is_about_the_place() {
        let stumbled = Stumbled::default();
        let mut round = stumbled.round();
        assert!(matches!(round.take(&1, failed()), Ok(None)));
        assert!(matches!(round.take(&2, failed()), Ok(None)));
        assert!(round.take(&3, failed()).is_err());
        let throttled = CloudError::Throttled { operation: "test", retry_after: None };
        assert!(stumbled.round().take(&4, Err::<(), _>(throttled)).is_err());
        assert!(stumbled.has(&3) && !stumbled.has(&4));
    }
}
