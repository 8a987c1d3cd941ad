//! The sample account: the simulator inside the app, kept in the data folder.

use crate::OpenError;
use emberwatch_app::meter::Meter;
use emberwatch_app::poll::Target;
use emberwatch_app::ports::{BurnMark, History, StoreError};
use emberwatch_app::settings::Regions;
use emberwatch_cloud_aws::{AwsCloud, AwsControl, FixedProfile, Http};
use emberwatch_domain::account::Realm;
use emberwatch_domain::money::Usd;
use emberwatch_simulator::{CommandLog, Crowd, Limits, Options, SimClock, Simulator, Spread, WorldSize};
use emberwatch_store::Health;
use jiff::{SignedDuration, Timestamp};
use std::path::Path;
use std::sync::Arc;

/// Every sample looks at one world.
pub const SAMPLE_SEED: u64 = 1;

/// Adds so many clusters to the sample, to see how Emberwatch is with thousands of them.
const SAMPLE_CLUSTERS_VARIABLE: &str = "EMBERWATCH_SAMPLE_CLUSTERS";

/// How far back the sample's past reaches, and how finely it is told.
const RECALLED: SignedDuration = SignedDuration::from_hours(7 * 24);
const GRAIN: SignedDuration = SignedDuration::from_mins(10);

pub(crate) struct Sample {
    pub cloud: AwsCloud,
    pub control: AwsControl,
    pub targets: Vec<Target>,
    pub simulator: Simulator,
}

/// What the user did to it is in the data folder, so that the window and the terminal see one world. Where nothing can
/// be written, nothing is done to it either.
pub(crate) fn open(data_dir: &Path, health: &Health, meter: Arc<Meter>, clock: SimClock) -> Result<Sample, OpenError> {
    let log = if health.why_read_only().is_some() { CommandLog::in_memory() } else { kept(data_dir)? };
    // Nobody shares these buckets, and a first look should not take minutes.
    let simulator = Simulator::new(Options {
        seed: SAMPLE_SEED,
        clock,
        limits: Limits::Off,
        log,
        world: size(),
        ..Options::default()
    });
    let accounts = emberwatch_simulator::sample_profiles();
    let targets = accounts
        .iter()
        .map(|account| Target {
            profile: account.name.into(),
            regions: Regions::Listed(account.watched_regions.iter().map(|region| (*region).into()).collect()),
        })
        .collect();
    let profiles = accounts.into_iter().map(|account| FixedProfile {
        name: account.name.into(),
        account_id: account.account_id.into(),
        access_key: account.access_key_id,
        secret: account.secret_access_key,
        region: account.region.into(),
    });
    let cloud = AwsCloud::fixed(profiles.collect(), Http::service(simulator.clone()).metered(meter));
    let control = AwsControl::beside(&cloud);
    Ok(Sample { cloud, control, targets, simulator })
}

fn size() -> WorldSize {
    let more = std::env::var(SAMPLE_CLUSTERS_VARIABLE).ok().and_then(|text| text.parse().ok());
    more.map_or(WorldSize::Sample, |clusters: u32| WorldSize::With(Crowd::of(clusters, Spread::AsSampled)))
}

fn kept(data_dir: &Path) -> Result<CommandLog, OpenError> {
    let path = data_dir.join("sample.jsonl");
    CommandLog::file(&path).map_err(|source| OpenError::Sample { path, source: Box::new(source) })
}

/// Records the burn of the sample's last week, unless anything of it is recorded already.
pub(crate) fn recall_burn(world: &Simulator, history: &dyn History, now: Timestamp) -> Result<(), StoreError> {
    let from = now.checked_sub(RECALLED).unwrap_or(now);
    if !history.burn(Realm::Sample, from)?.is_empty() {
        return Ok(());
    }
    let mut marks = Vec::new();
    for account in emberwatch_simulator::sample_profiles() {
        let burned = world.burned(account.account_id, from, GRAIN).map_err(|source| StoreError {
            step: "cannot read what was done to the sample".to_owned(),
            source: Some(std::sync::Arc::new(source)),
        })?;
        marks.extend(burned.into_iter().map(|burned| BurnMark {
            account: account.account_id.into(),
            at: burned.at,
            burn: Usd::new(burned.usd_per_hour),
            complete: true,
        }));
    }
    // Whoever watched would have looked more often: every mark holds until the next one.
    history.record_burn(Realm::Sample, &marks, GRAIN * 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use emberwatch_testkit::MemoryHistory;

    #[test]
    fn the_sample_has_a_past_of_a_week_and_only_one() {
        let world = Simulator::new(Options { seed: SAMPLE_SEED, ..Options::default() });
        let (history, now) = (MemoryHistory::default(), world.clock().now());
        recall_burn(&world, &history, now).unwrap();
        let recalled = history.burn(Realm::Sample, now - RECALLED).unwrap();
        assert_eq!(recalled.len(), 3);
        assert!(
            recalled.values().all(|record| record.len() > 100 && record.iter().any(|stretch| stretch.usd > Usd::ZERO))
        );
        recall_burn(&world, &history, now).unwrap();
        assert_eq!(history.burn(Realm::Sample, now - RECALLED).unwrap(), recalled);
    }
}
