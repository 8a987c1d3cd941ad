//! How much of AWS's token buckets Emberwatch allows itself: its users' pipelines share them.

use emberwatch_domain::account::Place;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::Instant;

/// A bucket as AWS documents it, or our share of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bucket {
    pub burst: f64,
    pub per_second: f64,
}

/// The part of every EMR bucket that polling may use.
pub const SHARE: f64 = 0.25;
/// After a throttled call the budget of that place and operation refills this much slower, for [`PENANCE`].
const SHRINK: f64 = 0.5;
const PENANCE: Duration = Duration::from_secs(300);

/// What all EMR operations of an account and region share.
pub const ALL_OF_EMR: Bucket = Bucket { burst: 25.0, per_second: 5.0 };

/// The documented bucket of an operation (see the Service Quotas of EMR and of the Price List API), of which we take
/// our share.
pub fn documented(operation: &str) -> Bucket {
    let (burst, per_second) = match operation {
        "ListClusters" => (20.0, 0.5),
        "DescribeCluster" => (10.0, 1.0),
        "ListInstances" | "ListSteps" | "TerminateJobFlows" => (10.0, 0.5),
        "ListInstanceGroups" | "ListBootstrapActions" => (10.0, 1.0),
        "ListInstanceFleets" => (5.0, 0.5),
        "SetTerminationProtection" => (5.0, 0.2),
        "GetProducts" => (10.0, 5.0),
        // Everything else is bounded by what all EMR operations share.
        _ => return ALL_OF_EMR,
    };
    Bucket { burst, per_second }
}

/// Who asks: polling keeps to its share, a termination takes what AWS gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    Poll,
    Act,
}

/// The budgets per account, region and operation. It runs on tokio's clock, so that tests need not wait.
#[derive(Debug)]
pub struct Budgets {
    rule: Rule,
    levels: Mutex<HashMap<(Place, &'static str, Purpose), Level>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    Documented,
    /// The simulator inside the app: nobody shares its buckets.
    Unlimited,
}

#[derive(Debug)]
struct Level {
    tokens: f64,
    at: Instant,
    shrunk_until: Option<Instant>,
}

impl Budgets {
    pub fn documented() -> Self {
        Self { rule: Rule::Documented, levels: Mutex::default() }
    }

    pub fn unlimited() -> Self {
        Self { rule: Rule::Unlimited, levels: Mutex::default() }
    }

    /// Waits until the operation may be called once.
    pub async fn take(&self, place: &Place, operation: &'static str, purpose: Purpose) {
        let wait = self.reserve(place, operation, purpose);
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }

    /// How long the next `calls` calls would have to wait in all; shown as the queue's remaining time.
    pub fn forecast(&self, place: &Place, operation: &'static str, purpose: Purpose, calls: u32) -> Duration {
        if self.rule == Rule::Unlimited {
            return Duration::ZERO;
        }
        let bucket = share(operation, purpose);
        let levels = self.levels.lock();
        let key = (place.clone(), operation, purpose);
        let tokens = levels.get(&key).map_or(bucket.burst, |level| level.refilled(bucket, Instant::now()).0);
        Duration::from_secs_f64(((f64::from(calls) - tokens) / bucket.per_second).max(0.0))
    }

    /// AWS throttled: others are using the bucket too, so we take less of it for a while.
    pub fn throttled(&self, place: &Place, operation: &'static str, purpose: Purpose) {
        let now = Instant::now();
        let mut levels = self.levels.lock();
        let level = levels.entry((place.clone(), operation, purpose)).or_insert(Level {
            tokens: 0.0,
            at: now,
            shrunk_until: None,
        });
        level.tokens = level.tokens.min(0.0);
        level.at = now;
        level.shrunk_until = Some(now + PENANCE);
    }

    /// Takes a token now, in advance if need be, and says how long to wait for it.
    fn reserve(&self, place: &Place, operation: &'static str, purpose: Purpose) -> Duration {
        if self.rule == Rule::Unlimited {
            return Duration::ZERO;
        }
        let bucket = share(operation, purpose);
        let now = Instant::now();
        let mut levels = self.levels.lock();
        let level = levels.entry((place.clone(), operation, purpose)).or_insert(Level {
            tokens: bucket.burst,
            at: now,
            shrunk_until: None,
        });
        let (tokens, per_second) = level.refilled(bucket, now);
        level.tokens = tokens - 1.0;
        level.at = now;
        Duration::from_secs_f64((-level.tokens / per_second).max(0.0))
    }
}

impl Level {
    fn refilled(&self, bucket: Bucket, now: Instant) -> (f64, f64) {
        let shrunk = self.shrunk_until.is_some_and(|until| now < until);
        let per_second = if shrunk { bucket.per_second * SHRINK } else { bucket.per_second };
        let tokens = self.tokens + now.duration_since(self.at).as_secs_f64() * per_second;
        (tokens.min(bucket.burst), per_second)
    }
}

fn share(operation: &str, purpose: Purpose) -> Bucket {
    let whole = documented(operation);
    match purpose {
        Purpose::Poll => Bucket { burst: (whole.burst * SHARE).max(1.0), per_second: whole.per_second * SHARE },
        Purpose::Act => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        Place { account: "1".into(), region: "eu-west-1".into() }
    }

    #[tokio::test(start_paused = true)]
    async fn polling_keeps_to_a_quarter_of_the_bucket() {
        let (budgets, start) = (Budgets::documented(), Instant::now());
        for _ in 0..15 {
            budgets.take(&place(), "ListClusters", Purpose::Poll).await;
        }
        // Five at once, then ten at an eighth of a call per second.
        assert_eq!(start.elapsed().as_secs(), 80);
    }

    #[tokio::test(start_paused = true)]
    async fn a_throttled_place_slows_down_and_others_do_not() {
        let (budgets, start) = (Budgets::documented(), Instant::now());
        budgets.throttled(&place(), "ListClusters", Purpose::Poll);
        budgets.take(&Place { account: "2".into(), ..place() }, "ListClusters", Purpose::Poll).await;
        assert_eq!(start.elapsed(), Duration::ZERO);
        budgets.take(&place(), "ListClusters", Purpose::Poll).await;
        assert_eq!(start.elapsed().as_secs(), 16);
    }

    #[tokio::test(start_paused = true)]
    async fn sixty_terminations_take_the_hundred_seconds_that_aws_needs() {
        let budgets = Budgets::documented();
        let wait = budgets.forecast(&place(), "TerminateJobFlows", Purpose::Act, 60);
        assert_eq!(wait.as_secs(), 100);
    }
}
