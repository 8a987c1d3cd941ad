//! How much of AWS's token buckets was used.

use emberwatch_app::budget::Bucket;
use emberwatch_domain::account::Region;
use serde::Serialize;
use specta::Type;

const HOUR: f64 = 3600.0;

/// How much of a limit of AWS was used, on average over an hour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct BucketShare {
    /// 1,000,000 are all of it.
    pub millionths: u32,
    /// Whose limit it is: `ListClusters`, or `all EMR operations`.
    pub of: String,
    pub region: String,
    /// How many calls AWS allows in an hour, and how many at once.
    pub an_hour: u32,
    pub at_once: u32,
}

pub(super) fn share(of: &str, region: &Region, bucket: Bucket, sent: u64) -> BucketShare {
    let an_hour = bucket.per_second * HOUR;
    let fraction = f64::from(u32::try_from(sent).unwrap_or(u32::MAX)) / an_hour;
    BucketShare {
        millionths: millionths(fraction),
        of: of.to_owned(),
        region: region.to_string(),
        an_hour: whole(an_hour),
        at_once: whole(bucket.burst),
    }
}

pub(super) fn greatest(shares: impl Iterator<Item = BucketShare>) -> Option<BucketShare> {
    shares.max_by_key(|share| share.millionths)
}

/// Never nothing of what is not nothing.
pub(super) fn millionths(fraction: f64) -> u32 {
    whole((fraction * 1_000_000.0).ceil())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast to u32 stops at its ends")]
fn whole(number: f64) -> u32 {
    number.round() as u32
}
