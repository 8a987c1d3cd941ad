//! Token buckets per account, region and operation, as AWS runs them.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

/// Whether calls are limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Limits {
    #[default]
    Enforced,
    Off,
}

/// Burst and refill per second, per account and region. EMR's are those of a stored dump of Service Quotas
/// (ListInstanceFleets also in AWS's documentation), still to be compared with a live account.
const EMR: [(&str, f64, f64); 13] = [
    ("ListClusters", 20.0, 0.5),
    ("DescribeCluster", 10.0, 1.0),
    ("ListInstances", 10.0, 0.5),
    ("ListSteps", 10.0, 0.5),
    ("DescribeStep", 10.0, 0.5),
    ("RunJobFlow", 10.0, 0.5),
    ("TerminateJobFlows", 10.0, 0.5),
    ("ListInstanceGroups", 10.0, 1.0),
    ("ListBootstrapActions", 10.0, 1.0),
    ("ListInstanceFleets", 5.0, 0.5),
    ("AddInstanceFleet", 5.0, 0.5),
    ("SetTerminationProtection", 5.0, 0.2),
    (ALL, 25.0, 5.0),
];
/// GetProducts, as documented.
const PRICING: (f64, f64) = (10.0, 5.0);
/// All EMR operations of an account and region together.
const ALL: &str = "*";

type Key = (&'static str, String, &'static str);

/// The buckets of one simulator.
#[derive(Debug, Default)]
pub(crate) struct Buckets(Mutex<HashMap<Key, Bucket>>);

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    filled_at: Timestamp,
}

/// What a bucket answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Admitted,
    Throttled,
}

impl Buckets {
    /// Takes one token from every bucket that the operation draws from, or none when one of them is empty.
    pub(crate) fn admit(
        &self,
        account: &'static str,
        region: &str,
        service: &str,
        operation: &str,
        now: Timestamp,
    ) -> Verdict {
        let mut buckets = self.0.lock();
        let drawn: Vec<(Key, f64, f64)> = of(service, operation)
            .map(|(name, burst, refill)| ((account, region.to_owned(), name), burst, refill))
            .collect();
        for (key, burst, refill) in &drawn {
            let bucket = buckets.entry(key.clone()).or_insert(Bucket { tokens: *burst, filled_at: now });
            // A clock that went back neither fills nor empties a bucket.
            let passed = now.duration_since(bucket.filled_at).as_secs_f64().max(0.0);
            *bucket = Bucket { tokens: (bucket.tokens + passed * refill).min(*burst), filled_at: now };
        }
        let full_enough = |key: &Key| buckets.get(key).is_some_and(|bucket| bucket.tokens >= 1.0);
        if !drawn.iter().all(|(key, _, _)| full_enough(key)) {
            return Verdict::Throttled;
        }
        for (key, _, _) in &drawn {
            if let Some(bucket) = buckets.get_mut(key) {
                bucket.tokens -= 1.0;
            }
        }
        Verdict::Admitted
    }
}

/// The placement scores that were asked for: an account may ask about so many things a day, and about these again.
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-placement-score.html>
#[derive(Debug, Default)]
pub(crate) struct Configurations(Mutex<HashMap<(&'static str, String), Timestamp>>);

impl Configurations {
    /// AWS names no number; this is what accounts report.
    pub(crate) const A_DAY: usize = 50;

    /// Whether a question may be answered. A new one that may not is not counted.
    pub(crate) fn admit(&self, account: &'static str, configuration: String, now: Timestamp) -> bool {
        let mut used = self.0.lock();
        used.retain(|_, at| now.duration_since(*at) < SignedDuration::from_hours(24));
        let key = (account, configuration);
        let full = used.keys().filter(|(who, _)| *who == account).count() >= Self::A_DAY;
        if full && !used.contains_key(&key) {
            return false;
        }
        used.entry(key).or_insert(now);
        true
    }
}

fn of(service: &str, operation: &str) -> impl Iterator<Item = (&'static str, f64, f64)> {
    let emr = service == "elasticmapreduce";
    let own = EMR.iter().filter(move |(name, ..)| emr && (*name == operation || *name == ALL)).copied();
    let pricing = (service == "pricing").then_some(("GetProducts", PRICING.0, PRICING.1));
    own.chain(pricing)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Buckets, Verdict};

    fn admitted(buckets: &Buckets, region: &str, operation: &str, second: i64, calls: usize) -> usize {
        let now = Timestamp::from_second(second).unwrap();
        (0..calls)
            .filter(|_| buckets.admit("1", region, "elasticmapreduce", operation, now) == Verdict::Admitted)
            .count()
    }

    #[test]
    fn a_bucket_gives_its_burst_and_then_its_rate() {
        let buckets = Buckets::default();
        assert_eq!(admitted(&buckets, "us-east-1", "TerminateJobFlows", 0, 30), 10);
        assert_eq!(admitted(&buckets, "us-east-1", "TerminateJobFlows", 1, 30), 0);
        assert_eq!(admitted(&buckets, "us-east-1", "TerminateJobFlows", 8, 30), 4);
    }

    #[test]
    fn all_operations_of_a_region_share_one_bucket_and_regions_share_none() {
        let buckets = Buckets::default();
        let first =
            ["ListClusters", "DescribeCluster"].map(|operation| admitted(&buckets, "us-east-1", operation, 0, 30));
        assert_eq!(first, [20, 5]);
        assert_eq!(admitted(&buckets, "eu-west-1", "DescribeCluster", 0, 30), 10);
    }

    #[test]
    fn a_throttled_call_takes_no_token_from_the_other_bucket() {
        let buckets = Buckets::default();
        assert_eq!(admitted(&buckets, "us-east-1", "SetTerminationProtection", 0, 100), 5);
        assert_eq!(admitted(&buckets, "us-east-1", "ListClusters", 0, 30), 20);
    }
}
