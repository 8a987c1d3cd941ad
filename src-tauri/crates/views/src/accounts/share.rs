//! How much of AWS's token buckets was used.

use emberwatch_app::budget::{Bucket, SHARE};
use emberwatch_domain::account::Region;
use serde::Serialize;
use specta::Type;

const HOUR: f64 = 3600.0;

/// How much of a limit of AWS was used, on average over an hour.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct BucketShare {
    /// Such as `6.7 %`.
    pub text: String,
    /// 1 is all of it; good for drawing and nothing else.
    pub fraction: f64,
    /// What the limit is: `ListClusters in eu-west-1: 1800 an hour, 20 at once`.
    pub limit: String,
}

/// How much polling may use at most.
pub(super) fn allowed() -> String {
    percent(SHARE)
}

pub(super) fn share(what: &str, region: &Region, bucket: Bucket, sent: u64) -> BucketShare {
    let an_hour = bucket.per_second * HOUR;
    let fraction = f64::from(u32::try_from(sent).unwrap_or(u32::MAX)) / an_hour;
    let limit = format!("{what} in {region}: {an_hour:.0} an hour, {:.0} at once", bucket.burst);
    BucketShare { text: percent(fraction), fraction, limit }
}

pub(super) fn greatest(shares: impl Iterator<Item = BucketShare>) -> Option<BucketShare> {
    shares.max_by(|one, other| one.fraction.total_cmp(&other.fraction))
}

/// `25 %`, `6.7 %`, and never a zero of what is not nothing.
fn percent(fraction: f64) -> String {
    match fraction * 100.0 {
        percent if percent > 0.0 && percent < 0.1 => "< 0.1 %".to_owned(),
        percent if percent < 10.0 => format!("{percent:.1} %"),
        percent => format!("{percent:.0} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_told_with_its_limit_and_never_as_nothing() {
        let bucket = Bucket { burst: 20.0, per_second: 0.5 };
        let told = |sent| share("ListClusters", &"eu-west-1".into(), bucket, sent).text;
        assert_eq!([told(0), told(1), told(120), told(450)], ["0.0 %", "< 0.1 %", "6.7 %", "25 %"]);
        let limit = share("ListClusters", &"eu-west-1".into(), bucket, 1).limit;
        assert_eq!(limit, "ListClusters in eu-west-1: 1800 an hour, 20 at once");
    }
}
